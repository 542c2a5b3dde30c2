#include "kernels/math/information_left.hpp"

#include <Eigen/Eigenvalues>
#include <vector>

namespace atria::math {

InformationLeft information_left(const RankedCholesky& start, const Eigen::MatrixXd& end) {
    std::vector<Eigen::Index> known;
    for (Eigen::Index k = 0; k < end.rows(); ++k) {
        if (start.kept(k)) { known.push_back(k); }
    }
    if (known.empty()) { return {}; }
    const Eigen::MatrixXd whitening = start.whitening()(known, Eigen::all);
    const Eigen::MatrixXd left = whitening * end * whitening.transpose();
    if (!left.allFinite()) { return {}; }
    const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solved(left);  // eigenvalues ascend
    return {solved.eigenvalues(), whitening.transpose() * solved.eigenvectors()};
}

}  // namespace atria::math
