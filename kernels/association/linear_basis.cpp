#include "kernels/association/linear_basis.hpp"

#include "kernels/math/covariate_basis.hpp"

#include <Eigen/Eigenvalues>
#include <algorithm>
#include <utility>

namespace atria::association {
namespace {

constexpr double least_share = 0.75;
constexpr double least_people = 64;  // in a few people covariates nearly explain each other, and every digit counts
constexpr double least_square = 0.1;

void take_shared(LinearBasis& answer, std::span<const LinearCohort> cohorts,
                 std::span<const math::CohortDesign> designs) {
    math::CovariateBasis basis = math::covariate_basis(designs);
    answer.columns = std::move(basis.columns);
    answer.rank = basis.rank;
    answer.ranks.assign(cohorts.size(), basis.rank);
    for (const std::size_t k : basis.dropped) { answer.dropped.push_back(cohorts.front().covariates.names[k]); }
}

/// Each cohort's own basis, filled up with columns of 0 to the rank of the largest.
void take_by_cohort(LinearBasis& answer, std::span<const LinearCohort> cohorts,
                    std::span<const math::CohortDesign> designs) {
    std::vector<std::size_t> dropped_by(cohorts.front().covariates.names.size(), 0);
    std::vector<std::vector<std::size_t>> dropped;
    for (std::size_t c = 0; c < cohorts.size(); ++c) {
        math::CovariateBasis basis = math::covariate_basis(designs.subspan(c, 1));
        answer.columns.push_back(std::move(basis.columns.front()));
        answer.rank = std::max(answer.rank, basis.rank);
        answer.ranks.push_back(basis.rank);
        for (const std::size_t k : basis.dropped) { ++dropped_by[k]; }
        dropped.push_back(std::move(basis.dropped));
    }
    for (Eigen::MatrixXd& columns : answer.columns) {
        const Eigen::Index own = columns.cols();
        columns.conservativeResize(Eigen::NoChange, answer.rank);
        columns.rightCols(answer.rank - own).setZero();
    }
    const std::vector<std::string>& names = cohorts.front().covariates.names;
    for (std::size_t k = 0; k < names.size(); ++k) {
        if (dropped_by[k] == cohorts.size()) {
            answer.dropped.push_back(names[k]);
            continue;
        }
        for (std::size_t c = 0; c < cohorts.size(); ++c) {
            if (std::find(dropped[c].begin(), dropped[c].end(), k) != dropped[c].end()) {
                answer.dropped.push_back(name_in_cohort(names[k], cohorts[c].name));
            }
        }
    }
}

double smallest_eigenvalue(const Eigen::MatrixXd& gram) {
    if (gram.rows() == 0) { return 1; }
    return Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd>(gram, Eigen::EigenvaluesOnly).eigenvalues().minCoeff();
}

}  // namespace

LinearBasis linear_basis(std::span<const LinearCohort> cohorts, CovariateEffects effects,
                         std::vector<std::vector<std::uint8_t>> included) {
    LinearBasis basis;
    basis.effects = effects;
    basis.included = std::move(included);
    std::vector<math::CohortDesign> designs;
    for (std::size_t c = 0; c < cohorts.size(); ++c) {
        designs.push_back({&cohorts[c].covariates.values, basis.included[c]});
    }
    effects == CovariateEffects::shared ? take_shared(basis, cohorts, designs)
                                        : take_by_cohort(basis, cohorts, designs);
    for (const Eigen::MatrixXd& q : basis.columns) { basis.grams.emplace_back(q.transpose() * q); }
    return basis;
}

RestrictedBasis restricted(const LinearBasis& basis, std::span<const std::vector<std::uint8_t>> included) {
    RestrictedBasis answer;
    const bool shared = basis.effects == CovariateEffects::shared;
    if (shared) { answer.parameters = static_cast<double>(basis.rank); }
    for (std::size_t c = 0; c < included.size(); ++c) {
        RestrictedBasis::Cohort& cohort = answer.cohorts.emplace_back();
        cohort.sums = Eigen::VectorXd::Zero(basis.rank);
        cohort.gram = basis.grams[c];
        Eigen::VectorXd q(basis.rank);
        for (std::size_t i = 0; i < included[c].size(); ++i) {
            cohort.people += included[c][i];
            if (included[c][i] == basis.included[c][i]) { continue; }
            cohort.absent.push_back(static_cast<std::uint32_t>(i));
            q = basis.columns[c].row(static_cast<Eigen::Index>(i)).transpose();
            cohort.sums -= q;
            cohort.gram.noalias() -= q * q.transpose();
        }
        if (cohort.people == 0) {
            cohort.sums.setZero();
            cohort.gram.setZero();
        } else if (!cohort.absent.empty()) {
            cohort.gram -= cohort.sums * cohort.sums.transpose() / cohort.people;
        }
        if (!shared && cohort.people > 0) { answer.parameters += static_cast<double>(basis.ranks[c]); }
    }
    return answer;
}

bool serves(const LinearBasis& basis, const RestrictedBasis& fewer) {
    Eigen::MatrixXd all = Eigen::MatrixXd::Zero(basis.rank, basis.rank);
    for (std::size_t c = 0; c < fewer.cohorts.size(); ++c) {
        const RestrictedBasis::Cohort& cohort = fewer.cohorts[c];
        if (cohort.people == 0) { continue; }
        const auto absent = static_cast<double>(cohort.absent.size());
        if (cohort.people < least_share * (cohort.people + absent)) { return false; }
        if (absent > 0 && cohort.people < least_people) { return false; }
        all += cohort.gram;
        if (basis.effects == CovariateEffects::shared) { continue; }
        const Eigen::Index own = basis.ranks[c];
        if (smallest_eigenvalue(cohort.gram.topLeftCorner(own, own)) < least_square) { return false; }
    }
    return basis.effects != CovariateEffects::shared || smallest_eigenvalue(all) >= least_square;
}

}  // namespace atria::association
