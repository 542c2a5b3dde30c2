#include "kernels/survival/cox_evaluation.hpp"

#include "kernels/survival/cox_derivatives.hpp"

#include <algorithm>
#include <functional>
#include <vector>

namespace atria::survival {

void for_each_group(const GenotypeBlock& genotypes, std::span<const std::size_t> chosen,
                    const std::function<void(std::span<const std::size_t>)>& visit) {
    std::vector<std::size_t> ordered(chosen.begin(), chosen.end());
    const auto real = [&genotypes](std::size_t v) { return is_real(genotypes.variants[v]); };
    const auto complete = [&genotypes](std::size_t v) { return genotypes.variants[v].counts.missing == 0; };
    const auto middle = std::stable_partition(ordered.begin(), ordered.end(), complete);
    const auto numbers = std::stable_partition(ordered.begin(), middle, std::not_fn(real));
    const auto missing_numbers = std::stable_partition(middle, ordered.end(), std::not_fn(real));
    for (auto part : {std::span(ordered.begin(), numbers), std::span(numbers, middle),
                      std::span(middle, missing_numbers), std::span(missing_numbers, ordered.end())}) {
        while (!part.empty()) {
            const std::size_t count = std::min(Lanes::width, part.size());
            visit(part.first(count));
            part = part.subspan(count);
        }
    }
}

void CoxEvaluation::run(std::span<const std::size_t> chosen, std::span<const CoxFit> fits, const Receive& receive) {
    std::vector<std::size_t> ordered(chosen.begin(), chosen.end());
    const auto middle =
        std::stable_partition(ordered.begin(), ordered.end(), [&fits](std::size_t v) { return fits[v].at_null(); });
    for (const auto part : {std::span(ordered.begin(), middle), std::span(middle, ordered.end())}) {
        for_each_group(genotypes_, part, [&](std::span<const std::size_t> group) { run_group(group, fits, receive); });
    }
}

void CoxEvaluation::run_group(std::span<const std::size_t> group, std::span<const CoxFit> fits,
                              const Receive& receive) {
    const std::size_t k = stratum_.covariates;
    panel_.fill(cohort_.sets, genotypes_.people, genotypes_.variants, group);
    point_.delta.resize(k);
    point_.a.resize(k);
    point_.at_null = fits[group.front()].at_null();
    for (std::size_t lane = 0; lane < Lanes::width; ++lane) {
        const CoxFit& fit = fits[group[lane < group.size() ? lane : 0]];
        for (std::size_t c = 0; c < k; ++c) {
            point_.delta[c][lane] = fit.delta()[static_cast<Eigen::Index>(c)];
            point_.a[c][lane] = fit.a()[static_cast<Eigen::Index>(c)];
        }
        point_.gamma[lane] = fit.gamma();
    }
    if (panel_.real) {
        evaluate_lanes(stratum_, panel_.numbers, panel_.any_missing, point_, buffers_, lane_sums_);
    } else {
        evaluate_lanes(stratum_, panel_.calls, panel_.any_missing, point_, buffers_, lane_sums_);
    }
    for (std::size_t lane = 0; lane < group.size(); ++lane) {
        CoxSums sums(static_cast<Eigen::Index>(k));
        sums.log_likelihood = lane_sums_.log_likelihood[lane];
        sums.score_z = lane_sums_.score_z[lane];
        sums.information_zz = lane_sums_.information_zz[lane];
        sums.third = lane_sums_.third[lane];
        sums.fourth = lane_sums_.fourth[lane];
        for (std::size_t c = 0; c < k; ++c) {
            sums.score_x[static_cast<Eigen::Index>(c)] = lane_sums_.score_x[c][lane];
            sums.information_xz[static_cast<Eigen::Index>(c)] = lane_sums_.information_xz[c][lane];
            sums.third_x[static_cast<Eigen::Index>(c)] = lane_sums_.third_x[c][lane];
        }
        const CoxFit& fit = fits[group[lane]];
        if (fit.wants_information_xx()) { sums.information_xx = information_xx(fit, lane); }
        receive(group[lane], sums, fit.at_null() ? count_events(cohort_.sets, panel_, lane) : EventCounts{});
    }
}

EventCounts count_events(const RiskSets& sets, const CoxPanel& panel, std::size_t lane) {
    EventCounts counts;
    for (std::size_t k = 1; k <= sets.event_times(); ++k) {
        for (std::size_t i = sets.first[k]; i < sets.first[k] + sets.deaths[k]; ++i) {
            if (panel.missing(i, lane)) { continue; }
            counts.events += 1;
            counts.copies += panel.value(i, lane);
        }
    }
    return counts;
}

Eigen::MatrixXd CoxEvaluation::information_xx(const CoxFit& fit, std::size_t lane) {
    if (!covariate_matrix_) { covariate_matrix_ = cohort_.covariate_matrix(); }
    const auto n = static_cast<Eigen::Index>(cohort_.sets.people());
    Eigen::VectorXd eta = Eigen::Map<const Eigen::VectorXd>(fit_.eta.data(), n) + *covariate_matrix_ * fit.delta();
    std::vector<std::uint8_t> in(static_cast<std::size_t>(n), 1);
    for (Eigen::Index i = 0; i < n; ++i) {
        const auto row = static_cast<std::size_t>(i);
        if (panel_.missing(row, lane)) {
            in[row] = 0;
        } else {
            eta[i] += panel_.value(row, lane) * fit.gamma();
        }
    }
    return cox_derivatives(cohort_.sets, stratum_.ties, *covariate_matrix_, eta, in).information;
}

}  // namespace atria::survival
