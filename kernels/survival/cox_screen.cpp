#include "kernels/survival/cox_screen.hpp"

#include "kernels/data/masked_counts.hpp"
#include "kernels/math/genotype_products.hpp"

#include <utility>
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

/// Sums S0 over the risk set and E0 over the deaths, for each event time.
std::vector<std::pair<double, double>> risk_sums(const RiskSets& sets, std::span<const double> risk) {
    std::vector<std::pair<double, double>> sums(sets.event_times() + 1, {0.0, 0.0});
    for (std::size_t i = 0; i < sets.people(); ++i) {
        sums[sets.hi[i]].first += risk[i];
        sums[sets.lo[i]].first -= risk[i];
        if (sets.event[i] != 0) { sums[sets.hi[i]].second += risk[i]; }
    }
    for (std::size_t k = sets.event_times(); k-- > 1;) { sums[k].first += sums[k + 1].first; }
    return sums;
}

}  // namespace

CoxScreen::CoxScreen(const CoxNullCohort& cohort, const CoxNullFit& fit, Ties ties, std::size_t people)
    : cohort_(cohort), stratum_(cohort.stratum(fit, ties)), log_likelihood_(fit.log_likelihood) {
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
    score_ = score_residuals_.rowwise().sum();

    const RiskSets& sets = cohort.sets;
    const std::vector<std::pair<double, double>> sums = risk_sums(sets, fit.risk);
    for (std::size_t at = sets.event_times(); at >= 1; --at) {
        const double deaths = sets.deaths[at];
        const std::uint32_t count = ties == Ties::efron ? sets.deaths[at] : 1;
        const double weight = ties == Ties::efron ? 1 : deaths;
        for (std::uint32_t j = 0; j < count; ++j) {
            const double share = j / deaths;
            terms_.push_back({1 / (sums[at].first - share * sums[at].second), weight, share});
        }
    }
}

/// The sums along g alone when nobody lacks a call: S0 is the null model's, so only those of g and g² are formed.
void CoxScreen::cumulants(const CoxPanel& panel, CoxLaneBuffers& buffers, CoxLaneSums& sums) const {
    const RiskSets& sets = cohort_.sets;
    const std::size_t times = sets.event_times();
    const Lanes zero = Lanes::all(0.0);
    buffers.net1.assign(times + 1, zero);
    buffers.net2.assign(times + 1, zero);
    sums = CoxLaneSums{};
    Lanes copies = zero;
    for (std::size_t k = 1; k <= times; ++k) {
        Lanes leaving1 = zero;
        Lanes leaving2 = zero;
        for (std::size_t i = sets.first[k]; i < sets.first[k + 1]; ++i) {
            const Lanes g = math::lanes_of_bytes(panel.calls.data() + i * Lanes::width);
            const Lanes rg = stratum_.risk[i] * g;
            const Lanes rgg = rg * g;
            leaving1 += rg;
            leaving2 += rgg;
            buffers.net1[sets.lo[i]] -= rg;
            buffers.net2[sets.lo[i]] -= rgg;
            if (sets.event[i] != 0) { copies += g; }
        }
        buffers.net1[k] += leaving1;
        buffers.net2[k] += leaving2;
    }
    Lanes s1 = zero;
    Lanes s2 = zero;
    auto term = terms_.begin();
    for (std::size_t k = times; k >= 1; --k) {
        s1 += buffers.net1[k];
        s2 += buffers.net2[k];
        Lanes e1 = zero;
        Lanes e2 = zero;
        if (sets.deaths[k] > 1) {
            for (std::size_t i = sets.first[k]; i < sets.first[k] + sets.deaths[k]; ++i) {
                const Lanes g = math::lanes_of_bytes(panel.calls.data() + i * Lanes::width);
                const Lanes rg = stratum_.risk[i] * g;
                e1 += rg;
                e2 += rg * g;
            }
        }
        const std::uint32_t count = stratum_.ties == Ties::efron ? sets.deaths[k] : 1;
        for (std::uint32_t j = 0; j < count; ++j, ++term) {
            const Lanes mean = term->inverse * (s1 - term->share * e1);
            const Lanes second = term->inverse * (s2 - term->share * e2);
            const Lanes third = 3.0 * second - 2.0 * mean;  // moments about 0 of a g that is 0, 1 or 2
            const Lanes fourth = 7.0 * second - 6.0 * mean;
            const Lanes square = mean * mean;
            sums.score_z -= term->weight * mean;
            sums.information_zz += term->weight * (second - square);
            sums.third += term->weight * (third - 3.0 * second * mean + 2.0 * mean * square);
            sums.fourth += term->weight * (fourth - 4.0 * third * mean - 3.0 * second * second +
                                           12.0 * second * square - 6.0 * square * square);
        }
    }
    sums.score_z += copies;
    sums.log_likelihood = Lanes::all(log_likelihood_);
}

void CoxScreen::run(const GenotypeBlock& genotypes, std::span<const std::size_t> chosen,
                    const CoxEvaluation::Receive& receive) const {
    if (chosen.empty()) { return; }
    std::vector<GenotypeView> views(genotypes.variants.size());  // absent unless chosen
    for (const std::size_t v : chosen) { views[v] = genotypes.variants[v]; }
    const math::FixedPointSums products = math::genotype_products(*information_, views);
    CoxPanel panel;
    CoxLaneBuffers buffers;
    CoxLaneSums lanes;
    for_each_group(genotypes, chosen, [&](std::span<const std::size_t> group) {
        panel.fill(cohort_.sets, genotypes.people, genotypes.variants, group);
        if (panel.any_missing) {
            evaluate_lanes_along_variant(stratum_, panel.calls, buffers, lanes);
        } else {
            cumulants(panel, buffers, lanes);
        }
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
            sums.score_x = score_;
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
