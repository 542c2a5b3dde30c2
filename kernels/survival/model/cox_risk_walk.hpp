#pragma once

#include "kernels/math/compensated_sums.hpp"
#include "kernels/survival/model/cox_model_rows.hpp"

#include <Eigen/Core>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace atria::survival {

/// weight × exp(linear predictor) = mantissa × 2^exponent: linear predictors of hundreds neither overflow nor vanish.
/// The exponent is a multiple of 256, 0 for all ordinary models.
struct RiskScore {
    double mantissa = 0;
    int exponent = 0;
};

/// m linear predictors x'beta + offset, about the stratum's centre.
[[nodiscard]] std::vector<double> linear_predictors(const CoxModelStratum& stratum, const Eigen::VectorXd& beta);
[[nodiscard]] std::vector<RiskScore> risk_scores(const CoxModelStratum& stratum, std::span<const double> predictors);

/// The sums over the risk sets of a stratum, event time by event time from the last to the first. Rows come in as time
/// goes back over their exit and are taken out as it goes back over their entry; compensated sums leave no trace of
/// those that are out.
class CoxRiskWalk {
public:
    enum class Moments : std::uint8_t { zeroth, first, second };
    /// Σr, Σrx (p) and Σrxx' (packed lower triangle), r = weight × risk / 2^exponent().
    struct Sums {
        double zeroth = 0;
        const double* first = nullptr;
        const double* second = nullptr;
    };

    /// Both must outlive the walk.
    CoxRiskWalk(const CoxModelStratum& stratum, std::span<const RiskScore> risk, Moments moments);

    /// To the event time before; at first to the last one. False: there is none.
    [[nodiscard]] bool back();

    [[nodiscard]] std::size_t time() const { return time_; }  ///< 0 ... D - 1
    [[nodiscard]] std::uint32_t deaths() const { return stratum_.deaths[time_]; }
    [[nodiscard]] std::uint32_t first_death() const { return stratum_.leaving[time_]; }  ///< the others follow it
    [[nodiscard]] double death_weight() const { return death_weight_; }
    [[nodiscard]] double weight_at_risk() const { return weight_at_risk_; }
    [[nodiscard]] int exponent() const { return exponent_; }

    /// The sums with the rows that die at this time taken by the share `keep`, (0, 1]. Good until the next call.
    [[nodiscard]] Sums shared(double keep);

private:
    /// Rows of one exponent: a sum that holds small and huge risks would lose the small ones when the huge leave.
    struct Level {
        int exponent = 0;
        std::size_t at_risk = 0;
        math::CompensatedSums others;  // at risk and not dying at this time
        math::CompensatedSums dying;
    };

    void enter(std::uint32_t position, bool dies);
    void leave(std::uint32_t position);
    /// False: the row has few columns that are not 0, and its terms are those of `places_`.
    [[nodiscard]] bool form_terms(std::uint32_t position);
    void form_few_terms(double risk, const double* x);
    [[nodiscard]] Level& level_of(std::uint32_t position);
    void combine_levels();

    const CoxModelStratum& stratum_;
    std::span<const RiskScore> risk_;
    std::size_t size_;
    bool second_;
    std::size_t time_;
    std::size_t next_out_ = 0;
    int exponent_ = 0;
    double death_weight_ = 0;
    double weight_at_risk_ = 0;
    std::vector<Level> levels_;  // by descending exponent
    bool dying_pending_ = false;
    std::vector<double> terms_;
    std::vector<std::uint32_t> columns_;  // of the row that are not 0
    std::vector<std::uint32_t> places_;   // of the terms of these
    std::vector<double> few_;
    std::vector<double> others_now_;
    std::vector<double> dying_now_;
    std::vector<double> shared_;
    std::vector<double> level_now_;
};

}  // namespace atria::survival
