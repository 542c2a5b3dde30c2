#include "pipeline/run/predictor_study.hpp"

#include "io/tables/name_list.hpp"
#include "io/tables/nearest_name.hpp"
#include "kernels/data/error.hpp"

#include <algorithm>
#include <vector>

namespace atria::pipeline {

io::Manifest manifest_of_predictors(const io::Manifest& study, const std::string& set,
                                    const std::filesystem::path& folder) {
    const auto list = std::ranges::find(study.predictors, set, &io::PredictorEntry::name);
    if (list == study.predictors.end()) {
        std::vector<std::string> known;
        for (const io::PredictorEntry& one : study.predictors) { known.push_back(one.name); }
        const std::string near = io::did_you_mean(set, known);
        throw Error(Fault::bad_config,
                    "predictors '" + set + "' are not in the study " + folder.string() +
                        (known.empty()  ? ", which has none; `atria shard --predictors TABLE` makes them"
                         : near.empty() ? "; it has " + io::name_list(known)
                                        : near));
    }
    io::Manifest manifest = study;
    manifest.chromosomes = {{no_chromosome, 0, list->features}};
    manifest.variants = list->features;
    manifest.variants_path = list->path;
    manifest.variants_bytes = list->bytes;
    manifest.variants_sha256 = list->sha256;
    for (io::CohortEntry& cohort : manifest.cohorts) {
        cohort.shards.clear();
        for (const io::PredictorEntry& one : cohort.predictors) {
            if (one.name != set) { continue; }
            io::ShardEntry& shard = cohort.shards.emplace_back();
            shard.chromosome = no_chromosome;
            shard.path = one.path;
            shard.variants = one.features;
            shard.bytes = one.bytes;
            shard.sha256 = one.sha256;
        }
    }
    return manifest;
}

std::uint64_t features_in_block(std::uint64_t most, std::uint64_t people) {
    constexpr std::uint64_t at_most = 64;
    constexpr std::uint64_t numbers = std::uint64_t{1} << 23U;
    const std::uint64_t fitting = std::max<std::uint64_t>(numbers / std::max<std::uint64_t>(people, 1), 1);
    return std::min({most, at_most, fitting});
}

}  // namespace atria::pipeline
