#pragma once

#include <Eigen/Core>
#include <cstdint>

namespace atria::survival {

enum class CurveTestStatus : std::uint8_t {
    ok,
    no_comparison,  ///< fewer than two groups are at risk where events happen, so that nothing varies
};

/// A chi-square test that K curves are one.
struct CurveTest {
    CurveTestStatus status = CurveTestStatus::no_comparison;
    double chi_square = 0;
    double degrees_of_freedom = 0;  ///< the rank of the variance: groups that are at risk at some event, less 1
    double neg_log10_p = 0;
};

/// That `difference` (K), of variance `variance`, is zero; on as many degrees of freedom as the variance has rank.
[[nodiscard]] CurveTest curve_test(const Eigen::VectorXd& difference, const Eigen::MatrixXd& variance);

}  // namespace atria::survival
