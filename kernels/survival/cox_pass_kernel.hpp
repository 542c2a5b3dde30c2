#pragma once

#include "kernels/survival/cox_pass.hpp"

#include <cstddef>
#include <cstdint>

namespace atria::survival {

/// The evaluation of CoxPass with vectors V of eight doubles, compiled once an instruction set. Every operation is lane
/// by lane, and every product that is to be fused with a sum says so, so that all instruction sets give the same bits.
/// Nothing of the standard library is used but its integers: what it has inline would be compiled for this instruction
/// set, and the linker may take that copy for the whole program.
///
/// The sums over people are made in two passes, each in strips that stay in the nearest cache: the first places the
/// people in the risk sets, the second takes their residuals times z and x.
template <class V, bool real, bool missing>
class CoxPassKernel {
public:
    explicit CoxPassKernel(const CoxPass& pass) : pass_(pass), k_(pass.covariates), gamma_(V::load(pass.gamma)) {}

    void run() {
        clear();
        place_people();
        walk_event_times();
        add_up_hazards();
        add_people();
        log_likelihood_.store(pass_.log_likelihood);
    }

private:
    static constexpr std::size_t lanes = 8;
    static constexpr std::size_t pair = 2 * lanes;
    static constexpr std::size_t strip = 64;

    /// Sums of r and r z over a risk set and over the deaths, and the deaths' number and weight.
    struct Time {
        V s0, s1, e0, e1, deaths, weight;
    };
    /// Σ 1/S0 and Σ z̄/S0 over the terms of an event time, and the parts of them that its deaths do not carry.
    struct Hazards {
        V hazard, mean, unshared, unshared_mean;
    };

    [[nodiscard]] V copies(std::size_t i) const {
        if constexpr (real) {
            return V::load(pass_.numbers + i * lanes);
        } else {
            return V::of_bytes(pass_.calls + i * lanes);
        }
    }
    /// 1 where there is a call, else 0.
    [[nodiscard]] static V called(const V& g) {
        return less(g, V::all(real ? __builtin_inf() : 2.5));  // not so NaN
    }
    [[nodiscard]] double weight_of_event(std::size_t i) const {
        if (pass_.event[i] == 0) { return 0; }
        return pass_.weight == nullptr ? 1 : pass_.weight[i];
    }

    static V exp(const V& exponent) {
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

    void clear() {
        const V zero = V::all(0);
        for (std::size_t row = 0; row < 2 * pass_.rows; ++row) { zero.store(pass_.of_times + row * lanes); }
        for (std::size_t c = 0; c < k_; ++c) {
            zero.store(pass_.score_x + c * lanes);
            zero.store(pass_.information_xz + c * lanes);
        }
    }

    /// delta'x and a'x of some people.
    template <std::size_t some>
    void predict(std::size_t i, V* predictor, V* along) const {
        V u[some];
        V y[some];
        for (std::size_t p = 0; p < some; ++p) { u[p] = y[p] = V::all(0); }
        const double* x = pass_.x + i * k_;
        for (std::size_t c = 0; c < k_; ++c) {
            const V delta = V::load(pass_.delta + c * lanes);
            const V a = V::load(pass_.a + c * lanes);
            for (std::size_t p = 0; p < some; ++p) {
                const V value = V::all(x[p * k_ + c]);
                u[p] = fma(delta, value, u[p]);
                y[p] = fma(a, value, y[p]);
            }
        }
        for (std::size_t p = 0; p < some; ++p) {
            predictor[p] = u[p];
            along[p] = y[p];
        }
    }

    void place_people() {
        const V rho = exp(gamma_);
        const V rho_squared = rho * rho;
        V predictor[strip];
        V along[strip];
        V leaving0 = V::all(0);
        V leaving1 = V::all(0);
        std::size_t row = pass_.hi[0];
        const auto leave = [&] {
            double* at = pass_.of_times + row * pair;
            (V::load(at) + leaving0).store(at);
            (V::load(at + lanes) + leaving1).store(at + lanes);
            leaving0 = leaving1 = V::all(0);
        };
        for (std::size_t begin = 0; begin < pass_.people; begin += strip) {
            const std::size_t count = pass_.people - begin < strip ? pass_.people - begin : strip;
            std::size_t s = 0;
            for (; s + V::people_at_once <= count; s += V::people_at_once) {
                predict<V::people_at_once>(begin + s, predictor + s, along + s);
            }
            for (; s < count; ++s) { predict<1>(begin + s, predictor + s, along + s); }
            V log_likelihood = V::all(0);
            for (s = 0; s < count; ++s) {
                const std::size_t i = begin + s;
                V g = copies(i);
                V risk = V::all(pass_.risk[i]);
                V event = V::all(weight_of_event(i));
                if constexpr (missing) {
                    const V there = called(g);
                    g = real ? choose(there, g, V::all(0)) : g * there;
                    risk = risk * there;
                    event = event * there;
                }
                const V change = fma(gamma_, g, predictor[s]);
                log_likelihood = fma(event, change + V::all(pass_.eta[i]), log_likelihood);
                if constexpr (real) {
                    risk = risk * exp(change);
                } else {
                    risk = risk * exp(predictor[s]) * power_of_code(g, rho, rho_squared);
                }
                const V z = g - along[s];
                risk.store(pass_.of_people + i * pair);
                z.store(pass_.of_people + i * pair + lanes);
                const V rz = risk * z;
                if (pass_.hi[i] != row) {
                    leave();
                    row = pass_.hi[i];
                }
                leaving0 = leaving0 + risk;
                leaving1 = leaving1 + rz;
                double* entry = pass_.of_times + pass_.lo[i] * pair;
                (V::load(entry) - risk).store(entry);
                (V::load(entry + lanes) - rz).store(entry + lanes);
            }
            log_likelihood_ = log_likelihood_ + log_likelihood;
        }
        leave();
    }

    void take_logarithm(const V& s0, const V& weight, const V& counted) {
        if (pass_.weight == nullptr) {
            multiply(s0);
            return;
        }
        double sums[lanes];
        double weights[lanes];
        s0.store(sums);
        (weight * counted).store(weights);
        for (std::size_t lane = 0; lane < lanes; ++lane) { sums[lane] = weights[lane] * __builtin_log(sums[lane]); }
        log_likelihood_ = log_likelihood_ - V::load(sums);
    }
    void multiply(const V& factor) {
        positive_ = choose(factor, positive_, V::all(0));
        product_ = product_ * factor;
        product_.take_exponents(exponents_);
    }

    [[nodiscard]] Hazards take_single(const Time& at) {
        const V one = V::all(1);
        const V inverse = one / at.s0;
        take_logarithm(at.s0, at.weight, one);
        const V hazard = at.weight * inverse;
        return {hazard, hazard * (at.s1 * inverse), V::all(0), V::all(0)};
    }

    /// An event time with several deaths, or one that lanes lack.
    [[nodiscard]] Hazards take_several(const Time& at, std::uint32_t most_deaths) {
        const V one = V::all(1);
        const V zero = V::all(0);
        Hazards sums{zero, zero, zero, zero};
        const V divisor = at.deaths + less(at.deaths, V::all(0.5));
        const V weight = pass_.breslow ? at.weight : at.weight / divisor;
        const std::uint32_t terms = pass_.breslow ? 1 : most_deaths;
        for (std::uint32_t j = 0; j < terms; ++j) {
            const V there = less(V::all(j), at.deaths);  // lanes with fewer deaths have fewer terms
            const V share = there * (V::all(j) / divisor);
            const V s0 = choose(there, fnma(share, at.e0, at.s0), one);
            const V inverse = one / s0;
            const V mean = fnma(share, at.e1, at.s1) * inverse;
            const V hazard = there * weight * inverse;
            if (pass_.breslow && pass_.weight == nullptr) {
                for (std::uint32_t d = 0; d < most_deaths; ++d) { multiply(choose(less(V::all(d), at.deaths), s0, one)); }
            } else {
                take_logarithm(s0, weight, there);
            }
            sums.hazard = sums.hazard + hazard;
            sums.mean = fma(hazard, mean, sums.mean);
            sums.unshared = fma(share, hazard, sums.unshared);
            sums.unshared_mean = fma(share * hazard, mean, sums.unshared_mean);
        }
        return sums;
    }

    /// Adds up what the deaths of a time have for themselves.
    void add_deaths(std::size_t row, Time& at) const {
        V counted = V::all(0);
        V weight = V::all(0);
        for (std::size_t i = pass_.first[row]; i < pass_.first[row] + pass_.deaths[row]; ++i) {
            const V risk = V::load(pass_.of_people + i * pair);
            at.e0 = at.e0 + risk;
            at.e1 = fma(risk, V::load(pass_.of_people + i * pair + lanes), at.e1);
            if constexpr (missing) {
                const V there = called(copies(i));
                counted = counted + there;
                weight = fma(V::all(weight_of_event(i)), there, weight);
            }
        }
        if constexpr (missing) {
            at.deaths = counted;
            at.weight = weight;
        }
    }

    /// From the last event time to the first; leaves the hazards of each time.
    void walk_event_times() {
        const V zero = V::all(0);
        const std::size_t behind = pass_.event_times + 1;
        V own0 = zero;
        V own1 = zero;
        V late0 = zero;
        V late1 = zero;
        for (std::size_t row = pass_.event_times; row >= 1; --row) {
            double* here = pass_.of_times + row * pair;
            double* late = pass_.of_times + (behind + row) * pair;
            const std::uint32_t deaths = pass_.deaths[row];
            if (deaths == 0) {  // a stratum ends
                own0 = own1 = late0 = late1 = zero;
                store_pair(here, zero, zero);
                if (pass_.any_late) { store_pair(late, zero, zero); }
                continue;
            }
            own0 = own0 + V::load(here);
            own1 = own1 + V::load(here + lanes);
            Time at{own0, own1, zero, zero, V::all(deaths),
                    V::all(pass_.death_weight == nullptr ? deaths : pass_.death_weight[row])};
            const V share = V::all(pass_.any_late ? pass_.late_share[row] : 0);
            if (pass_.any_late) {
                late0 = late0 + V::load(late);
                late1 = late1 + V::load(late + lanes);
                at.s0 = fma(share, late0, at.s0);
                at.s1 = fma(share, late1, at.s1);
            }
            const bool several = missing || deaths > 1;
            if (several) { add_deaths(row, at); }
            const Hazards hazards = several ? take_several(at, deaths) : take_single(at);
            store_pair(here, hazards.hazard, hazards.mean);
            if (pass_.any_late) { store_pair(late, share * hazards.hazard, share * hazards.mean); }
            if (deaths > 1) { store_pair(pass_.unshared + row * pair, hazards.unshared, hazards.unshared_mean); }
        }
        product_.store(pass_.product);
        positive_.store(pass_.positive);
        exponents_.store(pass_.exponent);
    }

    static void store_pair(double* at, const V& first, const V& second) {
        first.store(at);
        second.store(at + lanes);
    }

    void add_up_hazards() const {
        V sum0 = V::all(0);
        V sum1 = V::all(0);
        for (std::size_t row = 0; row < pass_.rows; ++row) {
            double* at = pass_.of_times + row * pair;
            if (row == 0 || row == pass_.event_times + 1) {
                sum0 = sum1 = V::all(0);
            } else {
                sum0 = sum0 + V::load(at);
                sum1 = sum1 + V::load(at + lanes);
            }
            store_pair(at, sum0, sum1);
        }
    }

    /// Σ over a strip of x times the residuals, of some covariates from `c` on.
    template <std::size_t some>
    void add_products(std::size_t begin, std::size_t count, std::size_t c, const V* score, const V* information) {
        V sums_score[some];
        V sums_information[some];
        for (std::size_t j = 0; j < some; ++j) { sums_score[j] = sums_information[j] = V::all(0); }
        const double* x = pass_.x + begin * k_ + c;
        for (std::size_t s = 0; s < count; ++s, x += k_) {
            for (std::size_t j = 0; j < some; ++j) {
                const V value = V::all(x[j]);
                sums_score[j] = fma(value, score[s], sums_score[j]);
                sums_information[j] = fma(value, information[s], sums_information[j]);
            }
        }
        for (std::size_t j = 0; j < some; ++j) {
            double* to_score = pass_.score_x + (c + j) * lanes;
            double* to_information = pass_.information_xz + (c + j) * lanes;
            (V::load(to_score) + sums_score[j]).store(to_score);
            (V::load(to_information) + sums_information[j]).store(to_information);
        }
    }

    void add_people() {
        V score[strip];
        V information[strip];
        V all_z = V::all(0);
        V all_zz = V::all(0);
        for (std::size_t begin = 0; begin < pass_.people; begin += strip) {
            const std::size_t count = pass_.people - begin < strip ? pass_.people - begin : strip;
            V score_z = V::all(0);
            V information_zz = V::all(0);
            for (std::size_t s = 0; s < count; ++s) {
                const std::size_t i = begin + s;
                const double* to = pass_.of_times + pass_.hi[i] * pair;
                const double* from = pass_.of_times + pass_.lo[i] * pair;
                const V risk = V::load(pass_.of_people + i * pair);
                const V z = V::load(pass_.of_people + i * pair + lanes);
                V hazard = V::load(to) - V::load(from);
                V mean = V::load(to + lanes) - V::load(from + lanes);
                V event = V::all(weight_of_event(i));
                if constexpr (missing) { event = event * called(copies(i)); }
                if (pass_.event[i] != 0 && pass_.deaths[pass_.hi[i]] > 1) {
                    const double* unshared = pass_.unshared + pass_.hi[i] * pair;
                    hazard = hazard - V::load(unshared);
                    mean = mean - V::load(unshared + lanes);
                }
                score[s] = fnma(risk, hazard, event);
                information[s] = risk * (z * hazard - mean);
                score_z = fma(z, score[s], score_z);
                information_zz = fma(z, information[s], information_zz);
            }
            all_z = all_z + score_z;
            all_zz = all_zz + information_zz;
            std::size_t c = 0;
            for (; c + V::covariates_at_once <= k_; c += V::covariates_at_once) {
                add_products<V::covariates_at_once>(begin, count, c, score, information);
            }
            for (; c + 2 <= k_; c += 2) { add_products<2>(begin, count, c, score, information); }
            if (c < k_) { add_products<1>(begin, count, c, score, information); }
        }
        all_z.store(pass_.score_z);
        all_zz.store(pass_.information_zz);
    }

    const CoxPass& pass_;
    std::size_t k_;
    V gamma_;
    V log_likelihood_ = V::all(0);
    V positive_ = V::all(1);
    V product_ = V::all(1);
    typename V::Exponents exponents_;
};

template <class V>
void run_cox_pass(const CoxPass& pass) {
    if (pass.people == 0) { return; }
    if (pass.calls != nullptr) {
        pass.missing ? CoxPassKernel<V, false, true>(pass).run() : CoxPassKernel<V, false, false>(pass).run();
    } else {
        pass.missing ? CoxPassKernel<V, true, true>(pass).run() : CoxPassKernel<V, true, false>(pass).run();
    }
}

}  // namespace atria::survival
