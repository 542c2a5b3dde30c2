#pragma once

#include "io/results/trait_result.hpp"
#include "kernels/data/variant.hpp"
#include "kernels/scan_kernel.hpp"

#include <cmath>
#include <cstdint>
#include <cstdio>
#include <string>
#include <vector>

namespace atria::test {

/// A trait with `cohorts` cohorts, and rows that tell from which variant, cohort and trait they are.
inline io::TraitResult made_up_trait(const std::string& name, std::size_t cohorts, io::ScanModel model) {
    io::TraitResult trait;
    trait.name = name;
    trait.model = model;
    trait.test = model == io::ScanModel::linear ? "ADD-T" : "COX-SCORE";
    for (std::size_t c = 0; c < cohorts; ++c) { trait.cohorts.push_back("cohort" + std::to_string(c)); }
    return trait;
}

/// Numbers that are not round, so that every digit counts; every seventh row has no estimate.
inline Estimate made_up_estimate(std::uint64_t variant, std::size_t place) {
    Estimate estimate;
    estimate.n = 100 + static_cast<double>(place);
    if ((variant + place) % 7 == 6) {
        estimate.status = RowStatus::monomorphic;
        return estimate;
    }
    const double x = static_cast<double>(variant) * 0.37 + static_cast<double>(place);
    estimate.n_events = 17;
    estimate.effect_allele_frequency = 0.5 + std::sin(x) / 2.1;
    estimate.mac = std::floor(50 + 40 * std::cos(x));
    estimate.event_alleles = std::floor(estimate.mac / 3);
    estimate.event_frequency = estimate.event_alleles / 34;
    estimate.censored_alleles = estimate.mac - estimate.event_alleles;
    estimate.censored_frequency = estimate.censored_alleles / 166;
    estimate.beta = std::sin(x) / 3;
    estimate.standard_error = 0.1 + std::cos(x) / 30;
    estimate.statistic = estimate.beta / estimate.standard_error;
    estimate.degrees_of_freedom = 90;
    estimate.neg_log10_p = x * x;
    estimate.score_chisq = x / 7;
    estimate.log_likelihood = -x;
    estimate.log_likelihood_null = -x - 1;
    estimate.zph_chisq = x / 9;
    estimate.zph_neg_log10_p = x / 11;
    estimate.status = RowStatus::ok;
    return estimate;
}

/// Rows of the study variants [first, first + variants). `salt` tells traits apart.
inline ScanRows made_up_rows(std::uint64_t first, std::uint64_t variants, std::size_t cohorts, std::size_t salt) {
    ScanRows rows;
    rows.cohorts.resize(cohorts);
    for (std::uint64_t v = first; v < first + variants; ++v) {
        AssociationRow row;
        row.pooled = made_up_estimate(v, 10 + salt);
        row.meta.cohorts = static_cast<double>(cohorts);
        row.meta.q = static_cast<double>(v) / 3;
        row.meta.q_neg_log10_p = 0.3;
        rows.pooled.push_back(row);
        for (std::size_t c = 0; c < cohorts; ++c) { rows.cohorts[c].push_back(made_up_estimate(v, c + salt)); }
    }
    return rows;
}

/// The text of a gzip file, by the gzip program.
inline std::string gunzip(const std::string& file) {
    std::string text;
    std::FILE* pipe = ::popen(("gzip -dc '" + file + "'").c_str(), "r");
    if (pipe == nullptr) { return text; }
    char buffer[65536];
    for (std::size_t got; (got = std::fread(buffer, 1, sizeof buffer, pipe)) > 0;) { text.append(buffer, got); }
    return ::pclose(pipe) == 0 ? text : "gzip failed";
}

}  // namespace atria::test
