#include "kernels/survival/model/cox_zph.hpp"

#include "kernels/math/packed_triangle.hpp"
#include "kernels/math/ranked_cholesky.hpp"
#include "kernels/survival/model/cox_time_derivatives.hpp"

#include <cassert>
#include <limits>

namespace atria::survival {

CoxZphSums::CoxZphSums(Eigen::Index p)
    : score(Eigen::VectorXd::Zero(p)), information(Eigen::VectorXd::Zero(math::packed_size(p))) {
    cross = square = information;
}

CoxZphSums& CoxZphSums::operator+=(const CoxZphSums& other) {
    assert(score.size() == other.score.size());
    score += other.score;
    information += other.information;
    cross += other.cross;
    square += other.square;
    return *this;
}

std::vector<double> CoxZphSums::numbers() const {
    std::vector<double> numbers{static_cast<double>(score.size())};
    for (const Eigen::VectorXd* part : {&score, &information, &cross, &square}) {
        numbers.insert(numbers.end(), part->begin(), part->end());
    }
    return numbers;
}

CoxZphSums CoxZphSums::from_numbers(std::span<const double> numbers) {
    CoxZphSums sums(static_cast<Eigen::Index>(numbers[0]));
    const double* at = numbers.data() + 1;
    for (Eigen::VectorXd* part : {&sums.score, &sums.information, &sums.cross, &sums.square}) {
        *part = Eigen::Map<const Eigen::VectorXd>(at, part->size());
        at += part->size();
    }
    assert(at == numbers.data() + numbers.size());
    return sums;
}

CoxZphSums cox_zph_sums(const CoxModelRows& rows, const Eigen::VectorXd& point, const ZphTime& time) {
    CoxZphSums sums(rows.covariates);
    const CoxTies ties = rows.ties == CoxTies::exact ? CoxTies::breslow : rows.ties;
    for (const CoxModelStratum& stratum : rows.strata) {
        visit_event_times(stratum, ties, point, [&](std::size_t k, const CoxTimeDerivatives& here) {
            const double g = time(stratum.times[k]);
            sums.score += g * here.score;
            sums.information += here.information;
            sums.cross += g * here.information;
            sums.square += g * g * here.information;
        });
    }
    return sums;
}

CoxZph cox_zph(const CoxModelResult& result, const CoxZphSums& sums, std::span<const std::vector<Eigen::Index>> terms) {
    const Eigen::Index p = sums.score.size();
    const Eigen::MatrixXd information = math::unpacked_triangle(sums.information, p);
    const Eigen::MatrixXd cross = math::unpacked_triangle(sums.cross, p);
    const Eigen::MatrixXd square = math::unpacked_triangle(sums.square, p);
    std::vector<Eigen::Index> kept;
    const auto ok = [&result](Eigen::Index j) {
        return result.coefficients[static_cast<std::size_t>(j)].status == CoefficientStatus::ok;
    };
    for (Eigen::Index j = 0; j < p; ++j) {
        if (ok(j)) { kept.push_back(j); }
    }
    // The information of the columns `of` along g that is free of the model itself.
    const math::RankedCholesky model(information(kept, kept));
    const auto test = [&](const std::vector<Eigen::Index>& of) -> ChiSquareTest {
        if (!sums.score.allFinite()) { return {std::numeric_limits<double>::quiet_NaN(), static_cast<int>(of.size())}; }
        Eigen::MatrixXd along = cross(kept, of);
        for (Eigen::Index j = 0; j < along.cols(); ++j) { model.forward(along.col(j)); }
        const Eigen::MatrixXd own = square(of, of);
        const math::RankedCholesky factor(own - along.transpose() * along, own.diagonal());
        const Eigen::VectorXd score = sums.score(of);
        return chi_square_test(score.dot(factor.solve(score)), static_cast<int>(factor.rank()));
    };
    CoxZph zph;
    for (const std::vector<Eigen::Index>& term : terms) {
        std::vector<Eigen::Index> of;
        for (const Eigen::Index j : term) {
            if (ok(j)) { of.push_back(j); }
        }
        zph.terms.push_back(test(of));
    }
    zph.global = test(kept);
    return zph;
}

}  // namespace atria::survival
