#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace atria::association {

/// How a binary trait writes controls and cases.
enum class BinaryCoding : std::uint8_t {
    zero_one,  ///< 0 control, 1 case
    one_two,   ///< 1 control, 2 case, as PLINK
    all_one,   ///< 1 in everybody: cases (0/1) or controls (1/2), of one class in any case
};
[[nodiscard]] const char* coding_words(BinaryCoding coding);

/// Finds the coding of a trait and rewrites its values to 1 (case) and 0 (control). All cohorts have one coding: one
/// that holds only 1s is read as the others are. `values`: a cohort's values, NaN = missing. Throws Error(bad_data),
/// with the cohort and what to do, when a value is none of 0, 1, 2, or when all three occur.
BinaryCoding recode_binary(const std::string& trait, std::span<const std::string> cohorts,
                           std::span<std::vector<double>*> values);

/// Is a trait of one of the two codings, with both of its values in the cohorts together? `values`: a cohort's values,
/// NaN = missing.
[[nodiscard]] bool is_binary(std::span<const std::vector<double>> values);

/// Is a trait one of cases and controls in every cohort by itself, but not by one coding in all? Then each cohort's
/// values, ascending: at most two of 0, 1, 2, and -9, which PLINK writes for a missing value. Otherwise empty.
[[nodiscard]] std::vector<std::vector<double>> mixed_codings(std::span<const std::vector<double>> values);

}  // namespace atria::association
