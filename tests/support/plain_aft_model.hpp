#pragma once

#include "kernels/survival/model/aft_sums.hpp"

#include <cmath>
#include <cstddef>

namespace atria::test {

/// log P(T > t) of the named distribution of T with median-free parameters mu and sigma, as textbooks write it.
inline long double plain_log_survivor(survival::AftDistribution distribution, long double t, long double mu,
                                      long double sigma) {
    using survival::AftDistribution;
    switch (distribution) {
        case AftDistribution::exponential:
            return -t / std::exp(mu);
        case AftDistribution::weibull:
            return -std::pow(t / std::exp(mu), 1 / sigma);
        case AftDistribution::log_normal:
            return std::log(std::erfc((std::log(t) - mu) / (sigma * std::sqrt(2.0L))) / 2);
        case AftDistribution::log_logistic:
            return -std::log(1 + std::pow(t / std::exp(mu), 1 / sigma));
    }
    return 0;
}

inline long double plain_log_density(survival::AftDistribution distribution, long double t, long double mu,
                                     long double sigma) {
    using survival::AftDistribution;
    const long double scale = std::exp(mu);
    const long double shape = 1 / sigma;
    switch (distribution) {
        case AftDistribution::exponential:
            return -mu - t / scale;
        case AftDistribution::weibull:
            return std::log(shape / scale * std::pow(t / scale, shape - 1)) - std::pow(t / scale, shape);
        case AftDistribution::log_normal: {
            const long double z = (std::log(t) - mu) / sigma;
            return -z * z / 2 - std::log(t * sigma * std::sqrt(2 * 3.14159265358979323846264338327950288L));
        }
        case AftDistribution::log_logistic: {
            const long double odds = std::pow(t / scale, shape);
            return std::log(shape / t * odds / ((1 + odds) * (1 + odds)));
        }
    }
    return 0;
}

/// The log likelihood of people who are seen from entry to exit because their event is later than their entry.
inline long double plain_aft_log_likelihood(const SurvivalRows& rows, const survival::AftPoint& point) {
    long double sum = 0;
    for (std::size_t i = 0; i < rows.rows(); ++i) {
        long double mu = static_cast<long double>(point.intercept) + static_cast<long double>(rows.offset_of(i));
        for (Eigen::Index j = 0; j < rows.x.cols(); ++j) {
            const auto row = static_cast<Eigen::Index>(i);
            mu += (static_cast<long double>(rows.x(row, j)) - static_cast<long double>(point.centre[j])) *
                  static_cast<long double>(point.effects[j]);
        }
        const long double sigma = std::exp(static_cast<long double>(point.log_sigma));
        const long double exit = static_cast<long double>(rows.exit[i]) / 1e6L;
        long double here = rows.event[i] != 0 ? plain_log_density(point.distribution, exit, mu, sigma)
                                              : plain_log_survivor(point.distribution, exit, mu, sigma);
        if (rows.entry_of(i) > 0) {
            const long double entry = static_cast<long double>(rows.entry[i]) / 1e6L;
            here -= plain_log_survivor(point.distribution, entry, mu, sigma);
        }
        sum += static_cast<long double>(rows.weight_of(i)) * here;
    }
    return sum;
}

}  // namespace atria::test
