#include "pipeline/sharding/genotype_listing.hpp"

#include "pipeline/comm/together.hpp"
#include "pipeline/record/log.hpp"
#include "pipeline/simulation/deal.hpp"

#include <cstring>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

namespace atria::pipeline {

namespace {

using Json = nlohmann::json;

Json scan(const GenotypeInput& genotypes, const std::filesystem::path& prefix) {
    io::VariantListingWriter listing(prefix);
    const std::string taken_from =
        genotypes.source->scan([&](const io::FileVariant& variant) { listing.add(variant); },
                               [&](std::string_view id, std::string_view detail, std::string_view reason) {
                                   listing.add_unusable(id, detail, reason);
                               });
    const io::ListedVariants counts = listing.close();
    return {{"rows", counts.rows}, {"of_chromosome", counts.of_chromosome}, {"taken_from", taken_from}};
}

}  // namespace

std::filesystem::path listing_prefix(const std::filesystem::path& folder, std::size_t cohort, std::size_t file) {
    if (folder.empty()) { return {}; }
    return folder / (std::to_string(cohort) + "." + std::to_string(file));
}

void list_genotypes(StudyInput& study, const std::filesystem::path& folder, const Communicator& communicator) {
    struct Task {
        std::size_t cohort = 0;
        std::size_t file = 0;
    };
    std::vector<Task> tasks;
    std::vector<std::uint64_t> costs;
    for (std::size_t cohort = 0; cohort < study.cohorts.size(); ++cohort) {
        for (std::size_t file = 0; file < study.cohorts[cohort].genotypes.size(); ++file) {
            tasks.push_back({cohort, file});
            costs.push_back(study.cohorts[cohort].genotypes[file].bytes);
        }
    }
    const auto rank_of = deal(costs, communicator.size());
    Json mine = Json::array();
    together(communicator, [&] {
        for (std::size_t i = 0; i < tasks.size(); ++i) {
            if (rank_of[i] != communicator.rank()) { continue; }
            const auto [cohort, file] = tasks[i];
            Json found = scan(study.cohorts[cohort].genotypes[file], listing_prefix(folder, cohort, file));
            found["cohort"] = cohort;
            found["file"] = file;
            mine.push_back(std::move(found));
        }
    });
    const std::string text = mine.dump(-1, ' ', false, Json::error_handler_t::replace);
    for (const auto& part : communicator.gather_to_all(std::as_bytes(std::span(text)))) {
        for (const auto& found :
             Json::parse(std::string_view(reinterpret_cast<const char*>(part.data()), part.size()))) {
            auto& genotypes = study.cohorts.at(found.at("cohort")).genotypes.at(found.at("file"));
            genotypes.variants.rows = found.at("rows");
            genotypes.variants.of_chromosome = found.at("of_chromosome");
            genotypes.taken_from = found.at("taken_from");
        }
    }
    for (const auto& cohort : study.cohorts) {
        for (const auto& genotypes : cohort.genotypes) {
            log_info("cohort " + cohort.name + ", " + genotypes.name + ": " + std::to_string(genotypes.samples) +
                     " people, " + std::to_string(genotypes.variants.rows) + " variants, from " + genotypes.taken_from);
        }
    }
}

void add_unusable(const StudyInput& study, const std::filesystem::path& folder, Exclusions& exclusions) {
    for (std::size_t cohort = 0; cohort < study.cohorts.size(); ++cohort) {
        const auto& input = study.cohorts[cohort];
        for (std::size_t file = 0; file < input.genotypes.size(); ++file) {
            io::read_unusable(listing_prefix(folder, cohort, file), [&](std::string_view id, std::string_view detail,
                                                                        std::string_view reason) {
                exclusions.add({input.name, input.genotypes[file].variants_name, "variant", id, detail, reason, true});
            });
        }
    }
}

}  // namespace atria::pipeline
