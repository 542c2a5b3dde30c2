#pragma once

#include "kernels/data/association_row.hpp"
#include "kernels/data/correction.hpp"
#include "kernels/math/firth_line.hpp"
#include "kernels/math/line_sums.hpp"
#include "kernels/math/saddlepoint_tails.hpp"
#include "kernels/survival/cox_fit.hpp"

#include <cstdint>

namespace atria::survival {

/// How a variant is tested.
enum class CoxStatistic : std::uint8_t {
    score,    ///< score test, corrected as CoxTest says
    maximum,  ///< Wald test at the maximum of the likelihood; where that is infinite, Firth's
    firth,    ///< Firth's penalised likelihood ratio
};

struct CoxTest {
    /// Variants with a larger p of the pooled score test are estimated by an expansion about the null model, and so are
    /// their cohorts' own estimates, unless the cohort's own p is 0.001 or less. 1 refines every variant.
    double refine_p = 1;
    CoxStatistic statistic = CoxStatistic::score;
    Correction correction = Correction::none;  ///< of the score test
    double correction_p = 0.05;                ///< variants with p of the score test up to this are corrected
    /// Variants with p of the score test up to this are tested for proportional hazards, where the null model has the
    /// function of time; a cohort's own estimate where its own p is that small. 0 tests none.
    double zph_p = 0;
    /// Wald tests of the maximum with robust standard errors; needs `statistic` maximum and every variant refined.
    bool robust = false;
};

/// What follows a variant's score test and estimate: Wald's test, Firth's or the saddlepoint.
///
/// Firth: along the copies with the covariate effects where they are without the variant, the maximum of log likelihood
/// + log(information) / 2, and twice its drop to 0. Where covariates take a share of the variant's information, its
/// inverse and the likelihood ratio are those of what is left. As a correction it is for variants with few carriers
/// among the events (less than `few_events` information, which is about that many copies) and for those whose
/// likelihood has no maximum.
/// Saddlepoint: the score's cumulants are those of the partial likelihood, in which the death of each event time is
/// drawn from its risk set by the null model's risks; a variant with cumulants enough for it is corrected from the
/// first four.
class CoxCorrection {
public:
    static constexpr double few_events = 100;

    /// Nothing follows.
    CoxCorrection() = default;
    /// `fit`: at its end.
    CoxCorrection(const CoxTest& test, const CoxFit& fit);

    /// Whether it wants the sums along the copies, of all strata, at t().
    [[nodiscard]] bool wants_line() const { return stage_ == Stage::firth || stage_ == Stage::tails; }
    [[nodiscard]] double t() const { return stage_ == Stage::firth ? firth_.t() : tails_.t(); }
    void advance(math::LineSums sums);

    /// Into a row that has what the fit reports.
    void report(Estimate& row) const;

private:
    enum class Stage : std::uint8_t { firth, tails, done };

    void begin_tails(const CoxFit& fit);
    /// The first four cumulants, when they are enough for both tails.
    [[nodiscard]] bool tails_of_cumulants(const CoxFit& fit);

    Stage stage_ = Stage::done;
    TestKind kind_ = TestKind::score;
    math::FirthLine firth_;
    math::SaddlepointTails tails_;
    double share_ = 1;   // of the variant's information that is free of the covariates
    double score_ = 0;   // efficient, at 0
    double behind_ = 0;  // what the score along the copies at 0 is short of it
    bool begun_ = false;
    double neg_log10_p_ = not_available;
};

}  // namespace atria::survival
