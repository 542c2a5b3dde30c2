#pragma once

#include "io/results/trait_result.hpp"
#include "kernels/data/variant.hpp"
#include "kernels/scan_kernel.hpp"

#include <span>
#include <string>

namespace atria::io {

/// The header line and the rows of TRAIT.tsv.gz (pooled: one line a variant) and TRAIT.cohorts.tsv.gz (one line a
/// variant and cohort, cohorts in the order of the study). `rows` are those of `variants`, M of them. Pure functions of
/// their arguments; any thread may call them.
[[nodiscard]] std::string pooled_header(const TraitResult& trait);
[[nodiscard]] std::string pooled_lines(const TraitResult& trait, std::span<const Variant> variants,
                                       const ScanRows& rows);
[[nodiscard]] std::string cohort_header(const TraitResult& trait);
[[nodiscard]] std::string cohort_lines(const TraitResult& trait, std::span<const Variant> variants,
                                       const ScanRows& rows);

/// Throws std::logic_error unless `rows` are M pooled rows and M of each cohort of the trait.
void check_rows(const TraitResult& trait, std::span<const Variant> variants, const ScanRows& rows);

/// What stands in a variant_id for an allele that does not.
inline constexpr const char* long_allele = "LONG_STRING";

/// chromosome_position_other_effect, with LONG_STRING for an allele of more than 50 letters or with other signs than
/// letters.
[[nodiscard]] std::string variant_id(const Variant& variant);

/// rs and digits: what the column rsid may hold.
[[nodiscard]] bool is_rsid(const std::string& id);

/// A sign a cohort: + - 0, and ? for a cohort without an estimate.
[[nodiscard]] char direction_sign(const Estimate& estimate);

}  // namespace atria::io
