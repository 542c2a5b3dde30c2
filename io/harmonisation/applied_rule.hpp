#pragma once

#include "io/harmonisation/expression.hpp"
#include "io/harmonisation/rule_table.hpp"

#include <span>
#include <string>
#include <vector>

namespace atria::io {

/// A rule made ready for one cohort's table.
class AppliedRule {
public:
    /// `meanings`: what the cohort's dictionary says of the rule's inputs, null where nothing. Throws Error(bad_data)
    /// naming the rule's line when it cannot be understood, would give out one unit as another, or asks for a value
    /// that an input never has.
    AppliedRule(const HarmonisationRule& rule, const DictionaryVariable& variable,
                std::span<const DictionaryVariable* const> meanings);

    /// `values`: one an input. Throws RuleError.
    [[nodiscard]] Expression::Answer operator()(std::span<const Value> values) const { return expression_(values); }

private:
    Expression expression_;
};

}  // namespace atria::io
