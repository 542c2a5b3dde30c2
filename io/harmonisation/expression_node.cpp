#include "io/harmonisation/expression_node.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <optional>
#include <utility>

namespace atria::io {

namespace {

using Answer = Expression::Answer;
using Node = Expression::Node;
using Inputs = std::span<const Value>;

Answer answer(Value value) { return {std::move(value), false}; }

/// Nothing when missing.
std::optional<double> number_of(const Value& value, Place place) {
    if (value.is_missing()) { return std::nullopt; }
    if (value.is_number()) { return value.number; }
    throw RuleError("the word \"" + value.text + "\" stands where a number is needed", place.letter);
}

std::optional<bool> truth_of(const Value& value, Place place) {
    const auto number = number_of(value, place);
    return number ? std::optional(*number != 0) : std::nullopt;
}

Value truth(std::optional<bool> value) { return value ? Value::of_number(*value ? 1 : 0) : Value{}; }

/// A node made of a function from inputs to a value.
template <class Function>
class FunctionNode final : public Node {
public:
    explicit FunctionNode(Function function) : function_(std::move(function)) {}
    [[nodiscard]] Answer of(Inputs inputs) const override { return function_(inputs); }

private:
    Function function_;
};

template <class Function>
NodePointer node(Function function) {
    return std::make_unique<FunctionNode<Function>>(std::move(function));
}

class ConstantNode final : public Node {
public:
    explicit ConstantNode(Value value) : value_(std::move(value)) {}
    [[nodiscard]] Answer of(Inputs /*inputs*/) const override { return answer(value_); }
    [[nodiscard]] const Value* constant() const override { return &value_; }

private:
    Value value_;
};

class InputNode final : public Node {
public:
    explicit InputNode(std::size_t input) : input_(input) {}
    [[nodiscard]] Answer of(Inputs inputs) const override { return answer(inputs[input_]); }
    [[nodiscard]] std::optional<std::size_t> input() const override { return input_; }

private:
    std::size_t input_;
};

double arithmetic(char operation, double a, double b) {
    switch (operation) {
        case '+':
            return a + b;
        case '-':
            return a - b;
        case '*':
            return a * b;
        case '/':
            return a / b;
        default:
            return std::pow(a, b);
    }
}

bool compare(std::string_view operation, int order) {
    if (operation == "==") { return order == 0; }
    if (operation == "!=") { return order != 0; }
    if (operation == "<") { return order < 0; }
    if (operation == "<=") { return order <= 0; }
    if (operation == ">") { return order > 0; }
    return order >= 0;
}

double number_function(const std::string& name, std::span<const double> x) {
    if (name == "log") { return std::log(x[0]); }
    if (name == "log10") { return std::log10(x[0]); }
    if (name == "log2") { return std::log2(x[0]); }
    if (name == "exp") { return std::exp(x[0]); }
    if (name == "sqrt") { return std::sqrt(x[0]); }
    if (name == "abs") { return std::fabs(x[0]); }
    if (name == "round") { return std::nearbyint(x[0]); }  // to the even neighbour, as R
    if (name == "pmin") { return *std::ranges::min_element(x); }
    return *std::ranges::max_element(x);
}

}  // namespace

NodePointer constant_node(Value value) { return std::make_unique<ConstantNode>(std::move(value)); }

NodePointer input_node(std::size_t input) { return std::make_unique<InputNode>(input); }

NodePointer arithmetic_node(char operation, NodePointer left, NodePointer right, Place place) {
    return node([=, a = std::move(left), b = std::move(right)](Inputs inputs) {
        const auto x = number_of(a->of(inputs).value, place);
        const auto y = number_of(b->of(inputs).value, place);
        return answer(x && y ? Value::of_number(arithmetic(operation, *x, *y)) : Value{});
    });
}

NodePointer comparison_node(std::string_view operation, NodePointer left, NodePointer right, Place place) {
    return node([operation = std::string(operation), place, a = std::move(left), b = std::move(right)](Inputs inputs) {
        const Value x = a->of(inputs).value;
        const Value y = b->of(inputs).value;
        if (x.is_missing() || y.is_missing()) { return answer({}); }
        if (operation == "==" || operation == "!=") { return answer(truth(x.same_as(y) == (operation == "=="))); }
        const double p = *number_of(x, place);
        const double q = *number_of(y, place);
        return answer(truth(compare(operation, p < q ? -1 : (p > q ? 1 : 0))));
    });
}

NodePointer membership_node(NodePointer one, std::vector<NodePointer> set) {
    return node([a = std::move(one), members = std::move(set)](Inputs inputs) {
        const Value x = a->of(inputs).value;
        const auto is_x = [&](const NodePointer& member) {
            const Value y = member->of(inputs).value;
            return x.is_missing() ? y.is_missing() : y.same_as(x);  // a set may name NA, as in R
        };
        return answer(truth(std::ranges::any_of(members, is_x)));
    });
}

NodePointer and_node(NodePointer left, NodePointer right, Place place) {
    return node([place, a = std::move(left), b = std::move(right)](Inputs inputs) {
        const auto x = truth_of(a->of(inputs).value, place);
        const auto y = truth_of(b->of(inputs).value, place);
        if ((x && !*x) || (y && !*y)) { return answer(truth(false)); }
        return answer(x && y ? truth(true) : Value{});
    });
}

NodePointer or_node(NodePointer left, NodePointer right, Place place) {
    return node([place, a = std::move(left), b = std::move(right)](Inputs inputs) {
        const auto x = truth_of(a->of(inputs).value, place);
        const auto y = truth_of(b->of(inputs).value, place);
        if ((x && *x) || (y && *y)) { return answer(truth(true)); }
        return answer(x && y ? truth(false) : Value{});
    });
}

NodePointer not_node(NodePointer one, Place place) {
    return node([place, a = std::move(one)](Inputs inputs) {
        const auto x = truth_of(a->of(inputs).value, place);
        return answer(x ? truth(!*x) : Value{});
    });
}

NodePointer is_missing_node(NodePointer one) {
    return node([a = std::move(one)](Inputs inputs) { return answer(truth(a->of(inputs).value.is_missing())); });
}

NodePointer number_function_node(std::string name, std::vector<NodePointer> arguments, Place place) {
    return node([name = std::move(name), place, parts = std::move(arguments)](Inputs inputs) {
        std::vector<double> numbers;
        for (const auto& part : parts) {
            const auto number = number_of(part->of(inputs).value, place);
            if (!number) { return answer({}); }
            numbers.push_back(*number);
        }
        return answer(Value::of_number(number_function(name, numbers)));
    });
}

NodePointer conversion_node(NodePointer one, double factor, double shift, Place place) {
    return node([=, a = std::move(one)](Inputs inputs) {
        const auto x = number_of(a->of(inputs).value, place);
        return answer(x ? Value::of_number(factor * *x + shift) : Value{});
    });
}

NodePointer cases_node(std::vector<Case> cases) {
    return node([all = std::move(cases)](Inputs inputs) -> Answer {
        for (const auto& one : all) {
            if (one.condition == nullptr || truth_of(one.condition->of(inputs).value, one.place).value_or(false)) {
                return one.value->of(inputs);
            }
        }
        return {{}, true};
    });
}

NodePointer choice_node(NodePointer condition, NodePointer yes, NodePointer no, Place place) {
    return node([place, c = std::move(condition), a = std::move(yes), b = std::move(no)](Inputs inputs) {
        const auto truth = truth_of(c->of(inputs).value, place);
        if (!truth) { return answer({}); }
        return *truth ? a->of(inputs) : b->of(inputs);
    });
}

NodePointer recode_node(NodePointer one, std::vector<Recoding> values, NodePointer otherwise, Place place) {
    return node([place, a = std::move(one), all = std::move(values), rest = std::move(otherwise)](Inputs inputs) {
        const Value x = a->of(inputs).value;
        if (x.is_missing()) { return answer({}); }
        // A code as it is written comes before one of the same value: 01 and 1 may be two codes.
        for (const auto& recoding : all) {
            if (recoding.from.cell() == x.cell()) { return answer(recoding.to); }
        }
        for (const auto& recoding : all) {
            if (recoding.from.same_as(x)) { return answer(recoding.to); }
        }
        if (rest != nullptr) { return rest->of(inputs); }
        throw RuleError("no part of the recode is for the value \"" + x.cell() + "\"; add one, or ELSE = NA",
                        place.letter);
    });
}

}  // namespace atria::io
