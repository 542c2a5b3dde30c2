#pragma once

#include "kernels/data/genotype_block.hpp"
#include "kernels/scan_kernel.hpp"
#include "pipeline/run/chosen_people.hpp"
#include "pipeline/run/genotype_request.hpp"
#include "pipeline/run/predictor_units.hpp"
#include "pipeline/run/stage_counts.hpp"
#include "pipeline/run/variant_choice.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace atria::pipeline {

/// What filters say of a block: which rows are not written, and which cohorts take no part in a variant.
struct FilteredBlock {
    std::vector<VariantFate> fates;                   ///< M
    std::vector<std::vector<std::uint8_t>> excluded;  ///< C × M; 1 = the cohort does not take part
    PredictorUnits units;                             ///< of features
};

/// Filters the chosen variants of a block, one GenotypeBlock a cohort, by what the chosen people carry; what is left
/// out is absent afterwards, and counted in `counts`.
[[nodiscard]] FilteredBlock filter_variants(const GenotypeRequest& request, std::span<const ChosenPeople> cohorts,
                                            const VariantChoice& choice, std::span<GenotypeBlock> genotypes,
                                            StageCounts& counts);

/// Marks in the rows of a trait what was filtered.
void mark_filtered(const FilteredBlock& filtered, ScanRows& rows);

/// Rows of `variants` variants in `cohorts` cohorts, none of which is written.
[[nodiscard]] ScanRows filtered_rows(std::size_t variants, std::size_t cohorts);

}  // namespace atria::pipeline
