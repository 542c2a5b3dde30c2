#include "io/harmonisation/expression.hpp"

#include "io/harmonisation/dictionary.hpp"
#include "io/harmonisation/expression_node.hpp"
#include "io/harmonisation/rule_tokens.hpp"
#include "io/harmonisation/unit_conversion.hpp"
#include "io/tables/name_list.hpp"
#include "io/tables/nearest_name.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace atria::io {

namespace {

struct FunctionOfNumbers {
    std::string_view name;
    bool of_many;
};
constexpr std::array<FunctionOfNumbers, 9> functions_of_numbers{{{"log", false},
                                                                 {"log10", false},
                                                                 {"log2", false},
                                                                 {"exp", false},
                                                                 {"sqrt", false},
                                                                 {"abs", false},
                                                                 {"round", false},
                                                                 {"pmin", true},
                                                                 {"pmax", true}}};

/// Recursive descent, an operator's strength a function.
class Parser {
public:
    Parser(std::string_view text, std::span<const std::string> inputs,
           std::span<const DictionaryVariable* const> meanings)
        : tokens_(text), inputs_(inputs), meanings_(meanings) {}

    NodePointer whole() {
        NodePointer root = expression();
        if (now().kind != RuleToken::Kind::end) { fail("\"" + now().text + "\" is not expected here"); }
        return root;
    }

private:
    // A rule of a thousand brackets is a mistake, and must not exhaust the stack.
    static constexpr int deepest = 200;

    [[nodiscard]] const RuleToken& now() const { return tokens_.now(); }
    [[noreturn]] void fail(const std::string& reason) const { throw RuleError(reason, now().letter); }
    [[nodiscard]] Place place() const { return {now().letter}; }

    bool take(std::string_view symbol) {
        if (now().kind != RuleToken::Kind::symbol || now().text != symbol) { return false; }
        tokens_.advance();
        return true;
    }
    void need(std::string_view symbol) {
        if (!take(symbol)) {
            fail("\"" + std::string(symbol) + "\" is expected" +
                 (now().kind == RuleToken::Kind::end ? " at the end" : ", not \"" + now().text + "\""));
        }
    }
    bool separator() { return take(",") || take(";"); }

    NodePointer expression() {
        if (++depth_ > deepest) { fail("the rule is nested too deeply"); }
        NodePointer left = conjunction();
        while (true) {
            const Place here = place();
            if (!take("|") && !take("||")) { break; }
            left = or_node(std::move(left), conjunction(), here);
        }
        --depth_;
        return left;
    }

    NodePointer conjunction() {
        NodePointer left = negation();
        while (true) {
            const Place here = place();
            if (!take("&") && !take("&&")) { return left; }
            left = and_node(std::move(left), negation(), here);
        }
    }

    NodePointer negation() {
        const Place here = place();
        std::size_t times = 0;
        while (take("!")) { ++times; }
        NodePointer one = comparison();
        for (; times > 0; --times) { one = not_node(std::move(one), here); }
        return one;
    }

    NodePointer comparison() {
        NodePointer left = sum();
        const Place here = place();
        if (take("%in%")) {
            auto members = set();
            for (const auto& member : members) { refuse_never(*left, *member, here); }
            return membership_node(std::move(left), std::move(members));
        }
        for (const char* operation : {"==", "!=", "<=", ">=", "<", ">"}) {
            if (!take(operation)) { continue; }
            NodePointer right = sum();
            if (operation[1] == '=' && operation[0] != '<' && operation[0] != '>') {
                refuse_never(*left, *right, here);
                refuse_never(*right, *left, here);
            }
            return comparison_node(operation, std::move(left), std::move(right), here);
        }
        return left;
    }

    /// What the dictionary says of a part that is nothing but a variable; otherwise null.
    [[nodiscard]] const DictionaryVariable* meaning_of(const Expression::Node& part) const {
        const auto input = part.input();
        return input && *input < meanings_.size() ? meanings_[*input] : nullptr;
    }

    /// A variable compared with what it never is: a misspelt word, most often.
    void refuse_never(const Expression::Node& variable, const Expression::Node& value, Place here) const {
        if (value.constant() != nullptr) { refuse_never(variable, *value.constant(), here); }
    }
    void refuse_never(const Expression::Node& variable, const Value& value, Place here) const {
        const DictionaryVariable* meaning = meaning_of(variable);
        if (meaning == nullptr) { return; }
        if (const std::string reason = meaning->why_never(value); !reason.empty()) {
            throw RuleError(reason, here.letter);
        }
    }

    std::vector<NodePointer> set() {
        std::vector<NodePointer> members;
        if (now().kind == RuleToken::Kind::name && now().text == "c") {
            tokens_.advance();
            need("(");
            do { members.push_back(sum()); } while (take(","));
            need(")");
        } else {
            members.push_back(sum());
        }
        return members;
    }

    NodePointer sum() {
        NodePointer left = product();
        while (true) {
            const Place here = place();
            const char operation = take("+") ? '+' : (take("-") ? '-' : '\0');
            if (operation == '\0') { return left; }
            left = arithmetic_node(operation, std::move(left), product(), here);
        }
    }

    NodePointer product() {
        NodePointer left = signed_power();
        while (true) {
            const Place here = place();
            const char operation = take("*") ? '*' : (take("/") ? '/' : '\0');
            if (operation == '\0') { return left; }
            left = arithmetic_node(operation, std::move(left), signed_power(), here);
        }
    }

    NodePointer signed_power() {
        const Place here = place();
        bool minus = false;
        while (true) {
            if (take("-")) {
                minus = !minus;
            } else if (!take("+")) {
                break;
            }
        }
        NodePointer one = power();
        return minus ? arithmetic_node('-', constant_node(Value::of_number(0)), std::move(one), here) : std::move(one);
    }

    NodePointer power() {
        NodePointer base = primary();
        const Place here = place();
        if (!take("^")) { return base; }
        if (++depth_ > deepest) { fail("the rule is nested too deeply"); }
        NodePointer exponent = signed_power();  // 2^3^2 is 2^9, as in R
        --depth_;
        return arithmetic_node('^', std::move(base), std::move(exponent), here);
    }

    NodePointer primary() {
        if (take("(")) {
            NodePointer inner = expression();
            need(")");
            return inner;
        }
        const RuleToken token = now();
        switch (token.kind) {
            case RuleToken::Kind::number:
                tokens_.advance();
                return constant_node(Value::of_number(token.number));
            case RuleToken::Kind::text:
                tokens_.advance();
                return constant_node(Value::of_cell(token.text));
            case RuleToken::Kind::quoted_name:
                tokens_.advance();
                return input(token);
            case RuleToken::Kind::name:
                tokens_.advance();
                if (take("(")) { return call(token); }
                return name(token);
            default:
                break;
        }
        fail(token.kind == RuleToken::Kind::end ? "the rule ends too early"
                                                : "\"" + token.text + "\" is not expected here");
    }

    NodePointer name(const RuleToken& token) {
        if (token.text == "NA") { return constant_node({}); }
        if (token.text == "TRUE") { return constant_node(Value::of_number(1)); }
        if (token.text == "FALSE") { return constant_node(Value::of_number(0)); }
        return input(token);
    }

    [[nodiscard]] NodePointer input(const RuleToken& token) const {
        const auto found = std::ranges::find(inputs_, token.text);
        if (found == inputs_.end()) {
            throw RuleError("the rule uses " + token.text + ", which is not among its input variables (" +
                                name_list(inputs_) + ")" + did_you_mean(token.text, inputs_),
                            token.letter);
        }
        return input_node(static_cast<std::size_t>(found - inputs_.begin()));
    }

    /// Behind the bracket.
    NodePointer call(const RuleToken& function) {
        const Place here{function.letter};
        if (function.text == "case_when") { return cases(); }
        if (function.text == "recode") { return recode(here); }
        if (function.text == "convert") { return convert(here); }
        if (function.text == "is.na") {
            NodePointer one = expression();
            need(")");
            return is_missing_node(std::move(one));
        }
        if (function.text == "ifelse" || function.text == "if_else") {
            NodePointer condition = expression();
            need(",");
            NodePointer yes = expression();
            need(",");
            NodePointer no = expression();
            need(")");
            return choice_node(std::move(condition), std::move(yes), std::move(no), here);
        }
        const auto known =
            std::ranges::find(functions_of_numbers, std::string_view(function.text), &FunctionOfNumbers::name);
        if (known == functions_of_numbers.end()) {
            throw RuleError(
                "there is no function " + function.text +
                    " in declarative rules. Program code (R, JavaScript) is not run: harmonise this variable with the "
                    "program it was written for, deliver the table that it makes, and map the variable directly",
                function.letter);
        }
        std::vector<NodePointer> arguments;
        do { arguments.push_back(expression()); } while (take(","));
        need(")");
        if (!known->of_many && arguments.size() != 1) {
            throw RuleError(function.text + " takes one number", function.letter);
        }
        return number_function_node(function.text, std::move(arguments), here);
    }

    NodePointer cases() {
        std::vector<Case> all;
        do {
            if (now().kind == RuleToken::Kind::symbol && now().text == ")") { break; }  // a separator at the end
            Case one;
            one.place = place();
            const bool otherwise =
                now().kind == RuleToken::Kind::name && (now().text == "ELSE" || now().text == "else");
            if (otherwise) {
                tokens_.advance();
            } else {
                one.condition = expression();
            }
            if (!take("~") && !(otherwise && take("="))) { need("~"); }
            one.value = expression();
            all.push_back(std::move(one));
        } while (separator());
        need(")");
        if (all.empty()) { fail("case_when has no case"); }
        return cases_node(std::move(all));
    }

    Value literal() {
        const bool minus = take("-");
        const RuleToken token = now();
        tokens_.advance();
        if (token.kind == RuleToken::Kind::number) {
            // As it is written: 01 is a code of its own beside 1.
            return minus ? Value::of_number(-token.number) : Value::of_cell(token.text);
        }
        if (!minus && token.kind == RuleToken::Kind::text) { return Value::of_cell(token.text); }
        if (!minus && token.kind == RuleToken::Kind::name) {
            if (token.text == "NA") { return {}; }
            if (token.text == "TRUE") { return Value::of_number(1); }
            if (token.text == "FALSE") { return Value::of_number(0); }
            return Value::of_cell(token.text);  // a word without quotes
        }
        throw RuleError("a value is expected, not \"" + token.text + "\"", token.letter);
    }

    NodePointer recode(Place here) {
        NodePointer of;
        const bool names_input =
            now().kind == RuleToken::Kind::quoted_name ||
            (now().kind == RuleToken::Kind::name && std::ranges::find(inputs_, now().text) != inputs_.end());
        if (names_input && tokens_.next_is(",")) {
            const RuleToken token = now();
            tokens_.advance();
            need(",");
            of = input(token);
        } else if (inputs_.size() == 1) {
            of = input_node(0);
        } else {
            fail("a recode is of one variable: name it first, as in recode(sex, 1 = 0, ELSE = NA)");
        }
        std::vector<Recoding> values;
        NodePointer otherwise;
        do {
            if (now().kind == RuleToken::Kind::symbol && now().text == ")") { break; }
            if (otherwise != nullptr) { fail("ELSE has to come last"); }
            const bool rest = now().kind == RuleToken::Kind::name && (now().text == "ELSE" || now().text == "else");
            if (rest) {
                tokens_.advance();
            } else {
                const Place part = place();
                values.push_back({literal(), {}});
                const Value& from = values.back().from;
                if (from.is_missing()) {
                    throw RuleError("what is missing stays missing in a recode; use case_when(is.na(x) ~ ...)",
                                    part.letter);
                }
                const auto twice = [&](const Recoding& one) { return one.from.cell() == from.cell(); };
                if (std::any_of(values.begin(), values.end() - 1, twice)) {
                    throw RuleError("the value " + from.cell() + " occurs twice in the recode", part.letter);
                }
                refuse_never(*of, from, part);
            }
            if (!take("=") && !take("~")) { need("="); }
            Value to = literal();
            if (rest) {
                otherwise = constant_node(std::move(to));
            } else {
                values.back().to = std::move(to);
            }
        } while (separator());
        need(")");
        return recode_node(std::move(of), std::move(values), std::move(otherwise), here);
    }

    std::string word() {
        if (now().kind != RuleToken::Kind::text) { fail("a unit or an analyte in quotes is expected"); }
        std::string text = now().text;
        tokens_.advance();
        return text;
    }

    NodePointer convert(Place here) {
        NodePointer one = expression();
        need(",");
        const std::string from = word();
        need(",");
        const std::string to = word();
        const std::string analyte = take(",") ? word() : std::string();
        need(")");
        const auto conversion = unit_conversion(from, to, analyte);
        if (!conversion) { throw RuleError(no_conversion(from, to, analyte), here.letter); }
        const DictionaryVariable* meaning = meaning_of(*one);
        if (meaning != nullptr && !meaning->unit.empty() && !same_unit(meaning->unit, from)) {
            throw RuleError(meaning->name + " is in " + meaning->unit + " by its dictionary, but convert takes it as " +
                                from + "; correct one of them",
                            here.letter);
        }
        return conversion_node(std::move(one), conversion->factor, conversion->shift, here);
    }

    RuleTokens tokens_;
    std::span<const std::string> inputs_;
    std::span<const DictionaryVariable* const> meanings_;
    int depth_ = 0;
};

}  // namespace

Expression::Expression(std::string_view text, std::span<const std::string> inputs,
                       std::span<const DictionaryVariable* const> meanings)
    : root_(Parser(text, inputs, meanings).whole()) {}
Expression::~Expression() = default;
Expression::Expression(Expression&&) noexcept = default;
Expression& Expression::operator=(Expression&&) noexcept = default;

Expression::Answer Expression::operator()(std::span<const Value> values) const { return root_->of(values); }

}  // namespace atria::io
