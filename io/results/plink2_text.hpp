#pragma once

#include "io/results/trait_result.hpp"
#include "kernels/data/association_row.hpp"
#include "kernels/data/variant.hpp"

#include <string>
#include <string_view>

namespace atria::io {

/// The columns of PLINK 2's `--glm omit-ref cols=+a1freq`, separated by tabs, NA for missing:
/// linear:   #CHROM POS ID REF ALT A1 A1_FREQ TEST OBS_CT BETA SE T_STAT P ERRCODE
/// logistic: #CHROM POS ID REF ALT A1 A1_FREQ FIRTH? TEST OBS_CT OR LOG(OR)_SE Z_STAT P ERRCODE
/// A1 is the effect allele. REF is the allele that the trait's `reference_allele` says, the other one while that is not
/// known. Chromosomes are named as PLINK 2 does: 1-22, X, Y, MT. These throw std::logic_error for Cox models.
[[nodiscard]] std::string plink2_header(ScanModel model);

[[nodiscard]] std::string plink2_ending(ScanModel model);  ///< ".glm.linear", ".glm.logistic.hybrid"

/// FIRTH? is Y for rows of Firth's test. ERRCODE is '.' for rows with an estimate.
void append_plink2_line(std::string& text, const TraitResult& trait, const std::string& test, const Variant& variant,
                        const Estimate& estimate);

/// PLINK 2's word for a row without an estimate, or '.'; INVALID_RESULT where it has no word.
[[nodiscard]] std::string_view plink2_error(const Estimate& estimate);

}  // namespace atria::io
