#include "pipeline/reduce/inflation.hpp"

#include "kernels/math/genomic_control.hpp"

#include <utility>

namespace atria::pipeline {
namespace {

double p_of(const Estimate& estimate) {
    const bool estimated = estimate.status == RowStatus::ok || estimate.status == RowStatus::expansion;
    return estimated ? estimate.neg_log10_p : not_available;
}

}  // namespace

Inflation::Inflation(std::vector<Series> series) : series_(std::move(series)), middles_(series_.size()) {}

void Inflation::add(std::span<const ScanRows* const> rows, const io::ParallelLoop& loop) {
    loop(series_.size(), [&](std::size_t s) { add(rows, s); });
}

void Inflation::add(std::span<const ScanRows* const> rows, std::size_t series) {
    if (known_) { return; }
    for (const ScanRows* block : rows) {
        for (std::size_t row = 0; row < block->pooled.size(); ++row) {
            const bool in_results = block->pooled[row].pooled.status != RowStatus::filtered;
            if (in_results) { middles_[series].add(series_[series](*block, row)); }
        }
    }
}

void Inflation::end_pass() {
    if (known_) { return; }
    known_ = true;
    for (math::MiddleValues& middle : middles_) {
        if (middle.end_pass()) { known_ = false; }
    }
}

double Inflation::lambda(std::size_t series) const { return math::lambda_of_middle_p(middles_[series].values()); }

Inflation inflation_of_results() {
    return Inflation({
        [](const ScanRows& rows, std::size_t row) { return p_of(rows.pooled[row].pooled); },
        [](const ScanRows& rows, std::size_t row) { return rows.pooled[row].meta.fixed_neg_log10_p; },
        [](const ScanRows& rows, std::size_t row) { return rows.pooled[row].meta.random_neg_log10_p; },
    });
}

Inflation inflation_of_cohorts(std::size_t cohorts) {
    std::vector<Inflation::Series> series;
    for (std::size_t c = 0; c < cohorts; ++c) {
        series.emplace_back([c](const ScanRows& rows, std::size_t row) { return p_of(rows.cohorts[c][row]); });
    }
    return Inflation(std::move(series));
}

}  // namespace atria::pipeline
