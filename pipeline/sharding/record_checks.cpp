#include "pipeline/sharding/record_checks.hpp"

#include "io/harmonisation/unit_conversion.hpp"
#include "io/tables/name_list.hpp"
#include "io/tables/nearest_name.hpp"
#include "kernels/data/error.hpp"
#include "kernels/data/shortest_number.hpp"
#include "pipeline/record/log.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <memory>

namespace atria::pipeline {

namespace {

/// A column in one cohort.
struct Place {
    const io::RecordsSurvey* survey = nullptr;
    const io::ColumnSurvey* column = nullptr;
    std::string cohort;
};

std::shared_ptr<const io::HarmonisationTable> read_rules(const io::CohortTable& table, const ShardingRequest& request) {
    if (request.harmonisation.empty()) { return nullptr; }
    auto rules =
        std::make_shared<io::HarmonisationTable>(io::read_harmonisation(request.harmonisation, request.schema));
    std::vector<std::string> names;
    for (const auto& cohort : table.cohorts) { names.push_back(cohort.name); }
    for (const auto& cohort : rules->cohorts) {
        if (std::ranges::find(names, cohort) == names.end()) {
            throw Error(Fault::bad_data, request.harmonisation.string() + ": there are rules for the cohort " + cohort +
                                             ", which " + table.file.string() + " does not have" +
                                             io::did_you_mean(cohort, names) + ". Correct input_dataset.");
        }
    }
    for (const auto& name : names) {
        if (std::ranges::find(rules->cohorts, name) == rules->cohorts.end()) {
            throw Error(Fault::bad_data, request.harmonisation.string() + ": there is no rule for the cohort " + name +
                                             ". Add its lines; impossible is a rule, too.");
        }
    }
    return rules;
}

std::string six_digits(double value) {
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%.4g", value);
    return text.data();
}

void check_units(const std::string& name, std::span<const Place> places) {
    const Place* first = nullptr;
    for (const auto& place : places) {
        const std::string& unit = place.column->meaning.unit;
        if (unit.empty()) { continue; }
        if (first == nullptr) { first = &place; }
        if (!io::same_unit(unit, first->column->meaning.unit)) {
            throw Error(Fault::bad_data,
                        "the column " + name + " is in " + first->column->meaning.unit + " in cohort " + first->cohort +
                            " (" + first->survey->file.string() + "), but in " + unit + " in cohort " + place.cohort +
                            " (" + place.survey->file.string() +
                            "). Give rules with --harmonisation (category unit_conversion), or correct "
                            "the dictionary.");
        }
    }
}

/// Values of another unit lie elsewhere: warns of a cohort whose mean is at least twice or at most half that of every
/// other cohort, and further from them than three of the larger standard deviations.
void look_for_other_units(const std::string& name, std::span<const Place> places) {
    constexpr std::uint64_t fewest = 20;
    std::vector<const Place*> told;
    for (const auto& place : places) {
        const auto& spread = place.column->spread;
        if (spread.n >= fewest && spread.mean > 0) { told.push_back(&place); }
    }
    if (told.size() < 3) { return; }  // of two nobody knows which is wrong
    for (const Place* one : told) {
        const auto& mine = one->column->spread;
        double nearest = 0;  // of the others, by ratio
        bool far = true;
        for (const Place* other : told) {
            if (other == one) { continue; }
            const auto& theirs = other->column->spread;
            const double ratio = mine.mean / theirs.mean;
            const double sd = std::fmax(mine.standard_deviation(), theirs.standard_deviation());
            far = far && (ratio >= 2 || ratio <= 0.5) && std::fabs(mine.mean - theirs.mean) > 3 * sd;
            if (nearest == 0 || std::fabs(std::log(ratio)) < std::fabs(std::log(mine.mean / nearest))) {
                nearest = theirs.mean;
            }
        }
        if (far) {
            log_warning("cohort " + one->cohort + ": the mean of " + name + " is " + six_digits(mine.mean) +
                        ", in the nearest other cohort " + six_digits(nearest) +
                        ". Is it in another unit? Check it; --harmonisation converts.");
        }
    }
}

void tell_changes(const std::string& cohort, const io::RecordsSurvey& survey) {
    for (const auto& warning : survey.warnings) { log_warning("cohort " + cohort + ": " + warning); }
    for (const auto& changed : survey.changed) {
        log_info("cohort " + cohort + ", " + survey.file.string() + ": " + std::to_string(changed.cells) +
                 (changed.cells == 1 ? " cell of " : " cells of ") + changed.column + ": " + changed.reason);
    }
}

}  // namespace

std::vector<io::RecordsSurvey> survey_cohorts(const io::CohortTable& table, const ShardingRequest& request) {
    const auto rules = read_rules(table, request);
    std::vector<io::RecordsSurvey> surveys;
    for (const auto& source : table.cohorts) {
        io::RecordsMeaning meaning{source.name, source.id_column, nullptr, rules};
        if (!source.dictionary.empty()) {
            meaning.dictionary = std::make_shared<io::Dictionary>(io::read_dictionary(source.dictionary));
        }
        surveys.push_back(io::survey_records(source.records, meaning));
    }
    return surveys;
}

void check_records(const io::CohortTable& table, std::span<const io::RecordsSurvey> surveys,
                   const std::map<std::string, io::ColumnType>& types) {
    std::map<std::string, std::vector<Place>> columns;
    for (std::size_t i = 0; i < surveys.size(); ++i) {
        const std::string& cohort = table.cohorts[i].name;
        tell_changes(cohort, surveys[i]);
        for (const auto& column : surveys[i].columns) {
            columns[column.name].push_back({&surveys[i], &column, cohort});
            const bool numeric = types.at(column.name) == io::ColumnType::numeric;
            if (numeric && column.minus_nines.suspicious()) {
                log_warning("cohort " + cohort + ": column " + column.name + " of " + surveys[i].file.string() +
                            " is " + column.minus_nines.warning());
            }
            if (column.meaning.status == "complete" && column.numbers + column.words == 0) {
                log_warning("cohort " + cohort + ": " + column.name +
                            " is complete by its rule, but missing in everybody. Check the rule.");
            }
        }
    }
    for (const auto& [name, places] : columns) {
        check_units(name, places);
        if (types.at(name) == io::ColumnType::numeric) { look_for_other_units(name, places); }
    }
}

}  // namespace atria::pipeline
