#include "io/harmonisation/applied_rule.hpp"

#include "io/harmonisation/unit_conversion.hpp"
#include "kernels/data/error.hpp"
#include "kernels/data/shortest_number.hpp"

namespace atria::io {

namespace {

[[noreturn]] void refuse(const HarmonisationRule& rule, const std::string& reason) {
    throw Error(Fault::bad_data,
                rule.place + ": the rule for " + rule.variable + " (" + rule.category + "): " + reason);
}

std::string quoted(const std::string& name) {
    if (name.find('`') != std::string::npos) { return name; }
    return "`" + name + "`";
}

/// Empty where the dictionary does not state it.
std::string unit_of(const DictionaryVariable* meaning) { return meaning == nullptr ? std::string() : meaning->unit; }

/// The input as it is.
std::string mapping(const HarmonisationRule& rule, const DictionaryVariable& variable,
                    std::span<const DictionaryVariable* const> meanings) {
    if (rule.inputs.size() != 1) { refuse(rule, "it takes one input variable. Name one."); }
    const std::string unit = unit_of(meanings[0]);
    if (!unit.empty() && !variable.unit.empty() && !same_unit(unit, variable.unit)) {
        refuse(rule,
               rule.inputs[0] + " is in " + unit + ", but " + variable.name + " in " + variable.unit +
                   ". Use the category unit_conversion, with the analyte as its algorithm where mass becomes amount.");
    }
    return quoted(rule.inputs[0]);
}

/// The algorithm is the name of an analyte, or empty.
std::string conversion(const HarmonisationRule& rule, const DictionaryVariable& variable,
                       std::span<const DictionaryVariable* const> meanings) {
    if (rule.inputs.size() != 1) { refuse(rule, "it takes one input variable. Name one."); }
    const std::string unit = unit_of(meanings[0]);
    if (unit.empty() || variable.unit.empty()) {
        refuse(rule, "the unit of " +
                         (unit.empty() ? rule.inputs[0] + " is not stated in the cohort's dictionary"
                                       : variable.name + " is not stated in the DataSchema") +
                         ". State it, or write an operation with both units: convert(" + rule.inputs[0] +
                         R"(, "FROM", "TO")" + (rule.algorithm.empty() ? "" : ", \"" + rule.algorithm + "\"") + ").");
    }
    const auto found = unit_conversion(unit, variable.unit, rule.algorithm);
    if (!found) { refuse(rule, no_conversion(unit, variable.unit, rule.algorithm) + "."); }
    return shortest_number(found->factor) + " * " + quoted(rule.inputs[0]) + " + " +
           (found->shift < 0 ? "(" + shortest_number(found->shift) + ")" : shortest_number(found->shift));
}

/// "recode(...)" and "case_when(...)" may be written without the word.
std::string called(const std::string& function, const std::string& algorithm) {
    const std::size_t begin = algorithm.find_first_not_of(" \t\r\n");
    if (begin != std::string::npos && algorithm.compare(begin, function.size(), function) == 0) { return algorithm; }
    return function + "(" + algorithm + ")";
}

std::string expression_of(const HarmonisationRule& rule, const DictionaryVariable& variable,
                          std::span<const DictionaryVariable* const> meanings) {
    if (rule.category == "direct_mapping" || rule.category == "rename") {
        if (!rule.algorithm.empty() && rule.algorithm != rule.category && rule.algorithm != "rename" &&
            rule.inputs != std::vector<std::string>{rule.algorithm}) {
            refuse(rule, "the algorithm " + rule.algorithm +
                             " would not be carried out: the value is taken as it is. Leave it empty, or make the rule "
                             "an operation.");
        }
        return mapping(rule, variable, meanings);
    }
    if (rule.category == "unit_conversion") { return conversion(rule, variable, meanings); }
    if (rule.category == "recode" || rule.category == "case_when") { return called(rule.category, rule.algorithm); }
    return rule.algorithm;  // an operation, or the same value for everybody
}

Expression parsed(const HarmonisationRule& rule, const DictionaryVariable& variable,
                  std::span<const DictionaryVariable* const> meanings) {
    const std::string text = expression_of(rule, variable, meanings);
    try {
        return {text, rule.inputs, meanings};
    } catch (const RuleError& error) {
        refuse(rule, std::string(error.what()) + ", at letter " + std::to_string(error.letter()) + " of " + text + ".");
    }
}

}  // namespace

AppliedRule::AppliedRule(const HarmonisationRule& rule, const DictionaryVariable& variable,
                         std::span<const DictionaryVariable* const> meanings)
    : expression_(parsed(rule, variable, meanings)) {}

}  // namespace atria::io
