#pragma once

#include "io/harmonisation/expression.hpp"

#include <optional>

namespace atria::io {

/// A part of a parsed rule.
class Expression::Node {
public:
    Node() = default;
    Node(const Node&) = delete;
    Node& operator=(const Node&) = delete;
    virtual ~Node() = default;

    [[nodiscard]] virtual Answer of(std::span<const Value> inputs) const = 0;

    /// Of a part that is nothing but a variable: which one.
    [[nodiscard]] virtual std::optional<std::size_t> input() const { return std::nullopt; }
    /// Of a part that is nothing but a value; otherwise null.
    [[nodiscard]] virtual const Value* constant() const { return nullptr; }
};

using NodePointer = std::unique_ptr<Expression::Node>;

/// Where a rule may stand for another one in the text: the letter (from 1) at which a part begins.
struct Place {
    std::size_t letter = 1;
};

[[nodiscard]] NodePointer constant_node(Value value);
[[nodiscard]] NodePointer input_node(std::size_t input);
/// + - * / ^
[[nodiscard]] NodePointer arithmetic_node(char operation, NodePointer left, NodePointer right, Place place);
/// == != < <= > >=
[[nodiscard]] NodePointer comparison_node(std::string_view operation, NodePointer left, NodePointer right, Place place);
[[nodiscard]] NodePointer membership_node(NodePointer one, std::vector<NodePointer> set);
[[nodiscard]] NodePointer and_node(NodePointer left, NodePointer right, Place place);
[[nodiscard]] NodePointer or_node(NodePointer left, NodePointer right, Place place);
[[nodiscard]] NodePointer not_node(NodePointer one, Place place);
[[nodiscard]] NodePointer is_missing_node(NodePointer one);
/// A function of numbers that is missing where one of them is.
[[nodiscard]] NodePointer number_function_node(std::string name, std::vector<NodePointer> arguments, Place place);
[[nodiscard]] NodePointer conversion_node(NodePointer one, double factor, double shift, Place place);

struct Case {
    NodePointer condition;  ///< null: in any other case
    NodePointer value;
    Place place;
};
[[nodiscard]] NodePointer cases_node(std::vector<Case> cases);

/// Missing where the condition is.
[[nodiscard]] NodePointer choice_node(NodePointer condition, NodePointer yes, NodePointer no, Place place);

struct Recoding {
    Value from;
    Value to;
};
/// `otherwise`: null when an unnamed value is an error.
[[nodiscard]] NodePointer recode_node(NodePointer one, std::vector<Recoding> values, NodePointer otherwise,
                                      Place place);

}  // namespace atria::io
