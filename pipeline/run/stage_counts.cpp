#include "pipeline/run/stage_counts.hpp"

#include "pipeline/record/log.hpp"

#include <cstddef>
#include <string>

namespace atria::pipeline {
namespace {

/// Of calls of single copies: genotyping errors stay below, swapped sexes and builds do not.
constexpr double suspicious_heterozygous_share = 0.01;

}  // namespace
namespace {

constexpr std::array<const char*, variant_fates> fate_words{
    "kept",
    "outside --region",
    "not named by --extract",
    "named by --exclude",
    "on a part of X that GRCh37 and GRCh38 tell differently, and the study does not state its build",
    "no cohort left by --min-mac-cohort, --min-info and --min-hwe-p",
    "above --max-missing",
    "below --min-maf",
    "below --min-mac",
    "below --min-info"};

}  // namespace

void StageCounts::add(const StageCounts& other) {
    for (std::size_t i = 0; i < variants.size(); ++i) { variants[i] += other.variants[i]; }
    for (std::size_t i = 0; i < set_missing.size(); ++i) {
        set_missing[i].add(other.set_missing[i]);
        single_variants[i] += other.single_variants[i];
        single_people[i] += other.single_people[i];
    }
    for (std::size_t c = 0; c < below_mac.size(); ++c) {
        below_mac[c] += other.below_mac[c];
        below_info[c] += other.below_info[c];
        below_hwe[c] += other.below_hwe[c];
    }
}

nlohmann::ordered_json json_of(const StageCounts& counts) {
    nlohmann::ordered_json missing = nlohmann::ordered_json::array();
    for (const RecodingCounts& one : counts.set_missing) {
        missing.push_back({one.heterozygous_singles, one.without_copy});
    }
    return {{"variants", counts.variants},
            {"set_missing", missing},
            {"single_variants", counts.single_variants},
            {"single_people", counts.single_people},
            {"below_mac", counts.below_mac},
            {"below_info", counts.below_info},
            {"below_hwe", counts.below_hwe}};
}

StageCounts stage_counts_from(const nlohmann::ordered_json& json) {
    StageCounts counts;
    json.at("variants").get_to(counts.variants);
    for (std::size_t i = 0; i < counts.set_missing.size(); ++i) {
        json.at("set_missing").at(i).at(0).get_to(counts.set_missing.at(i).heterozygous_singles);
        json.at("set_missing").at(i).at(1).get_to(counts.set_missing.at(i).without_copy);
    }
    json.at("single_variants").get_to(counts.single_variants);
    json.at("single_people").get_to(counts.single_people);
    json.at("below_mac").get_to(counts.below_mac);
    json.at("below_info").get_to(counts.below_info);
    json.at("below_hwe").get_to(counts.below_hwe);
    return counts;
}

void report_variants(const StageCounts& mine, bool features, const Communicator& communicator,
                     nlohmann::ordered_json& detail) {
    std::array<std::uint64_t, variant_fates> all{};
    for (std::size_t i = 0; i < variant_fates; ++i) { all[i] = communicator.sum_all(mine.variants[i]); }
    const std::string noun = features ? "features" : "variants";
    auto& variants = detail[noun];
    const auto kept = static_cast<std::size_t>(VariantFate::kept);
    std::uint64_t total = 0;
    std::string words;
    variants["left_out"] = nlohmann::ordered_json::object();
    for (std::size_t i = 0; i < variant_fates; ++i) {
        total += all[i];
        if (i == kept || all[i] == 0) { continue; }
        variants["left_out"][fate_words[i]] = all[i];
        words += (words.empty() ? "; left out: " : ", ") + std::to_string(all[i]) + " " + fate_words[i];
    }
    variants[features ? "of_the_set" : "of_chosen_chromosomes"] = total;
    variants["in_results"] = all[kept];
    const std::string told =
        std::to_string(all[kept]) + " of " + std::to_string(total) + " " + noun + " are in the results" + words;
    if (all[kept] == 0 && total > 0) {
        log_warning(told);
    } else {
        log_info(told);
    }
}

void report_cohort_filters(const StageCounts& mine, const GenotypeRequest& request,
                           std::span<const ChosenPeople> cohorts, const Communicator& communicator,
                           nlohmann::ordered_json& detail) {
    auto& variants = detail["variants"];
    for (std::size_t c = 0; c < cohorts.size(); ++c) {
        const std::uint64_t mac = communicator.sum_all(mine.below_mac[c]);
        const std::uint64_t info = communicator.sum_all(mine.below_info[c]);
        const std::uint64_t hwe = communicator.sum_all(mine.below_hwe[c]);
        if (request.min_mac_cohort > 0) { variants["cohort_below_min_mac_cohort"][cohorts[c].name] = mac; }
        if (info > 0) { variants["cohort_below_min_info"][cohorts[c].name] = info; }
        if (request.min_hwe_p > 0) { variants["cohort_below_min_hwe_p"][cohorts[c].name] = hwe; }
        if (mac + info + hwe > 0) {
            log_info(cohorts[c].name + " takes no part in " + std::to_string(mac + info + hwe) +
                     " variants: " + std::to_string(mac) + " below --min-mac-cohort, " + std::to_string(info) +
                     " below --min-info, " + std::to_string(hwe) + " below --min-hwe-p");
        }
    }
}

void report_single_copies(const StageCounts& mine, const std::vector<Chromosome>& chromosomes,
                          const Communicator& communicator, nlohmann::ordered_json& detail) {
    for (std::size_t i = 0; i < single_chromosomes.size(); ++i) {
        if (!has(chromosomes, single_chromosomes[i])) { continue; }
        const std::string name = chromosome_name(single_chromosomes[i]);
        const std::uint64_t here = communicator.sum_all(mine.single_variants[i]);
        const std::uint64_t het = communicator.sum_all(mine.set_missing[i].heterozygous_singles);
        const std::uint64_t without = communicator.sum_all(mine.set_missing[i].without_copy);
        detail["single_copies"][name] = {
            {"variants", here}, {"heterozygous_calls_set_missing", het}, {"calls_of_others_set_missing", without}};
        std::string line = "chromosome " + name + ": " + std::to_string(here) +
                           " variants with single copies; set missing: " + std::to_string(het) +
                           " heterozygous calls of single copies";
        if (single_chromosomes[i] == chromosome_x) {
            line += ", " + std::to_string(without) + " calls of people of unknown sex";
        } else if (single_chromosomes[i] == chromosome_y) {
            line += ", " + std::to_string(without) + " calls of women and people of unknown sex";
        }
        log_info(line);
        const std::uint64_t calls = communicator.sum_all(mine.single_people[i]);
        if (static_cast<double>(het) > suspicious_heterozygous_share * static_cast<double>(calls)) {
            log_warning("chromosome " + name + ": " + std::to_string(het) + " of " + std::to_string(calls) +
                        " calls of people with a single copy are heterozygous, more than 1 %; is the column of the sex "
                        "right, and are positions of the build that the study states?");
        }
    }
}

}  // namespace atria::pipeline
