#pragma once

namespace atria::survival {

/// e to the power of each lane of a CoxPassKernel's vector V, cut off at 700 to either side: the same bits in every
/// instruction set, within some units of the last place. Taylor's series on half a binary logarithm to either side.
template <class V>
V lanes_exp(const V& exponent) {
    const V x = clamp(exponent, 700);
    // x = n log 2 + r with |r| <= log(2)/2. Adding 1.5·2^52 leaves n in the last bits of the sum.
    const V to_integer = V::all(6755399441055744.0);
    const V shifted = fma(x, V::all(1.4426950408889634074), to_integer);
    const V n = shifted - to_integer;
    const V r = fnma(n, V::all(1.90821492927058770002e-10), fnma(n, V::all(6.93147180369123816490e-01), x));
    const V square = r * r;
    V even = fma(square, V::all(1.0 / 479001600), V::all(1.0 / 3628800));
    V odd = fma(square, V::all(1.0 / 39916800), V::all(1.0 / 362880));
    even = fma(square, even, V::all(1.0 / 40320));
    odd = fma(square, odd, V::all(1.0 / 5040));
    even = fma(square, even, V::all(1.0 / 720));
    odd = fma(square, odd, V::all(1.0 / 120));
    even = fma(square, even, V::all(1.0 / 24));
    odd = fma(square, odd, V::all(1.0 / 6));
    even = fma(square, even, V::all(0.5));
    odd = fma(square, odd, V::all(1.0));
    even = fma(square, even, V::all(1.0));
    return times_power_of_2(fma(r, odd, even), shifted);
}

}  // namespace atria::survival
