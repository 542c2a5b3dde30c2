#pragma once

#include "kernels/survival/curves/survival_curve.hpp"
#include "tests/support/curve_people.hpp"
#include "tests/support/golden_table.hpp"

#include <map>
#include <string>

namespace atria::test {

/// The curve that a row of golden/curves_*.tsv is about: set, options and group.
class CurveCases {
public:
    const survival::SurvivalCurve& of(const GoldenTable& golden, std::size_t row) {
        std::string key;
        for (const char* column : {"set", "stype", "ctype", "scale", "level", "start", "group"}) {
            key += golden.word(row, column) + " ";
        }
        if (const auto known = curves_.find(key); known != curves_.end()) { return known->second; }
        const survival::RiskTables tables = survival::risk_tables(curve_people(golden.word(row, "set")), 2);
        const auto group = static_cast<std::size_t>(golden.number(row, "group"));
        return curves_[key] = survival::survival_curve(tables.group.at(group), options(golden, row));
    }

    static survival::CurveOptions options(const GoldenTable& golden, std::size_t row) {
        using survival::ConfidenceScale;
        static const std::map<std::string, ConfidenceScale> scales = {{"log", ConfidenceScale::log},
                                                                      {"log-log", ConfidenceScale::log_log},
                                                                      {"plain", ConfidenceScale::plain},
                                                                      {"logit", ConfidenceScale::logit},
                                                                      {"arcsin", ConfidenceScale::arcsin}};
        survival::CurveOptions options;
        options.from =
            golden.word(row, "stype") == "1" ? survival::SurvivalFrom::product_limit : survival::SurvivalFrom::hazard;
        options.ties = golden.word(row, "ctype") == "1" ? survival::TiedHazard::nelson_aalen
                                                        : survival::TiedHazard::fleming_harrington;
        options.confidence = scales.at(golden.word(row, "scale"));
        options.confidence_level = golden.number(row, "level");
        if (golden.word(row, "start") != "NA") { options.start = ticks_of(golden.number(row, "start")); }
        return options;
    }

private:
    std::map<std::string, survival::SurvivalCurve> curves_;
};

}  // namespace atria::test
