#pragma once

#include "io/harmonisation/dictionary.hpp"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace atria::io {

/// One line of a table of data processing elements: how a cohort's variables become one of the study's.
struct HarmonisationRule {
    std::string variable;             ///< of the study
    std::vector<std::string> inputs;  ///< of the cohort's table
    std::string category;  ///< direct_mapping, rename, recode, case_when, operation, unit_conversion, impossible, ...
    std::string algorithm;
    std::string status;  ///< complete, impossible or undetermined
    std::string status_detail;
    std::string place;  ///< "FILE:LINE" of the rule, for messages
};

/// How the variables of a study come about in each cohort.
struct HarmonisationTable {
    std::filesystem::path file;
    Dictionary schema;                        ///< the study's variables, in order; types and units where stated
    std::vector<std::string> cohorts;         ///< that have rules
    std::vector<HarmonisationRule> rules;     ///< of all cohorts
    std::vector<std::string> cohort_of_rule;  ///< one a rule
    std::vector<std::pair<std::string, std::string>>
        ids;  ///< cohort and id column of the rules of category id_creation

    /// The rule for a variable in a cohort; nullptr when there is none.
    [[nodiscard]] const HarmonisationRule* find(const std::string& cohort, const std::string& variable) const;
};

/// Reads the data processing elements in the form of Maelstrom's Rmonize: columns dataschema_variable, input_dataset
/// (the cohort), input_variables (separated by ;), and, with or without "Mlstr_harmo::" before them, rule_category,
/// algorithm, status, status_detail; valueType and unit if need be. `schema`: the DataSchema (read_dictionary), or
/// empty: the variables are those of the rules, in the order in which they occur. Without a status it is `complete`
/// where there is a rule, `impossible` or `undetermined` where the category says so. Throws Error(bad_data) naming file
/// and line for a category that is not declarative (other, paste, ...), two rules for the same, and a variable that the
/// schema lacks.
[[nodiscard]] HarmonisationTable read_harmonisation(const std::filesystem::path& rules,
                                                    const std::filesystem::path& schema);

}  // namespace atria::io
