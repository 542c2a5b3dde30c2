#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace atria::io {

/// In which layout a scan's pooled results are written: GWAS-SSF (always), REGENIE's step 2, PLINK 2's --glm.
enum class ResultFormat : std::uint8_t { ssf, regenie, plink2 };

/// Has this format a table of its own beside the GWAS-SSF one?
[[nodiscard]] constexpr bool is_foreign(ResultFormat format) { return format != ResultFormat::ssf; }

/// "ssf", "regenie", "plink2": what `--format` understands.
[[nodiscard]] std::vector<std::string> result_format_words();

/// Throws std::logic_error for any other word.
[[nodiscard]] ResultFormat result_format_named(std::string_view word);

}  // namespace atria::io
