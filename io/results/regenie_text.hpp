#pragma once

#include "io/results/trait_result.hpp"
#include "kernels/data/association_row.hpp"
#include "kernels/data/variant.hpp"

#include <string>

namespace atria::io {

/// The columns of REGENIE's step 2, separated by blanks, NA for missing:
/// CHROM GENPOS ID ALLELE0 ALLELE1 A1FREQ N [N_CASES N_CONTROLS] TEST BETA SE CHISQ LOG10P EXTRA
/// ALLELE1 is the effect allele. N_CASES are those with an event in Cox models; linear models lack the two columns.
[[nodiscard]] std::string regenie_header(ScanModel model);

/// CHISQ is the chi-square with one degree of freedom that LOG10P belongs to, as it is in REGENIE, whatever the test.
/// EXTRA is TEST_FAIL for a fit that failed, the status word for other rows that are not ok.
void append_regenie_line(std::string& text, const TraitResult& trait, const std::string& test, const Variant& variant,
                         const Estimate& estimate);

}  // namespace atria::io
