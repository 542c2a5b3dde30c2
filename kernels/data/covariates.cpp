#include "kernels/data/covariates.hpp"

namespace atria {

std::string Covariates::term(std::size_t column) const {
    if (!terms.empty()) { return terms[column]; }
    return names[column].substr(0, names[column].find('='));
}

std::string name_in_cohort(const std::string& covariate, const std::string& cohort) {
    return covariate + " in " + cohort;
}

Covariates spread_over_cohorts(const Covariates& own, std::size_t cohort, std::span<const std::string> cohorts) {
    Covariates spread;
    spread.chosen = own.chosen;
    const auto columns = static_cast<Eigen::Index>(own.names.size());
    spread.values = Eigen::MatrixXd::Zero(own.values.rows(), columns * static_cast<Eigen::Index>(cohorts.size()));
    for (const std::string& name : cohorts) {
        for (std::size_t k = 0; k < own.names.size(); ++k) {
            spread.names.push_back(name_in_cohort(own.names[k], name));
            spread.terms.push_back(own.term(k));
        }
    }
    spread.values.middleCols(static_cast<Eigen::Index>(cohort) * columns, columns) = own.values;
    return spread;
}

}  // namespace atria
