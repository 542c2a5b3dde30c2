#include "kernels/association/logistic_system.hpp"

#include <algorithm>
#include <cmath>

namespace atria::association {

LogisticSystem::LogisticSystem(std::span<const std::optional<LogisticSums>> cohorts, Eigen::Index covariates)
    : cohorts_(static_cast<Eigen::Index>(cohorts.size())), covariates_(covariates) {
    const Eigen::Index k = covariates;
    const Eigen::Index size = cohorts_ + k;
    Eigen::MatrixXd information = Eigen::MatrixXd::Zero(size, size);
    nuisance_score_ = nuisance_penalty_ = across_ = Eigen::VectorXd::Zero(size);
    for (Eigen::Index c = 0; c < cohorts_; ++c) {
        const std::optional<LogisticSums>& sums = cohorts[static_cast<std::size_t>(c)];
        if (!sums) { continue; }
        log_likelihood_ += sums->log_likelihood;
        weight_ += sums->information(0, 0);
        nuisance_score_[c] += sums->score[0];
        nuisance_score_.tail(k) += sums->score.segment(1, k);
        variant_score_ += sums->score[k + 1];
        nuisance_penalty_[c] += sums->penalty[0];
        nuisance_penalty_.tail(k) += sums->penalty.segment(1, k);
        variant_penalty_ += sums->penalty[k + 1];
        information(c, c) += sums->information(0, 0);
        information.col(c).tail(k) += sums->information.col(0).segment(1, k);
        information.bottomRightCorner(k, k) += sums->information.block(1, 1, k, k);
        across_[c] += sums->information(k + 1, 0);
        across_.tail(k) += sums->information.col(k + 1).segment(1, k);
        raw_information_ += sums->information(k + 1, k + 1);
    }
    information.topRightCorner(cohorts_, k) = information.bottomLeftCorner(k, cohorts_).transpose();
    factor_ = math::RankedCholesky(information);
    take_out_nuisance();
}

LogisticSystem::LogisticSystem(const LogisticSystem& null, const VariantOnSystem& variant) : LogisticSystem(null) {
    variant_score_ = variant.score;
    across_ = variant.across;
    raw_information_ = variant.information;
    take_out_nuisance();
}

LogisticSystem::Efficient LogisticSystem::efficient(const VariantOnSystem& variant) const {
    const Eigen::VectorXd shadow = factor_.solve(variant.across);
    return {variant.score - nuisance_score_.dot(shadow), variant.information - variant.across.dot(shadow)};
}

void LogisticSystem::take_out_nuisance() {
    shadow_ = factor_.solve(across_);
    information_ = raw_information_ - across_.dot(shadow_);
    score_ = variant_score_ - nuisance_score_.dot(shadow_);
}

double LogisticSystem::log_determinant() const { return factor_.log_determinant() + std::log(information_); }

double LogisticSystem::least_share_of(const LogisticSystem& start) const {
    double least = 1;
    for (Eigen::Index j = 0; j < nuisance(); ++j) {
        if (!start.factor_.kept(j)) { continue; }
        least = std::min(least, factor_.kept(j) ? factor_.pivot(j) / start.factor_.pivot(j) : 0.0);
    }
    return least;
}

LogisticSystem::Step LogisticSystem::step(const Eigen::VectorXd& nuisance_score, double variant_score) const {
    const double score = variant_score - nuisance_score.dot(shadow_);
    const Eigen::VectorXd alone = factor_.solve(nuisance_score);
    Step step;
    step.beta = score / information_;
    step.nuisance = alone - step.beta * shadow_;
    step.distance = nuisance_score.dot(alone) + score * step.beta;
    return step;
}

LogisticSystem::Step LogisticSystem::newton() const { return step(nuisance_score_, variant_score_); }

LogisticSystem::Step LogisticSystem::nuisance_newton() const {
    Step step;
    step.nuisance = factor_.solve(nuisance_score_);
    step.distance = nuisance_score_.dot(step.nuisance);
    return step;
}

LogisticSystem::Step LogisticSystem::firth() const {
    return step(nuisance_score_ + nuisance_penalty_, variant_score_ + variant_penalty_);
}

LogisticSystem::Step LogisticSystem::nuisance_firth() const {
    const Eigen::VectorXd score = nuisance_score_ + nuisance_penalty_;
    Step step;
    step.nuisance = factor_.solve(score);
    step.distance = score.dot(step.nuisance);
    return step;
}

double LogisticSystem::firth_slope(const Step& step) const {
    return (nuisance_score_ + nuisance_penalty_).dot(step.nuisance) + (variant_score_ + variant_penalty_) * step.beta;
}

Eigen::MatrixXd LogisticSystem::inverse(Eigen::Index cohort, bool with_variant) const {
    const Eigen::Index k = covariates_;
    std::vector<Eigen::Index> chosen{cohort};
    for (Eigen::Index i = 0; i < k; ++i) { chosen.push_back(cohorts_ + i); }
    Eigen::MatrixXd inverse = Eigen::MatrixXd::Zero(k + 2, k + 2);
    Eigen::VectorXd shadow(k + 1);
    for (Eigen::Index j = 0; j <= k; ++j) {
        Eigen::VectorXd unit = Eigen::VectorXd::Zero(nuisance());
        unit[chosen[static_cast<std::size_t>(j)]] = factor_.kept(chosen[static_cast<std::size_t>(j)]) ? 1 : 0;
        const Eigen::VectorXd column = factor_.solve(unit);
        for (Eigen::Index i = 0; i <= k; ++i) { inverse(i, j) = column[chosen[static_cast<std::size_t>(i)]]; }
        shadow[j] = shadow_[chosen[static_cast<std::size_t>(j)]];
    }
    if (with_variant) {
        inverse.topLeftCorner(k + 1, k + 1) += shadow * shadow.transpose() / information_;
        inverse.col(k + 1).head(k + 1) = -shadow / information_;
        inverse.row(k + 1).head(k + 1) = -shadow.transpose() / information_;
        inverse(k + 1, k + 1) = 1 / information_;
    }
    return inverse;
}

}  // namespace atria::association
