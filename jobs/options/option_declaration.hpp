#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace atria::jobs {

enum class OptionKind : std::uint8_t { text, list, integer, real, choice, bytes, flag };

/// One option as a job declares it.
struct OptionDeclaration {
    std::string name;
    std::string help;
    std::string section;
    OptionKind kind = OptionKind::text;
    bool required = false;
    bool has_default = false;
    std::string default_value;
    std::string default_words;         ///< not empty: the default comes from the machine, and help says this
    std::vector<std::string> choices;  ///< of a choice; of each item of a list, where not empty
    double least = 0;                  ///< real only
    double most = 0;
    std::int64_t least_integer = 0;  ///< integer only
    std::int64_t most_integer = 0;
};

struct OptionList {
    std::vector<OptionDeclaration> options;
    std::string section;
    std::string positional;  ///< empty when no bare word is allowed
};

/// One item of an option's value, as the user wrote it.
struct OptionItem {
    std::string value;
    std::string origin;
};

/// An option with its effective value, checked.
struct OptionSetting {
    OptionDeclaration declaration;
    std::vector<OptionItem> items;   ///< none, one, or several for a list
    std::vector<std::string> texts;  ///< the values of the items; one (perhaps empty) unless a list
    bool given = false;
    std::int64_t integer = 0;
    double real = 0;
    std::uint64_t bytes = 0;
    bool flag = false;
};

/// Fills in the typed value from the items. Throws std::invalid_argument that says what was expected.
void check_value(OptionSetting& setting);

/// What stands for the value in help: N, X, SIZE, a|b ...
[[nodiscard]] std::string placeholder(const OptionDeclaration& option);

/// "from 1 to 10", for messages and help; empty for kinds without a range.
[[nodiscard]] std::string range_words(const OptionDeclaration& option);

}  // namespace atria::jobs
