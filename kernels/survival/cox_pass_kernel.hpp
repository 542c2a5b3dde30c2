#pragma once

#include "kernels/survival/cox_pass.hpp"
#include "kernels/survival/cox_pass_exp.hpp"
#include "kernels/survival/cox_pass_predictor.hpp"

#include <cstddef>
#include <cstdint>

namespace atria::survival {

/// The evaluation of CoxPass with vectors V of eight doubles, compiled once an instruction set. Every operation is lane
/// by lane, and every product that is to be fused with a sum says so, so that all instruction sets give the same bits.
/// Nothing of the standard library is used but its integers: what it has inline would be compiled for this instruction
/// set, and the linker may take that copy for the whole program.
///
/// The people are gone through twice, in strips that stay in the nearest cache: first to place them in the risk sets,
/// then to take their residuals times z and x.
template <class V, bool real, bool missing, bool at_null>
class CoxPassKernel {
public:
    explicit CoxPassKernel(const CoxPass& pass) : pass_(pass), k_(pass.covariates) {
        if constexpr (!at_null) {
            gamma_ = V::load(pass.gamma);
            rho_ = lanes_exp(gamma_);
            rho_squared_ = rho_ * rho_;
        }
    }

    void run() {
        clear();
        place_people();
        walk_event_times();
        add_up_hazards();
        add_people();
        log_likelihood_.store(pass_.log_likelihood);
        if constexpr (at_null) {
            third_.store(pass_.third);
            fourth_.store(pass_.fourth);
        }
    }

private:
    static constexpr std::size_t lanes = 8;
    static constexpr std::size_t strip = 64;
    /// Sums of r, r z (at the null also of r z²; of numbers r z³ and r z⁴), and cumulative hazards Σ 1/S0, Σ z̄/S0 (at
    /// the null also Σ (z̄² - var z)/S0). The residuals of a person follow from the hazards.
    static constexpr std::size_t moments = !at_null ? 2 : real ? 5 : 3;
    static constexpr std::size_t hazards = at_null ? 3 : 2;
    static constexpr std::size_t width = moments * lanes;
    static constexpr std::size_t unshared_width = 3 * lanes;

    /// Sums over a risk set and over its deaths, and the deaths' number and weight.
    struct Time {
        V s[moments];
        V e[moments];
        V deaths, weight;
    };
    /// Over the terms of an event time, and the parts of them that its deaths do not carry.
    struct Hazards {
        V all[hazards];
        V unshared[hazards];
    };
    /// Of a strip: event less expected, Σ over the risk sets of r (z - z̄)/S0 and, at the null, of r ((z - z̄)² - var
    /// z)/S0.
    struct Residuals {
        V of[hazards][strip];
    };

    static void fill(V* first, std::size_t count) {
        for (std::size_t i = 0; i < count; ++i) { first[i] = V::all(0); }
    }

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

    void clear() {
        const V zero = V::all(0);
        for (std::size_t at = 0; at < pass_.rows * width; at += lanes) { zero.store(pass_.of_times + at); }
        for (std::size_t at = 0; at < k_ * lanes; at += lanes) {
            zero.store(pass_.score_x + at);
            zero.store(pass_.information_xz + at);
            if constexpr (at_null) { zero.store(pass_.third_x + at); }
        }
    }

    /// delta'x and a'x of a strip. By itself, so that the sums have the registers for themselves.
    __attribute__((noinline)) void predict(std::size_t begin, std::size_t count, V* predictor, V* along) const {
        constexpr std::size_t some = V::people_at_once;
        const double* x = pass_.x + begin * k_;
        std::size_t s = 0;
        for (; s + some <= count; s += some) {
            predict_some<V, some>(x + s * k_, k_, pass_.delta, pass_.a, predictor + s, along + s);
        }
        for (; s < count; ++s) { predict_some<V, 1>(x + s * k_, k_, pass_.delta, pass_.a, predictor + s, along + s); }
    }

    /// Copies and risk score of a person at the null model.
    inline void start(std::size_t i, V& risk, V& g) const {
        g = copies(i);
        risk = V::all(pass_.risk[i]);
        if constexpr (missing) {
            const V there = called(g);
            g = real ? choose(there, g, V::all(0)) : g * there;
            risk = risk * there;
        }
    }

    /// Makes r and z of a strip, and adds what its events have to the log likelihood.
    void place_strip(std::size_t begin, std::size_t count) {
        V predictor[strip];
        V along[strip];
        if constexpr (!at_null) { predict(begin, count, predictor, along); }
        const double* const eta = pass_.eta + begin;
        const double* const event_weight = pass_.event_weight + begin;
        double* to = pass_.of_people + begin * 2 * lanes;
        V log_likelihood = V::all(0);
        for (std::size_t s = 0; s < count; ++s, to += 2 * lanes) {
            V risk{};
            V g{};
            start(begin + s, risk, g);
            V change = V::all(eta[s]);
            if constexpr (!at_null) {
                const V more = fma(gamma_, g, predictor[s]);
                change = change + more;
                if constexpr (real) {
                    risk = risk * lanes_exp(more);
                } else {
                    risk = risk * lanes_exp(predictor[s]) * power_of_code(g, rho_, rho_squared_);
                }
                risk.store(to);
                (g - along[s]).store(to + lanes);
            }
            V event = V::all(event_weight[s]);
            if constexpr (missing) { event = event * called(copies(begin + s)); }
            log_likelihood = fma(event, change, log_likelihood);
        }
        log_likelihood_ = log_likelihood_ + log_likelihood;
    }
    inline void recall(std::size_t i, V& risk, V& z) const {
        if constexpr (at_null) {
            start(i, risk, z);
        } else {
            const double* from = pass_.of_people + i * 2 * lanes;
            risk = V::load(from);
            z = V::load(from + lanes);
        }
    }

    /// r, r z, ... of one person.
    static inline void powers(const V& risk, const V& z, V* sums) {
        sums[0] = risk;
        for (std::size_t m = 1; m < moments; ++m) { sums[m] = sums[m - 1] * z; }
    }

    static inline void leave(double* at, V* leaving) {
        for (std::size_t m = 0; m < moments; ++m) {
            (V::load(at + m * lanes) + leaving[m]).store(at + m * lanes);
            leaving[m] = V::all(0);
        }
    }

    void place_people() {
        const std::uint32_t* const hi = pass_.hi;
        const std::uint32_t* const lo = pass_.lo;
        double* const of_times = pass_.of_times;
        const std::size_t people = pass_.people;
        V leaving[moments];
        fill(leaving, moments);
        std::size_t row = hi[0];
        for (std::size_t begin = 0; begin < people; begin += strip) {
            const std::size_t end = people - begin < strip ? people : begin + strip;
            place_strip(begin, end - begin);
            for (std::size_t i = begin; i < end; ++i) {
                V risk{};
                V z{};
                recall(i, risk, z);
                V sums[moments];
                powers(risk, z, sums);
                if (hi[i] != row) {
                    leave(of_times + row * width, leaving);
                    row = hi[i];
                }
                double* entry = of_times + lo[i] * width;
                for (std::size_t m = 0; m < moments; ++m) {
                    leaving[m] = leaving[m] + sums[m];
                    (V::load(entry + m * lanes) - sums[m]).store(entry + m * lanes);
                }
            }
        }
        leave(of_times + row * width, leaving);
    }

    void take_logarithm(const V& s0, const V& weight, const V& counted) {
        if (!pass_.weighted) {
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

    /// What one term adds to the hazards and, at the null, to the cumulants of g. `means`: of z and its powers.
    inline void add_term(const V& hazard, const V& share, const V& weight, const V* means, Hazards& sums) {
        V terms[hazards];
        terms[0] = hazard;
        terms[1] = hazard * means[1];
        if constexpr (at_null) {
            const V mean = means[1];
            const V second = means[2];
            // Codes' higher moments follow from the first two.
            V m3 = fma(V::all(3), second, V::all(-2) * mean);
            V m4 = fma(V::all(7), second, V::all(-6) * mean);
            if constexpr (real) {
                m3 = means[3];
                m4 = means[4];
            }
            const V square = mean * mean;
            terms[2] = hazard * fma(V::all(2), square, V::all(0) - second);
            third_ = fma(weight, m3 - V::all(3) * second * mean + V::all(2) * mean * square, third_);
            fourth_ = fma(weight,
                          m4 - V::all(4) * m3 * mean - V::all(3) * second * second + V::all(12) * second * square -
                              V::all(6) * square * square,
                          fourth_);
        }
        for (std::size_t h = 0; h < hazards; ++h) {
            sums.all[h] = sums.all[h] + terms[h];
            sums.unshared[h] = fma(share, terms[h], sums.unshared[h]);
        }
    }

    inline void take_single(const Time& at, Hazards& sums) {
        const V one = V::all(1);
        const V inverse = one / at.s[0];
        take_logarithm(at.s[0], at.weight, one);
        V means[moments];
        for (std::size_t m = 1; m < moments; ++m) { means[m] = at.s[m] * inverse; }
        add_term(at.weight * inverse, V::all(0), at.weight, means, sums);
    }

    /// An event time with several deaths, or one that lanes lack.
    void take_several(const Time& at, std::uint32_t most_deaths, Hazards& sums) {
        const V one = V::all(1);
        const V divisor = at.deaths + less(at.deaths, V::all(0.5));
        const V weight = pass_.breslow ? at.weight : at.weight / divisor;
        const std::uint32_t terms = pass_.breslow ? 1 : most_deaths;
        for (std::uint32_t j = 0; j < terms; ++j) {
            const V there = less(V::all(j), at.deaths);  // lanes with fewer deaths have fewer terms
            const V share = there * (V::all(j) / divisor);
            const V s0 = choose(there, fnma(share, at.e[0], at.s[0]), one);
            const V inverse = one / s0;
            V means[moments];
            for (std::size_t m = 1; m < moments; ++m) { means[m] = fnma(share, at.e[m], at.s[m]) * inverse; }
            if (pass_.breslow && !pass_.weighted) {
                for (std::uint32_t d = 0; d < most_deaths; ++d) {
                    multiply(choose(less(V::all(d), at.deaths), s0, one));
                }
            } else {
                take_logarithm(s0, weight, there);
            }
            const V counted = there * weight;
            add_term(counted * inverse, share, counted, means, sums);
        }
    }

    /// Adds up what the deaths of a time have for themselves.
    void add_deaths(std::size_t row, Time& at) const {
        V counted = V::all(0);
        V weight = V::all(0);
        for (std::size_t i = pass_.first[row]; i < pass_.first[row] + pass_.deaths[row]; ++i) {
            V risk{};
            V z{};
            recall(i, risk, z);
            V sums[moments];
            powers(risk, z, sums);
            for (std::size_t m = 0; m < moments; ++m) { at.e[m] = at.e[m] + sums[m]; }
            if constexpr (missing) {
                const V there = called(copies(i));
                counted = counted + there;
                weight = fma(V::all(pass_.event_weight[i]), there, weight);
            }
        }
        if constexpr (missing) {
            at.deaths = counted;
            at.weight = weight;
        }
    }

    static void store(double* at, const V* values, const V& factor) {
        for (std::size_t h = 0; h < hazards; ++h) { (factor * values[h]).store(at + h * lanes); }
    }

    /// From the last event time to the first; leaves the hazards of each time.
    void walk_event_times() {
        const V one = V::all(1);
        const std::size_t behind = pass_.event_times + 1;
        V own[moments];
        V late[moments];
        fill(own, moments);
        fill(late, moments);
        for (std::size_t row = pass_.event_times; row >= 1; --row) {
            double* here = pass_.of_times + row * width;
            double* later = pass_.of_times + (behind + row) * width;
            const std::uint32_t deaths = pass_.deaths[row];
            Hazards sums{};
            fill(sums.all, hazards);
            fill(sums.unshared, hazards);
            if (deaths == 0) {  // a stratum ends
                fill(own, moments);
                fill(late, moments);
                store(here, sums.all, one);
                if (pass_.any_late) { store(later, sums.all, one); }
                continue;
            }
            Time at{};
            for (std::size_t m = 0; m < moments; ++m) {
                own[m] = own[m] + V::load(here + m * lanes);
                at.s[m] = own[m];
            }
            const V share = V::all(pass_.any_late ? pass_.late_share[row] : 0);
            if (pass_.any_late) {
                for (std::size_t m = 0; m < moments; ++m) {
                    late[m] = late[m] + V::load(later + m * lanes);
                    at.s[m] = fma(share, late[m], at.s[m]);
                }
            }
            at.deaths = V::all(deaths);
            at.weight = V::all(pass_.death_weight == nullptr ? deaths : pass_.death_weight[row]);
            if (missing || deaths > 1) {
                fill(at.e, moments);
                add_deaths(row, at);
                take_several(at, deaths, sums);
            } else {
                take_single(at, sums);
            }
            store(here, sums.all, one);
            if (pass_.any_late) { store(later, sums.all, share); }
            if (deaths > 1) { store(pass_.unshared + row * unshared_width, sums.unshared, one); }
        }
        product_.store(pass_.product);
        positive_.store(pass_.positive);
        exponents_.store(pass_.exponent);
    }

    void add_up_hazards() const {
        V sums[hazards];
        for (std::size_t row = 0; row < pass_.rows; ++row) {
            double* at = pass_.of_times + row * width;
            if (row == 0 || row == pass_.event_times + 1) {
                fill(sums, hazards);
            } else {
                for (std::size_t h = 0; h < hazards; ++h) { sums[h] = sums[h] + V::load(at + h * lanes); }
            }
            store(at, sums, V::all(1));
        }
    }

    /// Σ over a strip of x times the residuals, of some covariates from `c` on.
    template <std::size_t some>
    inline void add_products(std::size_t begin, std::size_t count, std::size_t c, const Residuals& residuals) const {
        V sums[hazards][some];
        for (V* row : sums) { fill(row, some); }
        const double* x = pass_.x + begin * k_ + c;
        for (std::size_t s = 0; s < count; ++s, x += k_) {
            for (std::size_t j = 0; j < some; ++j) {
                const V value = V::all(x[j]);
                for (std::size_t h = 0; h < hazards; ++h) { sums[h][j] = fma(value, residuals.of[h][s], sums[h][j]); }
            }
        }
        double* const totals[3] = {pass_.score_x, pass_.information_xz, pass_.third_x};
        for (std::size_t h = 0; h < hazards; ++h) {
            for (std::size_t j = 0; j < some; ++j) {
                double* to = totals[h] + (c + j) * lanes;
                (V::load(to) + sums[h][j]).store(to);
            }
        }
    }

    void add_people() const {
        const std::uint32_t* const hi = pass_.hi;
        const std::uint32_t* const lo = pass_.lo;
        const std::uint32_t* const deaths = pass_.deaths;
        const double* const event_weight = pass_.event_weight;
        const double* const of_times = pass_.of_times;
        Residuals residuals{};
        V all_z = V::all(0);
        V all_zz = V::all(0);
        for (std::size_t begin = 0; begin < pass_.people; begin += strip) {
            const std::size_t count = pass_.people - begin < strip ? pass_.people - begin : strip;
            V score_z = V::all(0);
            V information_zz = V::all(0);
            for (std::size_t s = 0; s < count; ++s) {
                const std::size_t i = begin + s;
                const std::size_t row = hi[i];
                const double* to = of_times + row * width;
                const double* from = of_times + lo[i] * width;
                V risk{};
                V z{};
                recall(i, risk, z);
                V hazard[hazards];
                for (std::size_t h = 0; h < hazards; ++h) {
                    hazard[h] = V::load(to + h * lanes) - V::load(from + h * lanes);
                }
                V event = V::all(event_weight[i]);
                if constexpr (missing) { event = event * called(copies(i)); }
                if (event_weight[i] != 0 && deaths[row] > 1) {
                    const double* unshared = pass_.unshared + row * unshared_width;
                    for (std::size_t h = 0; h < hazards; ++h) { hazard[h] = hazard[h] - V::load(unshared + h * lanes); }
                }
                const V score = fnma(risk, hazard[0], event);
                const V information = risk * (z * hazard[0] - hazard[1]);
                residuals.of[0][s] = score;
                residuals.of[1][s] = information;
                if constexpr (at_null) {
                    residuals.of[2][s] = risk * fma(z, fma(z, hazard[0], V::all(-2) * hazard[1]), hazard[2]);
                }
                score_z = fma(z, score, score_z);
                information_zz = fma(z, information, information_zz);
            }
            all_z = all_z + score_z;
            all_zz = all_zz + information_zz;
            constexpr std::size_t some = at_null ? V::covariates_at_null : V::covariates_at_once;
            std::size_t c = 0;
            for (; c + some <= k_; c += some) { add_products<some>(begin, count, c, residuals); }
            for (; c + 2 <= k_; c += 2) { add_products<2>(begin, count, c, residuals); }
            if (c < k_) { add_products<1>(begin, count, c, residuals); }
        }
        all_z.store(pass_.score_z);
        all_zz.store(pass_.information_zz);
    }

    const CoxPass& pass_;
    std::size_t k_;
    V gamma_ = V::all(0);
    V rho_ = V::all(1);
    V rho_squared_ = V::all(1);
    V log_likelihood_ = V::all(0);
    V third_ = V::all(0);
    V fourth_ = V::all(0);
    V positive_ = V::all(1);
    V product_ = V::all(1);
    typename V::Exponents exponents_;
};

template <class V, bool real, bool missing>
void run_cox_pass_of(const CoxPass& pass) {
    if (pass.at_null) {
        CoxPassKernel<V, real, missing, true>(pass).run();
    } else {
        CoxPassKernel<V, real, missing, false>(pass).run();
    }
}

template <class V>
void run_cox_pass(const CoxPass& pass) {
    if (pass.people == 0) { return; }
    if (pass.calls != nullptr) {
        pass.missing ? run_cox_pass_of<V, false, true>(pass) : run_cox_pass_of<V, false, false>(pass);
    } else {
        pass.missing ? run_cox_pass_of<V, true, true>(pass) : run_cox_pass_of<V, true, false>(pass);
    }
}

}  // namespace atria::survival
