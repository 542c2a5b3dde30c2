#pragma once

#include "io/results/result_format.hpp"
#include "io/results/trait_result.hpp"
#include "kernels/data/variant.hpp"
#include "kernels/scan_kernel.hpp"

#include <span>
#include <string>

namespace atria::io {

/// The pooled rows of a trait in the layout of another program; `format` is one that is_foreign. Pure functions of
/// their arguments; any thread may call them. They throw std::logic_error for PLINK 2 with a Cox model, for which that
/// program has no layout.

/// TRAIT.regenie, TRAIT.glm.linear, TRAIT.glm.logistic.hybrid
[[nodiscard]] std::string foreign_file(ResultFormat format, const TraitResult& trait);

/// The header line.
[[nodiscard]] std::string foreign_header(ResultFormat format, const TraitResult& trait);

/// A line a variant; `rows` are those of `variants`, M of them.
[[nodiscard]] std::string foreign_lines(ResultFormat format, const TraitResult& trait,
                                        std::span<const Variant> variants, const ScanRows& rows);

}  // namespace atria::io
