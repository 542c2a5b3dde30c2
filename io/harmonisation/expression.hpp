#pragma once

#include "io/harmonisation/value.hpp"

#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace atria::io {

struct DictionaryVariable;

/// Why a rule cannot be understood, and at which letter (from 1); the reader of rules says in which file and line.
class RuleError : public std::runtime_error {
public:
    RuleError(const std::string& reason, std::size_t letter) : std::runtime_error(reason), letter_(letter) {}
    [[nodiscard]] std::size_t letter() const { return letter_; }

private:
    std::size_t letter_;
};

/// A declarative rule: arithmetic, comparisons and a choice between cases over the variables of one person, in the
/// notation of R. No loops, no assignments, no calls but those named here: a rule always ends, and does nothing else.
///
///     0.02586 * chol          convert(chol, "mg/dL", "mmol/L", "cholesterol")        (sbp1 + sbp2) / 2
///     case_when(smoke == "never" ~ 0, smoke %in% c("ex", "current") & !is.na(packs) ~ 1, ELSE ~ NA)
///     recode(1 = 0; 2 = 1; ELSE = NA)                     of the one input variable, or recode(sex, 1 = 0, ...)
///
/// Operators by rising strength: | &  !  == != < <= > >= %in%  + -  * /  unary -  ^. Functions: is.na ifelse log log10
/// log2 exp sqrt abs round pmin pmax convert. Variables: letters, digits, _ and . ; any name in backquotes; `$` before
/// it is allowed. What is missing makes arithmetic and comparisons missing; & and | follow R. A case counts when its
/// condition is true, and not when it is missing; without a case that counts the answer is missing.
class Expression {
public:
    /// `inputs`: the variables that may occur; a recode without a variable is of the only one. `meanings`: what a
    /// dictionary says of them, null where it says nothing; or none. Throws RuleError, also for a comparison with a
    /// value that a variable never has by its dictionary, and for a conversion from another unit than it has there.
    Expression(std::string_view text, std::span<const std::string> inputs,
               std::span<const DictionaryVariable* const> meanings = {});
    ~Expression();
    Expression(Expression&&) noexcept;
    Expression& operator=(Expression&&) noexcept;

    struct Answer {
        Value value;
        bool unmatched = false;  ///< no case, or no value of a recode, fits; the value is missing
    };
    /// `values`: one an input. Throws RuleError for a word where a number is needed.
    [[nodiscard]] Answer operator()(std::span<const Value> values) const;

    class Node;

private:
    std::unique_ptr<Node> root_;
};

}  // namespace atria::io
