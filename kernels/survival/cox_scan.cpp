#include "kernels/survival/cox_scan.hpp"

#include "kernels/math/meta_analysis.hpp"
#include "kernels/math/tails.hpp"
#include "kernels/survival/cox_cohort_fit.hpp"
#include "kernels/survival/cox_evaluation.hpp"
#include "kernels/survival/cox_fit.hpp"
#include "kernels/survival/cox_follow_up.hpp"
#include "kernels/survival/cox_layout.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

namespace atria::survival {
namespace {

struct OutcomeState {
    std::vector<CoxFit> fits;             // M
    std::vector<CoxFollowUp> follow_ups;  // M: of the fits that are done
    std::vector<Estimate> counts;         // M: people, events and frequencies of all cohorts
    std::vector<std::uint8_t> infinite;   // M
    std::vector<std::optional<math::RankedCholesky>>
        null_factors;                        // M: where cohorts lack the variant, or people a call
    std::vector<std::vector<Estimate>> own;  // C × M
};

class CoxBlockState final : public BlockState {
public:
    int round = 0;
    std::vector<OutcomeState> outcomes;
};

std::vector<CoxLayout> layouts_of(const CoxNull& null) {
    std::vector<CoxLayout> layouts;
    Eigen::Index begin = 0;
    for (const CoxNullOutcome& outcome : null.nulls) {
        layouts.push_back({{begin}, outcome.covariates});
        begin = layouts.back().end();
    }
    return layouts;
}

/// After the first round it is known who has the variant, how many people and events there are, and whether the null
/// model must be fitted anew.
void start_fit(const CoxNullOutcome& null, const CoxLayout& layout, std::span<const Contribution> contributions,
               std::size_t v, double refine_from, OutcomeState& state) {
    const auto column = static_cast<Eigen::Index>(v);
    Eigen::MatrixXd information = Eigen::MatrixXd::Zero(layout.covariates, layout.covariates);
    bool absent = false;
    bool missing = false;
    bool varies = false;  // within a cohort that has events
    EventRowCounts counts;
    for (std::size_t c = 0; c < contributions.size(); ++c) {
        const CoxNullCohort& cohort = null.cohorts[c];
        const auto here = contributions[c].sums.col(column);
        if (here[layout.present()] == 0) {
            absent = absent || cohort.sets.events > 0;
            continue;
        }
        missing = missing || here[layout.missing()] > 0;
        information += cohort.pooled.information;
        layout.add_information_xx(here, information);  // what those without a call take out of it
        const auto analysed = static_cast<double>(cohort.sets.analysed);
        counts.add(here, layout, analysed);
        EventRowCounts alone;
        alone.add(here, layout, analysed);
        state.own[c][v] = alone.row();
        varies = varies || is_open(state.own[c][v]);
    }
    state.counts[v] = counts.row();
    if (absent || missing) { state.null_factors[v] = math::RankedCholesky(information); }
    state.infinite[v] = counts.infinite() ? 1 : 0;
    state.fits[v] = CoxFit(layout.covariates, absent || missing, refine_from);
    // Numbers that are the same throughout each cohort leave rounding of their information.
    if (!varies && is_open(state.counts[v]) && null.summary.status == RowStatus::ok) {
        state.fits[v].fail(RowStatus::collinear);
    }
}

/// Begins what follows a fit that is done, or moves it on.
void follow_up(const CoxTest& test, std::span<const Contribution> contributions, const CoxLayout& layout, std::size_t v,
               OutcomeState& state) {
    if (!state.fits[v].done()) { return; }
    CoxFollowUp& after = state.follow_ups[v];
    if (!after.begun()) {
        return after.begin(test, state.fits[v], state.counts[v].n > 0 && state.counts[v].n_events > 0);
    }
    if (!after.wants_sums()) { return; }
    CoxFollowUpSums sums(layout.covariates);
    for (const Contribution& one : contributions) {
        layout.add_follow_up(one.sums.col(static_cast<Eigen::Index>(v)), after.wish(), sums);
    }
    after.advance(sums);
}

}  // namespace

CoxScan::CoxScan(CoxNull null, const CoxTest& test)
    : null_(std::move(null)), test_(test), refine_from_(math::normal_from_p(std::max(test.refine_p, test.zph_p))) {
    for (const CoxNullOutcome& outcome : null_.nulls) {
        std::vector<Screens> screens;
        for (const CoxNullCohort& cohort : outcome.cohorts) {
            const std::size_t people = cohort.included.size();
            Screens both;
            if (cohort.sets.events > 0 && outcome.summary.status == RowStatus::ok) {
                both.pooled = std::make_unique<CoxScreen>(cohort, cohort.pooled, null_.ties, people);
            }
            if (cohort.own.status == RowStatus::ok) {
                both.own = std::make_unique<CoxScreen>(cohort, cohort.own, null_.ties, people);
            }
            screens.push_back(std::move(both));
        }
        screens_.push_back(std::move(screens));
    }
}

std::unique_ptr<BlockState> CoxScan::begin(std::size_t variants) const {
    auto state = std::make_unique<CoxBlockState>();
    for (const CoxNullOutcome& null : null_.nulls) {
        OutcomeState outcome;
        outcome.fits.assign(variants, CoxFit(null.covariates, false, refine_from_));
        outcome.follow_ups.resize(variants);
        outcome.counts.resize(variants);
        outcome.infinite.assign(variants, 0);
        outcome.null_factors.resize(variants);
        Estimate none;
        none.test = TestKind::score;
        outcome.own.assign(null_.cohorts, std::vector<Estimate>(variants, none));
        state->outcomes.push_back(std::move(outcome));
    }
    return state;
}

Contribution CoxScan::accumulate(CohortIndex cohort, const GenotypeBlock& genotypes, const BlockState& state) const {
    const auto& block = dynamic_cast<const CoxBlockState&>(state);
    const std::vector<CoxLayout> layouts = layouts_of(null_);
    Contribution contribution;
    contribution.sums = Eigen::MatrixXd::Zero(layouts.empty() ? 0 : layouts.back().end(),
                                              static_cast<Eigen::Index>(genotypes.variants.size()));
    for (std::size_t o = 0; o < null_.nulls.size(); ++o) {
        const CoxNullCohort& part = null_.nulls[o].cohorts[static_cast<std::size_t>(cohort)];
        const CoxLayout& layout = layouts[o];
        const OutcomeState& outcome = block.outcomes[o];
        std::vector<std::size_t> chosen;
        std::vector<std::size_t> followed;
        for (std::size_t v = 0; v < genotypes.variants.size(); ++v) {
            const GenotypeView& variant = genotypes.variants[v];
            if (variant.present && outcome.follow_ups[v].wants_sums()) { followed.push_back(v); }
            if (!variant.present || outcome.fits[v].done()) { continue; }
            auto column = contribution.sums.col(static_cast<Eigen::Index>(v));
            column[layout.present()] = 1;
            if (block.round == 0) { layout.write_people(variant, part, column); }
            chosen.push_back(v);
        }
        if (part.sets.events == 0) { continue; }
        const bool fit_pooled = null_.nulls[o].summary.status == RowStatus::ok;
        const Screens& screens = screens_[o][static_cast<std::size_t>(cohort)];
        const auto receive = [&](std::size_t v, const CoxSums& sums, const EventCounts& counts) {
            auto column = contribution.sums.col(static_cast<Eigen::Index>(v));
            column[layout.events()] = counts.events;
            column[layout.event_copies()] = counts.copies;
            if (fit_pooled) { layout.write(sums, column); }
        };
        if (block.round == 0 && fit_pooled) {
            std::vector<std::size_t> screened;
            for (const std::size_t v : chosen) {
                if (genotypes.variants[v].counts.missing > 0 || refine_from_ > 0) { screened.push_back(v); }
            }
            screens.pooled->run(genotypes, screened, receive);
            std::erase_if(chosen, [&](std::size_t v) { return std::ranges::binary_search(screened, v); });
        }
        CoxEvaluation(part, part.pooled, null_.ties, genotypes).run(chosen, outcome.fits, receive);
        if (!followed.empty()) {
            CoxFollowUpSite site(part, part.pooled, null_.ties, *screens.pooled);
            for (const std::size_t v : followed) {
                const CoxFollowUp& after = outcome.follow_ups[v];
                layout.write_follow_up(after.sums(site, genotypes.variants[v]), after.wish(),
                                       contribution.sums.col(static_cast<Eigen::Index>(v)));
            }
        }
        if (block.round == 1 && part.own.status == RowStatus::ok) {
            fit_cohort(test_, part, null_.ties, genotypes, layout, outcome.fits, *screens.own, contribution.sums);
        }
    }
    return contribution;
}

bool CoxScan::update(BlockState& state, std::span<Contribution> contributions) const {
    auto& block = dynamic_cast<CoxBlockState&>(state);
    const std::vector<CoxLayout> layouts = layouts_of(null_);
    bool again = false;
    for (std::size_t o = 0; o < null_.nulls.size(); ++o) {
        const CoxNullOutcome& null = null_.nulls[o];
        OutcomeState& outcome = block.outcomes[o];
        for (std::size_t v = 0; v < outcome.fits.size(); ++v) {
            if (block.round == 0) { start_fit(null, layouts[o], contributions, v, refine_from_, outcome); }
            if (block.round == 1) {
                for (std::size_t c = 0; c < contributions.size(); ++c) {
                    const auto column = contributions[c].sums.col(static_cast<Eigen::Index>(v));
                    read_own(column.segment(layouts[o].own(), own_numbers), null.cohorts[c].own.status,
                             outcome.own[c][v]);
                }
            }
            CoxFit& fit = outcome.fits[v];
            const auto follow = [&] {
                follow_up(test_, contributions, layouts[o], v, outcome);
                again = again || !fit.done() || outcome.follow_ups[v].wants_sums();
            };
            if (fit.done()) {
                follow();
                continue;
            }
            const Eigen::Index begin = layouts[o].begin;
            const Eigen::Index length = layouts[o].end() - begin;
            Eigen::VectorXd sum = Eigen::VectorXd::Zero(layouts.back().end());
            for (const Contribution& one : contributions) {
                sum.segment(begin, length) += one.sums.col(static_cast<Eigen::Index>(v)).segment(begin, length);
            }
            if (null.summary.status != RowStatus::ok) {
                fit.fail(null.summary.status);
            } else if (block.round == 0 && outcome.counts[v].status == RowStatus::monomorphic) {
                fit.fail(RowStatus::monomorphic);  // of numbers that are all the same, rounding is left
            } else {
                const auto& factor = outcome.null_factors[v] ? *outcome.null_factors[v] : null.factor;
                if (block.round == 0 && (refine_from_ > 0 || fit.refits_null())) {
                    fit.screen(layouts[o].read(sum), factor, outcome.infinite[v] != 0);
                } else {
                    fit.advance(layouts[o].read(sum), factor, outcome.infinite[v] != 0);
                }
            }
            follow();
        }
    }
    // The cohorts' own fits follow in the second round, when it is known which variants are refined.
    const bool first = block.round == 0;
    ++block.round;
    return again || first;
}

std::vector<ScanRows> CoxScan::report(const BlockState& state, std::span<const Contribution>) const {
    const auto& block = dynamic_cast<const CoxBlockState&>(state);
    std::vector<ScanRows> answer;
    for (const OutcomeState& outcome : block.outcomes) {
        ScanRows rows;
        rows.cohorts = outcome.own;
        std::vector<Estimate> own(null_.cohorts);
        for (std::size_t v = 0; v < outcome.fits.size(); ++v) {
            AssociationRow row;
            row.pooled = outcome.counts[v];
            row.pooled.test = TestKind::score;
            if (is_open(row.pooled)) {
                outcome.fits[v].report(row.pooled);
                outcome.follow_ups[v].report(row.pooled);
            }
            for (std::size_t c = 0; c < null_.cohorts; ++c) { own[c] = outcome.own[c][v]; }
            row.meta = math::meta_analysis(own);
            rows.pooled.push_back(row);
        }
        answer.push_back(std::move(rows));
    }
    return answer;
}

std::size_t CoxScan::block_bytes(std::size_t variants) const {
    const std::vector<CoxLayout> layouts = layouts_of(null_);
    std::size_t numbers = layouts.empty() ? 0 : null_.cohorts * static_cast<std::size_t>(layouts.back().end());
    std::size_t bytes = 0;
    for (const CoxLayout& layout : layouts) {
        // Fits and factors, of all cohorts and of one by itself.
        const auto k = static_cast<std::size_t>(layout.covariates);
        numbers += 2 * k * (k + 6);
        bytes += 2 * (sizeof(CoxFit) + sizeof(CoxFollowUp) + sizeof(std::optional<math::RankedCholesky>)) +
                 (null_.cohorts + 1) * sizeof(Estimate);
    }
    return variants * (bytes + sizeof(double) * numbers);
}

std::size_t CoxScan::resident_bytes() const {
    std::size_t bytes = 0;
    for (const CoxNullOutcome& null : null_.nulls) {
        for (const CoxNullCohort& cohort : null.cohorts) {
            const std::size_t n = cohort.sets.people();
            bytes += 2 * (cohort.included.size() + cohort.mask.size() * 8) + cohort.x.size() * 8 + n * (13 + 4 * 8);
        }
    }
    for (const std::vector<Screens>& outcome : screens_) {
        for (const Screens& cohort : outcome) {
            bytes += (cohort.pooled ? cohort.pooled->bytes() : 0) + (cohort.own ? cohort.own->bytes() : 0);
        }
    }
    return bytes;
}

}  // namespace atria::survival
