#include "kernels/survival/cox_screen.hpp"

#include "kernels/data/masked_counts.hpp"
#include "kernels/math/genotype_products.hpp"

#include <algorithm>
#include <vector>

namespace atria::survival {
namespace {

/// For each listed person (n × K): the information that a copy of the effect allele shares with the covariates, and the
/// person's residual of the covariates' score.
struct PersonTerms {
    Eigen::MatrixXd information;
    Eigen::MatrixXd score;
};

PersonTerms person_terms(const CoxNullCohort& cohort, const CoxNullFit& fit, Ties ties) {
    const RiskSets& sets = cohort.sets;
    const Eigen::MatrixXd x = cohort.covariate_matrix();
    const Eigen::Index k = x.cols();
    const auto n = static_cast<Eigen::Index>(sets.people());
    const auto times = static_cast<Eigen::Index>(sets.event_times());
    // Rows by event time: risk and risk-weighted covariates of those who leave, less those who come in; of the deaths.
    Eigen::MatrixXd net = Eigen::MatrixXd::Zero(times + 1, k + 1);
    Eigen::MatrixXd dying = Eigen::MatrixXd::Zero(times + 1, k + 1);
    Eigen::RowVectorXd one(k + 1);
    for (Eigen::Index i = 0; i < n; ++i) {
        const auto person = static_cast<std::size_t>(i);
        const double r = fit.risk[person];
        one << r, r * x.row(i);
        net.row(sets.hi[person]) += one;
        net.row(sets.lo[person]) -= one;
        if (sets.event[person] != 0) { dying.row(sets.hi[person]) += one; }
    }
    // Cumulative Σ 1/S0 and Σ x̄/S0, and what the deaths of a tied time do not carry of theirs.
    Eigen::MatrixXd hazard = Eigen::MatrixXd::Zero(times + 1, k + 1);
    Eigen::MatrixXd unshared = Eigen::MatrixXd::Zero(times + 1, k + 1);
    Eigen::MatrixXd mean_at = Eigen::MatrixXd::Zero(times + 1, k);
    Eigen::RowVectorXd sums = Eigen::RowVectorXd::Zero(k + 1);
    for (Eigen::Index at = times; at >= 1; --at) {
        sums += net.row(at);
        const double deaths = sets.deaths[static_cast<std::size_t>(at)];
        const std::uint32_t terms = ties == Ties::efron ? sets.deaths[static_cast<std::size_t>(at)] : 1;
        const double weight = ties == Ties::efron ? 1 : deaths;
        for (std::uint32_t j = 0; j < terms; ++j) {
            const double share = j / deaths;
            const double inverse = weight / (sums[0] - share * dying(at, 0));
            const Eigen::RowVectorXd mean = (sums.tail(k) - share * dying.row(at).tail(k)) * (inverse / weight);
            one << inverse, inverse * mean;
            hazard.row(at) += one;
            unshared.row(at) += share * one;
            mean_at.row(at) += mean * (weight / deaths);
        }
    }
    for (Eigen::Index at = 1; at <= times; ++at) { hazard.row(at) += hazard.row(at - 1); }

    PersonTerms terms{Eigen::MatrixXd(n, k), Eigen::MatrixXd(n, k)};
    for (Eigen::Index i = 0; i < n; ++i) {
        const auto person = static_cast<std::size_t>(i);
        Eigen::RowVectorXd during = hazard.row(sets.hi[person]) - hazard.row(sets.lo[person]);
        const bool event = sets.event[person] != 0;
        if (event) { during -= unshared.row(sets.hi[person]); }
        terms.information.row(i) = fit.risk[person] * (during[0] * x.row(i) - during.tail(k));
        terms.score.row(i) = -terms.information.row(i);
        if (event) { terms.score.row(i) += x.row(i) - mean_at.row(sets.hi[person]); }
    }
    return terms;
}

}  // namespace

CoxScreen::CoxScreen(const CoxNullCohort& cohort, const CoxNullFit& fit, Ties ties, std::size_t people)
    : cohort_(cohort), stratum_(cohort.stratum(fit, ties)) {
    const PersonTerms terms = person_terms(cohort, fit, ties);
    const Eigen::Index k = terms.information.cols();
    Eigen::MatrixXd information = Eigen::MatrixXd::Zero(static_cast<Eigen::Index>(people), k);
    score_residuals_ = Eigen::MatrixXd::Zero(k, static_cast<Eigen::Index>(people));
    for (std::size_t i = 0; i < cohort.sets.people(); ++i) {
        const auto person = static_cast<Eigen::Index>(cohort.sets.person[i]);
        information.row(person) = terms.information.row(static_cast<Eigen::Index>(i));
        score_residuals_.col(person) = terms.score.row(static_cast<Eigen::Index>(i)).transpose();
    }
    information_ = std::make_unique<math::FixedPointColumns>(information);
}

void CoxScreen::run(const GenotypeBlock& genotypes, std::span<const std::size_t> chosen,
                    const CoxEvaluation::Receive& receive) const {
    const math::FixedPointSums products = math::genotype_products(*information_, genotypes.variants);
    CoxPanel panel;
    CoxLaneBuffers buffers;
    CoxLaneSums lanes;
    for_each_group(genotypes, chosen, [&](std::span<const std::size_t> group) {
        panel.fill(cohort_.sets, genotypes.people, genotypes.variants, group);
        evaluate_lanes_along_variant(stratum_, panel.calls, panel.any_missing, buffers, lanes);
        for (std::size_t lane = 0; lane < group.size(); ++lane) {
            const std::size_t v = group[lane];
            CoxSums sums(static_cast<Eigen::Index>(stratum_.covariates));
            sums.log_likelihood = lanes.log_likelihood[lane];
            sums.score_z = lanes.score_z[lane];
            sums.information_zz = lanes.information_zz[lane];
            sums.third = lanes.third[lane];
            sums.fourth = lanes.fourth[lane];
            for (std::size_t c = 0; c < stratum_.covariates; ++c) {
                sums.information_xz[static_cast<Eigen::Index>(c)] =
                    information_->real(products(static_cast<Eigen::Index>(c), static_cast<Eigen::Index>(v)), c);
            }
            for_each_missing(genotypes.variants[v], [&](std::size_t person) {
                sums.score_x -= score_residuals_.col(static_cast<Eigen::Index>(person));
            });
            receive(v, sums, count_events(cohort_.sets, panel, lane));
        }
    });
}

std::size_t CoxScreen::bytes() const {
    return information_->bytes() + static_cast<std::size_t>(score_residuals_.size()) * sizeof(double);
}

}  // namespace atria::survival
