#include "kernels/survival/discrete_layout.hpp"

#include "kernels/data/masked_counts.hpp"

#include <algorithm>

namespace atria::survival {

void DiscreteLayout::write_people(const GenotypeView& variant, const CoxNullCohort& people,
                                  Eigen::Ref<Eigen::VectorXd> column) const {
    write_counts(variant, people.included, people.mask, static_cast<std::uint32_t>(people.sets.analysed), column);
    column[largest()] = variant.largest;
    const GenotypeCounts of_events =
        masked_counts(variant, people.with_event, people.event_mask, static_cast<std::uint32_t>(people.sets.events));
    const AlleleCounts alleles = allele_counts(variant, people.with_event, people.event_mask, of_events);
    column[events()] = static_cast<double>(people.sets.events) - of_events.missing;
    column[event_copies()] = of_events.het + 2.0 * of_events.hom_effect;
    column[event_effect_alleles()] = alleles.effect;
    column[event_alleles()] = alleles.all;
}

void DiscreteLayout::write(const DiscreteSums& sums, Eigen::Ref<Eigen::VectorXd> column) const {
    column[log_likelihood()] = sums.log_likelihood;
    column.segment(score(), effects()) = sums.score;
    const Eigen::Index packed = math::packed_size(effects());
    math::pack_triangle(sums.information, column.segment(information(), packed));
    if (sums.expected.size() > 0) { math::pack_triangle(sums.expected, column.segment(expected(), packed)); }
}

DiscreteSums DiscreteLayout::read(const Eigen::Ref<const Eigen::VectorXd>& column) const {
    DiscreteSums sums(effects());
    sums.log_likelihood = column[log_likelihood()];
    sums.score = column.segment(score(), effects());
    const Eigen::Index packed = math::packed_size(effects());
    sums.information = math::unpacked_triangle(column.segment(information(), packed), effects());
    sums.expected = math::unpacked_triangle(column.segment(expected(), packed), effects());
    return sums;
}

void DiscreteLayout::write_own(const Estimate& row, Eigen::Ref<Eigen::VectorXd> column) const {
    column.segment(own(), own_numbers) << static_cast<double>(row.status), row.beta, row.standard_error, row.statistic,
        row.log_likelihood_null, row.log_likelihood, row.score_chisq, row.neg_log10_p, static_cast<double>(row.test);
}

void DiscreteLayout::read_own(const Eigen::Ref<const Eigen::VectorXd>& column, Estimate& row) const {
    const auto numbers = column.segment(own(), own_numbers);
    row.status = static_cast<RowStatus>(numbers[0]);
    row.beta = numbers[1];
    row.standard_error = numbers[2];
    row.statistic = numbers[3];
    row.log_likelihood_null = numbers[4];
    row.log_likelihood = numbers[5];
    row.score_chisq = numbers[6];
    row.neg_log10_p = numbers[7];
    row.test = static_cast<TestKind>(numbers[8]);
}

void DiscreteCounts::add(const Eigen::Ref<const Eigen::VectorXd>& column, const DiscreteLayout& layout,
                         double analysed) {
    n += analysed - column[layout.missing()];
    events += column[layout.events()];
    event_copies += column[layout.event_copies()];
    largest = std::max(largest, column[layout.largest()]);
    layout.add_carried(column, all);
    of_events.effect += column[layout.event_effect_alleles()];
    of_events.all += column[layout.event_alleles()];
}

Estimate DiscreteCounts::row() const {
    Estimate row;
    row.test = TestKind::score;
    row.n = n;
    row.n_events = events;
    if (n <= 0) { return row; }
    all.set_frequency(row);
    const double others = all.all - of_events.all;
    row.event_alleles = of_events.effect;
    row.censored_alleles = all.effect - of_events.effect;
    if (of_events.all > 0) { row.event_frequency = of_events.effect / of_events.all; }
    if (others > 0) { row.censored_frequency = row.censored_alleles / others; }
    if (all.one_code(n)) { row.status = RowStatus::monomorphic; }
    if (events == 0) { row.status = RowStatus::no_events; }
    return row;
}

}  // namespace atria::survival
