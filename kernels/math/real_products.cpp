#include "kernels/math/real_products.hpp"

#include "kernels/math/lanes.hpp"

#include <algorithm>
#include <cassert>
#include <vector>

namespace atria::math {
namespace {

constexpr std::size_t strip = 128;  // people

/// Rows of some people as real numbers, filled up to whole lanes.
void place_rows(const FixedPointColumns& columns, std::size_t first, std::size_t people, std::size_t used,
                std::size_t lanes, std::vector<Lanes>& rows) {
    for (std::size_t i = 0; i < people; ++i) {
        const std::int64_t* fixed = columns.row(first + i);
        Lanes* row = rows.data() + i * lanes;
        for (std::size_t k = 0; k < used; ++k) { row[k / Lanes::width][k % Lanes::width] = columns.real(fixed[k], k); }
    }
}

}  // namespace

Eigen::MatrixXd real_products(const FixedPointColumns& columns, const Eigen::Ref<const Eigen::MatrixXd>& values,
                              std::size_t used) {
    assert(static_cast<std::size_t>(values.rows()) == columns.people() && used <= columns.columns());
    const auto variants = static_cast<std::size_t>(values.cols());
    Eigen::MatrixXd answer(static_cast<Eigen::Index>(used), values.cols());
    const std::size_t lanes = (used + Lanes::width - 1) / Lanes::width;
    std::vector<Lanes> rows(strip * lanes, Lanes::all(0.0));
    std::vector<Lanes> sums(variants * lanes, Lanes::all(0.0));
    for (std::size_t first = 0; first < columns.people(); first += strip) {
        const std::size_t people = std::min(strip, columns.people() - first);
        place_rows(columns, first, people, used, lanes, rows);
        for (std::size_t v = 0; v < variants; ++v) {
            const double* g = values.col(static_cast<Eigen::Index>(v)).data() + first;
            for (std::size_t lane = 0; lane < lanes; ++lane) {
                Lanes sum = Lanes::all(0.0);
                for (std::size_t i = 0; i < people; ++i) { sum += g[i] * rows[i * lanes + lane]; }
                sums[v * lanes + lane] += sum;
            }
        }
    }
    for (std::size_t v = 0; v < variants; ++v) {
        for (std::size_t k = 0; k < used; ++k) {
            answer(static_cast<Eigen::Index>(k), static_cast<Eigen::Index>(v)) =
                sums[v * lanes + k / Lanes::width][k % Lanes::width];
        }
    }
    return answer;
}

}  // namespace atria::math
