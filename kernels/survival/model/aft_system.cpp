#include "kernels/survival/model/aft_system.hpp"

#include <cmath>

namespace atria::survival {
namespace {

/// Along a likelihood that flattens out next to nothing of a centred column is free of the others, long before it is
/// rounding.
constexpr double pivot_measure = 1e-4;
constexpr double longest_scale_step = 8;  // factor of sigma in one step

}  // namespace

AftSystem::AftSystem(const AftSums& sums, const std::vector<Eigen::Index>& active, const AftPoint& point)
    : score(sums.score(active)), information(sums.information(active, active)) {
    if (has_scale(point.distribution)) {
        const Eigen::Index s = score.size() - 1;
        const double sigma = std::exp(point.log_sigma);
        const Eigen::VectorXd along = score;
        score *= sigma;
        score[s] *= -1;
        information *= sigma * sigma;
        const Eigen::VectorXd cross = sigma * sigma * along.head(s) - information.col(s).head(s);
        information.col(s).head(s) = cross;
        information.row(s).head(s) = cross.transpose();
        information(s, s) -= sigma * sigma * along[s];
    }
    factorise();
}

void AftSystem::factorise() {
    const Eigen::VectorXd diagonal = information.diagonal().cwiseAbs();
    factor = math::RankedCholesky(information, pivot_measure * diagonal);
    double raise = 1e-3;
    for (int k = 0; k < 20 && factor.rank() < score.size(); ++k) {
        Eigen::MatrixXd raised = information;
        raised.diagonal() += raise * diagonal;
        factor = math::RankedCholesky(raised, pivot_measure * diagonal);
        raise *= 4;
    }
}

Eigen::VectorXd AftSystem::own_information() const {
    return factor.whitening().colwise().squaredNorm().cwiseInverse().transpose();
}

double aft_step_share(const AftPoint& from, const Eigen::VectorXd& step) {
    if (!has_scale(from.distribution)) { return 1; }
    const double tau = std::exp(-from.log_sigma);
    const double move = step[step.size() - 1];
    const double longest = move < 0 ? tau * (1 - 1 / longest_scale_step) : tau * (longest_scale_step - 1);
    return std::fabs(move) > longest ? longest / std::fabs(move) : 1;
}

AftPoint aft_moved(const AftPoint& from, const std::vector<Eigen::Index>& active, const Eigen::VectorXd& step,
                   double share) {
    AftPoint to = from;
    double sigma = 1;
    if (has_scale(from.distribution)) {
        sigma = 1 / (std::exp(-from.log_sigma) + share * step[step.size() - 1]);
        to.log_sigma = std::log(sigma);
    }
    for (std::size_t k = 0; k < active.size(); ++k) {
        const double move = share * step[static_cast<Eigen::Index>(k)] * sigma;
        if (active[k] == 0) {
            to.intercept += move;
        } else if (active[k] <= from.effects.size()) {
            to.effects[active[k] - 1] += move;
        }
    }
    return to;
}

}  // namespace atria::survival
