#pragma once

#include "kernels/data/association_row.hpp"
#include "kernels/math/tails.hpp"

#include <cmath>

namespace atria::survival {

/// What the fit of one variant has found, by whatever likelihood.
struct FitReport {
    RowStatus status = RowStatus::not_converged;
    double score = not_available;  ///< signed square root of the score chi-square
    double beta = not_available;
    double information = not_available;  ///< at beta, free of the covariates
    double log_likelihood_null = not_available;
    double log_likelihood = not_available;

    /// Score test, estimate and log likelihoods into a row whose counts are set.
    void write(Estimate& row) const {
        row.status = status;
        row.statistic = score;
        row.score_chisq = score * score;
        row.neg_log10_p = math::normal_neg_log10_p(score);
        row.log_likelihood_null = log_likelihood_null;
        if (status != RowStatus::ok && status != RowStatus::expansion) { return; }
        row.beta = beta;
        row.standard_error = 1 / std::sqrt(information);
        row.log_likelihood = log_likelihood;
    }
};

}  // namespace atria::survival
