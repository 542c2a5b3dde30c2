#pragma once

#include "kernels/association/logistic_evaluation.hpp"
#include "kernels/math/firth_start.hpp"
#include "kernels/math/ranked_cholesky.hpp"

#include <Eigen/Core>
#include <optional>
#include <span>

namespace atria::association {

/// What a variant adds to a system of C cohorts and K covariates: sums over all people.
struct VariantOnSystem {
    double score = 0;
    Eigen::VectorXd across;  ///< C + K: information between it and the nuisance columns
    double information = 0;

    VariantOnSystem(Eigen::Index cohorts, Eigen::Index covariates)
        : across(Eigen::VectorXd::Zero(cohorts + covariates)) {}

    /// One cohort's: `of_cohort` has Σ g w, Σ g w x, Σ g² w, K + 2 numbers.
    void add(Eigen::Index cohort, double of_score, const Eigen::Ref<const Eigen::VectorXd>& of_cohort) {
        const Eigen::Index k = of_cohort.size() - 2;
        score += of_score;
        across[cohort] += of_cohort[0];
        across.tail(k) += of_cohort.segment(1, k);
        information += of_cohort[k + 1];
    }
};

/// The cohorts' sums put together: one intercept a cohort, shared covariate effects, the variant. C + K + 1 parameters,
/// of which all but the last are nuisance.
class LogisticSystem {
public:
    /// `cohorts`: one entry a cohort; a cohort without a value has no people here, and its intercept is left out.
    LogisticSystem(std::span<const std::optional<LogisticSums>> cohorts, Eigen::Index covariates);

    /// A variant at the null model that `null` is the system of, all of whose people have a call: what the model's sums
    /// are without it is known, and so is their factor.
    LogisticSystem(const LogisticSystem& null, const VariantOnSystem& variant);

    /// The variant's own score and information there.
    struct Efficient {
        double score = 0;
        double information = 0;
    };
    [[nodiscard]] Efficient efficient(const VariantOnSystem& variant) const;

    [[nodiscard]] double log_likelihood() const { return log_likelihood_; }
    /// The variant's own score and information, free of the nuisance parameters.
    [[nodiscard]] double score() const { return score_; }
    [[nodiscard]] double information() const { return information_; }
    /// The variant's information before the nuisance parameters take their share.
    [[nodiscard]] double raw_information() const { return raw_information_; }
    /// Of the variant's codes, where the mean slant is known.
    [[nodiscard]] math::CodeWeights weights(double slant) const {
        return {weight_, across_.head(cohorts_).sum(), raw_information_, slant};
    }
    /// Of the whole information.
    [[nodiscard]] double log_determinant() const;
    /// Coefficients of the variant on the nuisance columns, in the metric of the information.
    [[nodiscard]] const Eigen::VectorXd& shadow() const { return shadow_; }
    [[nodiscard]] Eigen::Index nuisance() const { return shadow_.size(); }
    /// Independent nuisance columns.
    [[nodiscard]] Eigen::Index rank() const { return factor_.rank(); }

    /// Is a covariate column independent of the intercepts and the columns before it?
    [[nodiscard]] bool independent(Eigen::Index covariate) const { return factor_.kept(cohorts_ + covariate); }

    /// The least share that any nuisance parameter has kept of its information, free of those before it, since `start`.
    [[nodiscard]] double least_share_of(const LogisticSystem& start) const;

    /// A step towards the maximum, and its squared length in standard errors.
    struct Step {
        Eigen::VectorXd nuisance;
        double beta = 0;
        double distance = 0;
    };
    [[nodiscard]] Step newton() const;           ///< in all parameters
    [[nodiscard]] Step nuisance_newton() const;  ///< in the nuisance parameters
    /// The same with Firth's penalty, whose part of the score the sums hold.
    [[nodiscard]] Step firth() const;
    [[nodiscard]] Step nuisance_firth() const;
    /// How much the penalised likelihood rises along a step, at its beginning.
    [[nodiscard]] double firth_slope(const Step& step) const;

    /// Rows and columns (intercept of cohort c, x, g) of the inverse information.
    [[nodiscard]] Eigen::MatrixXd inverse(Eigen::Index cohort, bool with_variant) const;

private:
    void take_out_nuisance();
    [[nodiscard]] Step step(const Eigen::VectorXd& nuisance_score, double variant_score) const;

    Eigen::Index cohorts_;
    Eigen::Index covariates_;
    double log_likelihood_ = 0;
    double weight_ = 0;  // of everybody
    Eigen::VectorXd nuisance_score_;
    double variant_score_ = 0;
    Eigen::VectorXd nuisance_penalty_;
    double variant_penalty_ = 0;
    math::RankedCholesky factor_;
    Eigen::VectorXd shadow_;
    Eigen::VectorXd across_;  // information between variant and nuisance
    double score_ = 0;
    double information_ = 0;
    double raw_information_ = 0;
};

}  // namespace atria::association
