#include "pipeline/sharding/build_check.hpp"

#include "io/genotypes/genome_build.hpp"
#include "kernels/data/error.hpp"
#include "pipeline/record/log.hpp"

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

namespace atria::pipeline {

namespace {

constexpr const char* remedy =
    " Atria does not lift positions over: do that with CrossMap, UCSC liftOver or bcftools +liftover, or leave the "
    "cohort out.";

/// From so many rs numbers in common on they are evidence, and not an accident.
constexpr std::uint64_t enough_ids = 10;

std::string place_text(std::uint64_t place) {
    return std::to_string(place >> 32U) + ":" + std::to_string(place & 0xFFFFFFFFU);
}

/// The build of the study and who says so.
struct KnownBuild {
    std::string build;
    std::string by;
};

/// Throws when two statements contradict each other.
KnownBuild stated_build(const StudyInput& study) {
    KnownBuild known{study.build, "the column build of the cohort table"};
    for (const auto& cohort : study.cohorts) {
        for (const auto& file : cohort.genotypes) {
            const auto stated = file.source->stated_build();
            if (stated.build.empty() || stated.build == known.build) { continue; }
            if (known.build.empty()) {
                known = {stated.build, file.name + " of cohort " + cohort.name};
                continue;
            }
            throw Error(Fault::bad_data, "cohort " + cohort.name + ": " + file.name + " is on " + stated.build +
                                             " by its header (" + stated.words + "), the study on " + known.build +
                                             " by " + known.by + "." + remedy);
        }
    }
    return known;
}

/// Does every position lie on its chromosome?
void check_ends(const StudyInput& study, const KnownBuild& known) {
    for (const auto& cohort : study.cohorts) {
        for (const auto& file : cohort.genotypes) {
            for (Chromosome chromosome = 1; chromosome <= last_chromosome; ++chromosome) {
                const std::uint32_t length = io::chromosome_length(known.build, chromosome);
                const std::uint32_t last = file.landmarks.last_position(chromosome);
                if (length == 0 || last <= length) { continue; }
                throw Error(Fault::bad_data,
                            "cohort " + cohort.name + ": " + file.variants_name + " has a variant at position " +
                                std::to_string(last) + " of chromosome " + chromosome_name(chromosome) +
                                ", which has " + std::to_string(length) + " base pairs on " + known.build +
                                ", the study's build by " + known.by + ": the file is on another build." + remedy);
            }
        }
    }
}

/// What two cohorts say about each other.
enum class Relation : std::uint8_t { fine, doubtful, other_build };

Relation relation_of(const Landmarks::Agreement& found) {
    const bool ids_contradict = 2 * found.ids_elsewhere > found.ids;
    const bool positions_contradict = 2 * found.same_positions < found.positions;
    if (found.ids >= enough_ids && ids_contradict && positions_contradict) { return Relation::other_build; }
    // Numbers are merged and reassigned from one release of dbSNP to the next, but seldom.
    constexpr std::uint64_t one_in = 20;
    const bool many = found.ids >= enough_ids ? one_in * found.ids_elsewhere > found.ids : ids_contradict;
    return many ? Relation::doubtful : Relation::fine;
}

std::string counted(const StudyInput& study, std::size_t a, std::size_t b, const Landmarks::Agreement& found) {
    return "of " + std::to_string(found.ids) + " rs numbers looked at in both " + study.cohorts[a].name + " and " +
           study.cohorts[b].name + ", " + std::to_string(found.ids_elsewhere) + " are at other positions (rs" +
           std::to_string(found.example) + " at " + place_text(found.here) + " and " + place_text(found.there) +
           "); of " + std::to_string(found.positions) + " positions " + std::to_string(found.same_positions) +
           " are in both";
}

void check_ids(const StudyInput& study) {
    std::vector<Landmarks> cohorts(study.cohorts.size());
    for (std::size_t c = 0; c < cohorts.size(); ++c) {
        for (const auto& file : study.cohorts[c].genotypes) { cohorts[c].add(file.landmarks); }
    }
    struct Contradiction {
        std::size_t a = 0;
        std::size_t b = 0;
        Landmarks::Agreement found;
    };
    std::vector<Contradiction> contradictions;
    std::vector<std::size_t> against(cohorts.size(), 0);  // how many cohorts contradict each
    for (std::size_t a = 0; a < cohorts.size(); ++a) {
        for (std::size_t b = a + 1; b < cohorts.size(); ++b) {
            const auto found = cohorts[a].against(cohorts[b]);
            const Relation relation = relation_of(found);
            if (relation == Relation::doubtful) {
                log_warning("cohorts " + study.cohorts[a].name + " and " + study.cohorts[b].name + ": " +
                            counted(study, a, b, found) +
                            ". Are they on the same genome build, and are the ids right?");
            }
            if (relation != Relation::other_build) { continue; }
            contradictions.push_back({a, b, found});
            ++against[a];
            ++against[b];
        }
    }
    if (contradictions.empty()) { return; }
    // Of a contradiction, the cohort that fewer others contradict stands for the study (the earlier one of two).
    const auto standard_of = [&](const Contradiction& one) { return against[one.b] < against[one.a] ? one.b : one.a; };
    const auto& worst = *std::ranges::max_element(
        contradictions, {}, [&](const Contradiction& one) { return std::max(against[one.a], against[one.b]); });
    const std::size_t standard = standard_of(worst);
    std::string names;
    std::string files;
    std::string counts;
    for (const auto& one : contradictions) {
        if (one.a != standard && one.b != standard) { continue; }
        const auto& other = study.cohorts[one.a == standard ? one.b : one.a];
        names += (names.empty() ? "" : ", ") + other.name;
        for (const auto& file : other.genotypes) { files += (files.empty() ? "" : ", ") + file.variants_name; }
        counts += (counts.empty() ? "" : "; ") + counted(study, one.a, one.b, one.found);
    }
    throw Error(Fault::bad_data, "cohort " + names + " (" + files + ") is on another genome build than " +
                                     study.cohorts[standard].name + ": " + counts + "." + remedy);
}

}  // namespace

void check_builds(const StudyInput& study) {
    const KnownBuild known = stated_build(study);
    check_ends(study, known);
    check_ids(study);
}

}  // namespace atria::pipeline
