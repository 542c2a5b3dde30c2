#include "kernels/association/logistic_scan.hpp"

#include "kernels/data/carried_alleles.hpp"
#include "kernels/data/genotype_decoding.hpp"
#include "kernels/data/masked_counts.hpp"
#include "kernels/math/genotype_products.hpp"
#include "kernels/math/meta_analysis.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace atria::association {
namespace {

struct TraitState {
    std::vector<LogisticFit> fits;           // M
    std::vector<Estimate> counts;            // M: of all cohorts
    std::vector<std::vector<Estimate>> own;  // C × M
};

class LogisticBlockState final : public BlockState {
public:
    int round = 0;
    std::vector<TraitState> traits;
};

/// Where the numbers of one trait stand in a contribution's column.
struct Layout {
    Eigen::Index begin;
    Eigen::Index covariates;  // K

    [[nodiscard]] Eigen::Index present() const { return begin; }
    [[nodiscard]] Eigen::Index het() const { return begin + 1; }
    [[nodiscard]] Eigen::Index hom_effect() const { return begin + 2; }
    [[nodiscard]] Eigen::Index missing() const { return begin + 3; }
    [[nodiscard]] Eigen::Index missing_cases() const { return begin + 4; }
    [[nodiscard]] Eigen::Index effect_alleles() const { return begin + 5; }
    [[nodiscard]] Eigen::Index alleles() const { return begin + 6; }
    [[nodiscard]] Eigen::Index log_likelihood() const { return begin + 7; }
    [[nodiscard]] Eigen::Index score() const { return begin + 8; }
    [[nodiscard]] Eigen::Index penalty() const { return score() + covariates + 2; }
    [[nodiscard]] Eigen::Index information() const { return penalty() + covariates + 2; }
    /// status and test, beta, standard error, statistic, -log10 p: the cohort's own.
    [[nodiscard]] Eigen::Index own() const { return information() + (covariates + 2) * (covariates + 3) / 2; }
    [[nodiscard]] Eigen::Index end() const { return own() + 6; }

    void write(const LogisticSums& sums, Eigen::Ref<Eigen::VectorXd> column) const {
        column[log_likelihood()] = sums.log_likelihood;
        column.segment(score(), covariates + 2) = sums.score;
        column.segment(penalty(), covariates + 2) = sums.penalty;
        Eigen::Index at = information();
        for (Eigen::Index j = 0; j < covariates + 2; ++j) {
            for (Eigen::Index i = j; i < covariates + 2; ++i) { column[at++] = sums.information(i, j); }
        }
    }
    [[nodiscard]] LogisticSums read(const Eigen::Ref<const Eigen::VectorXd>& column) const {
        LogisticSums sums(covariates);
        sums.log_likelihood = column[log_likelihood()];
        sums.score = column.segment(score(), covariates + 2);
        sums.penalty = column.segment(penalty(), covariates + 2);
        Eigen::Index at = information();
        for (Eigen::Index j = 0; j < covariates + 2; ++j) {
            for (Eigen::Index i = j; i < covariates + 2; ++i) {
                sums.information(i, j) = sums.information(j, i) = column[at++];
            }
        }
        return sums;
    }
    void write(const LogisticLineSums& sums, Eigen::Ref<Eigen::VectorXd> column) const {
        column.segment(log_likelihood(), 4) << sums.log_likelihood, sums.score, sums.information, sums.third;
    }
    [[nodiscard]] LogisticLineSums read_line(const Eigen::Ref<const Eigen::VectorXd>& column) const {
        const auto numbers = column.segment(log_likelihood(), 4);
        return {numbers[0], numbers[1], numbers[2], numbers[3]};
    }
};

std::vector<Layout> layouts_of(const LogisticNull& null) {
    std::vector<Layout> layouts;
    Eigen::Index begin = 0;
    for (const LogisticNullTrait& trait : null.nulls) {
        layouts.push_back({begin, trait.covariates});
        begin = layouts.back().end();
    }
    return layouts;
}

/// Σ g² w in fixed point, w being the first column: g² is 3 g less twice the indicator of a carrier, and the indicator
/// is a genotype itself.
class SquareProducts {
public:
    SquareProducts(const math::FixedPointColumns& columns, std::span<const GenotypeView> variants) {
        bytes_.reserve(variants.size());
        for (const GenotypeView& variant : variants) {
            GenotypeView carrier = variant;
            if (variant.present && variant.encoding == Encoding::packed) {
                std::vector<std::uint8_t>& bytes = bytes_.emplace_back(variant.packed.size());
                for (std::size_t i = 0; i < bytes.size(); ++i) {
                    const std::uint32_t low = variant.packed[i] & 0x55U;
                    const std::uint32_t high = (variant.packed[i] >> 1U) & 0x55U;
                    bytes[i] = static_cast<std::uint8_t>(((low & high) << 1U) | low | high);
                }
                carrier.packed = bytes;
            } else {
                carrier.present = false;
            }
            carriers_.push_back(carrier);
        }
        products_ = math::genotype_products(columns, carriers_);
    }

    /// `sum`: Σ g w of variant v.
    [[nodiscard]] std::int64_t square(const math::FixedPointColumns& columns, std::span<const GenotypeView> variants,
                                      std::size_t v, std::int64_t sum) const {
        const GenotypeView& variant = variants[v];
        if (variant.encoding == Encoding::packed) { return 3 * sum - 2 * products_(0, static_cast<Eigen::Index>(v)); }
        const std::int64_t base = std::int64_t{variant.base} * variant.base;
        std::int64_t total = base * columns.total(0);
        for (const SparseEntry entry : variant.sparse) {
            const std::int64_t g = code_of(entry) == missing_call ? 0 : code_of(entry);
            total += (g * g - base) * columns.row(person_of(entry))[0];
        }
        return total;
    }

private:
    std::vector<std::vector<std::uint8_t>> bytes_;
    std::vector<GenotypeView> carriers_;
    math::FixedPointSums products_;
};

/// What the people without a call add to a null model's sums.
void take_out_missing(const math::FixedPointColumns& columns, const LogisticNullCohort& cohort,
                      const std::vector<std::uint32_t>& missing, LogisticSums& sums) {
    const auto k = static_cast<Eigen::Index>(columns.columns()) - 2;
    Eigen::VectorXd row(k + 2);
    for (const std::uint32_t i : missing) {
        const std::int64_t* fixed = columns.row(cohort.person[i]);
        for (Eigen::Index c = 0; c < k + 2; ++c) { row[c] = columns.real(fixed[c], static_cast<std::size_t>(c)); }
        const auto x = cohort.people.x.col(i);
        const double residual = row[k + 1];
        sums.score[0] -= residual;
        sums.score.segment(1, k) -= residual * x;
        sums.information(0, 0) -= row[0];
        sums.information.col(0).segment(1, k) -= row.segment(1, k);
        sums.information.block(1, 1, k, k) -= row.segment(1, k) * x.transpose();
    }
    sums.information.row(0).segment(1, k) = sums.information.col(0).segment(1, k).transpose();
}

/// One cohort's sums at a null model for all variants of a block, from one product.
class NullSums {
public:
    NullSums(const LogisticNullCohort& cohort, const LogisticNullFit& fit, const GenotypeBlock& genotypes)
        : cohort_(cohort),
          fit_(fit),
          variants_(genotypes.variants),
          products_(math::genotype_products(*fit.columns, genotypes.variants)),
          squares_(*fit.columns, genotypes.variants) {}

    [[nodiscard]] LogisticSums at(std::size_t v, const std::vector<std::uint32_t>& missing) const {
        const math::FixedPointColumns& columns = *fit_.columns;
        const auto column = static_cast<Eigen::Index>(v);
        LogisticSums sums = fit_.sums;
        const auto k = static_cast<Eigen::Index>(columns.columns()) - 2;
        if (!missing.empty()) { take_out_missing(columns, cohort_, missing, sums); }
        sums.score[k + 1] = columns.real(products_(k + 1, column), static_cast<std::size_t>(k + 1));
        for (Eigen::Index c = 0; c <= k; ++c) {
            const double across = columns.real(products_(c, column), static_cast<std::size_t>(c));
            sums.information(k + 1, c) = sums.information(c, k + 1) = across;
        }
        sums.information(k + 1, k + 1) = columns.real(squares_.square(columns, variants_, v, products_(0, column)), 0);
        return sums;
    }

private:
    const LogisticNullCohort& cohort_;
    const LogisticNullFit& fit_;
    std::span<const GenotypeView> variants_;
    math::FixedPointSums products_;
    SquareProducts squares_;
};

/// The calls of the analysed people of one variant.
std::span<const std::uint8_t> calls_of(const GenotypeView& variant, std::size_t records,
                                       const LogisticNullCohort& cohort, std::vector<std::uint8_t>& all,
                                       std::vector<std::uint8_t>& chosen) {
    all.resize(records);
    chosen.resize(cohort.person.size());
    decode_calls(variant, records, all.data());
    for (std::size_t i = 0; i < chosen.size(); ++i) { chosen[i] = all[cohort.person[i]]; }
    return chosen;
}

LogisticSums sums_for(const LogisticFit& fit, Eigen::Index index, const LogisticNullCohort& cohort,
                      std::span<const std::uint8_t> calls) {
    const std::optional<Eigen::MatrixXd> inverse = fit.inverse(index);
    return logistic_sums(cohort.people, calls, fit.point(index), inverse ? &*inverse : nullptr);
}

/// A cohort by itself, from its sums at its own null model to the end.
void analyse_own(const LogisticTest& test, const LogisticNullCohort& cohort, const LogisticSums& at_null, bool missing,
                 std::span<const std::uint8_t> calls, Estimate& row) {
    LogisticFit fit(test, 1, cohort.people.x.rows());
    const std::optional<LogisticSums> first = at_null;
    fit.start(cohort.own.point, {&first, 1}, missing);
    while (!fit.done()) {
        if (fit.wants_line()) {
            fit.advance(logistic_line_sums(cohort.people, calls, fit.point(0), fit.line(0)));
        } else {
            const std::optional<LogisticSums> sums = sums_for(fit, 0, cohort, calls);
            fit.advance({&sums, 1});
        }
    }
    fit.report(row);
}

/// Counts of one cohort's contribution, into a row.
void add_counts(Estimate& row, CarriedAlleles& carried, const Eigen::Ref<const Eigen::VectorXd>& column,
                const Layout& layout, const LogisticNullCohort& cohort) {
    row.n += cohort.size() - column[layout.missing()];
    row.n_cases = (std::isnan(row.n_cases) ? 0 : row.n_cases) + cohort.cases - column[layout.missing_cases()];
    carried.effect += column[layout.effect_alleles()];
    carried.all += column[layout.alleles()];
    carried.het += column[layout.het()];
    carried.hom_effect += column[layout.hom_effect()];
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
    const std::vector<Layout> layouts = layouts_of(null_);
    const std::size_t variants = genotypes.variants.size();
    Contribution contribution;
    contribution.sums =
        Eigen::MatrixXd::Zero(layouts.empty() ? 0 : layouts.back().end(), static_cast<Eigen::Index>(variants));
    std::vector<std::uint8_t> all;
    std::vector<std::uint8_t> chosen;
    std::vector<std::uint32_t> missing;
    for (std::size_t t = 0; t < null_.nulls.size(); ++t) {
        const LogisticNullCohort& part = null_.nulls[t].cohorts[static_cast<std::size_t>(cohort)];
        if (part.status != RowStatus::ok) { continue; }
        const Layout& layout = layouts[t];
        const TraitState& trait = block.traits[t];
        const auto index = static_cast<Eigen::Index>(cohort);
        if (block.round > 0) {
            for (std::size_t v = 0; v < variants; ++v) {
                const LogisticFit& fit = trait.fits[v];
                const GenotypeView& variant = genotypes.variants[v];
                if (fit.done() || !variant.present) { continue; }
                auto column = contribution.sums.col(static_cast<Eigen::Index>(v));
                column[layout.present()] = 1;
                const auto calls = calls_of(variant, genotypes.people, part, all, chosen);
                if (fit.wants_line()) {
                    layout.write(logistic_line_sums(part.people, calls, fit.point(index), fit.line(index)), column);
                } else {
                    layout.write(sums_for(fit, index, part, calls), column);
                }
            }
            continue;
        }
        std::optional<NullSums> pooled;
        std::optional<NullSums> own;
        if (part.pooled.columns) { pooled.emplace(part, part.pooled, genotypes); }
        if (part.own.columns) { own.emplace(part, part.own, genotypes); }
        std::vector<std::uint32_t> position(genotypes.people, 0);  // 1 + place among the analysed
        for (std::size_t i = 0; i < part.person.size(); ++i) {
            position[part.person[i]] = static_cast<std::uint32_t>(i) + 1;
        }
        for (std::size_t v = 0; v < variants; ++v) {
            const GenotypeView& variant = genotypes.variants[v];
            if (!variant.present) { continue; }
            auto column = contribution.sums.col(static_cast<Eigen::Index>(v));
            const GenotypeCounts counts =
                masked_counts(variant, part.included, part.mask, static_cast<std::uint32_t>(part.person.size()));
            missing.clear();
            double missing_cases = 0;
            for_each_missing(variant, [&](std::size_t person) {
                if (position[person] == 0) { return; }
                missing.push_back(position[person] - 1);
                missing_cases += part.people.y[missing.back()];
            });
            column[layout.present()] = 1;
            column[layout.het()] = counts.het;
            column[layout.hom_effect()] = counts.hom_effect;
            column[layout.missing()] = counts.missing;
            column[layout.missing_cases()] = missing_cases;
            const AlleleCounts alleles = allele_counts(variant, part.included, part.mask, counts);
            column[layout.effect_alleles()] = alleles.effect;
            column[layout.alleles()] = alleles.all;
            if (pooled) { layout.write(pooled->at(v, missing), column); }
            Estimate row;
            row.status = part.own.status;
            CarriedAlleles carried;
            add_counts(row, carried, column, layout, part);
            if (finish_counts(row, carried) && own) {
                analyse_own(test_, part, own->at(v, missing), !missing.empty(),
                            calls_of(variant, genotypes.people, part, all, chosen), row);
            }
            column.segment(layout.own(), 6) << static_cast<double>(row.status), static_cast<double>(row.test), row.beta,
                row.standard_error, row.statistic, row.neg_log10_p;
        }
    }
    return contribution;
}

bool LogisticScan::update(BlockState& state, std::span<const Contribution> contributions) const {
    auto& block = dynamic_cast<LogisticBlockState&>(state);
    const std::vector<Layout> layouts = layouts_of(null_);
    bool again = false;
    for (std::size_t t = 0; t < null_.nulls.size(); ++t) {
        const LogisticNullTrait& null = null_.nulls[t];
        const Layout& layout = layouts[t];
        TraitState& trait = block.traits[t];
        for (std::size_t v = 0; v < trait.fits.size(); ++v) {
            const auto column = static_cast<Eigen::Index>(v);
            LogisticFit& fit = trait.fits[v];
            if (block.round > 0 && fit.done()) { continue; }
            std::vector<std::optional<LogisticSums>> sums(null_.cohorts);
            LogisticLineSums line;
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
                    missing = missing || here[layout.missing()] > 0;
                    add_counts(trait.counts[v], carried, here, layout, cohort);
                    CarriedAlleles own_carried;
                    add_counts(own, own_carried, here, layout, cohort);
                    if (finish_counts(own, own_carried)) {
                        const auto numbers = here.segment(layout.own(), 6);
                        own.status = static_cast<RowStatus>(numbers[0]);
                        own.test = static_cast<TestKind>(numbers[1]);
                        own.beta = numbers[2];
                        own.standard_error = numbers[3];
                        own.statistic = numbers[4];
                        own.neg_log10_p = numbers[5];
                    }
                }
                if (fit.wants_line()) {
                    const LogisticLineSums one = layout.read_line(here);
                    line.log_likelihood += one.log_likelihood;
                    line.score += one.score;
                    line.information += one.information;
                    line.third += one.third;
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
                    LogisticNullPoint point;
                    point.intercepts = Eigen::VectorXd::Zero(static_cast<Eigen::Index>(null_.cohorts));
                    for (std::size_t c = 0; c < null_.cohorts; ++c) {
                        if (null.cohorts[c].status != RowStatus::ok) { continue; }
                        point.intercepts[static_cast<Eigen::Index>(c)] = null.cohorts[c].pooled.point.intercepts[0];
                        point.effects = null.cohorts[c].pooled.point.effects;
                    }
                    fit.start(point, sums, missing);
                }
            } else if (fit.wants_line()) {
                fit.advance(line);
            } else {
                fit.advance(sums);
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

}  // namespace atria::association
