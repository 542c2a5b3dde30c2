#pragma once

#include "io/parallel_loop.hpp"
#include "kernels/math/middle_values.hpp"
#include "kernels/scan_kernel.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace atria::pipeline {

/// λ of genomic control for a trait's results, over the variants with an estimate; NaN where there are none.
struct Lambdas {
    double pooled = not_available;
    double fixed = not_available;
    double random = not_available;
    std::vector<double> cohorts;  ///< C
    std::uint64_t variants = 0;   ///< that the pooled λ is taken over
};

/// λ of several series of a trait's rows, exact and in bounded memory, in passes over all rows; these may come in any
/// order.
///
///     while (!known()) { for all rows: add(rows); end_pass(); }
class Inflation {
public:
    /// A number of each row, -log10 p, or NaN where there is no estimate.
    using Series = std::function<double(const ScanRows&, std::size_t row)>;

    explicit Inflation(std::vector<Series> series);

    /// Does nothing once the λ are known. `loop` goes over the series.
    void add(std::span<const ScanRows* const> rows, const io::ParallelLoop& loop);
    /// The same of one series; several may be added to side by side.
    void add(std::span<const ScanRows* const> rows, std::size_t series);
    [[nodiscard]] std::size_t size() const { return series_.size(); }
    void end_pass();

    [[nodiscard]] bool known() const { return known_; }
    [[nodiscard]] double lambda(std::size_t series) const;
    [[nodiscard]] std::uint64_t count(std::size_t series) const { return middles_[series].count(); }

private:
    std::vector<Series> series_;
    std::vector<math::MiddleValues> middles_;
    bool known_ = false;
};

/// Pooled, fixed and random effects, in this order.
[[nodiscard]] Inflation inflation_of_results();

/// A series a cohort.
[[nodiscard]] Inflation inflation_of_cohorts(std::size_t cohorts);

}  // namespace atria::pipeline
