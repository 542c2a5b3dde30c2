#include "io/harmonisation/rule_tokens.hpp"

#include "io/harmonisation/expression.hpp"
#include "io/tables/cell.hpp"

#include <algorithm>
#include <array>
#include <cctype>

namespace atria::io {

namespace {

bool digit(char letter) { return std::isdigit(static_cast<unsigned char>(letter)) != 0; }

bool begins_name(char letter) {
    // Letters of other alphabets are UTF-8 bytes above 127.
    return std::isalpha(static_cast<unsigned char>(letter)) != 0 || letter == '_' || letter == '.' ||
           static_cast<unsigned char>(letter) > 127;
}

bool in_name(char letter) { return begins_name(letter) || digit(letter); }

std::size_t end_of_number(std::string_view text, std::size_t at) {
    const auto digits = [&] {
        while (at < text.size() && digit(text[at])) { ++at; }
    };
    digits();
    if (at < text.size() && text[at] == '.') {
        ++at;
        digits();
    }
    if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
        std::size_t exponent = at + 1;
        if (exponent < text.size() && (text[exponent] == '+' || text[exponent] == '-')) { ++exponent; }
        if (exponent < text.size() && digit(text[exponent])) {
            at = exponent;
            digits();
        }
    }
    return at;
}

constexpr std::array<std::string_view, 24> symbols{"%in%", "==", "!=", "<=", ">=", "&&", "||", "(", ")", ",", ";", "~",
                                                   "+",    "-",  "*",  "/",  "^",  "<",  ">",  "&", "|", "!", "=", "$"};

}  // namespace

RuleTokens::RuleTokens(std::string_view text) {
    std::size_t at = 0;
    while (true) {
        while (at < text.size() && std::isspace(static_cast<unsigned char>(text[at])) != 0) { ++at; }
        if (at == text.size()) { break; }
        const std::size_t begin = at;
        const char first = text[at];
        if (first == '"' || first == '\'' || first == '`') {
            const std::size_t close = text.find(first, at + 1);
            if (close == std::string_view::npos) { throw RuleError("the quote has no end", begin + 1); }
            tokens_.push_back({first == '`' ? RuleToken::Kind::quoted_name : RuleToken::Kind::text,
                               std::string(text.substr(at + 1, close - at - 1)), 0, begin + 1});
            at = close + 1;
        } else if (digit(first) || (first == '.' && at + 1 < text.size() && digit(text[at + 1]))) {
            at = end_of_number(text, at);
            const std::string_view number = text.substr(begin, at - begin);
            if (at < text.size() && text[at] == 'L') { ++at; }  // R's whole numbers
            const auto value = parse_number(number);
            if (!value || (at < text.size() && in_name(text[at]))) {
                throw RuleError("\"" + std::string(text.substr(begin, at + 1 - begin)) + "\" is no number", begin + 1);
            }
            tokens_.push_back({RuleToken::Kind::number, std::string(number), *value, begin + 1});
        } else if (begins_name(first)) {
            while (at < text.size() && in_name(text[at])) { ++at; }
            tokens_.push_back({RuleToken::Kind::name, std::string(text.substr(begin, at - begin)), 0, begin + 1});
        } else {
            const auto symbol =
                std::ranges::find_if(symbols, [&](std::string_view s) { return text.substr(at).starts_with(s); });
            if (symbol == symbols.end()) {
                throw RuleError("\"" + std::string(1, first) + "\" has no meaning in a rule", begin + 1);
            }
            at += symbol->size();
            if (*symbol != "$") { tokens_.push_back({RuleToken::Kind::symbol, std::string(*symbol), 0, begin + 1}); }
        }
    }
    tokens_.push_back({RuleToken::Kind::end, {}, 0, text.size() + 1});
}

bool RuleTokens::next_is(std::string_view symbol) const {
    return at_ + 1 < tokens_.size() && tokens_[at_ + 1].kind == RuleToken::Kind::symbol &&
           tokens_[at_ + 1].text == symbol;
}

void RuleTokens::advance() { at_ = std::min(at_ + 1, tokens_.size() - 1); }

}  // namespace atria::io
