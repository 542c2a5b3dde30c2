#include "io/harmonisation/rule_table.hpp"

#include "io/harmonisation/known_columns.hpp"
#include "io/tables/cell.hpp"
#include "io/tables/delimited_reader.hpp"
#include "io/tables/nearest_name.hpp"
#include "kernels/data/error.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace atria::io {

namespace {

constexpr std::array<std::string_view, 7> executable{"direct_mapping", "rename",          "recode",      "case_when",
                                                     "operation",      "unit_conversion", "add_variable"};

constexpr std::array<std::string_view, 12> rule_columns{
    "index",           "dataschema_variable", "label",     "valueType", "unit",          "input_dataset",
    "input_variables", "rule_category",       "algorithm", "status",    "status_detail", "comment"};

std::optional<std::size_t> find_column(const DelimitedReader& table, const std::string& name) {
    if (const auto found = table.find("Mlstr_harmo::" + name)) { return found; }
    return table.find(name);
}

std::size_t needed_column(const DelimitedReader& table, const std::string& name) {
    if (const auto found = find_column(table, name)) { return *found; }
    throw Error(Fault::bad_data,
                table.file().string() + ":1: the harmonisation rules have no column " + name +
                    ". They need dataschema_variable, input_dataset, input_variables and rule_category; "
                    "algorithm, status, status_detail, valueType and unit if need be.");
}

std::vector<std::string> split_names(const std::string& cell) {
    std::vector<std::string> names;
    std::size_t begin = 0;
    while (begin <= cell.size()) {
        const std::size_t end = std::min(cell.find(';', begin), cell.size());
        const std::string_view name = trimmed(std::string_view(cell).substr(begin, end - begin));
        if (!name.empty()) { names.emplace_back(name); }
        begin = end + 1;
    }
    return names;
}

DictionaryVariable::Type type_named(const std::string& name, const std::string& place) {
    using Type = DictionaryVariable::Type;
    if (name.empty()) { return Type::not_stated; }
    if (name == "integer") { return Type::integer; }
    if (name == "decimal") { return Type::decimal; }
    if (name == "boolean") { return Type::boolean; }
    if (name == "text" || name == "date" || name == "datetime") { return Type::text; }
    throw Error(Fault::bad_data, place + ": the value type " + name +
                                     " is not known. Value types are integer, decimal, boolean, text, date, datetime.");
}

class Reading {
public:
    Reading(const std::filesystem::path& file, const std::filesystem::path& schema)
        : table_(file),
          variable_(needed_column(table_, "dataschema_variable")),
          dataset_(needed_column(table_, "input_dataset")),
          inputs_(needed_column(table_, "input_variables")),
          category_(needed_column(table_, "rule_category")),
          schema_is_given_(!schema.empty()) {
        refuse_misspelt_columns(table_, rule_columns, "Mlstr_harmo::");
        result_.file = file;
        if (schema_is_given_) { result_.schema = read_dictionary(schema); }
    }

    HarmonisationTable all() {
        while (table_.next()) { take_line(); }
        // The ids are people's names, not a variable of theirs.
        std::erase_if(result_.schema.variables, [&](const auto& variable) {
            return std::ranges::find(id_variables_, variable.name) != id_variables_.end();
        });
        if (result_.rules.empty()) {
            throw Error(Fault::bad_data, table_.file().string() +
                                             ": the table has no rules. Add a line for each variable "
                                             "of the study and each cohort.");
        }
        return std::move(result_);
    }

private:
    [[nodiscard]] std::string get(std::optional<std::size_t> column) const {
        if (!column || is_missing(table_.cells()[*column])) { return {}; }
        return table_.cells()[*column];
    }
    [[noreturn]] void refuse(std::size_t column, const std::string& reason) const {
        throw Error(Fault::bad_data, table_.place(column) + ": " + reason);
    }

    void take_line() {
        const std::string cohort = get(dataset_);
        const std::string variable = get(variable_);
        if (cohort.empty()) { refuse(dataset_, "the rule names no cohort. Write the name that the cohort table has."); }
        if (variable.empty()) { refuse(variable_, "the rule names no variable. Write that of the study."); }
        HarmonisationRule rule{variable,
                               split_names(get(inputs_)),
                               get(category_),
                               get(find_column(table_, "algorithm")),
                               get(find_column(table_, "status")),
                               get(find_column(table_, "status_detail")),
                               table_.file().string() + ":" + std::to_string(table_.line())};
        if (std::ranges::find(result_.cohorts, cohort) == result_.cohorts.end()) { result_.cohorts.push_back(cohort); }
        if (rule.category == "id_creation") {
            if (rule.inputs.size() != 1) { refuse(inputs_, "ids are made from one variable. Name one."); }
            if (std::ranges::find(result_.ids, cohort, &std::pair<std::string, std::string>::first) !=
                result_.ids.end()) {
                refuse(dataset_, "there are two rules for the ids of " + cohort + ". Remove one.");
            }
            result_.ids.emplace_back(cohort, rule.inputs.front());
            id_variables_.push_back(variable);
            return;
        }
        check_category(rule);
        check_status(rule);
        enter_variable(rule);
        if (result_.find(cohort, variable) != nullptr) {
            refuse(variable_, "there are two rules for " + variable + " in " + cohort + ". Keep one.");
        }
        result_.rules.push_back(std::move(rule));
        result_.cohort_of_rule.push_back(cohort);
    }

    void check_category(HarmonisationRule& rule) const {
        constexpr std::size_t longest = 10000;
        if (rule.algorithm.size() > longest) { refuse(*find_column(table_, "algorithm"), "the rule is too long."); }
        if (rule.category.empty()) { rule.category = "undetermined"; }
        if (rule.category == "impossible" || rule.category == "undetermined") { return; }
        if (std::ranges::find(executable, rule.category) == executable.end()) {
            const std::vector<std::string> names(executable.begin(), executable.end());
            if (const std::string near = did_you_mean(rule.category, names); !near.empty()) {
                refuse(category_, "there is no category " + rule.category + near + " Correct the word.");
            }
            refuse(
                category_,
                "a rule of the category " + rule.category +
                    " is program code (R, JavaScript), which Atria does not run: it carries out direct_mapping, "
                    "rename, "
                    "recode, case_when, operation, unit_conversion and add_variable. Harmonise this variable with the "
                    "program that the rule was written for, deliver the table that it makes, and map the variable "
                    "directly.");
        }
    }

    void check_status(HarmonisationRule& rule) const {
        const bool without_rule = rule.category == "impossible" || rule.category == "undetermined";
        if (rule.status.empty()) { rule.status = without_rule ? rule.category : "complete"; }
        if (rule.status == "partial") { rule.status = "undetermined"; }
        if (rule.status != "complete" && rule.status != "impossible" && rule.status != "undetermined") {
            refuse(*find_column(table_, "status"),
                   "the status " + rule.status + " is none of complete, impossible, undetermined.");
        }
        if (without_rule && rule.status == "complete") {
            refuse(*find_column(table_, "status"), "a variable whose rule is " + rule.category +
                                                       " cannot be complete. Correct the status or give the rule.");
        }
    }

    void enter_variable(const HarmonisationRule& rule) {
        auto& variables = result_.schema.variables;
        const std::string type = get(table_.find("valueType"));
        const std::string unit = get(table_.find("unit"));
        const auto found = std::ranges::find(variables, rule.variable, &DictionaryVariable::name);
        if (found == variables.end()) {
            if (schema_is_given_) {
                std::vector<std::string> names;
                names.reserve(variables.size());
                for (const auto& variable : variables) { names.push_back(variable.name); }
                refuse(variable_, result_.schema.file.string() + " has no variable " + rule.variable +
                                      did_you_mean(rule.variable, names) + ". Correct the name, or add it there.");
            }
            variables.push_back({rule.variable, type_named(type, table_.place(variable_)), unit, {}, {}});
            return;
        }
        if (schema_is_given_) { return; }  // it decides
        if (found->type == DictionaryVariable::Type::not_stated) { found->type = type_named(type, rule.place); }
        if (found->unit.empty()) { found->unit = unit; }
        if (!unit.empty() && found->unit != unit) {
            refuse(variable_, rule.variable + " is in " + unit + " here, but in " + found->unit +
                                  " in a line above. A variable of the study has one unit.");
        }
    }

    DelimitedReader table_;
    std::size_t variable_;
    std::size_t dataset_;
    std::size_t inputs_;
    std::size_t category_;
    bool schema_is_given_;
    std::vector<std::string> id_variables_;
    HarmonisationTable result_;
};

}  // namespace

const HarmonisationRule* HarmonisationTable::find(const std::string& cohort, const std::string& variable) const {
    for (std::size_t i = 0; i < rules.size(); ++i) {
        if (cohort_of_rule[i] == cohort && rules[i].variable == variable) { return &rules[i]; }
    }
    return nullptr;
}

HarmonisationTable read_harmonisation(const std::filesystem::path& rules, const std::filesystem::path& schema) {
    return Reading(rules, schema).all();
}

}  // namespace atria::io
