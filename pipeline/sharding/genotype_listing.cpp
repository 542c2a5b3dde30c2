#include "pipeline/sharding/genotype_listing.hpp"

#include "pipeline/comm/together.hpp"
#include "pipeline/record/log.hpp"
#include "pipeline/simulation/deal.hpp"

#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

namespace atria::pipeline {

namespace {

using Json = nlohmann::ordered_json;

std::string piece_name(std::size_t listing) { return "variants of file " + std::to_string(listing); }

Json scan(const GenotypeInput& genotypes, const std::filesystem::path& prefix, const OrderlyStop& stop) {
    io::VariantListingWriter listing(prefix);
    const auto take = [&](const io::FileVariant& variant) {
        stop.check();
        listing.add(variant);
    };
    const std::string taken_from =
        genotypes.source->scan(take, [&](std::string_view id, std::string_view detail, std::string_view reason) {
            listing.add_unusable(id, detail, reason);
        });
    const io::ListedVariants counts = listing.close();
    return {{"rows", counts.rows}, {"of_chromosome", counts.of_chromosome}, {"taken_from", taken_from}};
}

}  // namespace

std::filesystem::path listing_prefix(const std::filesystem::path& folder, const GenotypeInput& genotypes) {
    return folder.empty() ? folder : folder / std::to_string(genotypes.listing);
}

void list_genotypes(StudyInput& study, const std::filesystem::path& folder, const Finished& finished,
                    const Communicator& communicator) {
    std::vector<const GenotypeInput*> files;  // by number of their list
    std::vector<std::uint64_t> costs;
    for (const auto& cohort : study.cohorts) {
        for (const auto& genotypes : cohort.genotypes) {
            if (genotypes.listing < files.size()) { continue; }
            files.push_back(&genotypes);
            costs.push_back(finished.before.contains(piece_name(genotypes.listing)) ? 0 : genotypes.bytes);
        }
    }
    const auto rank_of = deal(costs, communicator.size());
    Json mine = Json::array();
    together(communicator, [&] {
        for (std::size_t i = 0; i < files.size(); ++i) {
            if (rank_of[i] != communicator.rank()) { continue; }
            const std::string piece = piece_name(i);
            const auto prefix = listing_prefix(folder, *files[i]);
            const auto before = finished.before.find(piece);
            Json found;
            if (before != finished.before.end() && before->second.at("bytes") == io::listing_bytes(prefix)) {
                found = before->second;
            } else {
                found = scan(*files[i], prefix, finished.stop);
                if (finished.ledger != nullptr) {
                    found["bytes"] = io::listing_bytes(prefix);
                    finished.ledger->add(piece, found);
                }
            }
            found["listing"] = i;
            mine.push_back(std::move(found));
        }
    });
    std::vector<Json> found(files.size());
    const std::string text = mine.dump(-1, ' ', false, Json::error_handler_t::replace);
    for (const auto& part : communicator.gather_to_all(std::as_bytes(std::span(text)))) {
        for (auto& one : Json::parse(std::string_view(reinterpret_cast<const char*>(part.data()), part.size()))) {
            const std::size_t listing = one.at("listing");
            found.at(listing) = std::move(one);
        }
    }
    for (auto& cohort : study.cohorts) {
        for (auto& genotypes : cohort.genotypes) {
            genotypes.variants.rows = found[genotypes.listing].at("rows");
            genotypes.variants.of_chromosome = found[genotypes.listing].at("of_chromosome");
            genotypes.taken_from = found[genotypes.listing].at("taken_from");
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
    for (const auto& cohort : study.cohorts) {
        for (const auto& genotypes : cohort.genotypes) {
            io::read_unusable(listing_prefix(folder, genotypes), [&](std::string_view id, std::string_view detail,
                                                                     std::string_view reason) {
                exclusions.add({cohort.name, genotypes.variants_name, "variant", id, detail, reason, true});
            });
        }
    }
}

}  // namespace atria::pipeline
