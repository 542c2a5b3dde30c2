#pragma once

#include "io/results/model_table.hpp"

#include <cstddef>
#include <string>

namespace atria::pipeline {

/// A number for the eye: up to five significant digits; NA when it is none.
[[nodiscard]] std::string brief(double value);
/// A p-value from its -log10, three significant digits, also below the range of a double.
[[nodiscard]] std::string brief_p(double neg_log10_p);

/// "term = 10.33 on 1 df, p = 0.00131"
[[nodiscard]] std::string test_line(const std::string& name, double chi_square, double df, double neg_log10_p);

/// The table in columns of even width, words to the left and numbers to the right; of more than `most` rows the first
/// ones, and how many there are.
[[nodiscard]] std::string summary_table(const io::ModelTable& table, std::size_t most = 60);

}  // namespace atria::pipeline
