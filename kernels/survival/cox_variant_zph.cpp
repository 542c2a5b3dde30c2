#include "kernels/survival/cox_variant_zph.hpp"

#include "kernels/math/ranked_cholesky.hpp"
#include "kernels/math/tails.hpp"
#include "kernels/survival/cox_variant_rows.hpp"

#include <cmath>
#include <vector>

namespace atria::survival {
namespace {

constexpr double arrived = 1e-20;  // squared distance to the maximum, in standard errors
constexpr int most_rounds = 8;
constexpr double near_enough = 1e-10;  // the same, after the last round
/// A g(t) that the events hardly vary in leaves nothing but rounding of its information.
constexpr double collinear_share = 1e-10;

}  // namespace

CoxZphLine cox_zph_line(const CoxNullCohort& cohort, const CoxNullFit& null, Ties ties, const GenotypeView& variant,
                        const Eigen::VectorXd& delta, double gamma) {
    const Eigen::Index k = delta.size();
    CoxZphLine line(k + 1);
    if (null.zph_time.empty()) { return line; }
    const auto [x, eta, in] = cox_variant_rows(cohort, null, variant, delta, gamma);
    line.model = cox_derivatives(cohort.sets, ties, x, eta, in);
    const CoxDerivatives along = cox_derivatives(cohort.sets, ties, x, eta, in, null.zph_time);
    line.score = along.score[k];
    line.cross = along.information.col(k);
    std::vector<double> squares = null.zph_time;
    for (double& value : squares) { value *= value; }
    line.square = cox_derivatives(cohort.sets, ties, x, eta, in, squares).information(k, k);
    return line;
}

CoxVariantZph::CoxVariantZph(double zph_p, const CoxFit& fit) {
    if (!(zph_p > 0) || fit.status() != RowStatus::ok) { return; }
    going_ = std::fabs(fit.score()) >= math::normal_from_p(zph_p);
    delta_ = fit.delta();
    gamma_ = fit.gamma();
}

void CoxVariantZph::advance(const CoxZphLine& line) {
    ++rounds_;
    const math::RankedCholesky factor(line.model.information);
    const Eigen::VectorXd step = factor.solve(line.model.score);
    const double distance = line.model.score.dot(step);
    if (distance > arrived && rounds_ < most_rounds) {
        delta_ += step.head(delta_.size());
        gamma_ += step[delta_.size()];
        return;
    }
    going_ = false;
    if (!(distance < near_enough)) { return; }
    const double information = line.square - line.cross.dot(factor.solve(line.cross));
    if (!(information > collinear_share * line.square)) { return; }
    const double score = line.score - line.cross.dot(step);
    chi_square_ = score * score / information;
}

void CoxVariantZph::report(Estimate& row) const {
    row.zph_chisq = chi_square_;
    row.zph_neg_log10_p = math::normal_neg_log10_p(std::sqrt(chi_square_));
}

}  // namespace atria::survival
