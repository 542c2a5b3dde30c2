#include "kernels/survival/discrete_scan.hpp"

#include "kernels/math/meta_analysis.hpp"
#include "kernels/math/tails.hpp"
#include "kernels/survival/discrete_evaluation.hpp"
#include "kernels/survival/discrete_layout.hpp"

#include <optional>
#include <utility>

namespace atria::survival {
namespace {

struct OutcomeState {
    std::vector<DiscreteFit> fits;           // M
    std::vector<Estimate> counts;            // M: people, events and frequencies of all cohorts
    std::vector<std::vector<Estimate>> own;  // C × M
};

class DiscreteBlockState final : public BlockState {
public:
    int round = 0;
    std::vector<OutcomeState> outcomes;
};

std::vector<DiscreteLayout> layouts_of(const DiscreteNull& null) {
    std::vector<DiscreteLayout> layouts;
    Eigen::Index begin = 0;
    for (const CoxNullOutcome& outcome : null.people.nulls) {
        layouts.push_back({{begin}, outcome.covariates});
        begin = layouts.back().end();
    }
    return layouts;
}

/// A variant's fit in the cohort by itself, from the screen of the cohort's own null model.
DiscreteFit fit_alone(const DiscreteFinding& finding, bool missing, bool infinite, double refine_from,
                      const GenotypeView& variant, DiscreteEvaluation& evaluation) {
    DiscreteFit fit(finding.sums.score.size() - 1, missing, refine_from);
    fit.screen(finding.sums, finding.third, infinite);
    if (!fit.done()) { evaluation.turn_to(variant); }
    while (!fit.done()) { fit.advance(evaluation.at(fit.point(), fit.wants_expected())); }
    return fit;
}

}  // namespace

DiscreteScan::DiscreteScan(DiscreteNull null, const DiscreteTest& test)
    : null_(std::move(null)), test_(test), refine_from_(math::normal_from_p(test.refine_p)) {
    for (std::size_t o = 0; o < null_.nulls.size(); ++o) {
        std::vector<Screens> screens;
        for (std::size_t c = 0; c < null_.nulls[o].cohorts.size(); ++c) {
            const CoxNullCohort& records = null_.people.nulls[o].cohorts[c];
            const DiscreteNullCohort& cohort = null_.nulls[o].cohorts[c];
            Screens both;
            if (records.sets.events > 0 && null_.nulls[o].summary.status == RowStatus::ok) {
                both.pooled = std::make_unique<DiscreteScreen>(records, cohort, cohort.pooled);
            }
            if (cohort.own.status == RowStatus::ok) {
                both.own = std::make_unique<DiscreteScreen>(records, cohort, cohort.own);
            }
            screens.push_back(std::move(both));
        }
        screens_.push_back(std::move(screens));
    }
}

std::unique_ptr<BlockState> DiscreteScan::begin(std::size_t variants) const {
    auto state = std::make_unique<DiscreteBlockState>();
    for (const CoxNullOutcome& null : null_.people.nulls) {
        OutcomeState outcome;
        outcome.fits.assign(variants, DiscreteFit(null.covariates, false, refine_from_));
        Estimate none;
        none.test = TestKind::score;
        outcome.counts.assign(variants, none);
        outcome.own.assign(null_.people.cohorts, std::vector<Estimate>(variants, none));
        state->outcomes.push_back(std::move(outcome));
    }
    return state;
}

void DiscreteScan::report_test(const DiscreteFit& fit, Estimate& row) const {
    fit.report(row);
    row.test = TestKind::score;
    if (!test_.wald || row.status != RowStatus::ok) { return; }
    row.test = TestKind::wald;
    row.statistic = row.beta / row.standard_error;
    row.neg_log10_p = math::normal_neg_log10_p(row.statistic);
}

void DiscreteScan::fit_cohort(std::size_t outcome, std::size_t cohort, const GenotypeBlock& genotypes,
                              std::span<const DiscreteFit> pooled, Eigen::MatrixXd& sums) const {
    const double refined_alone = math::normal_from_p(1e-3);
    const DiscreteLayout layout = layouts_of(null_)[outcome];
    const CoxNullCohort& records = null_.people.nulls[outcome].cohorts[cohort];
    const DiscreteNullCohort& null = null_.nulls[outcome].cohorts[cohort];
    DiscreteScreen::Buffers buffers;
    DiscreteEvaluation evaluation(records, null, null.own, genotypes.people);
    for (std::size_t v = 0; v < genotypes.variants.size(); ++v) {
        const GenotypeView& variant = genotypes.variants[v];
        if (!variant.present) { continue; }
        auto column = sums.col(static_cast<Eigen::Index>(v));
        EventRowCounts counts;
        layout.write_people(variant, records, column);
        counts.add(column, layout, static_cast<double>(records.sets.analysed));
        Estimate row = counts.row();
        if (!is_open(row)) { continue; }
        const DiscreteFit fit =
            fit_alone(screens_[outcome][cohort].own->find(variant, buffers), column[layout.missing()] > 0,
                      counts.infinite(), pooled[v].refined() ? 0.0 : refined_alone, variant, evaluation);
        report_test(fit, row);
        write_own(row, column.segment(layout.own(), own_numbers));
    }
}

Contribution DiscreteScan::accumulate(CohortIndex cohort, const GenotypeBlock& genotypes,
                                      const BlockState& state) const {
    const auto& block = dynamic_cast<const DiscreteBlockState&>(state);
    const std::vector<DiscreteLayout> layouts = layouts_of(null_);
    const auto c = static_cast<std::size_t>(cohort);
    Contribution contribution;
    contribution.sums = Eigen::MatrixXd::Zero(layouts.empty() ? 0 : layouts.back().end(),
                                              static_cast<Eigen::Index>(genotypes.variants.size()));
    for (std::size_t o = 0; o < null_.nulls.size(); ++o) {
        const CoxNullCohort& records = null_.people.nulls[o].cohorts[c];
        const DiscreteNullCohort& null = null_.nulls[o].cohorts[c];
        const OutcomeState& outcome = block.outcomes[o];
        const DiscreteScreen* screen = screens_[o][c].pooled.get();
        DiscreteScreen::Buffers buffers;
        std::optional<DiscreteEvaluation> evaluation;
        for (std::size_t v = 0; v < genotypes.variants.size(); ++v) {
            const GenotypeView& variant = genotypes.variants[v];
            const DiscreteFit& fit = outcome.fits[v];
            if (!variant.present || fit.done()) { continue; }
            auto column = contribution.sums.col(static_cast<Eigen::Index>(v));
            if (block.round == 0) {
                layouts[o].write_people(variant, records, column);
                if (screen == nullptr) { continue; }
                const DiscreteFinding finding = screen->find(variant, buffers);
                layouts[o].write(finding.sums, column);
                column[layouts[o].third()] = finding.third;
            } else if (screen != nullptr) {
                if (!evaluation) { evaluation.emplace(records, null, null.pooled, genotypes.people); }
                evaluation->turn_to(variant);
                layouts[o].write(evaluation->at(fit.point(), fit.wants_expected()), column);
            }
        }
        if (block.round == 1 && null.own.status == RowStatus::ok) {
            fit_cohort(o, c, genotypes, outcome.fits, contribution.sums);
        }
    }
    return contribution;
}

bool DiscreteScan::update(BlockState& state, std::span<Contribution> contributions) const {
    auto& block = dynamic_cast<DiscreteBlockState&>(state);
    const std::vector<DiscreteLayout> layouts = layouts_of(null_);
    bool again = false;
    for (std::size_t o = 0; o < null_.nulls.size(); ++o) {
        const DiscreteNullOutcome& null = null_.nulls[o];
        const DiscreteLayout& layout = layouts[o];
        OutcomeState& outcome = block.outcomes[o];
        for (std::size_t v = 0; v < outcome.fits.size(); ++v) {
            const auto at = static_cast<Eigen::Index>(v);
            DiscreteFit& fit = outcome.fits[v];
            DiscreteSums sums(layout.effects());
            sums.expected = Eigen::MatrixXd::Zero(layout.effects(), layout.effects());
            EventRowCounts counts;
            double third = 0;
            bool other_people = false;
            for (std::size_t c = 0; c < contributions.size(); ++c) {
                const auto column = contributions[c].sums.col(at);
                const CoxNullCohort& records = null_.people.nulls[o].cohorts[c];
                if (block.round == 0) {
                    if (column[layout.present()] == 0) {
                        other_people = other_people || records.sets.events > 0;
                        continue;
                    }
                    other_people = other_people || column[layout.missing()] > 0;
                    const auto analysed = static_cast<double>(records.sets.analysed);
                    EventRowCounts alone;
                    alone.add(column, layout, analysed);
                    outcome.own[c][v] = alone.row();
                    counts.add(column, layout, analysed);
                    third += column[layout.third()];
                } else if (block.round == 1) {
                    read_own(column.segment(layout.own(), own_numbers), null.cohorts[c].own.status, outcome.own[c][v]);
                }
                if (!fit.done()) { sums.add(layout.read(column)); }
            }
            if (block.round == 0) {
                outcome.counts[v] = counts.row();
                fit = DiscreteFit(layout.covariates, other_people, refine_from_);
                if (!is_open(outcome.counts[v])) {
                    fit.fail(outcome.counts[v].status);
                } else if (null.summary.status != RowStatus::ok) {
                    fit.fail(null.summary.status);
                } else {
                    fit.screen(sums, third, counts.infinite());
                }
            } else if (!fit.done()) {
                fit.advance(sums);
            }
            again = again || !fit.done();
        }
    }
    // The cohorts' own fits follow in the second round, when it is known which variants are refined.
    const bool first = block.round == 0;
    ++block.round;
    return again || first;
}

std::vector<ScanRows> DiscreteScan::report(const BlockState& state, std::span<const Contribution>) const {
    const auto& block = dynamic_cast<const DiscreteBlockState&>(state);
    std::vector<ScanRows> answer;
    for (const OutcomeState& outcome : block.outcomes) {
        ScanRows rows;
        rows.cohorts = outcome.own;
        std::vector<Estimate> own(null_.people.cohorts);
        for (std::size_t v = 0; v < outcome.fits.size(); ++v) {
            AssociationRow row;
            row.pooled = outcome.counts[v];
            report_test(outcome.fits[v], row.pooled);
            for (std::size_t c = 0; c < own.size(); ++c) { own[c] = outcome.own[c][v]; }
            row.meta = math::meta_analysis(own);
            rows.pooled.push_back(row);
        }
        answer.push_back(std::move(rows));
    }
    return answer;
}

std::size_t DiscreteScan::block_bytes(std::size_t variants) const {
    const std::vector<DiscreteLayout> layouts = layouts_of(null_);
    const std::size_t numbers = layouts.empty() ? 0 : static_cast<std::size_t>(layouts.back().end());
    std::size_t bytes = null_.people.cohorts * numbers * sizeof(double);
    for (const DiscreteLayout& layout : layouts) {
        bytes += sizeof(DiscreteFit) + 2 * static_cast<std::size_t>(layout.effects()) * sizeof(double) +
                 (null_.people.cohorts + 1) * sizeof(Estimate);
    }
    return variants * bytes;
}

std::size_t DiscreteScan::resident_bytes() const {
    std::size_t bytes = 0;
    for (std::size_t o = 0; o < null_.nulls.size(); ++o) {
        for (std::size_t c = 0; c < null_.nulls[o].cohorts.size(); ++c) {
            const CoxNullCohort& records = null_.people.nulls[o].cohorts[c];
            const DiscreteNullCohort& cohort = null_.nulls[o].cohorts[c];
            const std::size_t n = cohort.rows.rows();
            // With a copy of the covariates that an evaluation works on.
            bytes += 2 * (records.included.size() + records.mask.size() * 8) + 26 * n +
                     16 * static_cast<std::size_t>(cohort.x.size()) + 64 * n;
            const Screens& screens = screens_[o][c];
            bytes += (screens.pooled ? screens.pooled->bytes() : 0) + (screens.own ? screens.own->bytes() : 0);
        }
    }
    return bytes;
}

}  // namespace atria::survival
