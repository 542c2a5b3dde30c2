#pragma once

#include "kernels/data/survival_rows.hpp"
#include "kernels/data/ticks.hpp"
#include "kernels/survival/cox_scan.hpp"
#include "kernels/survival/cox_zph_scale.hpp"
#include "tests/support/genotype_blocks.hpp"
#include "tests/support/plain_cox_model.hpp"
#include "tests/support/plain_fine_gray.hpp"

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <stdexcept>
#include <utility>
#include <vector>

namespace atria::test {

/// Records and genotypes of all cohorts, as the Cox scan wants them and as the plain model wants them.
struct CoxStudy {
    std::vector<survival::CoxCohort> cohorts;
    std::vector<std::vector<Calls>> calls;      ///< cohort × variant
    std::vector<std::vector<Storage>> storage;  ///< cohort × variant

    [[nodiscard]] std::size_t variants() const { return calls.front().size(); }

    /// The people of one cohort with everything: times, covariates and a call; the call is the last column of x.
    [[nodiscard]] std::optional<PlainStratum> plain(std::size_t cohort, std::size_t outcome,
                                                    std::size_t variant) const {
        if (storage[cohort][variant] == Storage::absent) { return std::nullopt; }
        const SurvivalOutcome& times = cohorts[cohort].outcomes[outcome];
        const Eigen::MatrixXd& x = cohorts[cohort].covariates.values;
        PlainStratum stratum;
        std::vector<std::size_t> people;
        SurvivalRows analysed;  // with a call or without
        for (std::size_t i = 0; i < times.exit.size(); ++i) {
            const double entry = times.entry.empty() ? -INFINITY : times.entry[i];
            const bool lacks_weight = !times.weight.empty() && !(times.weight[i] > 0);
            const bool complete = !lacks_weight && !std::isnan(entry) && !std::isnan(times.exit[i]) &&
                                  !std::isnan(times.event[i]) &&
                                  x.row(static_cast<Eigen::Index>(i)).array().isFinite().all();
            if (!complete) { continue; }
            analysed.entry.push_back(entry_ticks(times, i));
            analysed.exit.push_back(ticks_of(times.exit[i]));
            analysed.event.push_back(static_cast<std::uint32_t>(times.event[i]));
            if (calls[cohort][variant][i] == missing_call) { continue; }
            people.push_back(i);
            if (!times.weight.empty()) { stratum.weight.push_back(times.weight[i]); }
            stratum.entry.push_back(entry);
            stratum.exit.push_back(times.exit[i]);
            stratum.event.push_back(times.event[i]);
        }
        add_late_rows(analysed, people, stratum);
        stratum.x.resize(static_cast<Eigen::Index>(people.size()), x.cols() + 1);
        for (std::size_t i = 0; i < people.size(); ++i) {
            stratum.x.row(static_cast<Eigen::Index>(i)).head(x.cols()) = x.row(static_cast<Eigen::Index>(people[i]));
            stratum.x(static_cast<Eigen::Index>(i), x.cols()) = calls[cohort][variant][people[i]];
        }
        return stratum;
    }

private:
    static Ticks entry_ticks(const SurvivalOutcome& times, std::size_t i) {
        return times.entry.empty() ? SurvivalRows::before_all_times : ticks_of(times.entry[i]);
    }

    /// A row for each person with a competing event and each event time after it, weighted by Geskus's formulas.
    static void add_late_rows(const SurvivalRows& analysed, std::vector<std::size_t>& people, PlainStratum& stratum) {
        const std::size_t n = people.size();
        std::set<double> times;
        for (std::size_t i = 0; i < n; ++i) {
            if (stratum.event[i] == 1) { times.insert(stratum.exit[i]); }
        }
        for (std::size_t i = 0; i < n; ++i) {
            if (stratum.event[i] != 2) { continue; }
            if (stratum.weight.empty()) { stratum.weight.assign(n, 1); }
            for (const double time : times) {
                if (time <= stratum.exit[i]) { continue; }
                const double share = plain_fine_gray_weight(analysed, ticks_of(stratum.exit[i]), ticks_of(time));
                people.push_back(people[i]);
                stratum.entry.push_back(time - 0.25);
                stratum.exit.push_back(time);
                stratum.event.push_back(0);
                stratum.weight.push_back(stratum.weight[i] * share);
                stratum.owner.push_back(i);
                ++stratum.late;
            }
        }
    }
};

/// The rows of variants [first, first + count), as the driver asks for them.
inline std::vector<ScanRows> cox_scan(const CoxStudy& study, survival::Ties ties, std::size_t first, std::size_t count,
                                      const survival::CoxTest& test = {},
                                      std::optional<survival::ZphTransform> zph = std::nullopt) {
    survival::CoxNull null = survival::fit_cox_null(study.cohorts, ties);
    if (zph) { survival::set_zph_scale(study.cohorts, *zph, null); }
    const survival::CoxScan kernel(std::move(null), test);
    const std::unique_ptr<BlockState> state = kernel.begin(count);
    std::vector<GenotypeBlock> blocks;
    for (std::size_t c = 0; c < study.cohorts.size(); ++c) {
        const auto from = static_cast<std::ptrdiff_t>(first);
        const auto to = static_cast<std::ptrdiff_t>(first + count);
        blocks.push_back(genotype_block(study.cohorts[c].covariates.people(),
                                        {study.calls[c].begin() + from, study.calls[c].begin() + to},
                                        {study.storage[c].begin() + from, study.storage[c].begin() + to}));
    }
    for (int round = 0; round < 1000; ++round) {
        std::vector<Contribution> contributions;
        for (std::size_t c = 0; c < study.cohorts.size(); ++c) {
            contributions.push_back(kernel.accumulate(CohortIndex{static_cast<std::uint32_t>(c)}, blocks[c], *state));
        }
        if (!kernel.update(*state, contributions)) { return kernel.report(*state, contributions); }
    }
    throw std::runtime_error("the scan goes round for ever");
}

inline std::vector<ScanRows> cox_scan(const CoxStudy& study, survival::Ties ties) {
    return cox_scan(study, ties, 0, study.variants());
}

}  // namespace atria::test
