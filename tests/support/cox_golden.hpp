#pragma once

#include "kernels/survival/model/cox_model_rows.hpp"
#include "tests/support/closeness.hpp"
#include "tests/support/cox_model_fits.hpp"
#include "tests/support/golden_table.hpp"

#include <Eigen/Core>
#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <stdexcept>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace atria::test {

/// The Cox models of tests/golden/cox_model.R: rows, and what R said of them.
class CoxGolden {
public:
    CoxGolden() {
        const GoldenTable rows("cox_model_rows.tsv");
        std::map<std::string, std::vector<std::size_t>> lines;
        for (std::size_t i = 0; i < rows.rows(); ++i) { lines[rows.word(i, "case")].push_back(i); }
        for (const auto& [name, of] : lines) { rows_[name] = read_rows(rows, of); }
        const GoldenTable values("cox_model.tsv");
        for (std::size_t i = 0; i < values.rows(); ++i) {
            auto& cells = values_[{values.word(i, "case"), values.word(i, "ties"), values.word(i, "quantity")}];
            cells.push_back({values.number(i, "row"), values.number(i, "column"), values.number(i, "value")});
        }
    }

    [[nodiscard]] const std::map<std::string, SurvivalRows>& rows() const { return rows_; }
    /// The models that have this quantity.
    [[nodiscard]] std::vector<std::pair<std::string, std::string>> with(const std::string& quantity) const {
        std::vector<std::pair<std::string, std::string>> models;
        for (const auto& [key, cells] : values_) {
            if (std::get<2>(key) == quantity) { models.emplace_back(std::get<0>(key), std::get<1>(key)); }
        }
        return models;
    }
    [[nodiscard]] Eigen::MatrixXd value(const std::pair<std::string, std::string>& model,
                                        const std::string& quantity) const {
        const auto& cells = values_.at({model.first, model.second, quantity});
        const auto [r, c, v] = cells.back();
        Eigen::MatrixXd matrix(static_cast<Eigen::Index>(r) + 1, static_cast<Eigen::Index>(c) + 1);
        for (const auto& [row, column, value] : cells) {
            matrix(static_cast<Eigen::Index>(row), static_cast<Eigen::Index>(column)) = value;
        }
        return matrix;
    }

private:
    static SurvivalRows read_rows(const GoldenTable& table, const std::vector<std::size_t>& lines) {
        SurvivalRows rows;
        const auto p = static_cast<Eigen::Index>(table.number(lines.front(), "columns"));
        rows.x.resize(static_cast<Eigen::Index>(lines.size()), p);
        const auto has = [&](const char* column) { return table.word(lines.front(), column) != "NA"; };
        for (std::size_t i = 0; i < lines.size(); ++i) {
            const auto number = [&](const std::string& column) { return table.number(lines[i], column); };
            if (has("entry")) { rows.entry.push_back(ticks_of(number("entry"))); }
            rows.exit.push_back(ticks_of(number("exit")));
            rows.event.push_back(static_cast<std::uint32_t>(number("event")));
            if (has("weight")) { rows.weight.push_back(number("weight")); }
            if (has("offset")) { rows.offset.push_back(number("offset")); }
            rows.stratum.push_back(static_cast<std::uint32_t>(number("stratum")));
            rows.strata = std::max(rows.strata, rows.stratum.back() + 1);
            rows.cluster.push_back(static_cast<std::uint32_t>(number("cluster")));
            for (Eigen::Index j = 0; j < p; ++j) {
                rows.x(static_cast<Eigen::Index>(i), j) = number("x" + std::to_string(j + 1));
            }
        }
        return rows;
    }

    std::map<std::string, SurvivalRows> rows_;
    std::map<std::tuple<std::string, std::string, std::string>, std::vector<std::array<double, 3>>> values_;
};

inline const CoxGolden& cox_golden() {
    static const CoxGolden golden;
    return golden;
}

inline survival::CoxTies cox_ties(const std::string& name) {
    if (name == "exact") { return survival::CoxTies::exact; }
    return name == "efron" ? survival::CoxTies::efron : survival::CoxTies::breslow;
}

/// A golden model, fitted.
struct CoxGoldenFit {
    SurvivalRows rows;
    survival::CoxModelRows model;
    survival::CoxModelResult result;

    explicit CoxGoldenFit(const std::pair<std::string, std::string>& name)
        : rows(cox_golden().rows().at(name.first)),
          model(survival::cox_model_rows(rows, cox_ties(name.second))),
          result(cox_fit({model}, Eigen::VectorXd::Zero(rows.x.cols()))) {}
};

/// The largest difference between two matrices of one shape, in units of the largest number of its column; NaN equals
/// NaN.
inline double column_difference(const Eigen::MatrixXd& a, const Eigen::MatrixXd& b) {
    if (a.rows() != b.rows() || a.cols() != b.cols()) { throw std::logic_error("shapes differ"); }
    Worst worst;
    for (Eigen::Index j = 0; j < a.cols(); ++j) {
        double largest = 0;
        for (Eigen::Index i = 0; i < a.rows(); ++i) {
            if (!std::isnan(b(i, j))) { largest = std::max(largest, std::fabs(b(i, j))); }
        }
        for (Eigen::Index i = 0; i < a.rows(); ++i) {
            if (std::isnan(a(i, j)) && std::isnan(b(i, j))) { continue; }
            if (a(i, j) != b(i, j)) { worst.see(std::fabs(a(i, j) - b(i, j)) / largest); }
        }
    }
    return worst.value();
}

}  // namespace atria::test
