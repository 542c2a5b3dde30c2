#include "kernels/association/logistic_lane_strip.hpp"

#include "kernels/data/genotype_block.hpp"
#include "kernels/math/lane_memory.hpp"

#include <algorithm>
#include <cmath>

namespace atria::association {

using math::Lanes;

void LaneStrip::take(const PeopleCalls& calls, std::size_t first, std::size_t count,
                     std::optional<std::uint8_t> usual) {
    const bool coded = !calls.codes.empty();
    const std::size_t given = std::min(count, (coded ? calls.codes.size() : calls.numbers.size()) - first);
    if (coded) {
        const std::uint8_t* codes = calls.codes.data() + first;
        const std::uint8_t least = usual ? *usual : std::uint8_t{0};
        const std::uint8_t most = usual ? *usual : std::uint8_t{2};
        for (std::size_t i = 0; i < given; ++i) {
            z[i] = codes[i];
            in[i] = codes[i] >= least && codes[i] <= most ? 1.0 : 0.0;
        }
    } else {
        for (std::size_t i = 0; i < given; ++i) {
            const double number = calls.numbers[first + i];
            z[i] = std::isnan(number) ? 0.0 : number;
            in[i] = std::isnan(number) ? 0.0 : 1.0;
        }
    }
    std::fill(z.begin() + static_cast<std::ptrdiff_t>(given), z.begin() + static_cast<std::ptrdiff_t>(count), 0.0);
    std::fill(in.begin() + static_cast<std::ptrdiff_t>(given), in.begin() + static_cast<std::ptrdiff_t>(count), 0.0);
}

double LaneStrip::fit(const double* predictor, const double* y, double t, std::size_t count) {
    const Lanes one = Lanes::all(1.0);
    const Lanes none = Lanes::all(0.0);
    Lanes linear = none;
    Lanes product = one;  // of the terms of log(1 + e^-|u|): at most 2^64 here
    for (std::size_t i = 0; i < count; i += Lanes::width) {
        const Lanes counts = math::load_lanes(in.data() + i);
        const Lanes u = math::load_lanes(predictor + i) + t * math::load_lanes(z.data() + i);
        const Lanes is_case = math::load_lanes(y + i);
        const Lanes positive = math::less(none, u);
        const Lanes decay = math::exp(math::choose(positive, none - u, u));
        const Lanes larger = one / (one + decay);  // of mu and 1 - mu
        const Lanes smaller = decay * larger;
        const Lanes mu = math::choose(positive, larger, smaller);
        const Lanes rest = math::choose(positive, smaller, larger);
        math::store_lanes(residual.data() + i, counts * math::choose(is_case, rest, none - mu));
        math::store_lanes(weight.data() + i, counts * (smaller * larger));
        math::store_lanes(slant.data() + i, rest - mu);
        linear += counts * (is_case * u - math::choose(positive, u, none));
        product *= one + counts * decay;
    }
    const auto four = [&](std::size_t i) { return product[i] * product[i + 1] * product[i + 2] * product[i + 3]; };
    return math::sum_of_lanes(linear) - std::log(four(0)) - std::log(four(4));
}

}  // namespace atria::association
