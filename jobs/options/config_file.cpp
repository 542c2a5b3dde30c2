#include "jobs/options/config_file.hpp"

#include "kernels/data/error.hpp"

#include <fstream>
#include <string_view>

namespace atria::jobs {

namespace {

constexpr std::string_view blanks = " \t\r";

std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(blanks);
    if (first == std::string_view::npos) { return {}; }
    return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

std::string_view without_comment(std::string_view text) {
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '#' && (i == 0 || blanks.find(text[i - 1]) != std::string_view::npos)) {
            return text.substr(0, i);
        }
    }
    return text;
}

/// The value between double quotes; false when the closing quote is missing or something but a comment follows it.
bool unquote(std::string_view text, std::string& value) {
    std::size_t i = 1;
    for (; i < text.size() && text[i] != '"'; ++i) {
        if (text[i] == '\\' && i + 1 < text.size()) { ++i; }
        value += text[i];
    }
    return i < text.size() && trimmed(without_comment(text.substr(i + 1))).empty();
}

}  // namespace

std::vector<ConfigLine> read_config_file(const std::filesystem::path& file) {
    std::ifstream stream(file);
    if (!stream || std::filesystem::is_directory(file)) {
        throw Error(Fault::input_missing,
                    "cannot read the config file " + file.string() + "; check its name and rights");
    }
    std::vector<ConfigLine> lines;
    std::string text;
    for (std::size_t number = 1; std::getline(stream, text); ++number) {
        if (number == 1 && text.starts_with("\xEF\xBB\xBF")) { text.erase(0, 3); }  // a UTF-8 byte order mark
        const auto refuse = [&](const std::string& what) {
            throw Error(Fault::bad_config, file.string() + ":" + std::to_string(number) + ": " + what);
        };
        if (trimmed(without_comment(text)).empty()) { continue; }
        const auto equals = text.find('=');
        if (equals == std::string::npos) {
            refuse("expected `key = value`, found '" + std::string(trimmed(text)) + "'");
        }
        ConfigLine line;
        line.line = number;
        line.key = trimmed(std::string_view(text).substr(0, equals));
        if (line.key.empty()) { refuse("there is no key before the '='; write `key = value`"); }
        const std::string_view value = trimmed(std::string_view(text).substr(equals + 1));
        if (value.starts_with('"')) {
            if (!unquote(value, line.value)) { refuse("the value's quotes are not closed; end it with '\"'"); }
        } else {
            // The blank before a comment may be the one behind the '='.
            line.value = trimmed(without_comment(std::string_view(text).substr(equals + 1)));
        }
        lines.push_back(std::move(line));
    }
    if (stream.bad()) { throw Error(Fault::read_write, "reading " + file.string() + " failed; check the disk"); }
    return lines;
}

std::string quoted_config_value(const std::string& value) {
    const bool plain = value == trimmed(value) && value.find('#') == std::string::npos && !value.starts_with('"');
    if (plain) { return value; }
    std::string quoted = "\"";
    for (const char letter : value) {
        if (letter == '"' || letter == '\\') { quoted += '\\'; }
        quoted += letter;
    }
    return quoted + '"';
}

}  // namespace atria::jobs
