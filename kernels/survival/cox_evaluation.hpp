#pragma once

#include "kernels/data/genotype_block.hpp"
#include "kernels/survival/cox_fit.hpp"
#include "kernels/survival/cox_lanes.hpp"
#include "kernels/survival/cox_null.hpp"
#include "kernels/survival/cox_panel.hpp"

#include <Eigen/Core>
#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <vector>

namespace atria::survival {

/// Events, and copies of the effect allele among them, of people with a call.
struct EventCounts {
    double events = 0;
    double copies = 0;
};
[[nodiscard]] EventCounts count_events(const RiskSets& sets, const CoxPanel& panel, std::size_t lane);

/// Calls `visit` with up to eight of the chosen variants at a time. Variants with missing calls take another branch of
/// the evaluation, and so do those with real numbers; they are kept to themselves, so that the branch a variant takes
/// is its own affair and not its neighbours'.
void for_each_group(const GenotypeBlock& genotypes, std::span<const std::size_t> chosen,
                    const std::function<void(std::span<const std::size_t>)>& visit);

/// Evaluates the likelihood of one stratum for many variants, each at the point where its fit stands.
class CoxEvaluation {
public:
    CoxEvaluation(const CoxNullCohort& cohort, const CoxNullFit& fit, Ties ties, const GenotypeBlock& genotypes)
        : cohort_(cohort), fit_(fit), genotypes_(genotypes), stratum_(cohort.stratum(fit, ties)) {}

    using Receive = std::function<void(std::size_t variant, const CoxSums& sums, const EventCounts& counts)>;

    /// `chosen`: present variants of the block; `fits[v]`: where variant v stands. Calls `receive` once a chosen
    /// variant.
    void run(std::span<const std::size_t> chosen, std::span<const CoxFit> fits, const Receive& receive);

private:
    void run_group(std::span<const std::size_t> group, std::span<const CoxFit> fits, const Receive& receive);
    [[nodiscard]] Eigen::MatrixXd information_xx(const CoxFit& fit, std::size_t lane);

    const CoxNullCohort& cohort_;
    const CoxNullFit& fit_;
    const GenotypeBlock& genotypes_;
    CoxStratum stratum_;
    CoxPanel panel_;
    CoxPoint point_;
    CoxLaneBuffers buffers_;
    CoxLaneSums lane_sums_;
    std::optional<Eigen::MatrixXd> covariate_matrix_;
};

}  // namespace atria::survival
