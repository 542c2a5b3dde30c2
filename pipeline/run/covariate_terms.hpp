#pragma once

#include <compare>
#include <functional>
#include <string>
#include <vector>

namespace atria::pipeline {

/// A column of the records and the power it is raised to.
struct CovariateFactor {
    std::string column;
    unsigned power = 1;

    friend auto operator<=>(const CovariateFactor&, const CovariateFactor&) = default;
};

/// A covariate as the user writes it: a column, a power of it, or a product: age, age^2, age*sex, age^2*site.
struct CovariateTerm {
    std::string name;
    std::vector<CovariateFactor> factors;  ///< ascending by column, each column once

    [[nodiscard]] bool is_column() const { return factors.size() == 1 && factors.front().power == 1; }
};

/// Says of a name whether any cohort's records have such a column. A name that is a column is never taken apart.
using IsColumn = std::function<bool(const std::string&)>;

/// The terms of a list, ranges written out: PC1-10 and PC1-PC10 are ten columns, PC01-10 are PC01 to PC10, sex*PC1-2
/// are two products. Throws Error(bad_config) for what is no term and for a term that is named twice, in whatever order
/// of its factors.
[[nodiscard]] std::vector<CovariateTerm> covariate_terms(const std::vector<std::string>& texts,
                                                         const IsColumn& is_column);

/// Every term that a product or power contains: age and sex for age*sex, age for age^2.
[[nodiscard]] std::vector<CovariateTerm> contained_terms(const CovariateTerm& term);

}  // namespace atria::pipeline
