#include "pipeline/quality/variant_table.hpp"

#include "io/results/number_text.hpp"
#include "io/results/result_text.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace atria::pipeline {
namespace {

using quality::FrequencyComparison;
using quality::VariantQuality;

using Faults = std::array<bool, variant_faults>;

constexpr std::size_t place_of(VariantFault fault) { return static_cast<std::size_t>(fault); }

bool any(const Faults& faults) {
    return std::ranges::any_of(faults, [](bool fault) { return fault; });
}

/// What anybody's alleles are judged by, alone or together.
void judge_alleles(const VariantQuality& here, const QualityLimits& limits, Faults& faults) {
    const double frequency = here.effect_allele_frequency();
    faults[place_of(VariantFault::call_rate)] = here.call_rate() < limits.call_rate;
    // Without calls there is no frequency, which is as bad as one of 0.
    faults[place_of(VariantFault::maf)] = limits.maf > 0 && !(std::min(frequency, 1 - frequency) >= limits.maf);
    faults[place_of(VariantFault::mac)] = here.mac() < limits.mac;
}

Faults faults_of_cohort(const VariantQuality& here, const FrequencyComparison& frequency, const QualityLimits& limits) {
    Faults faults{};
    judge_alleles(here, limits, faults);
    faults[place_of(VariantFault::hwe)] = here.hardy_weinberg_neg_log10_p() > -std::log10(limits.hwe_p);
    faults[place_of(VariantFault::info)] = here.info() < limits.info;
    faults[place_of(VariantFault::frequency_outlier)] = frequency.outlier;
    return faults;
}

void count(const Faults& faults, VariantTally::Row& row) {
    ++row.rows;
    row.kept += any(faults) ? 0U : 1U;
    for (std::size_t f = 0; f < variant_faults; ++f) { row.faults[f] += faults[f] ? 1U : 0U; }
}

std::string status_of(const Faults& faults) {
    std::string text;
    for (std::size_t f = 0; f < variant_faults; ++f) {
        if (!faults[f]) { continue; }
        if (!text.empty()) { text += ','; }
        text += word_of(static_cast<VariantFault>(f));
    }
    return text.empty() ? "keep" : text;
}

void append_numbers(std::string& text, const VariantQuality& here) {
    const auto number = [&text](double value) {
        text += '\t';
        io::append_number(text, value);
    };
    const auto whole = [&text](std::uint64_t value) {
        text += '\t';
        text += std::to_string(value);
    };
    whole(here.called);
    whole(here.missing());
    number(here.call_rate());
    for (const std::uint64_t calls :
         {here.hom_other, here.het, here.hom_effect, here.single_other, here.single_effect}) {
        if (here.dosages > 0) {
            number(std::nan(""));
        } else {
            whole(calls);
        }
    }
    number(here.effect_allele_frequency());
    number(here.alleles > 0 ? here.mac() : std::nan(""));
    const double hwe = here.hardy_weinberg_neg_log10_p();
    text += '\t';
    io::append_p(text, hwe);
    number(hwe);
    number(here.info());
}

/// COHORT:reason for what a cohort by itself makes a variant fail by.
std::string failing_cohorts(std::span<const Faults> faults, std::span<const std::string> names) {
    std::string text;
    for (const VariantFault fault : {VariantFault::hwe, VariantFault::info, VariantFault::frequency_outlier}) {
        for (std::size_t c = 0; c < faults.size(); ++c) {
            if (!faults[c][place_of(fault)]) { continue; }
            if (!text.empty()) { text += ','; }
            text += names[c] + ":" + word_of(fault);
        }
    }
    return text.empty() ? io::missing_cell : text;
}

}  // namespace

const char* word_of(VariantFault fault) {
    switch (fault) {
        case VariantFault::call_rate:
            return "call_rate";
        case VariantFault::maf:
            return "maf";
        case VariantFault::mac:
            return "mac";
        case VariantFault::hwe:
            return "hwe";
        case VariantFault::info:
            return "info";
        case VariantFault::frequency_outlier:
            return "frequency_outlier";
    }
    throw std::logic_error("a fault without a word");
}

void VariantTally::add(const VariantTally& other) { add(other.numbers()); }

std::vector<std::uint64_t> VariantTally::numbers() const {
    std::vector<std::uint64_t> all;
    const auto take = [&all](const Row& row) {
        all.push_back(row.rows);
        all.push_back(row.kept);
        all.insert(all.end(), row.faults.begin(), row.faults.end());
    };
    take(pooled);
    for (const Row& row : of_cohorts) { take(row); }
    return all;
}

void VariantTally::add(std::span<const std::uint64_t> numbers) {
    std::size_t at = 0;
    const auto give = [&](Row& row) {
        row.rows += numbers[at++];
        row.kept += numbers[at++];
        for (std::uint64_t& fault : row.faults) { fault += numbers[at++]; }
    };
    give(pooled);
    for (Row& row : of_cohorts) { give(row); }
}

nlohmann::ordered_json VariantTally::report(std::span<const std::string> cohorts) const {
    const auto json = [](const Row& row) {
        nlohmann::ordered_json one{{"variants", row.rows}, {"kept", row.kept}, {"failed", row.rows - row.kept}};
        for (std::size_t f = 0; f < variant_faults; ++f) {
            one["failed_by"][word_of(static_cast<VariantFault>(f))] = row.faults[f];
        }
        return one;
    };
    nlohmann::ordered_json answer{{"pooled", json(pooled)}};
    for (std::size_t c = 0; c < cohorts.size(); ++c) { answer["cohorts"][cohorts[c]] = json(of_cohorts[c]); }
    return answer;
}

std::string variant_header() {
    return "chromosome\tbase_pair_location\teffect_allele\tother_allele\tid\tvariant_id\tcohort\tn\tmissing\tcall_"
           "rate\t"
           "hom_other\thet\thom_effect\tsingle_other\tsingle_effect\teffect_allele_frequency\tmac\thwe_p\t"
           "neg_log_10_hwe_p\tinfo\tfst\tneg_log_10_frequency_p\tstatus\tcohorts_failing\n";
}

void add_variant(const Variant& variant, std::span<const VariantQuality> cohorts, std::span<const std::uint8_t> present,
                 std::span<const std::string> names, const QualityLimits& limits, VariantText& text,
                 VariantTally& tally) {
    if (std::ranges::none_of(present, [](std::uint8_t one) { return one != 0; })) { return; }
    VariantQuality pooled;
    std::vector<quality::AlleleSample> samples;
    for (const VariantQuality& cohort : cohorts) {
        pooled.add(cohort);
        samples.push_back({cohort.effect_alleles, cohort.alleles});
    }
    const std::vector<FrequencyComparison> frequencies = quality::compare_frequencies(samples, limits.frequency);
    std::vector<Faults> faults(cohorts.size());
    Faults of_all{};
    judge_alleles(pooled, limits, of_all);
    for (std::size_t c = 0; c < cohorts.size(); ++c) {
        if (present[c] == 0 || cohorts[c].people == 0) { continue; }
        faults[c] = faults_of_cohort(cohorts[c], frequencies[c], limits);
        count(faults[c], tally.of_cohorts[c]);
        for (const VariantFault fault : {VariantFault::hwe, VariantFault::info, VariantFault::frequency_outlier}) {
            of_all[place_of(fault)] = of_all[place_of(fault)] || faults[c][place_of(fault)];
        }
    }
    std::string place = std::to_string(variant.chromosome) + '\t' + std::to_string(variant.position) + '\t' +
                        variant.effect_allele + '\t' + variant.other_allele + '\t' +
                        (variant.id.empty() ? io::missing_cell : variant.id) + '\t' + io::variant_id(variant) + '\t';
    const auto row = [&](const std::string& cohort, const VariantQuality& here, const FrequencyComparison& frequency,
                         const std::string& status, const std::string& failing) {
        text.rows += place;
        text.rows += cohort;
        append_numbers(text.rows, here);
        for (const double number : {frequency.fst, frequency.neg_log10_p}) {
            text.rows += '\t';
            io::append_number(text.rows, number);
        }
        text.rows += '\t' + status + '\t' + failing + '\n';
    };
    const bool nobody = pooled.people == 0;
    row("*", pooled, {}, nobody ? "no_people" : status_of(of_all), failing_cohorts(faults, names));
    for (std::size_t c = 0; c < cohorts.size(); ++c) {
        const std::string status = present[c] == 0          ? "absent"
                                   : cohorts[c].people == 0 ? "no_people"
                                                            : status_of(faults[c]);
        row(names[c], cohorts[c], frequencies[c], status, io::missing_cell);
    }
    if (nobody) { return; }
    count(of_all, tally.pooled);
    if (any(of_all)) { return; }
    text.kept += std::to_string(variant.chromosome) + ':' + std::to_string(variant.position) + ':' +
                 variant.other_allele + ':' + variant.effect_allele + '\n';
}

}  // namespace atria::pipeline
