#include "io/results/yaml_text.hpp"

namespace atria::io {

std::string in_quotes(const std::string& text) {
    std::string result = "\"";
    for (const char letter : text) {
        if (letter == '"' || letter == '\\') {
            result += '\\';
            result += letter;
        } else if (static_cast<unsigned char>(letter) < 0x20) {
            static constexpr const char* digits = "0123456789abcdef";
            result += "\\x";
            result += digits[static_cast<unsigned char>(letter) >> 4U];
            result += digits[static_cast<unsigned char>(letter) & 15U];
        } else {
            result += letter;
        }
    }
    return result + '"';
}

void add_list(std::string& text, const char* key, const std::vector<std::string>& values) {
    text += key;
    text += values.empty() ? ": []\n" : ":\n";
    for (const std::string& value : values) { text.append("  - ").append(in_quotes(value)).append("\n"); }
}

}  // namespace atria::io
