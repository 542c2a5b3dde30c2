#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace atria::io {

/// SHA-256 of a file's bytes, in lower-case hexadecimal. Throws Error(input_missing, read_write).
[[nodiscard]] std::string sha256_of_file(const std::filesystem::path& file);

/// SHA-256 of a text.
[[nodiscard]] std::string sha256_of_text(std::string_view text);

/// MD5 of a file's bytes, in lower-case hexadecimal: the GWAS-SSF metadata asks for it; it tells damaged files from
/// whole ones and protects from nobody. Throws Error(input_missing, read_write).
[[nodiscard]] std::string md5_of_file(const std::filesystem::path& file);

}  // namespace atria::io
