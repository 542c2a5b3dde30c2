#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace atria::io {

struct RuleToken {
    enum class Kind { end, name, quoted_name, number, text, symbol };

    Kind kind = Kind::end;
    std::string text;  ///< without quotes
    double number = 0;
    std::size_t letter = 1;  ///< where it begins, from 1
};

/// The words and signs of a rule. Throws RuleError for a letter that belongs to none, and for a quote without an end.
class RuleTokens {
public:
    explicit RuleTokens(std::string_view text);

    [[nodiscard]] const RuleToken& now() const { return tokens_[at_]; }
    /// Is the one after this the symbol?
    [[nodiscard]] bool next_is(std::string_view symbol) const;
    void advance();

private:
    std::vector<RuleToken> tokens_;  // ends with Kind::end
    std::size_t at_ = 0;
};

}  // namespace atria::io
