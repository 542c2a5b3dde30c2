#include "kernels/survival/curves/curve_test.hpp"

#include "kernels/math/ranked_cholesky.hpp"
#include "kernels/math/tails.hpp"

namespace atria::survival {

CurveTest curve_test(const Eigen::VectorXd& difference, const Eigen::MatrixXd& variance) {
    CurveTest test;
    const math::RankedCholesky factor(variance);
    if (factor.rank() == 0) { return test; }
    test.status = CurveTestStatus::ok;
    test.chi_square = difference.dot(factor.solve(difference));
    test.degrees_of_freedom = static_cast<double>(factor.rank());
    test.neg_log10_p = math::chi_square_neg_log10_p(test.chi_square, test.degrees_of_freedom);
    return test;
}

}  // namespace atria::survival
