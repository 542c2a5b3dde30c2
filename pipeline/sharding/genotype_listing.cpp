#include "pipeline/sharding/genotype_listing.hpp"

#include "io/genotypes/reference/reference_alleles.hpp"
#include "io/genotypes/reference/reference_fasta.hpp"
#include "pipeline/comm/together.hpp"
#include "pipeline/record/log.hpp"
#include "pipeline/simulation/deal.hpp"

#include <charconv>
#include <cstring>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace atria::pipeline {

namespace {

using Json = nlohmann::ordered_json;

/// Bytes in hexadecimal, for the ledger, and back.
std::string text_of(std::span<const std::byte> bytes) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    for (const std::byte byte : bytes) {
        text += digits[std::to_integer<unsigned>(byte >> 4U)];
        text += digits[std::to_integer<unsigned>(byte & std::byte{15})];
    }
    return text;
}

std::vector<std::byte> bytes_from(const std::string& text) {
    const auto value = [](char digit) { return static_cast<unsigned>(digit <= '9' ? digit - '0' : digit - 'a' + 10); };
    std::vector<std::byte> bytes;
    for (std::size_t i = 0; i + 1 < text.size(); i += 2) {
        bytes.push_back(std::byte{static_cast<std::uint8_t>(value(text[i]) << 4U | value(text[i + 1]))});
    }
    return bytes;
}

std::string piece_name(std::size_t listing) { return "variants of file " + std::to_string(listing); }

/// Of a variant that cannot be used only the words are known, CHROMOSOME:POSITION:...; what has no place is outside.
bool lies_within(const std::vector<Region>& regions, std::string_view detail) {
    const std::size_t colon = detail.find(':');
    if (colon == std::string_view::npos) { return false; }
    std::uint32_t position = 0;
    std::from_chars(detail.data() + colon + 1, detail.data() + detail.size(), position);
    return holds(regions, chromosome_code(detail.substr(0, colon), ChromosomeNumbers::plink), position);
}

Json scan(const GenotypeInput& genotypes, const std::filesystem::path& prefix, const io::ReferenceFasta* reference,
          const std::vector<Region>& regions, Landmarks& landmarks, const OrderlyStop& stop) {
    io::VariantListingWriter listing(prefix);
    std::uint64_t held = 0;       // against the FASTA
    std::uint64_t otherwise = 0;  // not as the file names them
    const auto take = [&](const io::FileVariant& variant) {
        stop.check();
        if (!holds(regions, variant.chromosome, variant.position)) { return; }
        landmarks.add(variant);
        if (reference == nullptr) {
            listing.add(variant);
            return;
        }
        ++held;
        io::FittedVariant fitted;
        const std::string_view reason =
            io::fit_to_reference(variant, genotypes.reference_is_stated, *reference, fitted);
        if (reason.empty()) {
            listing.add(fitted.variant());
            const VariantFate& read_as = fitted.variant().read_as;
            if (read_as.flipped || (genotypes.reference_is_stated && read_as.swapped)) { ++otherwise; }
        } else {
            ++otherwise;
            listing.add_unusable(variant.id,
                                 chromosome_name(variant.chromosome) + ":" + std::to_string(variant.position) + ":" +
                                     std::string(variant.other_allele) + ":" + std::string(variant.effect_allele),
                                 reason);
        }
    };
    const auto unusable = [&](std::string_view id, std::string_view detail, std::string_view reason) {
        if (regions.empty() || lies_within(regions, detail)) { listing.add_unusable(id, detail, reason); }
    };
    const io::ScanReport report = regions.empty() ? genotypes.source->scan(take, unusable)
                                                  : genotypes.source->scan_regions(regions, take, unusable);
    const io::ListedVariants counts = listing.close();
    std::vector<std::string> warnings = report.warnings;
    if (otherwise * 10 > held) {
        warnings.push_back(
            genotypes.name + ": " + std::to_string(otherwise) + " of " + std::to_string(held) +
            " variants do not fit the reference FASTA as they are named; is it of the build of this file, "
            "and its .fai of this FASTA?");
    }
    return {{"rows", counts.rows},
            {"of_chromosome", counts.of_chromosome},
            {"taken_from", report.taken_from},
            {"warnings", warnings}};
}

}  // namespace

std::filesystem::path listing_prefix(const std::filesystem::path& folder, const GenotypeInput& genotypes) {
    return folder.empty() ? folder : folder / std::to_string(genotypes.listing);
}

void list_genotypes(StudyInput& study, const std::filesystem::path& folder,
                    const std::filesystem::path& reference_fasta, const std::vector<Region>& regions,
                    const Finished& finished, const Communicator& communicator) {
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
    std::vector<std::byte> my_landmarks;
    together(communicator, [&] {
        std::optional<io::ReferenceFasta> reference;
        if (!reference_fasta.empty()) { reference.emplace(reference_fasta, study.build); }
        for (std::size_t i = 0; i < files.size(); ++i) {
            if (rank_of[i] != communicator.rank()) { continue; }
            const std::string piece = piece_name(i);
            const auto prefix = listing_prefix(folder, *files[i]);
            const auto before = finished.before.find(piece);
            std::vector<std::byte> landmarks;
            Json found;
            if (before != finished.before.end() && before->second.at("bytes") == io::listing_bytes(prefix)) {
                found = before->second;
                landmarks = bytes_from(found.at("landmarks").get<std::string>());
                found.erase("landmarks");
            } else {
                Landmarks seen;
                found = scan(*files[i], prefix, reference ? &*reference : nullptr, regions, seen, finished.stop);
                landmarks = seen.bytes();
                if (finished.ledger != nullptr) {
                    Json entry = found;
                    entry["bytes"] = io::listing_bytes(prefix);
                    entry["landmarks"] = text_of(landmarks);
                    finished.ledger->add(piece, entry);
                }
            }
            const std::uint64_t number = i;
            const auto head = std::as_bytes(std::span(&number, 1));
            my_landmarks.insert(my_landmarks.end(), head.begin(), head.end());
            my_landmarks.insert(my_landmarks.end(), landmarks.begin(), landmarks.end());
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
    std::vector<Landmarks> landmarks(files.size());
    for (const auto& part : communicator.gather_to_root(my_landmarks)) {
        for (std::span<const std::byte> left(part); !left.empty();) {
            std::uint64_t number = 0;
            std::memcpy(&number, left.data(), sizeof number);
            left = left.subspan(sizeof number);
            landmarks.at(static_cast<std::size_t>(number)) = Landmarks::from(left);
        }
    }
    for (const auto& one : found) {
        for (const auto& warning : one.at("warnings")) { log_warning(warning); }
    }
    for (auto& cohort : study.cohorts) {
        for (auto& genotypes : cohort.genotypes) {
            genotypes.landmarks = landmarks[genotypes.listing];
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
