#pragma once

#include "kernels/association/logistic_line.hpp"
#include "kernels/association/logistic_system.hpp"
#include "kernels/data/association_row.hpp"
#include "kernels/data/correction.hpp"
#include "kernels/math/firth_line.hpp"
#include "kernels/math/saddlepoint_tails.hpp"

#include <Eigen/Core>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace atria::association {

/// How binary traits are tested.
struct LogisticTest {
    bool wald = false;  ///< fit every variant; otherwise the score test
    Correction correction = Correction::firth;
    bool exact_firth = false;    ///< penalise in all parameters rather than along the variant alone
    double correction_p = 0.05;  ///< variants with p of the score test up to this are corrected, their null model exact
    bool error_of_p = false;     ///< Firth's standard error is the one that estimate and p imply, not the information's
};

/// The maximum of the likelihood without any variant.
struct LogisticNullPoint {
    Eigen::VectorXd intercepts;  ///< C
    Eigen::VectorXd effects;     ///< K
    double slant = 0;            ///< the mean of 1/2 - mu in it, weighted by mu (1 - mu)
};

/// The course of one variant's analysis over C cohorts: from the sums at the null model over the score test to the
/// correction or the full fit. It says what it wants to know of each cohort next and is moved on by the answers.
///
/// Score test: with the efficient score and its exact information at the null model. Where people lack a call the null
/// model is fitted anew without them for p up to `correction_p`; above it, the null model takes one Newton step and the
/// row has the status `expansion`. Wald: Newton to the maximum in all parameters; where the likelihood has no finite
/// maximum, Firth's. Firth: the maximum of log likelihood + log |information| / 2, and twice its drop when the variant
/// is held at 0, in all parameters or (default) along the variant alone, the others held where they are without it.
/// Saddlepoint: Barndorff-Nielsen's formula for both tails of the efficient score.
class LogisticFit {
public:
    LogisticFit(const LogisticTest& test, Eigen::Index cohorts, Eigen::Index covariates);

    /// `missing`: somebody of the null model has no call, or a cohort lacks the variant.
    void start(const LogisticNullPoint& null, std::span<const std::optional<LogisticSums>> at_null, bool missing);
    /// The same where nobody is missing: `system` is the null model's without the variant.
    void start(const LogisticNullPoint& null, const LogisticSystem& system, const VariantOnSystem& variant);
    void fail(RowStatus status) { finish(status); }

    [[nodiscard]] bool done() const { return stage_ == Stage::done; }
    [[nodiscard]] bool wants_line() const { return stage_ == Stage::line || stage_ == Stage::tails; }
    [[nodiscard]] LogisticPoint point(Eigen::Index cohort) const;
    /// Are the nuisance parameters those of the null model that the fit was started with?
    [[nodiscard]] bool at_null() const { return at_null_; }
    /// Set when the leverages are wanted.
    [[nodiscard]] std::optional<Eigen::MatrixXd> inverse(Eigen::Index cohort) const;
    [[nodiscard]] LogisticLine line(Eigen::Index cohort) const;

    void advance(std::span<const std::optional<LogisticSums>> sums);
    void advance(const LogisticLineSums& sums);  ///< over all cohorts

    /// Writes the result into a row whose counts are set.
    void report(Estimate& row) const;

private:
    enum class Stage : std::uint8_t { null_refit, wald, firth, firth_null, line, tails, done };

    [[nodiscard]] bool score_is_all(double raw_information, double score, double information, bool missing);
    void set_score(double score, double information);
    void set_null(const LogisticNullPoint& null);
    void correct(const LogisticSystem& system);
    void begin_firth();
    void advance_wald(const LogisticSystem& system);
    void advance_firth(const LogisticSystem& system);
    void advance_line(const LogisticLineSums& sums);
    void advance_tails(const LogisticLineSums& sums);
    void take(const LogisticSystem::Step& step);
    void take_firth(const LogisticSystem& system, LogisticSystem::Step step);
    bool halve(double value);
    void finish(RowStatus status);

    LogisticTest test_;
    Eigen::Index cohorts_;
    Eigen::Index covariates_;
    double corrected_from_;  // score statistic

    Stage stage_ = Stage::done;
    RowStatus status_ = RowStatus::not_converged;
    TestKind kind_ = TestKind::score;
    int rounds_ = 0;
    int halvings_ = 0;

    Eigen::VectorXd nuisance_;  // C + K, where the next sums are wanted
    bool at_null_ = true;
    double slant_ = 0;
    double beta_ = 0;
    Eigen::VectorXd previous_nuisance_;
    double previous_beta_ = 0;
    double previous_value_ = 0;
    Eigen::VectorXd null_nuisance_;
    std::optional<LogisticSystem> at_point_;  // Firth: the information here, while the leverages are wanted
    Eigen::VectorXd shadow_;
    double score_ = 0;
    double information_ = 0;
    double scale_ = 0;  // of the variant's own information, at the null model

    // Firth
    LogisticSystem::Step last_step_;  // as it was taken
    double last_slope_ = 0;           // of the penalised likelihood along it, at its beginning
    double last_length_ = 1;          // of it, in steps of the unpenalised information
    double full_beta_ = 0;
    double full_value_ = 0;
    double full_information_ = 0;
    math::FirthLine firth_line_;
    math::SaddlepointTails tails_;

    double reported_beta_ = not_available;
    double reported_error_ = not_available;
    double statistic_ = not_available;
    double neg_log10_p_ = not_available;
};

}  // namespace atria::association
