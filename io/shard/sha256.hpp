#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace atria::io {

/// SHA-256 of a file's bytes, in lower-case hexadecimal. Throws Error(input_missing, read_write).
[[nodiscard]] std::string sha256_of_file(const std::filesystem::path& file);

/// SHA-256 of a text.
[[nodiscard]] std::string sha256_of_text(std::string_view text);

}  // namespace atria::io
