#include "kernels/survival/cox_cohort_fit.hpp"

#include "kernels/math/tails.hpp"
#include "kernels/survival/cox_evaluation.hpp"
#include "kernels/survival/cox_follow_up.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <vector>

namespace atria::survival {

namespace {

/// Do all who have an event carry the smallest code, or the largest?
bool all_or_none(const EventCounts& counts, const GenotypeView& variant) {
    const bool no_copies = variant.encoding == Encoding::real && variant.alleles == nullptr;
    return !no_copies && all_or_no_copies(counts.events, counts.copies, variant.largest);
}

}  // namespace

void fit_cohort(const CoxTest& test, const CoxNullCohort& cohort, Ties ties, const GenotypeBlock& genotypes,
                const CoxLayout& layout, std::span<const CoxFit> pooled, const CoxScreen& screen,
                Eigen::MatrixXd& sums) {
    const double refined_alone = math::normal_from_p(std::max(1e-3, test.zph_p));
    std::vector<CoxFit> fits;
    std::vector<std::size_t> chosen;
    std::vector<std::uint8_t> infinite(genotypes.variants.size(), 0);
    for (std::size_t v = 0; v < genotypes.variants.size(); ++v) {
        const GenotypeView& variant = genotypes.variants[v];
        // A variant is refined in each cohort when it is for all together, or when the cohort alone speaks clearly.
        fits.emplace_back(layout.covariates, variant.present && variant.counts.missing > 0,
                          pooled[v].refined() ? 0.0 : refined_alone);
        if (variant.present) { chosen.push_back(v); }
    }
    std::vector<std::optional<math::RankedCholesky>> factors(genotypes.variants.size());  // where calls are missing
    const auto factor = [&](std::size_t v) -> const math::RankedCholesky& {
        return factors[v] ? *factors[v] : cohort.own.factor;
    };
    std::vector<std::size_t> screened;
    for (const std::size_t v : chosen) {
        // What has no maximum in all cohorts together has none in any, and its score test comes out of the screen.
        const bool infinite_in_all = pooled[v].status() == RowStatus::infinite_estimate;
        if (genotypes.variants[v].counts.missing > 0 || !pooled[v].refined() || infinite_in_all) {
            screened.push_back(v);
        }
    }
    screen.run(genotypes, screened, [&](std::size_t v, const CoxSums& at, const EventCounts& counts) {
        if (at.information_xx.size() > 0) {
            factors[v] = math::RankedCholesky(cohort.own.information + at.information_xx);
        }
        fits[v].screen(at, factor(v), all_or_none(counts, genotypes.variants[v]));
    });
    std::vector<std::size_t> left = chosen;
    std::erase_if(left, [&fits](std::size_t v) { return fits[v].done(); });
    if (!left.empty()) {
        CoxEvaluation evaluation(cohort, cohort.own, ties, genotypes);
        while (!left.empty()) {
            evaluation.run(left, fits, [&](std::size_t v, const CoxSums& at, const EventCounts& counts) {
                if (fits[v].at_null()) { infinite[v] = all_or_none(counts, genotypes.variants[v]) ? 1 : 0; }
                fits[v].advance(at, factor(v), infinite[v] != 0);
            });
            std::erase_if(left, [&fits](std::size_t v) { return fits[v].done(); });
        }
    }
    CoxFollowUpSite site(cohort, cohort.own, ties, screen);
    for (const std::size_t v : chosen) {
        Estimate row;
        fits[v].report(row);
        CoxFollowUp follow_up;
        follow_up.begin(test, fits[v], true);
        while (follow_up.wants_sums()) { follow_up.advance(follow_up.sums(site, genotypes.variants[v])); }
        follow_up.report(row);
        write_own(row, sums.col(static_cast<Eigen::Index>(v)).segment(layout.own(), own_numbers));
    }
}

}  // namespace atria::survival
