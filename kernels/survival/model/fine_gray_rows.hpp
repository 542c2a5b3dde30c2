#pragma once

#include "kernels/data/survival_rows.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace atria::survival {

/// Rows of a Fine-Gray model, and where they come from.
struct FineGrayRows {
    SurvivalRows rows;                  ///< event is 1 (the cause) or 0; a cluster is what it was, or the person
    std::vector<std::uint32_t> source;  ///< of each row: the row that it was made of
    /// People with a competing event whose weight has no value at a later event of the cause: H is 0 at the former and
    /// not at the latter, because everybody who was at risk at some time between them had just entered. They count
    /// until that time.
    std::size_t without_weight = 0;
};

/// One cohort's rows for a weighted Cox model of the hazard of the subdistribution of one cause, those of R's finegray.
///
/// Who has a competing event at t stays at risk after it, with the weight G(u-) H(u-) / (G(t-) H(t-)) at time u, times
/// the own weight. G is the Kaplan-Meier curve of being censored, H that of entering, on the reversed time scale; both
/// are formed in each stratum of the cohort, of people and not of their weights. At equal times events come before
/// censorings and these before entries: who has an event at t is not at risk of being censored there (Geskus 2011).
/// Rows end where G or H changes; only those in which the stratum has an event of the cause are made, so that the
/// answer has up to (people with a competing event) × (distinct times of the cause) further rows.
///
/// A person of several rows has them without gaps, an event in the last one only, and one stratum. `cause`: 1, 2, ...
[[nodiscard]] FineGrayRows fine_gray_rows(const SurvivalRows& rows, std::uint32_t cause);

/// How many rows that will be, without making them.
[[nodiscard]] std::size_t fine_gray_row_count(const SurvivalRows& rows, std::uint32_t cause);

}  // namespace atria::survival
