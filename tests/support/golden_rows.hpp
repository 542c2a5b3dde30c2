#pragma once

#include "kernels/data/survival_rows.hpp"
#include "tests/support/golden_table.hpp"

#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

namespace atria::test {

/// Which columns of a golden table are the times, the event and the covariates; empty names: not there.
struct GoldenColumns {
    std::string exit;
    std::string event;
    std::vector<std::string> covariates;
    std::string entry = {};
    std::string weight = {};
    std::string stratum = {};
};

/// The rows that lack none of these columns.
inline SurvivalRows golden_rows(const std::string& file, const GoldenColumns& columns) {
    const GoldenTable table(file);
    SurvivalRows rows;
    std::vector<std::vector<double>> x;
    for (std::size_t i = 0; i < table.rows(); ++i) {
        std::vector<double> values;
        bool complete = true;
        for (const std::string& name : columns.covariates) {
            values.push_back(table.number(i, name));
            complete = complete && !std::isnan(values.back());
        }
        for (const std::string& name : {columns.entry, columns.weight, columns.stratum}) {
            complete = complete && (name.empty() || !std::isnan(table.number(i, name)));
        }
        if (!complete) { continue; }
        rows.exit.push_back(ticks_of(table.number(i, columns.exit)));
        rows.event.push_back(static_cast<std::uint32_t>(table.number(i, columns.event)));
        if (!columns.entry.empty()) { rows.entry.push_back(ticks_of(table.number(i, columns.entry))); }
        if (!columns.weight.empty()) { rows.weight.push_back(table.number(i, columns.weight)); }
        if (!columns.stratum.empty()) {
            rows.stratum.push_back(static_cast<std::uint32_t>(table.number(i, columns.stratum)));
            rows.strata = std::max(rows.strata, rows.stratum.back() + 1);
        }
        x.push_back(values);
    }
    const auto p = static_cast<Eigen::Index>(columns.covariates.size());
    rows.x.resize(static_cast<Eigen::Index>(x.size()), p);
    for (Eigen::Index i = 0; i < rows.x.rows(); ++i) {
        for (Eigen::Index j = 0; j < p; ++j) {
            rows.x(i, j) = x[static_cast<std::size_t>(i)][static_cast<std::size_t>(j)];
        }
    }
    return rows;
}

/// The chosen rows.
inline SurvivalRows rows_at(const SurvivalRows& all, const std::vector<std::size_t>& chosen) {
    const auto pick = [&chosen](const auto& column) {
        auto answer = column;
        answer.clear();
        for (const std::size_t i : chosen) {
            if (!column.empty()) { answer.push_back(column[i]); }
        }
        return answer;
    };
    SurvivalRows rows{pick(all.entry),   pick(all.exit),    pick(all.event), pick(all.weight),
                      pick(all.offset),  pick(all.stratum), pick(all.group), pick(all.person),
                      pick(all.cluster), all.strata,        all.groups,      {}};
    rows.x.resize(static_cast<Eigen::Index>(chosen.size()), all.x.cols());
    for (std::size_t k = 0; k < chosen.size(); ++k) {
        rows.x.row(static_cast<Eigen::Index>(k)) = all.x.row(static_cast<Eigen::Index>(chosen[k]));
    }
    return rows;
}

/// Every third row, three cohorts.
inline std::vector<SurvivalRows> dealt_rows(const SurvivalRows& all) {
    std::vector<SurvivalRows> cohorts;
    for (std::size_t c = 0; c < 3; ++c) {
        std::vector<std::size_t> chosen;
        for (std::size_t i = c; i < all.rows(); i += 3) { chosen.push_back(i); }
        cohorts.push_back(rows_at(all, chosen));
    }
    return cohorts;
}

}  // namespace atria::test
