#include "kernels/math/lanes_cholesky.hpp"

#include "kernels/math/ranked_cholesky.hpp"

#include <limits>

namespace atria::math {

LanesCholesky::LanesCholesky(std::span<Lanes> gram, std::span<const Lanes> diagonal, std::span<Lanes> inverse_pivots)
    : lower_(gram), inverse_pivots_(inverse_pivots) {
    const std::size_t k = diagonal.size();
    const Lanes none = Lanes::all(0.0);
    const Lanes infinity = Lanes::all(std::numeric_limits<double>::infinity());
    Lanes* column = gram.data();
    for (std::size_t j = 0; j < k; ++j) {
        const std::size_t below = k - j - 1;
        const Lanes pivot = column[0];
        const Lanes independent =
            less(RankedCholesky::tolerance * diagonal[j], pivot) * less(pivot, infinity);  // NaN is neither
        const Lanes inverse = choose(independent, Lanes::all(1.0) / choose(independent, pivot, Lanes::all(1.0)), none);
        inverse_pivots[j] = inverse;
        rank_ += independent;
        Lanes* other = column + below + 1;
        for (std::size_t m = 1; m <= below; ++m) {
            const Lanes factor = choose(independent, column[m] * inverse, none);
            for (std::size_t i = m; i <= below; ++i) { other[i - m] -= factor * column[i]; }
            other += below - m + 1;
        }
        for (std::size_t i = 1; i <= below; ++i) { column[i] = choose(independent, column[i] * inverse, none); }
        column += below + 1;
    }
}

void LanesCholesky::forward(std::span<Lanes> b) const {
    const Lanes* column = lower_.data();
    const std::size_t k = b.size();
    for (std::size_t j = 0; j < k; ++j) {
        const Lanes value = b[j];
        for (std::size_t i = 1; i < k - j; ++i) { b[j + i] -= value * column[i]; }
        column += k - j;
    }
}

Lanes LanesCholesky::product(std::span<const Lanes> b, std::span<const Lanes> c) const {
    Lanes sum = Lanes::all(0.0);
    for (std::size_t j = 0; j < b.size(); ++j) { sum += b[j] * c[j] * inverse_pivots_[j]; }
    return sum;
}

}  // namespace atria::math
