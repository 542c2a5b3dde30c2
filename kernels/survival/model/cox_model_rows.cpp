#include "kernels/survival/model/cox_model_rows.hpp"

#include "kernels/data/error.hpp"
#include "kernels/survival/model/cox_risk_walk.hpp"

#include <algorithm>
#include <cassert>
#include <numeric>
#include <span>

namespace atria::survival {
namespace {

/// A column whose variance within the risk sets is this share of its square about the stratum's mean is rounding.
constexpr double flat_share = 1e-13;
constexpr double mostly = 0.75;

std::uint32_t narrow(std::size_t value) { return static_cast<std::uint32_t>(value); }
Eigen::Index index(std::size_t value) { return static_cast<Eigen::Index>(value); }

/// Rows of the stratum that are at risk at an event time, in the order that the risk sets want.
void list_rows(const SurvivalRows& rows, const CoxModelRows& model, std::span<const std::uint32_t> members,
               CoxModelStratum& stratum) {
    for (const std::uint32_t i : members) {
        if (model.event[i] != 0) { stratum.times.push_back(rows.exit[i]); }
    }
    std::sort(stratum.times.begin(), stratum.times.end());
    stratum.times.erase(std::unique(stratum.times.begin(), stratum.times.end()), stratum.times.end());
    const auto times_up_to = [&](Ticks time) {
        return narrow(static_cast<std::size_t>(std::upper_bound(stratum.times.begin(), stratum.times.end(), time) -
                                               stratum.times.begin()));
    };
    struct Listed {
        std::uint32_t row, first, end;
        bool event;
    };
    std::vector<Listed> listed;
    for (const std::uint32_t i : members) {
        const Listed one{i, rows.delayed_entry() ? times_up_to(rows.entry[i]) : 0, times_up_to(rows.exit[i]),
                         model.event[i] != 0};
        if (one.first < one.end) { listed.push_back(one); }
    }
    std::sort(listed.begin(), listed.end(), [](const Listed& a, const Listed& b) {
        if (a.end != b.end) { return a.end < b.end; }
        if (a.event != b.event) { return a.event; }
        return a.row < b.row;
    });
    stratum.deaths.assign(stratum.times.size(), 0);
    stratum.leaving.assign(stratum.times.size() + 1, 0);
    for (const Listed& one : listed) {
        if (one.first > 0) { stratum.by_first.push_back(narrow(stratum.row.size())); }
        stratum.row.push_back(one.row);
        stratum.first.push_back(one.first);
        stratum.end.push_back(one.end);
        stratum.deaths[one.end - 1] += one.event ? 1 : 0;
        ++stratum.leaving[one.end];
    }
    std::partial_sum(stratum.leaving.begin(), stratum.leaving.end(), stratum.leaving.begin());
    std::stable_sort(stratum.by_first.begin(), stratum.by_first.end(),
                     [&](std::uint32_t a, std::uint32_t b) { return stratum.first[a] > stratum.first[b]; });
}

void take_covariates(const SurvivalRows& rows, CoxModelStratum& stratum) {
    const std::size_t m = stratum.rows();
    stratum.x.resize(rows.x.cols(), index(m));
    double total = 0;
    for (std::size_t i = 0; i < m; ++i) {
        const std::size_t row = stratum.row[i];
        stratum.weight.push_back(rows.weight_of(row));
        stratum.offset.push_back(rows.offset_of(row));
        stratum.x.col(index(i)) = rows.x.row(index(row)).transpose();
        total += stratum.weight[i];
        stratum.offset_centre += stratum.weight[i] * stratum.offset[i];
    }
    const Eigen::Map<const Eigen::VectorXd> weight(stratum.weight.data(), index(m));
    stratum.centre = stratum.x * weight / total;
    // Levels of a factor stay 0 and 1: a mean this small costs no digits, and sums pass over what is 0.
    for (Eigen::Index j = 0; j < stratum.x.rows(); ++j) {
        const auto zeros = (stratum.x.row(j).array() == 0).count();
        if (static_cast<double>(zeros) > mostly * static_cast<double>(m)) { stratum.centre[j] = 0; }
    }
    stratum.x.colwise() -= stratum.centre;
    stratum.offset_centre /= total;
    for (double& offset : stratum.offset) { offset -= stratum.offset_centre; }
}

/// Columns that are constant within every risk set say nothing here; what rounding leaves of them must not say
/// anything either.
void flatten_constant_columns(CoxModelStratum& stratum) {
    const Eigen::Index p = stratum.x.rows();
    std::vector<RiskScore> risk(stratum.rows());
    for (std::size_t i = 0; i < risk.size(); ++i) { risk[i].mantissa = stratum.weight[i]; }
    CoxRiskWalk walk(stratum, risk, CoxRiskWalk::Moments::second);
    Eigen::VectorXd variance = Eigen::VectorXd::Zero(p);
    Eigen::VectorXd square = variance;
    while (walk.back()) {
        const CoxRiskWalk::Sums sums = walk.shared(1.0);
        std::size_t diagonal = 0;
        for (Eigen::Index j = 0; j < p; ++j) {
            const double mean = sums.first[j] / sums.zeroth;
            const double mean_square = sums.second[diagonal] / sums.zeroth;
            square[j] += mean_square;
            variance[j] += mean_square - mean * mean;
            diagonal += static_cast<std::size_t>(p - j);
        }
    }
    for (Eigen::Index j = 0; j < p; ++j) {
        if (!(variance[j] > flat_share * square[j])) { stratum.x.row(j).setZero(); }
    }
}

void number_clusters(const SurvivalRows& rows, CoxModelRows& model) {
    const std::vector<std::uint32_t>& given = rows.cluster.empty() ? rows.person : rows.cluster;
    if (given.empty()) {
        model.cluster.resize(model.rows);
        std::iota(model.cluster.begin(), model.cluster.end(), 0U);
        model.clusters = narrow(model.rows);
        return;
    }
    std::vector<std::uint32_t> known = given;
    std::sort(known.begin(), known.end());
    known.erase(std::unique(known.begin(), known.end()), known.end());
    model.clusters = narrow(known.size());
    for (const std::uint32_t number : given) {
        model.cluster.push_back(
            narrow(static_cast<std::size_t>(std::lower_bound(known.begin(), known.end(), number) - known.begin())));
    }
}

}  // namespace

CoxModelRows cox_model_rows(const SurvivalRows& rows, CoxTies ties, std::uint32_t cause) {
    assert(rows.x.rows() == index(rows.rows()) || rows.x.cols() == 0);
    CoxModelRows model;
    model.ties = ties;
    model.covariates = rows.x.cols();
    model.rows = rows.rows();
    std::vector<std::vector<std::uint32_t>> members(rows.strata);
    for (std::size_t i = 0; i < model.rows; ++i) {
        model.weight.push_back(rows.weight_of(i));
        if (ties == CoxTies::exact && model.weight[i] != 1) {
            throw Error(Fault::bad_data, "exact ties take no case weights; choose Efron's or Breslow's");
        }
        model.event.push_back(rows.event[i] != 0 && (cause == any_cause || rows.event[i] == cause) ? 1 : 0);
        model.events += model.event[i];
        members.at(rows.stratum_of(i)).push_back(narrow(i));
    }
    number_clusters(rows, model);
    for (std::uint32_t s = 0; s < rows.strata; ++s) {
        CoxModelStratum stratum;
        stratum.stratum = s;
        list_rows(rows, model, members[s], stratum);
        if (stratum.times.empty()) { continue; }
        take_covariates(rows, stratum);
        flatten_constant_columns(stratum);
        model.event_times += stratum.event_times();
        for (const std::size_t deaths : stratum.deaths) {
            model.largest_tie = std::max(model.largest_tie, deaths);
            model.tied_events += deaths > 1 ? deaths : 0;
        }
        model.strata.push_back(std::move(stratum));
    }
    return model;
}

}  // namespace atria::survival
