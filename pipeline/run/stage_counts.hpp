#pragma once

#include "kernels/data/genotype_recoding.hpp"
#include "kernels/data/variant.hpp"
#include "pipeline/comm/communicator.hpp"
#include "pipeline/run/chosen_people.hpp"
#include "pipeline/run/genotype_request.hpp"
#include "pipeline/run/scanned_chromosomes.hpp"
#include "pipeline/run/variant_choice.hpp"

#include <array>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <span>
#include <vector>

namespace atria::pipeline {

/// What a rank has seen, for the sums over all.
struct StageCounts {
    std::array<std::uint64_t, variant_fates> variants{};
    std::array<RecodingCounts, single_chromosomes.size()> set_missing;       ///< on X (where men have one), Y, MT
    std::array<std::uint64_t, single_chromosomes.size()> single_variants{};  ///< variants there
    std::array<std::uint64_t, single_chromosomes.size()> single_people{};  ///< people with one copy, summed over these
    std::vector<std::uint64_t> below_mac;   ///< C: variants that --min-mac-cohort took from a cohort
    std::vector<std::uint64_t> below_info;  ///< C: variants with dosages that --min-info took from a cohort
    std::vector<std::uint64_t> below_hwe;   ///< C: variants that --min-hwe-p took from a cohort

    void add(const StageCounts& other);
};

/// For the ledger of what is finished, and back; nlohmann-json throws for what json_of has not made.
[[nodiscard]] nlohmann::ordered_json json_of(const StageCounts& counts);
[[nodiscard]] StageCounts stage_counts_from(const nlohmann::ordered_json& json);

/// Collective: how many variants, or `features`, are in the results, and why others are not, over all ranks.
void report_variants(const StageCounts& mine, bool features, const Communicator& communicator,
                     nlohmann::ordered_json& detail);

/// Collective: what the filters of single cohorts took.
void report_cohort_filters(const StageCounts& mine, const GenotypeRequest& request,
                           std::span<const ChosenPeople> cohorts, const Communicator& communicator,
                           nlohmann::ordered_json& detail);

/// Collective: what was set missing on `chromosomes` of which some people have a single copy.
void report_single_copies(const StageCounts& mine, const std::vector<Chromosome>& chromosomes,
                          const Communicator& communicator, nlohmann::ordered_json& detail);

}  // namespace atria::pipeline
