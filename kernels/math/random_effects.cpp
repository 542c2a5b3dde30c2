#include "kernels/math/random_effects.hpp"

#include "kernels/math/meta_analysis.hpp"
#include "kernels/math/tails.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace atria::math {
namespace {

struct Effect {
    double beta;
    double variance;
};

struct WeightedMean {
    double weights = 0;
    double squared_weights = 0;
    double mean = 0;
};

WeightedMean weighted_mean(std::span<const Effect> effects, double tau2) {
    WeightedMean answer;
    double sum = 0;
    for (const Effect& effect : effects) {
        const double weight = 1 / (effect.variance + tau2);
        answer.weights += weight;
        answer.squared_weights += weight * weight;
        sum += weight * effect.beta;
    }
    answer.mean = sum / answer.weights;
    return answer;
}

double dersimonian_laird(std::span<const Effect> effects) {
    const WeightedMean fixed = weighted_mean(effects, 0);
    double q = 0;
    for (const Effect& effect : effects) {
        const double difference = effect.beta - fixed.mean;
        q += difference * difference / effect.variance;
    }
    const auto df = static_cast<double>(effects.size() - 1);
    const double tau2 = (q - df) / (fixed.weights - fixed.squared_weights / fixed.weights);
    return tau2 < 0 ? 0 : tau2;  // NaN stays
}

/// The restricted log-likelihood at τ², with P = W - W 1 1' W / Σw: its first derivative is (y'PPy - tr P) / 2, the
/// negative of its second y'PPPy - tr(PP) / 2.
struct RestrictedLikelihood {
    double value = 0;
    double score = 0;
    double curvature = 0;
};

RestrictedLikelihood restricted_likelihood_at(std::span<const Effect> effects, double tau2) {
    const WeightedMean mean = weighted_mean(effects, tau2);
    RestrictedLikelihood answer;
    double cubed_weights = 0;
    double residual_squares = 0;    // y'PPy
    double weighted_residuals = 0;  // Σ w u with u = P y
    double weighted_squares = 0;    // Σ w u²
    for (const Effect& effect : effects) {
        const double variance = effect.variance + tau2;
        const double weight = 1 / variance;
        const double difference = effect.beta - mean.mean;
        const double residual = weight * difference;
        answer.value -= 0.5 * (std::log(variance) + residual * difference);
        cubed_weights += weight * weight * weight;
        residual_squares += residual * residual;
        weighted_residuals += weight * residual;
        weighted_squares += weight * residual * residual;
    }
    answer.value -= 0.5 * std::log(mean.weights);
    const double share = mean.squared_weights / mean.weights;
    answer.score = 0.5 * (residual_squares - (mean.weights - share));
    const double trace_of_square = mean.squared_weights - 2 * cubed_weights / mean.weights + share * share;
    answer.curvature =
        weighted_squares - weighted_residuals * weighted_residuals / mean.weights - 0.5 * trace_of_square;
    return answer;
}

/// The maximum between `low`, where the score is positive, and `high`, where it is not.
double maximum_between(std::span<const Effect> effects, double low, double high, double narrowest) {
    double tau2 = low;
    constexpr int most_steps = 2000;  // bisection alone crosses all doubles in fewer
    for (int step = 0; step < most_steps; ++step) {
        const RestrictedLikelihood here = restricted_likelihood_at(effects, tau2);
        if (here.score == 0) { break; }
        (here.score > 0 ? low : high) = tau2;
        double next = tau2 + here.score / here.curvature;
        if (!(here.curvature > 0) || !(next > low) || !(next < high)) { next = low + (high - low) / 2; }
        const double change = std::fabs(next - tau2);
        tau2 = next;
        // Newton's steps shrink quadratically; what is smaller than this is rounding.
        if (change <= 1e-14 * (tau2 + narrowest)) { break; }
    }
    return tau2;
}

/// The score is followed from 0 upwards in steps that double; each time it turns negative there is a maximum.
double restricted_maximum(std::span<const Effect> effects) {
    double narrowest = std::numeric_limits<double>::infinity();
    double widest = 0;
    double least = effects.front().beta;
    double most = least;
    for (const Effect& effect : effects) {
        narrowest = std::min(narrowest, effect.variance);
        widest = std::max(widest, effect.variance);
        least = std::min(least, effect.beta);
        most = std::max(most, effect.beta);
    }
    // Beyond this every cohort has nearly the same weight, and the score falls for good once it is negative.
    const double end = 4 * (widest + (most - least) * (most - least));
    RestrictedLikelihood below = restricted_likelihood_at(effects, 0);
    if (!std::isfinite(below.score) || !std::isfinite(below.value) || !std::isfinite(end)) { return not_available; }
    double best = 0;
    double best_value = below.value;
    double low = 0;
    for (double high = narrowest / 16; low < end || below.score > 0; high *= 2) {
        const RestrictedLikelihood here = restricted_likelihood_at(effects, high);
        if (!std::isfinite(here.score)) { return not_available; }
        if (below.score > 0 && here.score <= 0) {
            const double tau2 = maximum_between(effects, low, high, narrowest);
            const double value = restricted_likelihood_at(effects, tau2).value;
            if (value > best_value) {
                best = tau2;
                best_value = value;
            }
        }
        low = high;
        below = here;
    }
    return best;
}

}  // namespace

RandomEffects random_effects(std::span<const Estimate> cohorts, BetweenCohorts method) {
    std::vector<Effect> effects;
    for (const Estimate& cohort : cohorts) {
        if (!takes_part(cohort)) { continue; }
        effects.push_back({cohort.beta, cohort.standard_error * cohort.standard_error});
    }
    RandomEffects answer;
    if (effects.empty()) { return answer; }
    double tau2 = 0;
    if (effects.size() > 1) {
        tau2 = method == BetweenCohorts::dersimonian_laird ? dersimonian_laird(effects) : restricted_maximum(effects);
        answer.tau2 = tau2;
    }
    const WeightedMean mean = weighted_mean(effects, tau2);
    if (!std::isfinite(mean.mean) || !std::isfinite(mean.weights)) {
        answer.tau2 = not_available;
        answer.status = RowStatus::not_converged;
        return answer;
    }
    answer.beta = mean.mean;
    answer.standard_error = 1 / std::sqrt(mean.weights);
    answer.neg_log10_p = normal_neg_log10_p(answer.beta / answer.standard_error);
    answer.status = RowStatus::ok;
    return answer;
}

}  // namespace atria::math
