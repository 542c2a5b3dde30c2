#include "kernels/survival/model/cox_model_fit.hpp"

#include "kernels/math/information_left.hpp"
#include "kernels/math/packed_triangle.hpp"
#include "kernels/math/tails.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace atria::survival {
namespace {

constexpr double arrived = 1e-20;         // decrement: one more step leaves nothing but rounding
constexpr double all_there = 1e-26;       // decrement: no step is left to make
constexpr double rounding_floor = 1e-14;  // decrement below which a course that no longer shrinks has arrived
constexpr double flat = 1e-11;            // decrement: the likelihood has stopped rising
constexpr double nearly_flat = 1e-6;
constexpr double slow = 0.05;  // a decrement that keeps more than this share is not Newton's near a maximum
constexpr int slow_rounds = 3;
constexpr int most_halvings = 40;
constexpr double allowance = 1e-11;      // relative: what rounding may take from the log likelihood
constexpr double vanished = 1e6;         // squared slope over curvature, an event
constexpr double runaway_share = 0.005;  // of the way from init
constexpr double runaway_size = 1e-4;    // of the largest step, in standard deviations of the columns
/// Along a likelihood that flattens out, information and score fall alike: pivots shrink where nothing is collinear.
constexpr double pivot_measure = 1e-4;
constexpr double runaway_part = 1e-2;  // of the direction along which the likelihood has flattened out
/// Each bound is a fit with a column held, and a fit costs by the square of the columns: of models of many columns,
/// levels without events as a rule, only the first few infinite ones have a bound.
constexpr std::size_t most_bounds = 10;
constexpr std::size_t most_columns_of_bounds = 400;

}  // namespace

const char* name_of(CoxModelStatus status) {
    switch (status) {
        case CoxModelStatus::ok:
            return "ok";
        case CoxModelStatus::no_events:
            return "no_events";
        case CoxModelStatus::infinite:
            return "infinite_estimate";
        case CoxModelStatus::not_converged:
            break;
    }
    return "not_converged";
}

const char* name_of(CoefficientStatus status) {
    switch (status) {
        case CoefficientStatus::ok:
            return "ok";
        case CoefficientStatus::aliased:
            return "collinear";
        case CoefficientStatus::infinite:
            break;
    }
    return "infinite_estimate";
}

ChiSquareTest chi_square_test(double statistic, int df) {
    if (df == 0) { return {0, 0, 0}; }
    return {statistic, df, math::chi_square_neg_log10_p(std::max(0.0, statistic), df)};
}

CoxModelFit::CoxModelFit(Eigen::VectorXd init, int most_rounds, double bound_level)
    : most_rounds_(most_rounds), bound_level_(bound_level), point_(init), previous_(init) {
    result_.coefficients.resize(static_cast<std::size_t>(init.size()));
    result_.point = init;
    result_.variance = Eigen::MatrixXd::Zero(init.size(), init.size());
    result_.init = std::move(init);
}

Eigen::MatrixXd CoxModelFit::without_aliased(const Eigen::VectorXd& packed) const {
    Eigen::MatrixXd information = math::unpacked_triangle(packed, point_.size());
    for (Eigen::Index j = 0; j < point_.size(); ++j) {
        if (coefficient(j).status != CoefficientStatus::aliased) { continue; }
        information.row(j).setZero();
        information.col(j).setZero();
    }
    return information;
}

void CoxModelFit::fail(const std::string& reason) {
    result_.status = CoxModelStatus::not_converged;
    result_.reason = reason;
    result_.point = previous_;
    const Eigen::VectorXd size =
        last_.step.size() == scale_.size() ? last_.step.cwiseAbs().cwiseProduct(scale_).eval() : Eigen::VectorXd();
    for (Eigen::Index j = 0; j < size.size(); ++j) {
        if (size[j] > 0 && size[j] > size.maxCoeff() / 10) { result_.unsettled.push_back(j); }
    }
    stage_ = Stage::done;
}

void CoxModelFit::halve(const char* reason) {
    if (result_.rounds.empty()) { return fail(reason); }
    if (halvings_ >= most_halvings) {
        // A predictor that overflows on a likelihood which still rises is on its way to infinity.
        infinite_ = result_.rounds.size() > slow_rounds ? runaways(last_.step) : std::vector<Eigen::Index>{};
        if (infinite_.empty()) { return fail(reason); }
        point_ = previous_;
        return finish_infinite(last_.log_likelihood, last_.information, last_.step, last_.decrement);
    }
    ++halvings_;
    point_ = (point_ + previous_) / 2;
}

bool CoxModelFit::begin(const CoxModelSums& sums, const Eigen::MatrixXd& information) {
    result_.events = sums.events;
    result_.event_weight = sums.event_weight;
    result_.log_likelihood_init = sums.log_likelihood;
    const math::RankedCholesky factor(information);
    bool moved = false;
    for (Eigen::Index j = 0; j < point_.size(); ++j) {
        // A slope without curvature: not a column that says nothing, but a point too far out to tell.
        if (!factor.kept(j) &&
            sums.score[j] * sums.score[j] > vanished * sums.event_weight * std::max(0.0, information(j, j))) {
            for (CoxModelCoefficient& one : result_.coefficients) { one.status = CoefficientStatus::ok; }
            fail("the information vanishes at the initial coefficients");
            return false;
        }
        if (!factor.kept(j)) { coefficient(j).status = CoefficientStatus::aliased; }
        if (factor.kept(j) || point_[j] == 0) { continue; }
        point_[j] = 0;
        result_.init[j] = 0;
        moved = true;
    }
    if (moved) { return false; }
    result_.score_test = chi_square_test(sums.score.dot(factor.solve(sums.score)), static_cast<int>(factor.rank()));
    start_ = factor;
    scale_ = (information.diagonal().cwiseMax(0) / sums.event_weight).cwiseSqrt();
    return true;
}

void CoxModelFit::advance(const CoxModelSums& sums) {
    if (stage_ == Stage::maximum) { return advance_maximum(sums); }
    if (stage_ == Stage::bounds) { advance_bounds(sums); }
}

void CoxModelFit::advance_maximum(const CoxModelSums& sums) {
    if (!(sums.events > 0)) {
        result_.status = CoxModelStatus::no_events;
        result_.reason = "no events";
        stage_ = Stage::done;
        return;
    }
    const bool finite = std::isfinite(sums.log_likelihood) && sums.score.allFinite() && sums.information.allFinite();
    if (!finite) {
        return halve(result_.rounds.empty() ? "the likelihood is not finite at the initial coefficients"
                                            : "the likelihood is not finite along the step");
    }
    if (!result_.rounds.empty() &&
        sums.log_likelihood < previous_log_likelihood_ - allowance * (1 + std::fabs(previous_log_likelihood_))) {
        return halve("the likelihood falls along the step, however short");
    }
    const bool first = result_.rounds.empty();
    if (first && !begin(sums, math::unpacked_triangle(sums.information, point_.size()))) { return; }
    const Eigen::MatrixXd information = without_aliased(sums.information);
    const math::RankedCholesky factor(information, pivot_measure * information.diagonal());
    const Eigen::VectorXd step = factor.solve(sums.score);
    const double decrement = std::max(0.0, sums.score.dot(step));
    result_.rounds.push_back({sums.log_likelihood, decrement});
    path_.push_back(point_);
    path_log_likelihood_.push_back(sums.log_likelihood);
    linear_rounds_ = result_.rounds.size() > 1 && decrement > slow * previous_decrement_ ? linear_rounds_ + 1 : 0;
    previous_ = point_;
    last_ = {sums.log_likelihood, information, step, decrement};

    const bool last_step_made = result_.rounds.size() > 1 && previous_decrement_ < arrived;
    if (decrement < all_there || last_step_made) { return finish(sums, information); }
    const bool crawls = linear_rounds_ >= slow_rounds;
    const bool last = static_cast<int>(result_.rounds.size()) >= most_rounds_;
    infinite_ = crawls && decrement < (last ? nearly_flat : flat) ? runaways(step) : std::vector<Eigen::Index>{};
    if (!infinite_.empty()) { return finish_infinite(sums.log_likelihood, information, step, decrement); }
    if (crawls && decrement < rounding_floor) { return finish(sums, information); }
    if (last) { return fail("no maximum within " + std::to_string(most_rounds_) + " rounds"); }
    previous_log_likelihood_ = sums.log_likelihood;
    previous_decrement_ = decrement;
    halvings_ = 0;
    point_ += step;
}

std::vector<Eigen::Index> CoxModelFit::runaways(const Eigen::VectorXd& step) const {
    const Eigen::VectorXd size = step.cwiseAbs().cwiseProduct(scale_);
    std::vector<Eigen::Index> columns;
    for (Eigen::Index j = 0; j < step.size(); ++j) {
        const double way = std::fabs(point_[j] - result_.init[j]);
        if (std::fabs(step[j]) > runaway_share * way && size[j] > runaway_size * size.maxCoeff()) {
            columns.push_back(j);
        }
    }
    return columns;
}

/// Coefficients, standard errors and z of the columns that are neither aliased nor infinite.
void CoxModelFit::report(const Eigen::MatrixXd& information) {
    Eigen::MatrixXd finite = information;
    for (const Eigen::Index j : infinite_) {
        finite.row(j).setZero();
        finite.col(j).setZero();
    }
    const math::RankedCholesky factor(finite, pivot_measure * finite.diagonal());
    const Eigen::Index p = point_.size();
    result_.point = point_;
    for (Eigen::Index j = 0; j < p; ++j) {
        if (factor.kept(j)) { result_.variance.col(j) = factor.solve(Eigen::VectorXd::Unit(p, j)); }
    }
    result_.variance = (result_.variance + result_.variance.transpose()).eval() / 2;
    for (Eigen::Index j = 0; j < p; ++j) {
        CoxModelCoefficient& here = coefficient(j);
        if (!factor.kept(j)) {
            if (here.status == CoefficientStatus::ok) { here.status = CoefficientStatus::aliased; }
            continue;
        }
        here.beta = point_[j];
        here.standard_error = std::sqrt(result_.variance(j, j));
        here.z = here.beta / here.standard_error;
        here.neg_log10_p = math::normal_neg_log10_p(here.z);
    }
    const int df = result_.score_test.df;
    result_.likelihood_ratio_test = chi_square_test(2 * (result_.log_likelihood - result_.log_likelihood_init), df);
}

void CoxModelFit::finish(const CoxModelSums& sums, const Eigen::MatrixXd& information) {
    infinite_ = flattened(information);
    if (infinite_.empty()) { return finish_at_maximum(sums, information); }
    // Newton's last step has drowned in rounding; the way that it came says where the columns go.
    finish_infinite(sums.log_likelihood, information, point_ - result_.init, 0);
}

std::vector<Eigen::Index> CoxModelFit::flattened(const Eigen::MatrixXd& information) const {
    const math::InformationLeft left = math::information_left(start_, information);
    const math::RankedCholesky here(information, pivot_measure * information.diagonal());
    const bool crawled = linear_rounds_ >= slow_rounds || here.rank() < start_.rank();
    const double least = crawled ? math::little_information_left : math::no_information_left;
    std::vector<Eigen::Index> columns;
    for (Eigen::Index j = 0; j < point_.size(); ++j) {
        bool flat_here = false;
        for (Eigen::Index d = 0; d < left.shares.size() && left.shares[d] < least; ++d) {
            const Eigen::VectorXd size = left.directions.col(d).cwiseAbs().cwiseProduct(scale_);
            flat_here = flat_here || size[j] > runaway_part * size.maxCoeff();
        }
        if (flat_here) { columns.push_back(j); }
    }
    return columns;
}

void CoxModelFit::finish_at_maximum(const CoxModelSums& sums, const Eigen::MatrixXd& information) {
    result_.log_likelihood = sums.log_likelihood;
    report(information);
    const Eigen::VectorXd way = point_ - result_.init;
    result_.wald_test = chi_square_test(way.dot(information * way), result_.score_test.df);
    result_.status = CoxModelStatus::ok;
    stage_ = Stage::done;
}

void CoxModelFit::finish_infinite(double log_likelihood, const Eigen::MatrixXd& information,
                                  const Eigen::VectorXd& step, double decrement) {
    // The log likelihood nears its supremum as a - b exp(-c beta), of which the decrement is the second part.
    result_.log_likelihood = log_likelihood + decrement;
    for (const Eigen::Index j : infinite_) {
        coefficient(j).status = CoefficientStatus::infinite;
        coefficient(j).beta = std::copysign(std::numeric_limits<double>::infinity(), step[j]);
    }
    report(information);
    result_.status = CoxModelStatus::infinite;
    result_.reason = "the likelihood has no maximum at finite coefficients";
    stage_ = Stage::bounds;
    next_bound();
}

void CoxModelFit::next_bound() {
    const double drop = profile_bound_drop(bound_level_);
    const std::size_t affordable = drop > 0 ? most_columns_of_bounds / static_cast<std::size_t>(point_.size()) : 0;
    if (bound_ == std::min({infinite_.size(), most_bounds, affordable})) {
        stage_ = Stage::done;
        point_ = result_.point;
        return;
    }
    const double target = result_.log_likelihood - drop;
    std::size_t nearest = 0;
    for (std::size_t i = 1; i < path_.size(); ++i) {
        const double distance = std::fabs(path_log_likelihood_[i] - target);
        if (distance <= std::fabs(path_log_likelihood_[nearest] - target)) { nearest = i; }
    }
    Eigen::VectorXd fixed = Eigen::VectorXd::Zero(point_.size());
    for (Eigen::Index j = 0; j < fixed.size(); ++j) {
        const bool aliased = coefficient(j).status == CoefficientStatus::aliased;
        fixed[j] = aliased ? 1 : 0;
    }
    profile_ = CoxProfileBound(infinite_[bound_], target, path_[nearest], fixed);
    point_ = profile_.point();
}

void CoxModelFit::advance_bounds(const CoxModelSums& sums) {
    profile_.advance(sums);
    if (profile_.done()) {
        coefficient(infinite_[bound_]).profile_bound = profile_.bound();
        ++bound_;
        return next_bound();
    }
    point_ = profile_.point();
}

}  // namespace atria::survival
