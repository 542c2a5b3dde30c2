#include "kernels/survival/discrete_screen.hpp"

#include "kernels/data/genotype_values.hpp"
#include "kernels/survival/discrete_expected.hpp"
#include "kernels/survival/discrete_terms.hpp"
#include "kernels/survival/interval_sums.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>

namespace atria::survival {
namespace {

/// An interval of whose information less than this share is left without those who lack a call says nothing.
constexpr double nothing_left = 1e-12;
/// At risk in so many intervals in the mean, people's expected curvatures are kept for each.
constexpr std::size_t few_intervals = 16;

template <std::size_t count>
void add(std::array<double, count>& sums, const std::array<double, count>& terms) {
    for (std::size_t i = 0; i < count; ++i) { sums[i] += terms[i]; }
}

std::uint8_t most_frequent_code(const GenotypeView& variant) {
    if (is_real(variant)) { return 0; }
    if (variant.encoding == Encoding::sparse) { return variant.base; }
    const GenotypeCounts& counts = variant.counts;
    if (counts.het >= counts.hom_other && counts.het >= counts.hom_effect) { return 1; }
    return counts.hom_effect > counts.hom_other ? 2 : 0;
}

/// Calls `visit(person, number)` for everybody of the mask whose code or number is not `usual`, ascending; without a
/// call it is NaN.
template <class Visit>
void for_each_other(const GenotypeView& variant, std::uint8_t usual, const CoxNullCohort& records, Visit&& visit) {
    constexpr double of_code[4] = {0, 1, 2, std::numeric_limits<double>::quiet_NaN()};
    if (variant.encoding == Encoding::sparse) {
        for (const SparseEntry entry : variant.sparse) {
            if (records.included[person_of(entry)] != 0) { visit(person_of(entry), of_code[code_of(entry)]); }
        }
        return;
    }
    if (is_real(variant)) {
        std::vector<double> numbers(records.included.size());
        decode_values(variant, numbers.size(), numbers.data());
        for (std::size_t i = 0; i < numbers.size(); ++i) {
            if (records.included[i] != 0 && numbers[i] != usual) { visit(i, numbers[i]); }
        }
        return;
    }
    static_assert(std::endian::native == std::endian::little);
    const std::uint64_t pattern = 0x5555'5555'5555'5555U * usual;
    for (std::size_t word = 0; word < records.mask.size(); ++word) {
        std::uint64_t calls = 0;
        std::memcpy(&calls, variant.packed.data() + 8 * word,
                    std::min<std::size_t>(8, variant.packed.size() - 8 * word));
        const std::uint64_t other = calls ^ pattern;
        std::uint64_t marks = (other | other >> 1U) & records.mask[word];
        while (marks != 0) {
            const auto bit = static_cast<unsigned>(std::countr_zero(marks));
            visit(32 * word + bit / 2, of_code[calls >> bit & 3U]);
            marks &= marks - 1;
        }
    }
}

}  // namespace

DiscreteScreen::DiscreteScreen(const CoxNullCohort& records, const DiscreteNullCohort& cohort,
                               const DiscreteNullFit& fit)
    : records_(records),
      covariates_(cohort.x.cols()),
      intervals_(cohort.rows.intervals),
      hazard_(fit.hazard),
      cumulative_(fit.hazard),
      information_(fit.expected) {
    const DiscreteRows& rows = cohort.rows;
    for (Eigen::Index k = 1; k < hazard_.size(); ++k) { cumulative_[k] += cumulative_[k - 1]; }
    const Eigen::VectorXd risk = fit.eta.array().exp();
    choose_wide(rows, risk);
    const DiscreteExpected expected = discrete_expected(rows, cohort.x, hazard_, risk);
    expected_intercept_ = expected.intercept;
    expected_with_x_ = expected.with_x.transpose();
    raw_expected_ = cohort.x.transpose() * (cohort.x.array().colwise() * expected.rows.array()).matrix();
    people_.resize(records.included.size());
    deaths_.resize(people_.size());
    x_.assign(people_.size() * static_cast<std::size_t>(covariates_), 0.0);
    place(cohort, fit, expected.rows);

    const auto d = static_cast<Eigen::Index>(intervals_) + 1;
    score_ = Eigen::VectorXd::Zero(covariates_);
    const RowMatrix through = interval_sums(rows, Counted::survivors, risk, cohort.x);
    survivors_ = through.col(0);
    for (std::size_t k = 0; k <= intervals_; ++k) { at_risk_.push_back(rows.survivors[k] + rows.deaths[k]); }
    observed_intercept_ = hazard_.cwiseProduct(survivors_);
    observed_with_x_ = (through.rightCols(covariates_).array().colwise() * hazard_.array()).transpose();
    death_third_ = Eigen::VectorXd::Zero(d);
    for (std::size_t i = 0; i < rows.rows(); ++i) {
        const std::size_t at = records.sets.person[i];
        const Person& person = people_[at];
        const Death& death = deaths_[at];
        const auto x = cohort.x.row(static_cast<Eigen::Index>(i)).transpose();
        score_ += person.residual * x;
        observed_intercept_[person.hi] += death.curvature;
        observed_with_x_.col(person.hi) += death.curvature * x;
        death_third_[person.hi] += death.third;
        log_likelihood_ += death.log_probability - person.risk * (cumulative_[person.end] - cumulative_[person.lo]);
    }
}

void DiscreteScreen::choose_wide(const DiscreteRows& rows, const Eigen::VectorXd& risk) {
    std::size_t at_risk = 0;
    for (std::size_t i = 0; i < rows.rows(); ++i) { at_risk += rows.hi[i] - rows.lo[i]; }
    std::vector<std::uint8_t> narrow(intervals_ + 1, 0);
    if (at_risk > few_intervals * rows.rows()) { narrow = narrow_intervals(rows, hazard_, risk); }
    double largest = 0;
    for (std::uint32_t k = 1; k <= intervals_; ++k) {
        if (!(hazard_[k] > 0)) { continue; }
        if (narrow[k] == 0) {
            wide_.push_back(k);
        } else {
            largest = std::max(largest, hazard_[k]);
        }
    }
    if (largest == 0) { return; }
    terms_ = ExpectedSeries::needed(std::min(ExpectedSeries::largest, largest * risk.maxCoeff()));
    series_ = RowMatrix::Zero(hazard_.size(), static_cast<Eigen::Index>(terms_));
    for (std::size_t k = 1; k <= intervals_; ++k) {
        const auto at = static_cast<Eigen::Index>(k);
        for (std::size_t m = 0; m < terms_ && narrow[k] != 0; ++m) {
            series_(at, static_cast<Eigen::Index>(m)) =
                ExpectedSeries::coefficients[m] * std::pow(hazard_[at], ExpectedSeries::powers[m]);
        }
    }
}

void DiscreteScreen::place(const DiscreteNullCohort& cohort, const DiscreteNullFit& fit,
                           const Eigen::VectorXd& expected) {
    const DiscreteRows& rows = cohort.rows;
    const auto wide_up_to = [this](std::uint32_t interval) {
        return static_cast<std::uint32_t>(std::upper_bound(wide_.begin(), wide_.end(), interval) - wide_.begin());
    };
    const auto k = static_cast<std::size_t>(covariates_);
    for (std::size_t i = 0; i < rows.rows(); ++i) {
        const auto row = static_cast<Eigen::Index>(i);
        const std::size_t at = records_.sets.person[i];
        Person& person = people_[at];
        Death& death = deaths_[at];
        person.lo = rows.lo[i];
        person.hi = rows.hi[i];
        person.end = rows.end(i);
        person.risk = std::exp(fit.eta[row]);
        person.expected = expected[row];
        const double through = person.risk * (cumulative_[person.end] - cumulative_[person.lo]);
        person.residual = -through;
        person.observed = through;
        if (rows.event[i] != 0 && hazard_[person.hi] > 0) {
            const double u = hazard_[person.hi] * person.risk;
            death.score = death_score(u, std::exp(u));
            death.curvature = death_curvature(u, death.score);
            death.third = survival::death_third(u, death.score);
            death.log_probability = death_log_probability(u);
            person.residual += death.score;
            person.observed += death.curvature;
        }
        person.first_wide = wide_up_to(person.lo);
        person.end_wide = wide_up_to(person.hi);
        person.weights = weights_.size();
        for (std::uint32_t w = person.first_wide; w < person.end_wide; ++w) {
            const double u = hazard_[wide_[w]] * person.risk;
            weights_.push_back(expected_curvature(u, std::exp(u)));
        }
        for (std::size_t j = 0; j < k; ++j) { x_[at * k + j] = cohort.x(row, static_cast<Eigen::Index>(j)); }
    }
}

void DiscreteScreen::add_person(std::size_t person, double z, Buffers& buffers) const {
    const Person& here = people_[person];
    if (here.hi == 0) { return; }
    buffers.score += z * here.residual;
    const double expected = z * here.expected;
    const double observed = z * here.observed;
    buffers.expected_zz += z * expected;
    buffers.observed_zz += z * observed;
    const auto k = static_cast<std::size_t>(covariates_);
    const double* x = x_.data() + person * k;
    for (std::size_t j = 0; j < k; ++j) {
        buffers.expected_xz.data()[j] += expected * x[j];
        buffers.observed_xz.data()[j] += observed * x[j];
    }
    const double* weights = weights_.data() + here.weights;
    double* expected_z = buffers.expected_z.data() + here.first_wide;
    for (std::size_t w = 0; w < here.end_wide - here.first_wide; ++w) { expected_z[w] += z * weights[w]; }
    double power = z * here.risk;
    for (std::size_t m = 0; m < terms_; ++m) {
        if (m > 0) { power *= m < 3 ? here.risk : here.risk * here.risk; }  // ExpectedSeries::powers
        buffers.powers(here.hi, static_cast<Eigen::Index>(m)) += power;
        buffers.powers(here.lo, static_cast<Eigen::Index>(m)) -= power;
    }
    const double one = here.risk * z;
    const double two = one * z;
    const double three = two * z;
    add(buffers.through[here.end], {one, two, three});
    add(buffers.through[here.lo], {-one, -two, -three});
    const Death& death = deaths_[person];
    if (death.score > 0 || death.curvature > 0) {
        const double third = death.third * z;
        add(buffers.dying[here.hi], {death.curvature * z, third, third * z, third * z * z});
    }
}

void DiscreteScreen::take_out(std::size_t person, Buffers& buffers) const {
    const Person& here = people_[person];
    if (here.hi == 0) { return; }
    const Death& death = deaths_[person];
    const Eigen::Map<const Eigen::VectorXd> x(x_.data() + person * static_cast<std::size_t>(covariates_), covariates_);
    buffers.log_likelihood -= death.log_probability - here.risk * (cumulative_[here.end] - cumulative_[here.lo]);
    buffers.score_x -= here.residual * x;
    buffers.raw_expected -= here.expected * x * x.transpose();
    for (std::uint32_t w = here.first_wide; w < here.end_wide; ++w) {
        const double weight = weights_[here.weights + w - here.first_wide];
        buffers.expected_intercept[wide_[w]] -= weight;
        buffers.expected_with_x.col(wide_[w]) -= weight * x;
    }
    for (std::uint32_t k = here.lo + 1; k <= here.hi && terms_ > 0; ++k) {
        if (series_(k, 0) == 0) { continue; }
        const double u = hazard_[k] * here.risk;
        const double weight = expected_curvature(u, std::exp(u));
        buffers.expected_intercept[k] -= weight;
        buffers.expected_with_x.col(k) -= weight * x;
    }
    for (std::uint32_t k = here.lo + 1; k <= here.end; ++k) {
        const double hazard = hazard_[k] * here.risk;
        buffers.survivors[k] -= here.risk;
        buffers.intercept_score[k] += hazard;
        buffers.observed_intercept[k] -= hazard;
        buffers.observed_with_x.col(k) -= hazard * x;
    }
    buffers.intercept_score[here.hi] -= death.score;
    buffers.observed_intercept[here.hi] -= death.curvature;
    buffers.observed_with_x.col(here.hi) -= death.curvature * x;
    buffers.death_third[here.hi] -= death.third;
}

/// What is free of the intercepts, from the sums over people.
void DiscreteScreen::close(Buffers& buffers, DiscreteFinding& finding) const {
    const Eigen::Index k = covariates_;
    DiscreteSums& sums = finding.sums;
    sums.expected = Eigen::MatrixXd::Zero(k + 1, k + 1);
    const bool absent = buffers.any_absent;
    const Eigen::VectorXd& expected_intercept = absent ? buffers.expected_intercept : expected_intercept_;
    const Eigen::MatrixXd& expected_with_x = absent ? buffers.expected_with_x : expected_with_x_;
    const Eigen::VectorXd& observed_intercept = absent ? buffers.observed_intercept : observed_intercept_;
    const Eigen::MatrixXd& observed_with_x = absent ? buffers.observed_with_x : observed_with_x_;
    const Eigen::VectorXd& survivors = absent ? buffers.survivors : survivors_;
    const Eigen::VectorXd& death_third = absent ? buffers.death_third : death_third_;
    Eigen::MatrixXd covariates = absent ? buffers.raw_expected : information_;
    Eigen::VectorXd score_x = absent ? buffers.score_x : score_;
    sums.log_likelihood = absent ? buffers.log_likelihood : log_likelihood_;

    std::array<double, 3> through{};
    Eigen::RowVectorXd powers = Eigen::RowVectorXd::Zero(static_cast<Eigen::Index>(terms_));
    std::size_t wide = wide_.size();
    for (std::size_t step = intervals_; step >= 1; --step) {
        const auto at = static_cast<Eigen::Index>(step);
        add(through, buffers.through[step]);
        if (terms_ > 0) { powers += buffers.powers.row(at); }
        if (!(hazard_[at] > 0)) {
            if (survivors_[at] == 0) { through = {}; }
            if (at_risk_[step] == 0) { powers.setZero(); }
            continue;
        }
        const bool narrow = terms_ > 0 && series_(at, 0) != 0;
        if (!narrow) { --wide; }
        if (!(expected_intercept[at] > nothing_left * expected_intercept_[at])) { continue; }
        const double w = narrow ? powers.dot(series_.row(at)) : buffers.expected_z[static_cast<Eigen::Index>(wide)];
        const double per_weight = w / expected_intercept[at];
        buffers.expected_zz -= w * per_weight;
        buffers.expected_xz -= per_weight * expected_with_x.col(at);
        if (absent) {
            const double intercept_step = buffers.intercept_score[at] / expected_intercept[at];
            covariates -= expected_with_x.col(at) * expected_with_x.col(at).transpose() / expected_intercept[at];
            score_x -= intercept_step * expected_with_x.col(at);
            buffers.score -= intercept_step * w;
            sums.log_likelihood += intercept_step * buffers.intercept_score[at] / 2;
        }
        if (!(observed_intercept[at] > nothing_left * observed_intercept_[at])) { continue; }
        const std::array<double, 4>& dying = buffers.dying[step];
        const double observed = hazard_[at] * through[0] + dying[0];
        const double mean = observed / observed_intercept[at];
        buffers.observed_zz -= observed * mean;
        buffers.observed_xz -= mean * observed_with_x.col(at);
        // Σ of third derivatives times (z - mean)³
        finding.third += hazard_[at] * (through[2] - 3 * mean * through[1] + 3 * mean * mean * through[0] -
                                        mean * mean * mean * survivors[at]) +
                         dying[3] - 3 * mean * dying[2] + 3 * mean * mean * dying[1] -
                         mean * mean * mean * death_third[at];
    }
    sums.score << score_x, buffers.score;
    sums.expected.topLeftCorner(k, k) = covariates;
    sums.information = sums.expected;
    sums.expected.col(k) << buffers.expected_xz, buffers.expected_zz;
    sums.information.col(k) << buffers.observed_xz, buffers.observed_zz;
    sums.expected.row(k) = sums.expected.col(k).transpose();
    sums.information.row(k) = sums.information.col(k).transpose();
}

DiscreteFinding DiscreteScreen::find(const GenotypeView& variant, Buffers& buffers) const {
    const auto d = static_cast<Eigen::Index>(intervals_) + 1;
    buffers.score = buffers.expected_zz = buffers.observed_zz = 0;
    buffers.expected_xz.setZero(covariates_);
    buffers.observed_xz.setZero(covariates_);
    buffers.expected_z.setZero(static_cast<Eigen::Index>(wide_.size()));
    buffers.powers.setZero(terms_ > 0 ? d : 0, static_cast<Eigen::Index>(terms_));
    buffers.through.assign(intervals_ + 1, {});
    buffers.dying.assign(intervals_ + 1, {});
    buffers.absent.clear();
    const std::uint8_t usual = most_frequent_code(variant);
    const double base = usual;
    for_each_other(variant, usual, records_, [&](std::size_t person, double number) {
        if (std::isnan(number)) {
            buffers.absent.push_back(static_cast<std::uint32_t>(person));
        } else {
            add_person(person, number - base, buffers);
        }
    });
    buffers.any_absent = !buffers.absent.empty();
    if (buffers.any_absent) {
        buffers.log_likelihood = log_likelihood_;
        buffers.score_x = score_;
        buffers.raw_expected = raw_expected_;
        buffers.intercept_score.setZero(d);
        buffers.expected_intercept = expected_intercept_;
        buffers.expected_with_x = expected_with_x_;
        buffers.observed_intercept = observed_intercept_;
        buffers.observed_with_x = observed_with_x_;
        buffers.survivors = survivors_;
        buffers.death_third = death_third_;
        for (const std::uint32_t person : buffers.absent) { take_out(person, buffers); }
    }
    DiscreteFinding finding{DiscreteSums(covariates_ + 1), 0};
    close(buffers, finding);
    return finding;
}

std::size_t DiscreteScreen::bytes() const {
    const std::size_t tables = 4 * static_cast<std::size_t>(covariates_ + 4) * (intervals_ + 1);
    return people_.size() * (sizeof(Person) + sizeof(Death)) + 8 * (weights_.size() + x_.size() + tables);
}

}  // namespace atria::survival
