#pragma once

#include "kernels/data/survival_rows.hpp"
#include "kernels/data/ticks.hpp"

#include <Eigen/Core>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace atria::survival {

/// How deaths at the same time share their risk set. `exact` is the discrete conditional logistic likelihood, which
/// takes no case weights; its cost grows with people at risk × deaths at one time.
enum class CoxTies : std::uint8_t { efron, breslow, exact };

/// One stratum of one cohort: the m of its rows that are at risk at one of its D distinct event times at least. A row
/// is at risk at the event times [first, end), counted from 0: those in (entry, exit]. Rows are ordered by `end`, and
/// those that have their event at time end - 1 stand before those that leave without one.
struct CoxModelStratum {
    std::uint32_t stratum = 0;            ///< its number in SurvivalRows
    std::vector<Ticks> times;             ///< D, ascending
    std::vector<std::uint32_t> deaths;    ///< D
    std::vector<std::uint32_t> leaving;   ///< D + 1: rows with end = k + 1 are [leaving[k], leaving[k + 1])
    std::vector<std::uint32_t> row;       ///< m: position in SurvivalRows
    std::vector<std::uint32_t> first;     ///< m
    std::vector<std::uint32_t> end;       ///< m
    std::vector<std::uint32_t> by_first;  ///< positions of the rows with first > 0, by descending `first`
    std::vector<double> weight;           ///< m
    std::vector<double> offset;           ///< m, less offset_centre
    Eigen::MatrixXd x;                    ///< p × m, less the centre: the model is the same about any origin
    Eigen::VectorXd centre;               ///< p: weighted means of the m rows; 0 where nearly all are 0
    double offset_centre = 0;

    [[nodiscard]] std::size_t rows() const { return row.size(); }
    [[nodiscard]] std::size_t event_times() const { return times.size(); }
};

/// The rows of one cohort as the Cox model takes them, sorted once for every evaluation. A cohort is a stratum of its
/// own, split by the strata of its rows.
struct CoxModelRows {
    CoxTies ties = CoxTies::efron;
    Eigen::Index covariates = 0;          ///< p
    std::vector<CoxModelStratum> strata;  ///< those with events, by number
    std::size_t rows = 0;                 ///< n: of SurvivalRows
    std::vector<std::uint8_t> event;      ///< n: 1 = the event of the model
    std::vector<double> weight;           ///< n
    std::vector<std::uint32_t> cluster;   ///< n: 0 ... clusters - 1
    std::uint32_t clusters = 0;
    std::size_t events = 0;
    std::size_t event_times = 0;  ///< distinct ones, of each stratum
    std::size_t tied_events = 0;  ///< that share their time with another of their stratum
    std::size_t largest_tie = 0;
};

/// Every cause is the event of the model.
inline constexpr std::uint32_t any_cause = 0;

/// `cause`: which cause is the event, others are censored (the cause-specific hazard). Throws bad_data for `exact` with
/// case weights other than 1, which that likelihood does not know.
[[nodiscard]] CoxModelRows cox_model_rows(const SurvivalRows& rows, CoxTies ties, std::uint32_t cause = any_cause);

}  // namespace atria::survival
