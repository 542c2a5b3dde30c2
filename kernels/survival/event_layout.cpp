#include "kernels/survival/event_layout.hpp"

#include "kernels/data/masked_counts.hpp"

#include <algorithm>
#include <cmath>

namespace atria::survival {

bool all_or_no_copies(double events, double copies, double largest) {
    return copies == 0 || copies == largest * events;
}

void EventLayout::write_people(const GenotypeView& variant, const CoxNullCohort& people,
                               Eigen::Ref<Eigen::VectorXd> column) const {
    write_counts(variant, people.included, people.mask, static_cast<std::uint32_t>(people.sets.analysed), column);
    column[largest()] = variant.largest;
    const PredictorCounts of_events =
        predictor_counts(variant, people.with_event, people.event_mask, static_cast<std::uint32_t>(people.sets.events));
    column[events()] = static_cast<double>(people.sets.events) - of_events.missing;
    column[event_copies()] = of_events.het + 2.0 * of_events.hom_effect;
    column[event_effect_alleles()] = of_events.effect_alleles;
    column[event_alleles()] = of_events.alleles;
}

void EventRowCounts::add(const Eigen::Ref<const Eigen::VectorXd>& column, const EventLayout& layout, double analysed) {
    n += analysed - column[layout.missing()];
    events = (std::isnan(events) ? 0 : events) + column[layout.events()];
    event_copies += column[layout.event_copies()];
    largest = std::max(largest, column[layout.largest()]);
    layout.add_carried(column, all);
    of_events.effect += column[layout.event_effect_alleles()];
    of_events.all += column[layout.event_alleles()];
}

Estimate EventRowCounts::row() const {
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

bool is_open(const Estimate& row) { return row.n > 0 && row.n_events > 0 && row.status != RowStatus::monomorphic; }

void write_own(const Estimate& row, Eigen::Ref<Eigen::VectorXd> numbers) {
    numbers << static_cast<double>(row.status), row.beta, row.standard_error, row.statistic, row.log_likelihood_null,
        row.log_likelihood, row.score_chisq, row.neg_log10_p, static_cast<double>(row.test), row.zph_chisq,
        row.zph_neg_log10_p;
}

void read_own(const Eigen::Ref<const Eigen::VectorXd>& numbers, RowStatus null_model, Estimate& row) {
    if (!is_open(row)) { return; }
    if (null_model != RowStatus::ok) {
        row.status = null_model;
        return;
    }
    row.status = static_cast<RowStatus>(numbers[0]);
    row.beta = numbers[1];
    row.standard_error = numbers[2];
    row.statistic = numbers[3];
    row.log_likelihood_null = numbers[4];
    row.log_likelihood = numbers[5];
    row.score_chisq = numbers[6];
    row.neg_log10_p = numbers[7];
    row.test = static_cast<TestKind>(numbers[8]);
    row.zph_chisq = numbers[9];
    row.zph_neg_log10_p = numbers[10];
}

}  // namespace atria::survival
