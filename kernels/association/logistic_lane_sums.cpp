#include "kernels/association/logistic_lane_sums.hpp"

#include "kernels/association/logistic_lane_strip.hpp"
#include "kernels/math/compensated_sum.hpp"
#include "kernels/math/lane_memory.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <span>
#include <vector>

namespace atria::association {
namespace {

using math::Lanes;

/// Columns that a column is multiplied with at a time. Where fewer are left the last one is repeated, and its copies
/// are not read.
constexpr std::size_t at_once = 4;

/// Σ a · b[j] over `count` people, added to sums[j].
void add_products(const double* a, std::span<const double* const> b, std::size_t count, Lanes* sums) {
    for (std::size_t first = 0; first < b.size(); first += at_once) {
        const double* columns[at_once];
        Lanes here[at_once];
        for (std::size_t j = 0; j < at_once; ++j) {
            columns[j] = b[std::min(first + j, b.size() - 1)];
            here[j] = Lanes::all(0.0);
        }
        for (std::size_t i = 0; i < count; i += Lanes::width) {
            const Lanes factor = math::load_lanes(a + i);
            for (std::size_t j = 0; j < at_once; ++j) { here[j] += factor * math::load_lanes(columns[j] + i); }
        }
        for (std::size_t j = 0; j < std::min(at_once, b.size() - first); ++j) { sums[first + j] += here[j]; }
    }
}

double largest_of(const LaneStrip& strip, const double* predictor, double beta, std::size_t count) {
    double largest = 0;
    for (std::size_t i = 0; i < count; ++i) {
        largest = std::max(largest, strip.in[i] * std::fabs(predictor[i] + beta * strip.z[i]));
    }
    return largest;
}

}  // namespace

LogisticSums logistic_lane_sums(const LogisticLanes& people, const PeopleCalls& calls, const LogisticPoint& point) {
    const std::size_t columns = people.covariates() + 2;  // 1, x, g
    const std::size_t used = calls.empty() ? columns - 1 : columns;
    LogisticSums sums(static_cast<Eigen::Index>(people.covariates()));
    std::vector<Lanes> score(columns, Lanes::all(0.0));
    std::vector<Lanes> information(columns * columns, Lanes::all(0.0));
    math::CompensatedSum log_likelihood;
    LaneStrip strip{};
    alignas(64) LaneStrip::Numbers predictor{};
    alignas(64) LaneStrip::Numbers weighted{};
    alignas(64) LaneStrip::Numbers ones{};
    ones.fill(1.0);
    std::vector<const double*> design(used);
    for (std::size_t first = 0; first < people.padded(); first += LaneStrip::people) {
        const std::size_t count = std::min(LaneStrip::people, people.padded() - first);
        people.predict(point, first, count, predictor.data());
        if (calls.empty()) {
            const std::size_t given = std::min(count, people.people() - first);
            strip.z.fill(0.0);
            for (std::size_t i = 0; i < count; ++i) { strip.in[i] = i < given ? 1.0 : 0.0; }
        } else {
            strip.take(calls, first, count, std::nullopt);
        }
        log_likelihood.add(strip.fit(predictor.data(), people.y() + first, point.beta, count));
        sums.largest = std::max(sums.largest, largest_of(strip, predictor.data(), point.beta, count));
        design[0] = ones.data();
        for (std::size_t k = 0; k < people.covariates(); ++k) { design[k + 1] = people.covariate(k) + first; }
        if (used == columns) { design[columns - 1] = strip.z.data(); }
        add_products(strip.residual.data(), design, count, score.data());
        for (std::size_t row = 0; row < used; ++row) {
            for (std::size_t i = 0; i < count; i += Lanes::width) {
                math::store_lanes(weighted.data() + i,
                                  math::load_lanes(strip.weight.data() + i) * math::load_lanes(design[row] + i));
            }
            add_products(weighted.data(), std::span(design).subspan(row), count,
                         information.data() + row * columns + row);
        }
    }
    sums.log_likelihood = log_likelihood.value();
    for (std::size_t row = 0; row < used; ++row) {
        const auto r = static_cast<Eigen::Index>(row);
        sums.score[r] = math::sum_of_lanes(score[row]);
        for (std::size_t column = row; column < used; ++column) {
            const auto c = static_cast<Eigen::Index>(column);
            sums.information(r, c) = sums.information(c, r) = math::sum_of_lanes(information[row * columns + column]);
        }
    }
    return sums;
}

}  // namespace atria::association
