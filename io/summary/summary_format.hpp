#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace atria::io {

/// Whose table of results it is: of the GWAS-SSF standard, Atria's TRAIT.tsv.gz (GWAS-SSF with a test and a status),
/// REGENIE's step 2, or PLINK 2's --glm.
enum class SummaryFormat : std::uint8_t { gwas_ssf, atria, regenie, plink2 };

[[nodiscard]] std::string_view format_name(SummaryFormat format);  ///< "gwas-ssf", "atria", "regenie", "plink2"
[[nodiscard]] std::optional<SummaryFormat> format_named(std::string_view name);

/// Where things stand in a table of results; columns counted from 0.
struct SummaryColumns {
    using Column = std::optional<std::size_t>;

    SummaryFormat format = SummaryFormat::gwas_ssf;
    std::size_t chromosome = 0;
    std::size_t position = 0;
    std::size_t effect_allele = 0;
    Column other_allele;          ///< without it, `reference` and `alternate` say
    Column reference, alternate;  ///< PLINK 2: the other allele is the one of them that is not the effect allele
    Column id, second_id;         ///< the second where the first is missing
    std::size_t effect = 0;
    bool is_ratio = false;  ///< `effect` is an odds or hazard ratio, and the standard error that of its logarithm
    Column standard_error;
    Column frequency;
    Column n;
    Column p;
    bool p_is_log = false;  ///< `p` holds -log10 p
    Column test;            ///< says the genetic model of a row
    Column status;          ///< Atria: rows that are neither ok nor expansion have no estimate
    Column failure;         ///< REGENIE's EXTRA, where TEST_FAIL stands, or PLINK 2's ERRCODE
};

/// Recognises a table by its header; with `format` given, only as that one. Throws Error(bad_data) that begins with
/// `place` and names the columns that are missing.
[[nodiscard]] SummaryColumns recognise_summary(std::span<const std::string> header, std::optional<SummaryFormat> format,
                                               const std::string& place);

}  // namespace atria::io
