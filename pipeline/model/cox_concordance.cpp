#include "kernels/survival/model/concordance.hpp"
#include "pipeline/model/fitted_cox.hpp"
#include "pipeline/model/regression_terms.hpp"
#include "pipeline/model/summary_text.hpp"

#include <optional>
#include <string>
#include <vector>

namespace atria::pipeline {
namespace {

using survival::Concordance;
using survival::ConcordanceRule;
using survival::ConcordanceSums;
using survival::PairWeight;

/// A row of concordance.tsv.
struct ConcordanceRow {
    std::string kind;
    std::optional<double> until;
    ConcordanceSums sums;
    Concordance found;
};

/// The linear predictors of one cohort's rows.
std::vector<double> linear_predictors(const FittedCox& fitted, std::size_t c) {
    const SurvivalRows& rows = fitted.rows(c);
    const Eigen::VectorXd predictors = rows.x * fitted.fit.point;
    std::vector<double> answer(predictors.begin(), predictors.end());
    for (std::size_t i = 0; i < answer.size(); ++i) { answer[i] += rows.offset_of(i); }
    return answer;
}

ConcordanceRow concordance_of(const FittedCox& fitted, const std::string& kind, PairWeight weight,
                              std::optional<double> until) {
    ConcordanceRule rule;
    rule.weight = weight;
    if (until) { rule.until = ticks_of(*until); }
    const ConcordanceSums sums = fitted.rounds.sum(
        [&](std::size_t c) { return survival::concordance_sums(fitted.rows(c), linear_predictors(fitted, c), rule); },
        [](const std::vector<double>& numbers) { return ConcordanceSums::from_numbers(numbers); });
    return {kind, until, sums, survival::concordance(sums)};
}

io::ModelTable table_of(const std::vector<ConcordanceRow>& rows) {
    std::vector<std::string> kinds;
    std::vector<std::vector<double>> columns(8);
    for (const ConcordanceRow& row : rows) {
        kinds.push_back(row.kind);
        const std::vector<double> numbers{row.until.value_or(RegressionTerm::none),
                                          row.found.value,
                                          row.found.standard_error,
                                          row.sums.concordant,
                                          row.sums.discordant,
                                          row.sums.tied_x,
                                          row.sums.tied_y,
                                          row.sums.tied_xy};
        for (std::size_t k = 0; k < columns.size(); ++k) { columns[k].push_back(numbers[k]); }
    }
    io::ModelTable table;
    table.name = "concordance";
    return table.words("kind", kinds)
        .numbers("until", columns[0])
        .numbers("concordance", columns[1])
        .numbers("standard_error", columns[2])
        .numbers("concordant", columns[3])
        .numbers("discordant", columns[4])
        .numbers("tied_x", columns[5])
        .numbers("tied_y", columns[6])
        .numbers("tied_xy", columns[7]);
}

}  // namespace

void add_concordance(const FittedCox& fitted, ModelResult& result) {
    if (fitted.fit.point.size() == 0) { return; }
    const bool late = !fitted.request.outcome.entry.empty();
    std::vector<ConcordanceRow> rows{concordance_of(fitted, "harrell", PairWeight::n, {})};
    // The curve of being lost that weighs Uno's pairs is not known of people who come later.
    if (!late) { rows.push_back(concordance_of(fitted, "uno", PairWeight::n_over_g2, {})); }
    for (const double horizon : fitted.request.horizons) {
        if (!late) { rows.push_back(concordance_of(fitted, "uno", PairWeight::n_over_g2, horizon)); }
    }
    const ConcordanceRow& harrell = rows.front();
    auto& record = result.record;
    record["concordance"] = json_number(harrell.found.value);
    record["concordance_se"] = json_number(harrell.found.standard_error);
    record["concordance_pairs"] = {{"concordant", harrell.sums.concordant},
                                   {"discordant", harrell.sums.discordant},
                                   {"tied_x", harrell.sums.tied_x},
                                   {"tied_y", harrell.sums.tied_y},
                                   {"tied_xy", harrell.sums.tied_xy}};
    result.summary +=
        "Concordance = " + brief(harrell.found.value) + " (se = " + brief(harrell.found.standard_error) + ")";
    for (std::size_t k = 1; k < rows.size(); ++k) {
        const Concordance& found = rows[k].found;
        const std::optional<double> until = rows[k].until;
        if (until) {
            record["uno_concordance_until"].push_back({{"until", *until},
                                                       {"concordance", json_number(found.value)},
                                                       {"standard_error", json_number(found.standard_error)}});
            continue;
        }
        record["uno_concordance"] = json_number(found.value);
        record["uno_concordance_se"] = json_number(found.standard_error);
        result.summary += "; Uno's = " + brief(found.value) + " (se = " + brief(found.standard_error) + ")";
    }
    result.summary += "\n";
    result.tables.push_back(table_of(rows));
}

}  // namespace atria::pipeline
