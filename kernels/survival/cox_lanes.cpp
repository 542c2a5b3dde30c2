#include "kernels/survival/cox_lanes.hpp"

#include "kernels/survival/cox_calls.hpp"
#include "kernels/survival/cox_lane_evaluation.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

namespace atria::survival {
namespace {

double* numbers_of(std::vector<Lanes>& lanes) { return reinterpret_cast<double*>(lanes.data()); }
const double* numbers_of(const std::vector<Lanes>& lanes) { return reinterpret_cast<const double*>(lanes.data()); }
double* numbers_of(Lanes& lanes) { return reinterpret_cast<double*>(&lanes); }

template <class Calls>
void evaluate_calls(RunCoxPass run, const CoxStratum& stratum, const Calls& calls, bool any_missing,
                    const CoxPoint& point, CoxLaneBuffers& buffers, CoxLaneSums& sums) {
    sums = CoxLaneSums{};
    for (auto* column : {&sums.score_x, &sums.information_xz, &sums.third_x}) {
        column->assign(stratum.covariates, Lanes::all(0.0));
    }
    if (stratum.sets->people() == 0) { return; }
    const RiskSets& sets = *stratum.sets;
    buffers.of_people.resize(std::max(buffers.of_people.size(), point.at_null ? 0 : 2 * sets.people()));
    buffers.of_times.resize(std::max(buffers.of_times.size(), cox_pass_moments * sets.rows()));
    buffers.unshared.resize(std::max(buffers.unshared.size(), 3 * (sets.event_times() + 1)));
    buffers.event_weight.resize(std::max(buffers.event_weight.size(), sets.people()));
    for (std::size_t i = 0; i < sets.people(); ++i) {
        buffers.event_weight[i] = sets.event[i] != 0 ? sets.weight_of(i) : 0.0;
    }
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
    pass.at_null = point.at_null;
    pass.lo = sets.lo.data();
    pass.hi = sets.hi.data();
    pass.first = sets.first.data();
    pass.deaths = sets.deaths.data();
    pass.event_weight = buffers.event_weight.data();
    pass.weighted = !sets.weight.empty();
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
    pass.third = numbers_of(sums.third);
    pass.fourth = numbers_of(sums.fourth);
    pass.third_x = numbers_of(sums.third_x);
    pass.product = numbers_of(product);
    pass.exponent = exponent.data();
    pass.positive = numbers_of(positive);
    run(pass);
    for (std::size_t lane = 0; lane < Lanes::width; ++lane) {
        constexpr double log_2 = 0.69314718055994530942;
        sums.log_likelihood[lane] -= positive[lane] > 0
                                         ? std::log(product[lane]) + static_cast<double>(exponent[lane]) * log_2
                                         : std::numeric_limits<double>::quiet_NaN();
    }
}

RunCoxPass fastest() {
    static const bool wide = cox_pass_avx512_runs();
    return wide ? run_cox_pass_avx512 : run_cox_pass_baseline;
}

}  // namespace

void evaluate_lanes_by(RunCoxPass run, const CoxStratum& stratum, std::span<const std::uint8_t> calls, bool any_missing,
                       const CoxPoint& point, CoxLaneBuffers& buffers, CoxLaneSums& sums) {
    evaluate_calls(run, stratum, CodeLanes{calls.data()}, any_missing, point, buffers, sums);
}

void evaluate_lanes_by(RunCoxPass run, const CoxStratum& stratum, std::span<const double> numbers, bool any_missing,
                       const CoxPoint& point, CoxLaneBuffers& buffers, CoxLaneSums& sums) {
    evaluate_calls(run, stratum, NumberLanes{numbers.data()}, any_missing, point, buffers, sums);
}

void evaluate_lanes(const CoxStratum& stratum, std::span<const std::uint8_t> calls, bool any_missing,
                    const CoxPoint& point, CoxLaneBuffers& buffers, CoxLaneSums& sums) {
    evaluate_lanes_by(fastest(), stratum, calls, any_missing, point, buffers, sums);
}

void evaluate_lanes(const CoxStratum& stratum, std::span<const double> numbers, bool any_missing, const CoxPoint& point,
                    CoxLaneBuffers& buffers, CoxLaneSums& sums) {
    evaluate_lanes_by(fastest(), stratum, numbers, any_missing, point, buffers, sums);
}

}  // namespace atria::survival
