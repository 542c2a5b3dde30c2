#pragma once

#include "kernels/association/logistic_evaluation.hpp"
#include "kernels/data/genotype_block.hpp"

#include <Eigen/Core>
#include <cmath>
#include <cstdint>
#include <span>

// What the passes of the logistic likelihood over the people have in common.
namespace atria::association {

/// People whose numbers are formed together. A product of this many factors between 1 and 2 does not overflow.
inline constexpr Eigen::Index strip = 128;
using Numbers = Eigen::Array<double, Eigen::Dynamic, 1, 0, strip, 1>;

/// Fitted probabilities of a strip, and what it adds to the log likelihood. `in`: 1 with a call, else 0.
struct Fitted {
    Numbers residual;  // y - mu
    Numbers weight;    // mu (1 - mu)
    Numbers half;      // 1/2 - mu

    double fit(const Numbers& predictor, const Eigen::Ref<const Eigen::ArrayXd>& y, const Numbers& in) {
        const Numbers decay = (-predictor.abs()).exp();
        const Numbers smaller = decay / (1 + decay);  // the smaller of mu and 1 - mu
        // Both differences are formed where they do not cancel.
        const auto positive = predictor > 0;
        const Numbers mu = positive.select(1 - smaller, smaller);
        const Numbers rest = positive.select(smaller, 1 - smaller);
        residual = in * (y * rest - (1 - y) * mu);
        weight = in * (mu * rest);
        half = 0.5 - mu;
        const double softplus = std::log((1 + in * decay).prod());
        return (in * (y * predictor - predictor.max(0.0))).sum() - softplus;
    }
};

inline void take_calls(const PeopleCalls& calls, Eigen::Index first, Eigen::Index count, Numbers& g, Numbers& in) {
    for (Eigen::Index i = 0; i < count && !calls.numbers.empty(); ++i) {
        const double number = calls.numbers[static_cast<std::size_t>(first + i)];
        g[i] = std::isnan(number) ? 0.0 : number;
        in[i] = std::isnan(number) ? 0.0 : 1.0;
    }
    for (Eigen::Index i = 0; i < count && !calls.codes.empty(); ++i) {
        const std::uint8_t call = calls.codes[static_cast<std::size_t>(first + i)];
        g[i] = call == missing_call ? 0.0 : call;
        in[i] = call == missing_call ? 0.0 : 1.0;
    }
}

}  // namespace atria::association
