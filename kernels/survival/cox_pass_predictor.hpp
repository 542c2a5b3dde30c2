#pragma once

#include <cstddef>

namespace atria::survival {

/// delta'x and a'x of `some` people, whose k covariates each stand one after another in x. V: vector of eight variants;
/// delta and a hold eight numbers a covariate.
template <class V, std::size_t some>
inline void predict_some(const double* x, std::size_t k, const double* delta, const double* a, V* predictor, V* along) {
    constexpr std::size_t lanes = 8;
    V u[some];
    V y[some];
    for (std::size_t p = 0; p < some; ++p) { u[p] = y[p] = V::all(0); }
    for (std::size_t c = 0; c < k; ++c) {
        const V d = V::load(delta + c * lanes);
        const V b = V::load(a + c * lanes);
        for (std::size_t p = 0; p < some; ++p) {
            const V value = V::all(x[p * k + c]);
            u[p] = fma(d, value, u[p]);
            y[p] = fma(b, value, y[p]);
        }
    }
    for (std::size_t p = 0; p < some; ++p) {
        predictor[p] = u[p];
        along[p] = y[p];
    }
}

}  // namespace atria::survival
