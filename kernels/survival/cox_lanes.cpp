#include "kernels/survival/cox_lanes.hpp"

#include "kernels/survival/cox_calls.hpp"
#include "kernels/survival/cox_pass.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace atria::survival {
namespace {

constexpr std::size_t strip = 64;  // people whose residuals wait for the products with x

/// Risk score and z of one person at the point.
template <class Calls, bool missing, bool at_null>
inline void place_person(const CoxStratum& stratum, const Calls& calls, const CoxPoint& point, std::size_t i,
                         Lanes& risk, Lanes& z) {
    Lanes g = calls.at(i);
    risk = Lanes::all(stratum.risk[i]);
    if constexpr (missing) {
        const Lanes called = Calls::called(g);
        g = Calls::or_0(g, called);
        risk *= called;
    }
    z = g;
    if constexpr (!at_null) {
        const std::size_t k = stratum.covariates;
        const double* x = stratum.x.data() + i * k;
        Lanes predictor = point.gamma * g;
        Lanes along = Lanes::all(0.0);
        for (std::size_t c = 0; c < k; ++c) {
            const Lanes value = Lanes::all(x[c]);
            predictor += point.delta[c] * value;
            along += point.a[c] * value;
        }
        risk *= exp(predictor);
        z -= along;
    }
}

/// Terms of one event time. S: sums of r, r z (and r z²; of numbers r z³ and r z⁴) over the risk set; E: the same over
/// the deaths.
struct EventTime {
    Lanes s0, s1, s2, s3, s4, e0, e1, e2, e3, e4;
    Lanes deaths;
    Lanes weight;  // of the deaths
    std::uint32_t most_deaths;
};

/// The sums at an event time with what those add who stay at risk after an event of another cause.
EventTime with_late(const EventTime& at, double share, const EventTime& late) {
    EventTime all = at;
    all.s0 += share * late.s0;
    all.s1 += share * late.s1;
    all.s2 += share * late.s2;
    all.s3 += share * late.s3;
    all.s4 += share * late.s4;
    return all;
}

struct EventSums {
    Lanes hazard = Lanes::all(0.0);       // Σ 1/S0
    Lanes mean_hazard = Lanes::all(0.0);  // Σ z̄/S0
    Lanes unshared = Lanes::all(0.0);     // the parts that the deaths of a tied time do not carry
    Lanes mean_unshared = Lanes::all(0.0);
    Lanes spread_hazard = Lanes::all(0.0);  // Σ (z̄² - var z)/S0, and its unshared part
    Lanes spread_unshared = Lanes::all(0.0);
};

template <class Calls, bool missing, bool at_null>
EventSums event_time(const EventTime& at, Ties ties, bool weighted, math::LogProduct& product, CoxLaneSums& sums) {
    EventSums answer;
    const bool efron = ties == Ties::efron;
    const std::uint32_t terms = efron ? at.most_deaths : std::min<std::uint32_t>(at.most_deaths, 1);
    const Lanes one = Lanes::all(1.0);
    const Lanes none = less(at.deaths, Lanes::all(0.5));
    const Lanes each = at.weight / (at.deaths + none);
    for (std::uint32_t j = 0; j < terms; ++j) {
        const double index = j;
        Lanes weight = efron ? each : at.weight;
        Lanes share = Lanes::all(0.0);
        if constexpr (missing) {
            const Lanes there = less(Lanes::all(index), at.deaths);  // lanes with fewer deaths have fewer terms
            if (efron) { weight *= there; }
            share = there * (Lanes::all(index) / (at.deaths + none));
        } else {
            share = Lanes::all(index / at.deaths[0]);
        }
        Lanes s0 = at.s0 - share * at.e0;
        if constexpr (missing) {
            const Lanes counted = less(Lanes::all(0.0), weight);
            s0 = counted * s0 + (one - counted);
        }
        const Lanes inverse = weight / s0;
        const Lanes mean = (at.s1 - share * at.e1) / s0;
        if (weighted) {
            for (std::size_t lane = 0; lane < Lanes::width; ++lane) {
                sums.log_likelihood[lane] -= weight[lane] * std::log(s0[lane]);
            }
        } else if (efron) {
            product.multiply(s0);
        } else {
            const auto times = static_cast<std::uint32_t>(at.most_deaths);
            for (std::uint32_t d = 0; d < times; ++d) {
                if constexpr (missing) {
                    const Lanes counted = less(Lanes::all(d), at.deaths);
                    product.multiply(counted * s0 + (one - counted));
                } else {
                    product.multiply(s0);
                }
            }
        }
        answer.hazard += inverse;
        answer.mean_hazard += inverse * mean;
        answer.unshared += share * inverse;
        answer.mean_unshared += share * inverse * mean;
        if constexpr (at_null) {
            const Lanes second = (at.s2 - share * at.e2) / s0;
            Lanes m3 = 3.0 * second - 2.0 * mean;
            Lanes m4 = 7.0 * second - 6.0 * mean;
            if constexpr (Calls::real) {
                m3 = (at.s3 - share * at.e3) / s0;
                m4 = (at.s4 - share * at.e4) / s0;
            }
            const Lanes square = mean * mean;
            const Lanes spread = 2.0 * square - second;
            answer.spread_hazard += inverse * spread;
            answer.spread_unshared += share * inverse * spread;
            sums.third += weight * (m3 - 3.0 * second * mean + 2.0 * mean * square);
            sums.fourth += weight * (m4 - 4.0 * m3 * mean - 3.0 * second * second + 12.0 * second * square -
                                     6.0 * square * square);
        }
    }
    return answer;
}

/// Places every person, walks the event times from the last to the first, and leaves in net0, net1 and (at the null)
/// net2 the cumulative hazards Σ 1/S0, Σ z̄/S0 and Σ (z̄² - var z)/S0.
template <class Calls, bool missing, bool at_null>
void walk_event_times(const CoxStratum& stratum, const Calls& calls, const CoxPoint& point, CoxLaneBuffers& buffers,
                      CoxLaneSums& sums) {
    const RiskSets& sets = *stratum.sets;
    const std::size_t times = sets.event_times();
    const std::size_t rows = sets.rows();
    const std::size_t behind = sets.late_rows();
    const bool any_late = sets.any_late();
    const bool weighted = !sets.death_weight.empty();
    Lanes* net0 = buffers.net0.data();
    Lanes* net1 = buffers.net1.data();
    Lanes* net2 = buffers.net2.data();
    constexpr bool high = Calls::real && at_null;  // third and fourth moments have sums of their own
    Lanes* net3 = buffers.net3.data();
    Lanes* net4 = buffers.net4.data();
    const Lanes zero = Lanes::all(0.0);
    if constexpr (high) {
        std::fill_n(net3, rows, zero);
        std::fill_n(net4, rows, zero);
    }
    std::fill_n(net0, rows, zero);
    std::fill_n(net1, rows, zero);
    if constexpr (at_null) { std::fill_n(net2, rows, zero); }
    for (std::size_t k = 1; k < rows; ++k) {
        Lanes leaving0 = zero;
        Lanes leaving1 = zero;
        Lanes leaving2 = zero;
        Lanes leaving3 = zero;
        Lanes leaving4 = zero;
        for (std::size_t i = sets.first[k]; i < sets.first[k + 1]; ++i) {
            Lanes r{};
            Lanes z{};
            place_person<Calls, missing, at_null>(stratum, calls, point, i, r, z);
            buffers.risk[i] = r;
            buffers.z[i] = z;
            const Lanes rz = r * z;
            leaving0 += r;
            leaving1 += rz;
            net0[sets.lo[i]] -= r;
            net1[sets.lo[i]] -= rz;
            if constexpr (at_null) {
                const Lanes rzz = rz * z;
                leaving2 += rzz;
                net2[sets.lo[i]] -= rzz;
                if constexpr (high) {
                    const Lanes rzzz = rzz * z;
                    const Lanes rzzzz = rzzz * z;
                    leaving3 += rzzz;
                    leaving4 += rzzzz;
                    net3[sets.lo[i]] -= rzzz;
                    net4[sets.lo[i]] -= rzzzz;
                }
            }
        }
        net0[k] += leaving0;
        net1[k] += leaving1;
        if constexpr (at_null) { net2[k] += leaving2; }
        if constexpr (high) {
            net3[k] += leaving3;
            net4[k] += leaving4;
        }
    }

    EventTime at{zero, zero, zero, zero, zero, zero, zero, zero, zero, zero, zero, zero, 0};
    EventTime late = at;
    math::LogProduct product;
    for (std::size_t k = times; k >= 1; --k) {
        if (sets.deaths[k] == 0) {  // a stratum ends
            at.s0 = at.s1 = at.s2 = at.s3 = at.s4 = zero;
            late.s0 = late.s1 = late.s2 = late.s3 = late.s4 = zero;
            net0[k] = net1[k] = zero;
            if constexpr (at_null) { net2[k] = zero; }
            if (any_late) {
                net0[behind + k] = net1[behind + k] = zero;
                if constexpr (at_null) { net2[behind + k] = zero; }
            }
            continue;
        }
        at.s0 += net0[k];
        at.s1 += net1[k];
        if constexpr (at_null) { at.s2 += net2[k]; }
        if constexpr (high) {
            at.s3 += net3[k];
            at.s4 += net4[k];
        }
        if (any_late) {
            late.s0 += net0[behind + k];
            late.s1 += net1[behind + k];
            if constexpr (at_null) { late.s2 += net2[behind + k]; }
            if constexpr (high) {
                late.s3 += net3[behind + k];
                late.s4 += net4[behind + k];
            }
        }
        at.most_deaths = sets.deaths[k];
        at.deaths = Lanes::all(at.most_deaths);
        at.weight = Lanes::all(sets.weight_of_deaths(k));
        at.e0 = at.e1 = at.e2 = at.e3 = at.e4 = zero;
        if (at.most_deaths > 1 || missing) {
            Lanes counted = zero;
            Lanes weight = zero;
            for (std::size_t i = sets.first[k]; i < sets.first[k] + sets.deaths[k]; ++i) {
                const Lanes rz = buffers.risk[i] * buffers.z[i];
                at.e0 += buffers.risk[i];
                at.e1 += rz;
                if constexpr (at_null) { at.e2 += rz * buffers.z[i]; }
                if constexpr (high) {
                    const Lanes rzzz = rz * buffers.z[i] * buffers.z[i];
                    at.e3 += rzzz;
                    at.e4 += rzzz * buffers.z[i];
                }
                if constexpr (missing) {
                    const Lanes called = Calls::called(calls.at(i));
                    counted += called;
                    if (weighted) { weight += sets.weight[i] * called; }
                }
            }
            if constexpr (missing) {
                at.deaths = counted;
                at.weight = weighted ? weight : counted;
            }
        }
        const EventSums terms = any_late
                                    ? event_time<Calls, missing, at_null>(with_late(at, sets.late_share[k], late),
                                                                          stratum.ties, weighted, product, sums)
                                    : event_time<Calls, missing, at_null>(at, stratum.ties, weighted, product, sums);
        if (any_late) {
            const double share = sets.late_share[k];
            net0[behind + k] = share * terms.hazard;
            net1[behind + k] = share * terms.mean_hazard;
            if constexpr (at_null) { net2[behind + k] = share * terms.spread_hazard; }
        }
        net0[k] = terms.hazard;
        net1[k] = terms.mean_hazard;
        buffers.unshared0[k] = terms.unshared;
        buffers.unshared1[k] = terms.mean_unshared;
        if constexpr (at_null) {
            net2[k] = terms.spread_hazard;
            buffers.unshared2[k] = terms.spread_unshared;
        }
    }
    for (std::size_t lane = 0; lane < Lanes::width; ++lane) { sums.log_likelihood[lane] -= product.log(lane); }
    for (const std::size_t origin : {std::size_t{0}, behind}) {
        if (origin >= rows) { break; }
        net0[origin] = net1[origin] = zero;
        if constexpr (at_null) { net2[origin] = zero; }
    }
    for (std::size_t k = 1; k < rows; ++k) {
        if (k == behind) { continue; }
        net0[k] += net0[k - 1];
        net1[k] += net1[k - 1];
        if constexpr (at_null) { net2[k] += net2[k - 1]; }
    }
}

/// Residuals of a strip of people: what the products with x are taken of.
struct Strip {
    std::array<Lanes, strip> score;        // event less expected
    std::array<Lanes, strip> information;  // Σ over the risk sets of r (z - z̄)/S0
    std::array<Lanes, strip> third;        // Σ over the risk sets of r ((z - z̄)² - var z)/S0
};

/// Σ over the strip of x times the residuals, two covariates at a time.
template <bool at_null>
void add_products(const CoxStratum& stratum, std::size_t first, std::size_t count, const Strip& residuals,
                  CoxLaneSums& sums) {
    const std::size_t k = stratum.covariates;
    for (std::size_t c = 0; c < k; c += 2) {
        const std::size_t d = std::min(c + 1, k - 1);
        Lanes score_c = Lanes::all(0.0);
        Lanes score_d = Lanes::all(0.0);
        Lanes information_c = Lanes::all(0.0);
        Lanes information_d = Lanes::all(0.0);
        const double* x = stratum.x.data() + first * k;
        for (std::size_t i = 0; i < count; ++i, x += k) {
            const Lanes x_c = Lanes::all(x[c]);
            const Lanes x_d = Lanes::all(x[d]);
            score_c += x_c * residuals.score[i];
            information_c += x_c * residuals.information[i];
            score_d += x_d * residuals.score[i];
            information_d += x_d * residuals.information[i];
        }
        sums.score_x[c] += score_c;
        sums.information_xz[c] += information_c;
        if (d != c) {
            sums.score_x[d] += score_d;
            sums.information_xz[d] += information_d;
        }
        if constexpr (at_null) {
            Lanes third_c = Lanes::all(0.0);
            Lanes third_d = Lanes::all(0.0);
            x = stratum.x.data() + first * k;
            for (std::size_t i = 0; i < count; ++i, x += k) {
                third_c += x[c] * residuals.third[i];
                third_d += x[d] * residuals.third[i];
            }
            sums.third_x[c] += third_c;
            if (d != c) { sums.third_x[d] += third_d; }
        }
    }
}

template <class Calls, bool missing, bool at_null>
void add_people(const CoxStratum& stratum, const Calls& calls, const CoxPoint& point, const CoxLaneBuffers& buffers,
                CoxLaneSums& sums) {
    const RiskSets& sets = *stratum.sets;
    const std::size_t n = sets.people();
    Strip residuals{};
    Lanes event_gamma = Lanes::all(0.0);
    std::vector<Lanes> event_x(at_null ? 0 : stratum.covariates, Lanes::all(0.0));
    for (std::size_t first = 0; first < n; first += strip) {
        const std::size_t count = std::min(strip, n - first);
        for (std::size_t s = 0; s < count; ++s) {
            const std::size_t i = first + s;
            const std::size_t lo = sets.lo[i];
            const std::size_t hi = sets.hi[i];
            const Lanes r = buffers.risk[i];
            const Lanes z = buffers.z[i];
            Lanes hazard = buffers.net0[hi] - buffers.net0[lo];
            Lanes mean_hazard = buffers.net1[hi] - buffers.net1[lo];
            Lanes spread_hazard = Lanes::all(0.0);
            if constexpr (at_null) { spread_hazard = buffers.net2[hi] - buffers.net2[lo]; }
            Lanes residual = Lanes::all(0.0);
            if (sets.event[i] != 0) {
                hazard -= buffers.unshared0[hi];
                mean_hazard -= buffers.unshared1[hi];
                if constexpr (at_null) { spread_hazard -= buffers.unshared2[hi]; }
                const double weight = sets.weight_of(i);
                residual = Lanes::all(weight);
                Lanes g = calls.at(i);
                if constexpr (missing) {
                    const Lanes called = Calls::called(g);
                    residual *= called;
                    g = Calls::or_0(g, called);
                }
                sums.log_likelihood += stratum.eta[i] * residual;
                if constexpr (!at_null) {
                    event_gamma += weight * g;
                    for (std::size_t c = 0; c < stratum.covariates; ++c) {
                        event_x[c] += stratum.x[i * stratum.covariates + c] * residual;
                    }
                }
            }
            const Lanes score = residual - r * hazard;
            const Lanes information = r * (z * hazard - mean_hazard);
            residuals.score[s] = score;
            residuals.information[s] = information;
            sums.score_z += z * score;
            sums.information_zz += z * information;
            if constexpr (at_null) { residuals.third[s] = r * (z * (z * hazard - 2.0 * mean_hazard) + spread_hazard); }
        }
        add_products<at_null>(stratum, first, count, residuals, sums);
    }
    if constexpr (!at_null) {
        sums.log_likelihood += point.gamma * event_gamma;
        for (std::size_t c = 0; c < stratum.covariates; ++c) { sums.log_likelihood += point.delta[c] * event_x[c]; }
    }
}

template <class Calls, bool missing>
void evaluate(const CoxStratum& stratum, const Calls& calls, const CoxPoint& point, CoxLaneBuffers& buffers,
              CoxLaneSums& sums) {
    if (point.at_null) {
        walk_event_times<Calls, missing, true>(stratum, calls, point, buffers, sums);
        add_people<Calls, missing, true>(stratum, calls, point, buffers, sums);
    } else {
        walk_event_times<Calls, missing, false>(stratum, calls, point, buffers, sums);
        add_people<Calls, missing, false>(stratum, calls, point, buffers, sums);
    }
}

void make_room(const RiskSets& sets, CoxLaneBuffers& buffers) {
    for (auto* column : {&buffers.risk, &buffers.z}) { column->resize(std::max(column->size(), sets.people())); }
    for (auto* table : {&buffers.net0, &buffers.net1, &buffers.net2, &buffers.net3, &buffers.net4, &buffers.unshared0,
                        &buffers.unshared1, &buffers.unshared2}) {
        table->resize(std::max(table->size(), sets.rows()));
    }
}

double* numbers_of(std::vector<Lanes>& lanes) { return reinterpret_cast<double*>(lanes.data()); }
const double* numbers_of(const std::vector<Lanes>& lanes) { return reinterpret_cast<const double*>(lanes.data()); }
double* numbers_of(Lanes& lanes) { return reinterpret_cast<double*>(&lanes); }

/// Away from the null model.
template <class Calls>
void evaluate_away(const CoxStratum& stratum, const Calls& calls, bool any_missing, const CoxPoint& point,
                   CoxLaneBuffers& buffers, CoxLaneSums& sums) {
    const RiskSets& sets = *stratum.sets;
    buffers.of_people.resize(std::max(buffers.of_people.size(), 2 * sets.people()));
    buffers.of_times.resize(std::max(buffers.of_times.size(), 2 * sets.rows()));
    buffers.unshared.resize(std::max(buffers.unshared.size(), 2 * (sets.event_times() + 1)));
    Lanes product{};
    Lanes positive{};
    alignas(64) std::array<std::int64_t, Lanes::width> exponent{};
    CoxPass pass;
    pass.people = sets.people();
    pass.covariates = stratum.covariates;
    pass.event_times = sets.event_times();
    pass.rows = sets.rows();
    pass.any_late = sets.any_late();
    pass.breslow = stratum.ties == Ties::breslow;
    pass.missing = any_missing;
    pass.lo = sets.lo.data();
    pass.hi = sets.hi.data();
    pass.first = sets.first.data();
    pass.deaths = sets.deaths.data();
    pass.event = sets.event.data();
    pass.weight = sets.weight.empty() ? nullptr : sets.weight.data();
    pass.death_weight = sets.death_weight.empty() ? nullptr : sets.death_weight.data();
    pass.late_share = sets.any_late() ? sets.late_share.data() : nullptr;
    pass.x = stratum.x.data();
    pass.eta = stratum.eta.data();
    pass.risk = stratum.risk.data();
    if constexpr (Calls::real) {
        pass.numbers = calls.numbers;
    } else {
        pass.calls = calls.calls;
    }
    pass.delta = numbers_of(point.delta);
    pass.a = numbers_of(point.a);
    Lanes gamma = point.gamma;
    pass.gamma = numbers_of(gamma);
    pass.of_people = numbers_of(buffers.of_people);
    pass.of_times = numbers_of(buffers.of_times);
    pass.unshared = numbers_of(buffers.unshared);
    pass.log_likelihood = numbers_of(sums.log_likelihood);
    pass.score_z = numbers_of(sums.score_z);
    pass.information_zz = numbers_of(sums.information_zz);
    pass.score_x = numbers_of(sums.score_x);
    pass.information_xz = numbers_of(sums.information_xz);
    pass.product = numbers_of(product);
    pass.exponent = exponent.data();
    pass.positive = numbers_of(positive);
    cox_pass_avx512_runs() ? run_cox_pass_avx512(pass) : run_cox_pass_baseline(pass);
    for (std::size_t lane = 0; lane < Lanes::width; ++lane) {
        constexpr double log_2 = 0.69314718055994530942;
        sums.log_likelihood[lane] -= positive[lane] > 0
                                         ? std::log(product[lane]) + static_cast<double>(exponent[lane]) * log_2
                                         : std::numeric_limits<double>::quiet_NaN();
    }
}

template <class Calls>
void evaluate_calls(const CoxStratum& stratum, const Calls& calls, bool any_missing, const CoxPoint& point,
                    CoxLaneBuffers& buffers, CoxLaneSums& sums) {
    sums = CoxLaneSums{};
    for (auto* column : {&sums.score_x, &sums.information_xz, &sums.third_x}) {
        column->assign(stratum.covariates, Lanes::all(0.0));
    }
    if (stratum.sets->people() == 0) { return; }
    if (!point.at_null) { return evaluate_away(stratum, calls, any_missing, point, buffers, sums); }
    make_room(*stratum.sets, buffers);
    if (any_missing) {
        evaluate<Calls, true>(stratum, calls, point, buffers, sums);
    } else {
        evaluate<Calls, false>(stratum, calls, point, buffers, sums);
    }
}

}  // namespace

void evaluate_lanes(const CoxStratum& stratum, std::span<const std::uint8_t> calls, bool any_missing,
                    const CoxPoint& point, CoxLaneBuffers& buffers, CoxLaneSums& sums) {
    evaluate_calls(stratum, CodeLanes{calls.data()}, any_missing, point, buffers, sums);
}

void evaluate_lanes(const CoxStratum& stratum, std::span<const double> numbers, bool any_missing, const CoxPoint& point,
                    CoxLaneBuffers& buffers, CoxLaneSums& sums) {
    evaluate_calls(stratum, NumberLanes{numbers.data()}, any_missing, point, buffers, sums);
}

}  // namespace atria::survival
