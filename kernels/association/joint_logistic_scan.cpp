#include "kernels/association/joint_logistic_scan.hpp"

#include "kernels/association/logistic_newton.hpp"
#include "kernels/data/carried_alleles.hpp"
#include "kernels/data/genotype_values.hpp"
#include "kernels/data/masked_counts.hpp"
#include "kernels/math/meta_analysis.hpp"
#include "kernels/math/ranked_cholesky.hpp"
#include "kernels/math/tails.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

namespace atria::association {
namespace {

/// The effects of a variant's terms with their covariance, or why there are none.
struct Effects {
    RowStatus status = RowStatus::no_people;
    Eigen::VectorXd beta;        // k
    Eigen::MatrixXd covariance;  // k × k
};

/// One variant of one trait on its way to the pooled maximum.
struct Course {
    std::optional<LogisticNewton> newton;
    Effects effects;
    bool wants_squares = false;  // at the maximum, for the sandwich
    Estimate counts;
    std::vector<Estimate> own_counts;  // C
    std::vector<Effects> own;          // C
};

class JointState final : public BlockState {
public:
    bool first = true;
    std::vector<std::vector<Course>> courses;  // a trait × M
};

/// Where the numbers of one trait stand in a contribution's column. P = K + k columns beside the intercept.
struct Layout {
    Eigen::Index begin;
    Eigen::Index columns;  // P
    Eigen::Index terms;    // k

    [[nodiscard]] Eigen::Index in_fit() const { return begin; }  ///< 1: the cohort has people to fit
    [[nodiscard]] Eigen::Index n() const { return begin + 1; }
    [[nodiscard]] Eigen::Index cases() const { return begin + 2; }
    [[nodiscard]] Eigen::Index het() const { return begin + 3; }
    [[nodiscard]] Eigen::Index hom_effect() const { return begin + 4; }
    [[nodiscard]] Eigen::Index effect_alleles() const { return begin + 5; }
    [[nodiscard]] Eigen::Index alleles() const { return begin + 6; }
    [[nodiscard]] Eigen::Index log_likelihood() const { return begin + 7; }
    [[nodiscard]] Eigen::Index largest() const { return begin + 8; }
    [[nodiscard]] Eigen::Index score() const { return begin + 9; }
    [[nodiscard]] Eigen::Index information() const { return score() + columns + 1; }
    [[nodiscard]] Eigen::Index squares() const { return information() + (columns + 1) * (columns + 1); }
    [[nodiscard]] Eigen::Index own_status() const { return squares() + terms * terms; }
    [[nodiscard]] Eigen::Index own_beta() const { return own_status() + 1; }
    [[nodiscard]] Eigen::Index own_covariance() const { return own_beta() + terms; }
    [[nodiscard]] Eigen::Index end() const { return own_covariance() + terms * terms; }

    void write(const LogisticSums& sums, Eigen::Ref<Eigen::VectorXd> column) const {
        column[in_fit()] = 1;
        column[log_likelihood()] = sums.log_likelihood;
        column[largest()] = sums.largest;
        column.segment(score(), columns + 1) = sums.score.head(columns + 1);
        column.segment(information(), (columns + 1) * (columns + 1)) =
            sums.information.topLeftCorner(columns + 1, columns + 1).reshaped();
    }
    [[nodiscard]] LogisticSums read(const Eigen::Ref<const Eigen::VectorXd>& column) const {
        LogisticSums sums(columns);
        sums.log_likelihood = column[log_likelihood()];
        sums.largest = column[largest()];
        sums.score.head(columns + 1) = column.segment(score(), columns + 1);
        sums.information.topLeftCorner(columns + 1, columns + 1) =
            column.segment(information(), (columns + 1) * (columns + 1)).reshaped(columns + 1, columns + 1);
        return sums;
    }
    void write_own(const Effects& own, Eigen::Ref<Eigen::VectorXd> column) const {
        column[own_status()] = static_cast<double>(own.status);
        if (own.status != RowStatus::ok) { return; }
        column.segment(own_beta(), terms) = own.beta;
        column.segment(own_covariance(), terms * terms) = own.covariance.reshaped();
    }
    [[nodiscard]] Effects read_own(const Eigen::Ref<const Eigen::VectorXd>& column) const {
        return {static_cast<RowStatus>(column[own_status()]), column.segment(own_beta(), terms),
                column.segment(own_covariance(), terms * terms).reshaped(terms, terms)};
    }
};

std::vector<Layout> layouts_of(const LogisticNull& null, Eigen::Index terms) {
    std::vector<Layout> layouts;
    Eigen::Index begin = 0;
    for (const LogisticNullTrait& trait : null.nulls) {
        layouts.push_back({begin, trait.covariates + terms, terms});
        begin = layouts.back().end();
    }
    return layouts;
}

/// The people of a cohort with a call, the variant's terms behind their covariates.
struct CalledPeople {
    LogisticPeople people;
    double cases = 0;

    CalledPeople(const LogisticNullCohort& cohort, std::size_t index, const GenotypeView& variant,
                 const VariantTerms& terms) {
        std::vector<double> calls(cohort.included.size());
        decode_values(variant, calls.size(), calls.data());
        const Eigen::Index k = cohort.people.x.rows();
        const auto all = static_cast<Eigen::Index>(cohort.person.size());
        people.x.resize(k + terms.size(), all);
        people.y.resize(all);
        people.offset.resize(all);
        Eigen::Index at = 0;
        for (Eigen::Index i = 0; i < all; ++i) {
            const std::uint32_t person = cohort.person[static_cast<std::size_t>(i)];
            if (std::isnan(calls[person])) { continue; }
            people.x.col(at).head(k) = cohort.people.x.col(i);
            terms.write(index, person, calls[person], people.x.col(at).data() + k);
            people.y[at] = cohort.people.y[i];
            people.offset[at] = cohort.people.offset[i];
            cases += people.y[at++];
        }
        people.x.conservativeResize(Eigen::NoChange, at);
        people.y.conservativeResize(at);
        people.offset.conservativeResize(at);
    }
    /// People of one class say nothing once they have an intercept of their own.
    [[nodiscard]] bool both_classes() const { return cases > 0 && cases < static_cast<double>(people.y.size()); }
};

/// What the maximum says of the terms, with the model's own variance.
Effects effects_at(const LogisticNewton& newton, Eigen::Index terms) {
    Effects effects;
    effects.status = newton.status();
    if (effects.status != RowStatus::ok) { return effects; }
    const LogisticSystem& system = *newton.system();
    const Eigen::MatrixXd inverse = system.inverse(0, false);  // (P + 2)², the last row and column empty
    const Eigen::Index columns = inverse.rows() - 2;
    for (Eigen::Index j = columns - terms; j < columns; ++j) {
        if (!system.independent(j)) {
            effects.status = RowStatus::collinear;
            return effects;
        }
    }
    effects.beta = newton.parameters().tail(terms);
    effects.covariance = inverse.block(1 + columns - terms, 1 + columns - terms, terms, terms);
    return effects;
}

/// One cohort's part of the terms' sandwich variance.
Eigen::MatrixXd sandwich_part(const LogisticNewton& newton, Eigen::Index cohort, const LogisticPeople& people,
                              Eigen::Index terms) {
    const Eigen::MatrixXd inverse = newton.system()->inverse(cohort, false);
    const Eigen::Index columns = inverse.rows() - 2;
    const auto rows = inverse.block(1 + columns - terms, 0, terms, columns + 1);
    return rows * logistic_score_squares(people, newton.point(cohort)) * rows.transpose();
}

/// A cohort by itself.
Effects analyse_own(const LogisticNullCohort& cohort, const CalledPeople& called, Eigen::Index terms,
                    LogisticErrors errors) {
    if (cohort.own.status != RowStatus::ok) { return {cohort.own.status, {}, {}}; }
    const Eigen::VectorXd& effects = cohort.own.point.effects;
    Eigen::VectorXd start = Eigen::VectorXd::Zero(1 + effects.size() + terms);
    start[0] = cohort.own.point.intercepts[0];
    start.segment(1, effects.size()) = effects;
    LogisticNewton newton(start, 1);
    while (!newton.done()) {
        const std::optional<LogisticSums> sums = logistic_sums(called.people, {}, newton.point(0));
        newton.advance({&sums, 1});
    }
    Effects answer = effects_at(newton, terms);
    if (answer.status == RowStatus::ok && errors == LogisticErrors::sandwich) {
        answer.covariance = sandwich_part(newton, 0, called.people, terms);
    }
    return answer;
}

Estimate estimate(const Estimate& counts, const Effects& effects, const TermTest& test) {
    Estimate row = counts;
    if (row.status != RowStatus::ok) { return row; }
    row.status = effects.status;
    if (row.status != RowStatus::ok) { return row; }
    const Eigen::VectorXd effect = test.contrast * effects.beta;
    const Eigen::MatrixXd covariance = test.contrast * effects.covariance * test.contrast.transpose();
    if (effect.size() == 1) {
        row.beta = effect[0];
        row.standard_error = std::sqrt(covariance(0, 0));
        row.statistic = row.beta / row.standard_error;
        row.neg_log10_p = math::normal_neg_log10_p(row.statistic);
        return row;
    }
    const math::RankedCholesky factor(covariance);
    row.degrees_of_freedom = static_cast<double>(effect.size());
    if (factor.rank() < effect.size()) {  // robust sums of very few people
        row.status = RowStatus::collinear;
        return row;
    }
    row.statistic = effect.dot(factor.solve(effect));
    row.neg_log10_p = math::chi_square_neg_log10_p(row.statistic, row.degrees_of_freedom);
    return row;
}

void add_counts(Estimate& row, CarriedAlleles& carried, const Eigen::Ref<const Eigen::VectorXd>& column,
                const Layout& layout) {
    row.n += column[layout.n()];
    row.n_cases = (std::isnan(row.n_cases) ? 0 : row.n_cases) + column[layout.cases()];
    carried.effect += column[layout.effect_alleles()];
    carried.all += column[layout.alleles()];
    carried.het += column[layout.het()];
    carried.hom_effect += column[layout.hom_effect()];
}

void finish_counts(Estimate& row, const CarriedAlleles& carried) {
    if (row.n <= 0) { return; }
    carried.set_frequency(row);
    const bool one_class = row.n_cases == 0 || row.n_cases == row.n;
    row.status = one_class ? RowStatus::one_class : carried.one_code(row.n) ? RowStatus::monomorphic : RowStatus::ok;
}

/// Counts of everybody, then the pooled start.
void begin_course(Course& course, const LogisticNullTrait& null, std::span<const Contribution> contributions,
                  Eigen::Index variant, const Layout& layout) {
    CarriedAlleles all;
    const std::size_t cohorts = contributions.size();
    course.own_counts.resize(cohorts);
    const Eigen::Index covariates = layout.columns - layout.terms;
    Eigen::VectorXd start = Eigen::VectorXd::Zero(static_cast<Eigen::Index>(cohorts) + layout.columns);
    for (std::size_t c = 0; c < cohorts; ++c) {
        const auto column = contributions[c].sums.col(variant);
        CarriedAlleles own;
        add_counts(course.own_counts[c], own, column, layout);
        Estimate& counts = course.own_counts[c];
        finish_counts(counts, own);
        if (null.cohorts[c].status == RowStatus::one_class) { counts.status = RowStatus::one_class; }
        course.own.push_back(layout.read_own(column));
        if (counts.n == 0 || counts.status == RowStatus::one_class) { continue; }
        // Only those who say something count in the pooled row.
        add_counts(course.counts, all, column, layout);
        if (null.summary.status != RowStatus::ok) { continue; }
        start[static_cast<Eigen::Index>(c)] = null.cohorts[c].pooled.point.intercepts[0];
        start.segment(static_cast<Eigen::Index>(cohorts), covariates) = null.cohorts[c].pooled.point.effects;
    }
    finish_counts(course.counts, all);
    if (course.counts.status != RowStatus::ok) { return; }
    if (null.summary.status == RowStatus::ok) {
        course.newton.emplace(start, static_cast<Eigen::Index>(cohorts));
    } else {
        course.effects.status = null.summary.status;
    }
}

}  // namespace

JointLogisticScan::JointLogisticScan(LogisticNull null, VariantTerms terms, LogisticErrors errors)
    : null_(std::move(null)), terms_(std::move(terms)), errors_(errors) {}

std::vector<std::string> JointLogisticScan::traits() const {
    std::vector<std::string> names;
    for (const std::string& trait : null_.traits) {
        for (const TermTest& test : terms_.tests()) {
            names.push_back(terms_.tests().size() == 1 ? trait : trait + "." + test.name);
        }
    }
    return names;
}

std::unique_ptr<BlockState> JointLogisticScan::begin(std::size_t variants) const {
    auto state = std::make_unique<JointState>();
    state->courses.assign(null_.nulls.size(), std::vector<Course>(variants));
    return state;
}

Contribution JointLogisticScan::accumulate(CohortIndex cohort, const GenotypeBlock& genotypes,
                                           const BlockState& state) const {
    const auto& block = dynamic_cast<const JointState&>(state);
    const std::vector<Layout> layouts = layouts_of(null_, terms_.size());
    const auto c = static_cast<std::size_t>(cohort);
    const auto index = static_cast<Eigen::Index>(cohort);
    Contribution contribution;
    contribution.sums = Eigen::MatrixXd::Zero(layouts.empty() ? 0 : layouts.back().end(),
                                              static_cast<Eigen::Index>(genotypes.variants.size()));
    for (std::size_t t = 0; t < null_.nulls.size(); ++t) {
        const LogisticNullTrait& null = null_.nulls[t];
        const LogisticNullCohort& part = null.cohorts[c];
        const Layout& layout = layouts[t];
        if (part.status != RowStatus::ok) { continue; }
        for (std::size_t v = 0; v < genotypes.variants.size(); ++v) {
            const GenotypeView& variant = genotypes.variants[v];
            const Course& course = block.courses[t][v];
            const bool moving = course.newton && (!course.newton->done() || course.wants_squares);
            if (!variant.present || !(block.first || moving)) { continue; }
            auto column = contribution.sums.col(static_cast<Eigen::Index>(v));
            const CalledPeople called(part, c, variant, terms_);
            if (block.first) {
                const PredictorCounts counts =
                    predictor_counts(variant, part.included, part.mask, static_cast<std::uint32_t>(part.person.size()));
                column[layout.n()] = static_cast<double>(called.people.y.size());
                column[layout.cases()] = called.cases;
                column[layout.het()] = counts.het;
                column[layout.hom_effect()] = counts.hom_effect;
                column[layout.effect_alleles()] = counts.effect_alleles;
                column[layout.alleles()] = counts.alleles;
            }
            if (!called.both_classes()) { continue; }
            if (block.first) {
                layout.write_own(analyse_own(part, called, layout.terms, errors_), column);
                if (null.summary.status != RowStatus::ok) { continue; }
                Eigen::VectorXd effects = Eigen::VectorXd::Zero(layout.columns);
                effects.head(part.pooled.point.effects.size()) = part.pooled.point.effects;
                layout.write(logistic_sums(called.people, {}, {part.pooled.point.intercepts[0], effects, 0.0}), column);
            } else if (course.wants_squares) {
                column.segment(layout.squares(), layout.terms * layout.terms) =
                    sandwich_part(*course.newton, index, called.people, layout.terms).reshaped();
            } else {
                layout.write(logistic_sums(called.people, {}, course.newton->point(index)), column);
            }
        }
    }
    return contribution;
}

bool JointLogisticScan::update(BlockState& state, std::span<Contribution> contributions) const {
    auto& block = dynamic_cast<JointState&>(state);
    const std::vector<Layout> layouts = layouts_of(null_, terms_.size());
    bool again = false;
    for (std::size_t t = 0; t < block.courses.size(); ++t) {
        const Layout& layout = layouts[t];
        for (std::size_t v = 0; v < block.courses[t].size(); ++v) {
            Course& course = block.courses[t][v];
            const auto at = static_cast<Eigen::Index>(v);
            if (block.first) { begin_course(course, null_.nulls[t], contributions, at, layout); }
            if (!course.newton) { continue; }
            if (course.wants_squares) {
                course.wants_squares = false;
                course.effects.covariance.setZero();
                for (const Contribution& cohort : contributions) {
                    course.effects.covariance += cohort.sums.col(at)
                                                     .segment(layout.squares(), layout.terms * layout.terms)
                                                     .reshaped(layout.terms, layout.terms);
                }
                continue;
            }
            if (course.newton->done()) { continue; }
            std::vector<std::optional<LogisticSums>> sums(contributions.size());
            for (std::size_t c = 0; c < sums.size(); ++c) {
                const auto column = contributions[c].sums.col(at);
                if (column[layout.in_fit()] != 0) { sums[c] = layout.read(column); }
            }
            course.newton->advance(sums);
            if (!course.newton->done()) {
                again = true;
                continue;
            }
            course.effects = effects_at(*course.newton, layout.terms);
            course.wants_squares = errors_ == LogisticErrors::sandwich && course.effects.status == RowStatus::ok;
            again = again || course.wants_squares;
        }
    }
    block.first = false;
    return again;
}

std::vector<ScanRows> JointLogisticScan::report(const BlockState& state, std::span<const Contribution>) const {
    const auto& block = dynamic_cast<const JointState&>(state);
    std::vector<ScanRows> answer;
    for (const std::vector<Course>& trait : block.courses) {
        for (const TermTest& test : terms_.tests()) {
            ScanRows& rows = answer.emplace_back();
            rows.cohorts.assign(null_.cohorts, std::vector<Estimate>(trait.size()));
            std::vector<Estimate> own(null_.cohorts);
            for (std::size_t v = 0; v < trait.size(); ++v) {
                const Course& course = trait[v];
                for (std::size_t c = 0; c < null_.cohorts; ++c) {
                    own[c] = rows.cohorts[c][v] = estimate(course.own_counts[c], course.own[c], test);
                }
                AssociationRow row;
                row.pooled = estimate(course.counts, course.effects, test);
                row.meta = math::meta_analysis(own);
                rows.pooled.push_back(row);
            }
        }
    }
    return answer;
}

std::size_t JointLogisticScan::block_bytes(std::size_t variants) const {
    const std::vector<Layout> layouts = layouts_of(null_, terms_.size());
    std::size_t numbers = layouts.empty() ? 0 : null_.cohorts * static_cast<std::size_t>(layouts.back().end());
    std::size_t bytes = 0;
    for (const Layout& layout : layouts) {
        const auto terms = static_cast<std::size_t>(layout.terms);
        const std::size_t parameters = null_.cohorts + static_cast<std::size_t>(layout.columns) + 1;
        numbers += parameters * (parameters + 8) + (null_.cohorts + 1) * terms * (terms + 1);
        bytes += sizeof(Course) + null_.cohorts * (sizeof(Estimate) + sizeof(Effects));
    }
    return variants * (bytes + sizeof(double) * numbers);
}

}  // namespace atria::association
