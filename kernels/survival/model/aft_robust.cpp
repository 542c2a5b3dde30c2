#include "kernels/survival/model/aft_robust.hpp"

#include "kernels/math/packed_triangle.hpp"
#include "kernels/math/ranked_cholesky.hpp"

#include <cassert>
#include <map>

namespace atria::survival {

void AftRobustSums::add(const AftRobustSums& other) {
    assert(outer.rows() == other.outer.rows());
    clusters += other.clusters;
    outer += other.outer;
}

std::vector<double> AftRobustSums::numbers() const {
    Eigen::VectorXd packed(math::packed_size(outer.rows()));
    math::pack_triangle(outer, packed);
    std::vector<double> numbers{clusters};
    numbers.insert(numbers.end(), packed.begin(), packed.end());
    return numbers;
}

AftRobustSums AftRobustSums::from_numbers(const std::vector<double>& numbers, Eigen::Index columns) {
    const Eigen::Index m = columns + 2;
    assert(static_cast<Eigen::Index>(numbers.size()) == 1 + math::packed_size(m));
    AftRobustSums sums(columns);
    sums.clusters = numbers[0];
    sums.outer =
        math::unpacked_triangle(Eigen::Map<const Eigen::VectorXd>(numbers.data() + 1, math::packed_size(m)), m);
    return sums;
}

AftRobustSums aft_robust_sums(const SurvivalRows& rows, const AftPoint& point) {
    const Eigen::Index p = point.centre.size();
    const Eigen::MatrixXd scores = aft_row_scores(rows, point);
    const std::vector<std::uint32_t>& number = rows.cluster.empty() ? rows.person : rows.cluster;
    AftRobustSums sums(p);
    std::map<std::uint32_t, Eigen::VectorXd> of_cluster;
    for (std::size_t i = 0; i < rows.rows(); ++i) {
        const auto row = static_cast<Eigen::Index>(i);
        const double along = rows.weight_of(i) * scores(row, 0);
        Eigen::VectorXd own(p + 2);
        own[0] = along;
        own.segment(1, p) = along * (rows.x.row(row).transpose() - point.centre);
        own[p + 1] = rows.weight_of(i) * scores(row, 1);
        if (number.empty()) {
            sums.outer.noalias() += own * own.transpose();
            sums.clusters += 1;
            continue;
        }
        const auto [place, is_new] = of_cluster.try_emplace(number[i], own);
        if (!is_new) { place->second += own; }
    }
    for (const auto& [cluster, sum] : of_cluster) {
        sums.outer.noalias() += sum * sum.transpose();
        sums.clusters += 1;
    }
    return sums;
}

AftRobust aft_robust(const AftResult& model, const AftRobustSums& sums) {
    AftRobust robust;
    robust.clusters = sums.clusters;
    const Eigen::MatrixXd centred = model.centred_covariance * sums.outer * model.centred_covariance;
    robust.covariance = aft_covariance_at_origin((centred + centred.transpose()) / 2, model.point);
    robust.standard_errors = robust.covariance.diagonal().cwiseMax(0).cwiseSqrt();
    if (!model.infinite.empty()) { return robust; }
    const Eigen::VectorXd b = model.coefficients(model.tested);
    robust.wald = b.dot(math::RankedCholesky(robust.covariance(model.tested, model.tested)).solve(b));
    return robust;
}

}  // namespace atria::survival
