#include "kernels/simulation/random_stream.hpp"

#include <cassert>
#include <cmath>
#include <numbers>

namespace atria::simulation {

std::uint32_t RandomStream::word() {
    if (used_ == words_.size()) {
        words_ = philox4x32(counter_, key_);
        ++counter_[0];
        used_ = 0;
    }
    return words_[used_++];
}

double RandomStream::uniform() {
    const std::uint64_t high = word() >> 5U;
    const std::uint64_t low = word() >> 6U;
    return (static_cast<double>(high << 26U | low) + 0.5) * 0x1p-53;
}

double RandomStream::coarse_uniform() { return (static_cast<double>(word()) + 0.5) * 0x1p-32; }

double RandomStream::normal() {
    if (has_kept_normal_) {
        has_kept_normal_ = false;
        return kept_normal_;
    }
    const double radius = std::sqrt(-2.0 * std::log(uniform()));
    const double angle = 2.0 * std::numbers::pi * uniform();
    kept_normal_ = radius * std::sin(angle);
    has_kept_normal_ = true;
    return radius * std::cos(angle);
}

double RandomStream::exponential() { return -std::log(uniform()); }

double RandomStream::gamma(double shape) {
    assert(shape > 0);
    if (shape < 1) {
        const double larger = gamma(shape + 1);
        return larger * std::pow(uniform(), 1 / shape);
    }
    const double d = shape - 1.0 / 3.0;
    const double c = 1 / std::sqrt(9 * d);
    while (true) {
        const double x = normal();
        const double root = 1 + c * x;
        if (root <= 0) { continue; }
        const double v = root * root * root;
        if (std::log(uniform()) < 0.5 * x * x + d - d * v + d * std::log(v)) { return d * v; }
    }
}

double RandomStream::beta(double a, double b) {
    const double x = gamma(a);
    const double y = gamma(b);
    return x / (x + y);
}

}  // namespace atria::simulation
