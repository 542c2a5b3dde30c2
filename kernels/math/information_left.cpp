#include "kernels/math/information_left.hpp"

#include <Eigen/Eigenvalues>
#include <limits>
#include <vector>

namespace atria::math {

double information_left(const RankedCholesky& start, const Eigen::MatrixXd& end) {
    std::vector<Eigen::Index> known;
    for (Eigen::Index k = 0; k < end.rows(); ++k) {
        if (start.kept(k)) { known.push_back(k); }
    }
    if (known.empty()) { return 1; }
    const Eigen::MatrixXd whitening = start.whitening()(known, Eigen::all);
    const Eigen::MatrixXd left = whitening * end * whitening.transpose();
    if (!left.allFinite()) { return std::numeric_limits<double>::quiet_NaN(); }
    return Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd>(left, Eigen::EigenvaluesOnly).eigenvalues().minCoeff();
}

}  // namespace atria::math
