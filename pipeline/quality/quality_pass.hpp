#pragma once

#include "io/shard/manifest.hpp"
#include "io/shard/variant_list.hpp"
#include "pipeline/plan/work_plan.hpp"
#include "pipeline/quality/person_sums.hpp"
#include "pipeline/quality/quality_request.hpp"
#include "pipeline/quality/signature_variants.hpp"
#include "pipeline/quality/variant_table.hpp"
#include "pipeline/run/block_source.hpp"
#include "pipeline/run/chosen_people.hpp"
#include "pipeline/run/variant_choice.hpp"

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

namespace atria::pipeline {

/// What a rank goes over its blocks with.
struct QualityPass {
    const QualityRequest& request;
    std::span<const ChosenPeople> cohorts;
    std::span<const std::string> names;  ///< of the cohorts
    VariantChooser& chooser;
    const io::VariantListReader& list;
    BlockSource& source;
};

/// What a rank has found in its blocks.
struct QualitySums {
    QualitySums(std::size_t cohorts, std::size_t signature_variants)
        : tally(cohorts), people(cohorts), signatures(signature_variants) {}

    VariantTally tally;
    std::vector<PersonSums> people;  ///< a cohort each
    SignatureVariants signatures;
    std::uint64_t part_of_x_not_known = 0;   ///< variants left out for it
    std::uint64_t heterozygous_singles = 0;  ///< calls of single copies, set missing in variants.tsv.gz
};

/// One pass: each block is read and decoded once, and gives rows of variants (to `take`, in the order of the blocks, by
/// the main thread) and sums of people. `done` hears of finished variants from any thread.
void pass_over(std::span<const PlannedBlock> blocks, const QualityPass& pass, QualitySums& sums,
               const std::function<void(const VariantText&)>& take, const std::function<void(std::uint64_t)>& done);

}  // namespace atria::pipeline
