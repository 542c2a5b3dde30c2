#pragma once

#include "kernels/math/meta_analysis.hpp"
#include "kernels/math/tails.hpp"
#include "tests/support/closeness.hpp"
#include "tests/support/cox_scans.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <cstddef>
#include <vector>

namespace atria::test {

using survival::Ties;

constexpr Ties both_ties[] = {Ties::efron, Ties::breslow};

/// A row against the plain model of its strata.
inline void check_estimate(const Estimate& row, const std::vector<PlainStratum>& strata, Ties ties) {
    double n = 0;
    double events = 0;
    double copies = 0;
    double event_copies = 0;
    CAPTURE(static_cast<int>(row.status));
    for (const PlainStratum& stratum : strata) {
        n += static_cast<double>(stratum.people());
        for (std::size_t i = 0; i < stratum.people(); ++i) {
            const double call = stratum.x.rightCols(1)(static_cast<Eigen::Index>(i));
            const double event = stratum.event[i] == 1 ? 1 : 0;
            events += event;
            copies += call;
            event_copies += event * call;
        }
    }
    REQUIRE(row.n == n);
    if (n == 0) {
        REQUIRE(row.status == RowStatus::no_people);
        return;
    }
    REQUIRE(relative_difference(row.effect_allele_frequency, copies / (2 * n)) < 1e-14);
    REQUIRE(row.mac == std::min(copies, 2 * n - copies));
    REQUIRE(row.n_events == events);
    REQUIRE(row.event_alleles == event_copies);
    REQUIRE(row.censored_alleles == copies - event_copies);
    REQUIRE(std::isnan(row.event_frequency) == (events == 0));
    if (events > 0) { REQUIRE(row.event_frequency == event_copies / (2 * events)); }
    REQUIRE(std::isnan(row.censored_frequency) == (events == n));
    if (events < n) { REQUIRE(row.censored_frequency == (copies - event_copies) / (2 * (n - events))); }
    if (events == 0) {
        REQUIRE(row.status == RowStatus::no_events);
        return;
    }
    const PlainCoxTest plain = plain_cox_test(strata, ties);
    if (plain.collinear) {
        REQUIRE((row.status == RowStatus::collinear || row.status == RowStatus::monomorphic));
        REQUIRE(std::isnan(row.beta));
        return;
    }
    REQUIRE(relative_difference(row.score_chisq, plain.score_chisq) < 1e-9);
    REQUIRE(relative_difference(row.statistic * row.statistic, plain.score_chisq) < 1e-9);
    REQUIRE(row.neg_log10_p == Approx(math::chi_square_neg_log10_p(plain.score_chisq, 1)).epsilon(1e-8));
    REQUIRE(std::fabs(row.log_likelihood_null - plain.log_likelihood_null) < 1e-9);
    REQUIRE((row.status == RowStatus::ok) == plain.finite);
    if (!plain.finite) {
        REQUIRE(row.status == RowStatus::infinite_estimate);
        REQUIRE(std::isnan(row.beta));
        return;
    }
    REQUIRE(std::fabs(row.beta - plain.beta) < 1e-9 * plain.standard_error);
    REQUIRE(relative_difference(row.standard_error, plain.standard_error) < 1e-9);
    REQUIRE(std::fabs(row.log_likelihood - plain.log_likelihood) < 1e-9);
}

/// All rows of the scan against plain models.
inline void check_study(const CoxStudy& study, Ties ties) {
    const std::vector<ScanRows> rows = cox_scan(study, ties);
    REQUIRE(rows.size() == study.cohorts.front().outcomes.size());
    for (std::size_t o = 0; o < rows.size(); ++o) {
        for (std::size_t v = 0; v < study.variants(); ++v) {
            std::vector<PlainStratum> all;
            std::vector<Estimate> own;
            for (std::size_t c = 0; c < study.cohorts.size(); ++c) {
                INFO("outcome " << o << ", variant " << v << ", cohort " << c);
                const auto stratum = study.plain(c, o, v);
                const Estimate& row = rows[o].cohorts[c][v];
                own.push_back(row);
                if (!stratum) {
                    REQUIRE(row.status == RowStatus::no_people);
                    continue;
                }
                check_estimate(row, {*stratum}, ties);
                all.push_back(*stratum);
            }
            INFO("outcome " << o << ", variant " << v << ", pooled");
            check_estimate(rows[o].pooled[v].pooled, all, ties);
            const MetaAnalysis meta = math::meta_analysis(own);
            REQUIRE(rows[o].pooled[v].meta.cohorts == meta.cohorts);
            REQUIRE(same_bits(rows[o].pooled[v].meta.q, meta.q));
            REQUIRE(same_bits(rows[o].pooled[v].meta.beta_random, meta.beta_random));
        }
    }
}

inline bool same_estimate(const Estimate& a, const Estimate& b) {
    return a.status == b.status && same_bits(a.n, b.n) && same_bits(a.n_events, b.n_events) &&
           same_bits(a.beta, b.beta) && same_bits(a.standard_error, b.standard_error) &&
           same_bits(a.statistic, b.statistic) && same_bits(a.neg_log10_p, b.neg_log10_p) &&
           same_bits(a.log_likelihood, b.log_likelihood) && same_bits(a.log_likelihood_null, b.log_likelihood_null) &&
           same_bits(a.mac, b.mac);
}

inline bool same_rows(const ScanRows& part, const ScanRows& whole, std::size_t first) {
    bool same = true;
    for (std::size_t v = 0; v < part.pooled.size(); ++v) {
        same = same && same_estimate(part.pooled[v].pooled, whole.pooled[first + v].pooled);
        for (std::size_t c = 0; c < part.cohorts.size(); ++c) {
            same = same && same_estimate(part.cohorts[c][v], whole.cohorts[c][first + v]);
        }
    }
    return same;
}

}  // namespace atria::test
