#include "kernels/association/logistic_cohort.hpp"

#include "kernels/association/logistic_lane_sums.hpp"
#include "kernels/data/genotype_decoding.hpp"
#include "kernels/data/genotype_values.hpp"

#include <algorithm>
#include <cstring>
#include <optional>

namespace atria::association {

void AnalysedCalls::turn_to(const GenotypeView& variant) {
    variant_ = &variant;
    decoded_ = listed_ = false;
}

PeopleCalls AnalysedCalls::calls() {
    if (is_real(*variant_)) {
        if (!decoded_) {
            all_numbers_.resize(all_.size());
            numbers_.resize(cohort_->person.size());
            decode_values(*variant_, all_numbers_.size(), all_numbers_.data());
            for (std::size_t i = 0; i < numbers_.size(); ++i) { numbers_[i] = all_numbers_[cohort_->person[i]]; }
            decoded_ = true;
        }
        return {{}, numbers_};
    }
    // Where all are analysed, their places are the records'.
    const bool everybody = cohort_->person.size() == all_.size();
    if (everybody) {
        if (!decoded_) { decode_calls(*variant_, all_.size(), all_.data()); }
        decoded_ = true;
        return {all_, {}};
    }
    if (!decoded_) {
        analysed_.resize(cohort_->person.size());
        decode_calls(*variant_, all_.size(), all_.data());
        for (std::size_t i = 0; i < analysed_.size(); ++i) { analysed_[i] = all_[cohort_->person[i]]; }
        decoded_ = true;
    }
    return {analysed_, {}};
}

std::span<const Carrier> AnalysedCalls::carriers(std::uint8_t usual) {
    if (listed_) { return carriers_; }
    listed_ = true;
    carriers_.clear();
    const auto add = [&](std::size_t analysed, std::uint8_t call) {
        if (call != usual && call != missing_call) {
            carriers_.push_back({static_cast<std::uint32_t>(analysed), call});
        }
    };
    if (variant_->encoding == Encoding::sparse && variant_->base == usual) {
        auto from = cohort_->person.begin();
        for (const SparseEntry entry : variant_->sparse) {
            from = std::lower_bound(from, cohort_->person.end(), person_of(entry));
            if (from == cohort_->person.end()) { break; }
            if (*from == person_of(entry)) {
                add(static_cast<std::size_t>(from - cohort_->person.begin()), code_of(entry));
            }
        }
        return carriers_;
    }
    const std::span<const std::uint8_t> all = calls().codes;
    std::uint64_t eight_usual = 0;
    std::memset(&eight_usual, usual, sizeof eight_usual);
    for (std::size_t first = 0; first < all.size(); first += 8) {
        const std::size_t end = std::min(first + 8, all.size());
        std::uint64_t eight = 0;
        std::memcpy(&eight, all.data() + first, end - first);
        if (eight == eight_usual) { continue; }
        for (std::size_t i = first; i < end; ++i) { add(i, all[i]); }
    }
    return carriers_;
}

LogisticSums sums_for(const LogisticFit& fit, Eigen::Index index, AnalysedCalls& calls) {
    const std::optional<Eigen::MatrixXd> inverse = fit.inverse(index);
    if (!inverse) { return logistic_lane_sums(calls.cohort().lanes, calls.calls(), fit.point(index)); }
    return logistic_sums(calls.cohort().people, calls.calls(), fit.point(index), &*inverse);
}

LogisticLineSums line_sums_for(const LogisticFit& fit, const LogisticNullFit& null, Eigen::Index index,
                               AnalysedCalls& calls, LogisticLineSeries& series) {
    const LogisticLine line = fit.line(index);
    const LogisticNullCohort& cohort = calls.cohort();
    const std::optional<std::uint8_t> usual = usual_call(calls.variant());
    if (!series.reaches(line.t)) {
        const std::vector<double> moved =
            fit.at_null() ? std::vector<double>{} : cohort.lanes.predictor(fit.point(index));
        const std::span<const double> predictor = fit.at_null() ? std::span(null.predictor) : std::span(moved);
        series = logistic_line_series(cohort.lanes, predictor, calls.calls(), line, usual);
    }
    LogisticLineSums sums = series.at(line.t);
    if (usual) { sums.add(logistic_line_sums(cohort.people, calls.carriers(*usual), fit.point(index), line)); }
    return sums;
}

void finish_own(LogisticFit& fit, AnalysedCalls& calls, Estimate& row) {
    LogisticLineSeries series;
    while (!fit.done()) {
        if (fit.wants_line()) {
            fit.advance(line_sums_for(fit, calls.cohort().own, 0, calls, series));
        } else {
            const std::optional<LogisticSums> sums = sums_for(fit, 0, calls);
            fit.advance({&sums, 1});
        }
    }
    fit.report(row);
}

}  // namespace atria::association
