#include "kernels/association/logistic_scan.hpp"

#include "kernels/association/logistic_cohort.hpp"
#include "kernels/association/logistic_layout.hpp"
#include "kernels/association/logistic_null_sums.hpp"
#include "kernels/data/carried_alleles.hpp"
#include "kernels/data/masked_counts.hpp"
#include "kernels/math/meta_analysis.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace atria::association {
namespace {

struct TraitState {
    std::vector<LogisticFit> fits;           // M
    std::vector<LogisticLineSeries> series;  // C × M, a variant's together; empty before a fit is on a line
    std::vector<Estimate> counts;            // M: of all cohorts
    std::vector<std::vector<Estimate>> own;  // C × M
};

class LogisticBlockState final : public BlockState {
public:
    int round = 0;
    std::vector<TraitState> traits;
};

/// Counts of one cohort's contribution, into a row.
void add_counts(Estimate& row, CarriedAlleles& carried, const Eigen::Ref<const Eigen::VectorXd>& column,
                const LogisticLayout& layout, const LogisticNullCohort& cohort) {
    row.n += cohort.size() - column[layout.missing()];
    row.n_cases = (std::isnan(row.n_cases) ? 0 : row.n_cases) + cohort.cases - column[layout.missing_cases()];
    layout.add_carried(column, carried);
}

/// False when the counts alone say that there is nothing to estimate.
bool finish_counts(Estimate& row, const CarriedAlleles& carried) {
    if (row.n <= 0) { return false; }
    carried.set_frequency(row);
    if (row.n_cases == 0 || row.n_cases == row.n) {
        row.status = RowStatus::one_class;
        return false;
    }
    if (carried.one_code(row.n)) {
        row.status = RowStatus::monomorphic;
        return false;
    }
    return true;
}

/// A cohort's own analysis of a variant that varies in it.
void analyse_own(LogisticFit fit, const LogisticNullSums& sums, std::size_t v,
                 const std::vector<std::uint32_t>& missing, VariantSums& of_variant, AnalysedCalls& calls,
                 Estimate& row) {
    const LogisticNullFit& null = calls.cohort().own;
    if (missing.empty()) {
        sums.variant_at(null, v, of_variant);
        VariantOnSystem variant(1, of_variant.information.size() - 2);
        variant.add(0, of_variant.score, of_variant.information);
        fit.start(null.point, *null.system, variant);
    } else {
        const std::optional<LogisticSums> first = sums.at(null, v, missing);
        fit.start(null.point, {&first, 1}, true);
    }
    finish_own(fit, calls, row);
}

/// Counts, the sums at the pooled null model, and the cohort's own analysis, of all variants. `blank`: a fit of one
/// cohort that is not started.
void first_round(const LogisticFit& blank, const LogisticNullCohort& part, const GenotypeBlock& genotypes,
                 const GenotypeBlock& carriers, const LogisticLayout& layout, Eigen::MatrixXd& sums) {
    std::optional<LogisticNullSums> at_null;
    if (part.columns) { at_null.emplace(part, genotypes, carriers); }
    const bool pooled = part.pooled.status == RowStatus::ok;
    const bool own = part.own.status == RowStatus::ok;
    AnalysedCalls calls(part, genotypes.people);
    VariantSums of_variant;
    std::vector<std::uint32_t> missing;
    std::vector<std::uint32_t> position(genotypes.people,
                                        0);  // 1 + place among the analysed
    for (std::size_t i = 0; i < part.person.size(); ++i) {
        position[part.person[i]] = static_cast<std::uint32_t>(i) + 1;
    }
    for (std::size_t v = 0; v < genotypes.variants.size(); ++v) {
        const GenotypeView& variant = genotypes.variants[v];
        if (!variant.present) { continue; }
        auto column = sums.col(static_cast<Eigen::Index>(v));
        layout.write_counts(variant, part.included, part.mask, static_cast<std::uint32_t>(part.person.size()), column);
        missing.clear();
        double missing_cases = 0;
        for_each_missing(variant, [&](std::size_t person) {
            if (position[person] == 0) { return; }
            missing.push_back(position[person] - 1);
            missing_cases += part.people.y[missing.back()];
        });
        column[layout.missing_cases()] = missing_cases;
        if (pooled && missing.empty()) {
            at_null->variant_at(part.pooled, v, of_variant);
            layout.write(of_variant, column);
        } else if (pooled) {
            layout.write(at_null->at(part.pooled, v, missing), column);
        }
        Estimate row;
        row.status = part.own.status;
        CarriedAlleles carried;
        add_counts(row, carried, column, layout, part);
        if (finish_counts(row, carried) && own) {
            calls.turn_to(variant);
            analyse_own(blank, *at_null, v, missing, of_variant, calls, row);
        }
        layout.write_own(row, column);
    }
}

/// One cohort's sums of the first round.
LogisticSums first_sums(const LogisticNullCohort& part, const Eigen::Ref<const Eigen::VectorXd>& column,
                        const LogisticLayout& layout) {
    if (column[layout.missing()] > 0) { return layout.read(column); }
    LogisticSums sums = part.pooled.sums;
    const Eigen::Index k = layout.covariates;
    sums.score[k + 1] = layout.variant_score(column);
    sums.information.row(k + 1) = layout.variant_information(column).transpose();
    sums.information.col(k + 1) = layout.variant_information(column);
    return sums;
}

/// Starts the pooled fit of a variant from the cohorts' sums of the first round; `analysed`: who has any.
void start_pooled(LogisticFit& fit, const LogisticNullTrait& null, std::span<const Contribution> contributions,
                  std::span<const std::size_t> analysed, bool missing, Eigen::Index column,
                  const LogisticLayout& layout) {
    if (!missing) {
        VariantOnSystem variant(static_cast<Eigen::Index>(null.cohorts.size()), null.covariates);
        for (const std::size_t c : analysed) {
            const auto here = contributions[c].sums.col(column);
            variant.add(static_cast<Eigen::Index>(c), layout.variant_score(here), layout.variant_information(here));
        }
        return fit.start(null.point, *null.system, variant);
    }
    std::vector<std::optional<LogisticSums>> sums(null.cohorts.size());
    for (const std::size_t c : analysed) {
        sums[c] = first_sums(null.cohorts[c], contributions[c].sums.col(column), layout);
    }
    fit.start(null.point, sums, true);
}

/// Sums at the present points of the pooled fits that are not done; in them the cohort is number `index`.
void further_round(const LogisticNullCohort& part, Eigen::Index index, const GenotypeBlock& genotypes,
                   const TraitState& trait, const LogisticLayout& layout, Eigen::MatrixXd& sums) {
    AnalysedCalls calls(part, genotypes.people);
    for (std::size_t v = 0; v < trait.fits.size(); ++v) {
        const LogisticFit& fit = trait.fits[v];
        const GenotypeView& variant = genotypes.variants[v];
        if (fit.done() || !variant.present) { continue; }
        auto column = sums.col(static_cast<Eigen::Index>(v));
        column[layout.present()] = 1;
        calls.turn_to(variant);
        if (fit.wants_line()) {
            const std::size_t at = v * trait.own.size() + static_cast<std::size_t>(index);
            LogisticLineSeries series = trait.series.empty() ? LogisticLineSeries{} : trait.series[at];
            const LogisticLineSums line = line_sums_for(fit, part.pooled, index, calls, series);
            layout.write(line, series, column);
        } else {
            layout.write(sums_for(fit, index, calls), column);
        }
    }
}

/// Goes on along a line as long as the series of the `analysed` cohorts answer for everybody.
void follow_series(LogisticFit& fit, std::span<const LogisticLineSeries> series,
                   std::span<const std::size_t> analysed) {
    while (fit.wants_line()) {
        LogisticLineSums sums;
        for (const std::size_t c : analysed) {
            const double t = fit.line(static_cast<Eigen::Index>(c)).t;
            if (!series[c].everybody || !series[c].reaches(t)) { return; }
            sums.add(series[c].at(t));
        }
        fit.advance(sums);
    }
}

}  // namespace

LogisticScan::LogisticScan(LogisticNull null, const LogisticTest& test) : null_(std::move(null)), test_(test) {}

std::unique_ptr<BlockState> LogisticScan::begin(std::size_t variants) const {
    auto state = std::make_unique<LogisticBlockState>();
    for (const LogisticNullTrait& null : null_.nulls) {
        TraitState trait;
        trait.fits.assign(variants, LogisticFit(test_, static_cast<Eigen::Index>(null_.cohorts), null.covariates));
        trait.counts.resize(variants);
        trait.own.assign(null_.cohorts, std::vector<Estimate>(variants));
        state->traits.push_back(std::move(trait));
    }
    return state;
}

Contribution LogisticScan::accumulate(CohortIndex cohort, const GenotypeBlock& genotypes,
                                      const BlockState& state) const {
    const auto& block = dynamic_cast<const LogisticBlockState&>(state);
    const std::vector<LogisticLayout> layouts = layouts_of(null_);
    Contribution contribution;
    contribution.sums = Eigen::MatrixXd::Zero(layouts.empty() ? 0 : layouts.back().end(),
                                              static_cast<Eigen::Index>(genotypes.variants.size()));
    const GenotypeBlock carriers = block.round == 0 ? carriers_of(genotypes) : GenotypeBlock{};
    for (std::size_t t = 0; t < null_.nulls.size(); ++t) {
        const LogisticNullCohort& part = null_.nulls[t].cohorts[static_cast<std::size_t>(cohort)];
        if (part.status != RowStatus::ok) { continue; }
        if (block.round == 0) {
            const LogisticFit blank(test_, 1, null_.nulls[t].covariates);
            first_round(blank, part, genotypes, carriers, layouts[t], contribution.sums);
        } else {
            further_round(part, static_cast<Eigen::Index>(cohort), genotypes, block.traits[t], layouts[t],
                          contribution.sums);
        }
    }
    return contribution;
}

bool LogisticScan::update(BlockState& state, std::span<Contribution> contributions) const {
    auto& block = dynamic_cast<LogisticBlockState&>(state);
    const std::vector<LogisticLayout> layouts = layouts_of(null_);
    bool again = false;
    for (std::size_t t = 0; t < null_.nulls.size(); ++t) {
        const LogisticNullTrait& null = null_.nulls[t];
        const LogisticLayout& layout = layouts[t];
        TraitState& trait = block.traits[t];
        std::vector<std::optional<LogisticSums>> sums(null_.cohorts);
        std::vector<std::size_t> analysed;  // cohorts that have people in the variant's fit
        for (std::size_t v = 0; v < trait.fits.size(); ++v) {
            const auto column = static_cast<Eigen::Index>(v);
            LogisticFit& fit = trait.fits[v];
            if (block.round > 0 && fit.done()) { continue; }
            LogisticLineSums line;
            analysed.clear();
            bool missing = false;
            CarriedAlleles carried;
            for (std::size_t c = 0; c < null_.cohorts; ++c) {
                const LogisticNullCohort& cohort = null.cohorts[c];
                const auto here = contributions[c].sums.col(column);
                Estimate& own = trait.own[c][v];
                if (here[layout.present()] == 0) {
                    if (block.round == 0) {
                        missing = missing || cohort.status == RowStatus::ok;
                        if (cohort.status == RowStatus::one_class) { own.status = RowStatus::one_class; }
                    }
                    continue;
                }
                if (block.round == 0) {
                    CarriedAlleles own_carried;
                    add_counts(own, own_carried, here, layout, cohort);
                    if (finish_counts(own, own_carried)) { layout.read_own(here, own); }
                    missing = missing || here[layout.missing()] > 0;
                }
                // Those with a call are of one class: an intercept of their own takes all that they say.
                if (own.n == 0 || own.n_cases == 0 || own.n_cases == own.n) { continue; }
                analysed.push_back(c);
                if (block.round == 0) {
                    add_counts(trait.counts[v], carried, here, layout, cohort);
                } else if (fit.wants_line()) {
                    line.add(layout.read_line(here));
                    if (trait.series.empty()) { trait.series.resize(trait.fits.size() * null_.cohorts); }
                    trait.series[v * null_.cohorts + c] = layout.read_series(here);
                } else {
                    sums[c] = layout.read(here);
                }
            }
            if (block.round == 0) {
                if (!finish_counts(trait.counts[v], carried)) {
                    fit.fail(trait.counts[v].status);
                } else if (null.summary.status != RowStatus::ok) {
                    fit.fail(null.summary.status);
                } else {
                    start_pooled(fit, null, contributions, analysed, missing, column, layout);
                }
            } else if (fit.wants_line()) {
                fit.advance(line);
                follow_series(fit, std::span(trait.series).subspan(v * null_.cohorts, null_.cohorts), analysed);
            } else {
                fit.advance(sums);
                std::ranges::fill(sums, std::nullopt);
            }
            again = again || !fit.done();
        }
    }
    ++block.round;
    return again;
}

std::vector<ScanRows> LogisticScan::report(const BlockState& state, std::span<const Contribution>) const {
    const auto& block = dynamic_cast<const LogisticBlockState&>(state);
    std::vector<ScanRows> answer;
    for (const TraitState& trait : block.traits) {
        ScanRows rows;
        rows.cohorts = trait.own;
        std::vector<Estimate> own(null_.cohorts);
        for (std::size_t v = 0; v < trait.fits.size(); ++v) {
            AssociationRow row;
            row.pooled = trait.counts[v];
            if (row.pooled.n > 0) { trait.fits[v].report(row.pooled); }
            for (std::size_t c = 0; c < null_.cohorts; ++c) { own[c] = trait.own[c][v]; }
            row.meta = math::meta_analysis(own);
            rows.pooled.push_back(row);
        }
        answer.push_back(std::move(rows));
    }
    return answer;
}

std::size_t LogisticScan::block_bytes(std::size_t variants) const {
    const std::vector<LogisticLayout> layouts = layouts_of(null_);
    std::size_t numbers = layouts.empty() ? 0 : null_.cohorts * static_cast<std::size_t>(layouts.back().end());
    std::size_t bytes = 0;
    std::size_t scratch = 0;  // one trait and cohort at a time: copies of the calls, products at two null models
    for (const LogisticNullTrait& null : null_.nulls) {
        const auto k = static_cast<std::size_t>(null.covariates);
        const std::size_t parameters = null_.cohorts + k + 1;
        numbers += 9 * parameters;
        if (test_.wald || test_.exact_firth) { numbers += parameters * (parameters + 4); }
        bytes += sizeof(LogisticFit) + (null_.cohorts + 1) * sizeof(Estimate);
        bytes += null_.cohorts * sizeof(LogisticLineSeries);
        for (const LogisticNullCohort& cohort : null.cohorts) {
            const std::size_t copies = cohort.included.size() / 4 + 1 + sizeof(GenotypeView);
            scratch = std::max(scratch, copies + 2 * sizeof(double) * (k + 3));
        }
    }
    return variants * (bytes + scratch + sizeof(double) * numbers);
}

}  // namespace atria::association
