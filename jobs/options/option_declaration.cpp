#include "jobs/options/option_declaration.hpp"

#include "kernels/data/shortest_number.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <optional>
#include <stdexcept>

namespace atria::jobs {

namespace {

std::optional<double> number(const std::string& text) {
    double value = 0;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (fault != std::errc{} || end != text.data() + text.size() || !std::isfinite(value)) { return std::nullopt; }
    return value;
}

/// 1000, and 1e6 too, as people write large counts.
std::optional<std::int64_t> whole_number(const std::string& text) {
    std::int64_t value = 0;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (fault == std::errc{} && end == text.data() + text.size()) { return value; }
    const auto real = number(text);
    if (!real || *real != std::floor(*real) || std::abs(*real) > 9007199254740992.0) { return std::nullopt; }
    return static_cast<std::int64_t>(*real);
}

std::optional<std::uint64_t> size_in_bytes(const std::string& text) {
    const auto unit_at = text.find_first_not_of("0123456789.");
    const auto amount = number(text.substr(0, unit_at));
    if (!amount || *amount < 0) { return std::nullopt; }
    std::string unit = unit_at == std::string::npos ? "" : text.substr(unit_at);
    if (unit.size() > 1 && unit.ends_with("iB")) { unit.resize(unit.size() - 2); }
    if (unit.size() > 1 && unit.ends_with('B')) { unit.resize(unit.size() - 1); }
    double factor = 1;
    if (unit == "K" || unit == "k") {
        factor = 1024.0;
    } else if (unit == "M") {
        factor = 1024.0 * 1024;
    } else if (unit == "G") {
        factor = 1024.0 * 1024 * 1024;
    } else if (unit == "T") {
        factor = 1024.0 * 1024 * 1024 * 1024;
    } else if (!unit.empty() && unit != "B") {
        return std::nullopt;
    }
    const double bytes = *amount * factor;
    if (bytes >= 9.2e18) { return std::nullopt; }
    return static_cast<std::uint64_t>(bytes);
}

std::optional<bool> truth(const std::string& text) {
    static constexpr std::array<const char*, 4> yes{"true", "yes", "on", "1"};
    static constexpr std::array<const char*, 4> no{"false", "no", "off", "0"};
    if (std::find(yes.begin(), yes.end(), text) != yes.end()) { return true; }
    if (std::find(no.begin(), no.end(), text) != no.end()) { return false; }
    return std::nullopt;
}

std::string joined(const std::vector<std::string>& words, const char* between) {
    std::string all;
    for (const std::string& word : words) { all.append(all.empty() ? "" : between).append(word); }
    return all;
}

}  // namespace

std::string range_words(const OptionDeclaration& option) {
    if (option.kind == OptionKind::integer) {
        return "from " + shortest_number(option.least_integer) + " to " + shortest_number(option.most_integer);
    }
    if (option.kind != OptionKind::real) { return ""; }
    return "from " + shortest_number(option.least) + " to " + shortest_number(option.most);
}

std::string placeholder(const OptionDeclaration& option) {
    switch (option.kind) {
        case OptionKind::text:
            return "TEXT";
        case OptionKind::list:
            return option.choices.empty() ? "NAME..." : joined(option.choices, "|");
        case OptionKind::integer:
            return "N";
        case OptionKind::real:
            return "X";
        case OptionKind::choice:
            return joined(option.choices, "|");
        case OptionKind::bytes:
            return "SIZE";
        case OptionKind::flag:
            return "";
    }
    return "";
}

void check_value(OptionSetting& setting) {
    const OptionDeclaration& option = setting.declaration;
    setting.texts.clear();
    for (const OptionItem& item : setting.items) { setting.texts.push_back(item.value); }
    const auto refuse_text = [&](const std::string& text, const std::string& expected) {
        throw std::invalid_argument("'" + text + "' will not do; give " + expected + " (" + option.help + ")");
    };
    const auto check_choice = [&](const std::string& text) {
        if (std::find(option.choices.begin(), option.choices.end(), text) == option.choices.end()) {
            refuse_text(text, "one of " + joined(option.choices, ", "));
        }
    };
    if (option.kind == OptionKind::list) {
        if (!option.choices.empty()) { std::for_each(setting.texts.begin(), setting.texts.end(), check_choice); }
        return;
    }
    if (setting.texts.empty()) { setting.texts.emplace_back(); }
    const std::string& text = setting.texts.front();
    const auto refuse = [&](const std::string& expected) { refuse_text(text, expected); };
    switch (option.kind) {
        case OptionKind::text:
            if (option.required && setting.given && text.empty()) { refuse("a value that is not empty"); }
            break;
        case OptionKind::integer: {
            const auto value = whole_number(text);
            if (!value || *value < option.least_integer || *value > option.most_integer) {
                refuse("a whole number " + range_words(option));
            }
            setting.integer = value.value_or(0);
            break;
        }
        case OptionKind::real: {
            const auto value = number(text);
            if (!value || *value < option.least || *value > option.most) { refuse("a number " + range_words(option)); }
            setting.real = value.value_or(0);
            break;
        }
        case OptionKind::choice:
            check_choice(text);
            break;
        case OptionKind::bytes: {
            const auto value = size_in_bytes(text);
            if (!value) { refuse("a size in bytes such as 512M or 4G"); }
            setting.bytes = value.value_or(0);
            break;
        }
        case OptionKind::flag: {
            const auto value = truth(text);
            if (!value) { refuse("true or false"); }
            setting.flag = value.value_or(false);
            break;
        }
        case OptionKind::list:
            break;
    }
}

}  // namespace atria::jobs
