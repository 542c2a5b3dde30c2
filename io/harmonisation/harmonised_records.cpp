#include "io/harmonisation/harmonised_records.hpp"

#include "io/harmonisation/applied_rule.hpp"
#include "io/tables/cell.hpp"
#include "io/tables/delimited_reader.hpp"
#include "io/tables/id_column.hpp"
#include "io/tables/name_list.hpp"
#include "io/tables/nearest_name.hpp"
#include "kernels/data/error.hpp"

#include <algorithm>
#include <utility>

namespace atria::io {

namespace {

/// The rule of id_creation, if there is one, and the cohort table's column have to agree.
std::string id_column_name(const std::filesystem::path& file, const RecordsMeaning& meaning) {
    if (meaning.rules == nullptr) { return meaning.id_column; }
    const auto found =
        std::ranges::find(meaning.rules->ids, meaning.cohort, &std::pair<std::string, std::string>::first);
    if (found == meaning.rules->ids.end()) { return meaning.id_column; }
    if (!meaning.id_column.empty() && meaning.id_column != found->second) {
        throw Error(Fault::bad_data, file.string() + ": the cohort table names " + meaning.id_column +
                                         " as the id column of " + meaning.cohort + ", but " +
                                         meaning.rules->file.string() + " names " + found->second + ". Name the same.");
    }
    return found->second;
}

}  // namespace

struct HarmonisedRecords::Impl {
    /// A column of the table as it is in the file, cleaned.
    struct Source {
        const DictionaryVariable* variable = nullptr;
        std::uint64_t codes = 0;  ///< cells that hold a missing code
    };
    /// A variable of the study.
    struct Target {
        const DictionaryVariable* variable = nullptr;
        std::vector<std::size_t> inputs;  ///< columns of the table
        std::optional<AppliedRule> rule;  ///< nothing: missing in everybody
        std::uint64_t unmatched = 0;
        std::uint64_t made_missing = 0;  ///< although no input is missing
    };

    Impl(const std::filesystem::path& file, RecordsMeaning given) : table(file), meaning(std::move(given)) {
        file_id = find_id_column(table, id_column_name(file, meaning), "the cohort table");
        sources.resize(table.header().size());
        if (meaning.dictionary != nullptr) { take_dictionary(); }
        if (meaning.rules == nullptr) {
            id = file_id;
            header = table.header();
            for (const auto& source : sources) {
                columns.push_back(source.variable == nullptr
                                      ? ColumnMeaning{}
                                      : ColumnMeaning{source.variable->column_type(), source.variable->unit, {}, {}});
            }
        } else {
            take_rules();
        }
        cells.resize(header.size());
    }

    void take_dictionary() {
        std::vector<std::string> unknown;
        for (std::size_t i = 0; i < sources.size(); ++i) {
            if (i == file_id) { continue; }
            sources[i].variable = meaning.dictionary->find(table.header()[i]);
            if (sources[i].variable == nullptr) { unknown.push_back(table.header()[i]); }
        }
        std::vector<std::string> absent;
        for (const auto& variable : meaning.dictionary->variables) {
            if (!table.find(variable.name)) { absent.push_back(variable.name); }
        }
        const std::string of = meaning.dictionary->file.string();
        if (!unknown.empty()) {
            warnings.push_back(table.file().string() + ": columns that the dictionary " + of +
                               " does not have, taken as they are: " + name_list(unknown));
        }
        if (!absent.empty()) {
            warnings.push_back(of + ": variables without a column in " + table.file().string() + ": " +
                               name_list(absent));
        }
    }

    void take_rules() {
        header.push_back(table.header()[file_id]);
        columns.emplace_back();
        for (const auto& variable : meaning.rules->schema.variables) {
            const HarmonisationRule* rule = meaning.rules->find(meaning.cohort, variable.name);
            Target target;
            target.variable = &variable;
            ColumnMeaning column{variable.column_type(), variable.unit, "undetermined", "no rule"};
            if (rule != nullptr) {
                column.status = rule->status;
                column.status_detail = rule->status_detail;
                const bool as_it_is = rule->category == "direct_mapping" || rule->category == "rename";
                if (rule->category != "impossible" && rule->category != "undetermined") { apply(*rule, target); }
                // Where the study does not state a unit, the cohorts' have to agree.
                if (as_it_is && column.unit.empty()) { column.unit = unit_of(target.inputs.front()); }
            }
            header.push_back(variable.name);
            columns.push_back(std::move(column));
            targets.push_back(std::move(target));
        }
    }

    void apply(const HarmonisationRule& rule, Target& target) const {
        std::vector<const DictionaryVariable*> meanings;
        for (const auto& input : rule.inputs) {
            const auto found = table.find(input);
            if (!found) {
                throw Error(Fault::bad_data, rule.place + ": the rule for " + rule.variable + " is made from " + input +
                                                 ", but " + table.file().string() + " has no such column" +
                                                 did_you_mean(input, table.header()) +
                                                 ". Correct the name, or give the variable the category impossible.");
            }
            target.inputs.push_back(*found);
            meanings.push_back(sources[*found].variable);
        }
        target.rule.emplace(rule, *target.variable, meanings);
    }

    /// Empty where the dictionary does not state it.
    [[nodiscard]] std::string unit_of(std::size_t column) const {
        return sources[column].variable == nullptr ? std::string() : sources[column].variable->unit;
    }

    /// What the dictionary makes of a cell of the file.
    Value cleaned(std::size_t column) {
        Source& source = sources[column];
        const std::string& cell = table.cells()[column];
        if (source.variable == nullptr) { return Value::of_cell(cell); }
        bool code = false;
        std::string wrong;
        Value value = source.variable->meaning(cell, code, wrong);
        if (code) { ++source.codes; }
        if (!wrong.empty()) {
            throw Error(Fault::bad_data, table.place(column) + ": " + wrong + ". Correct the cell, or the dictionary " +
                                             meaning.dictionary->file.string() +
                                             " (a code for a missing value is a category with missing = 1).");
        }
        return value;
    }

    void fill() {
        if (meaning.rules == nullptr && meaning.dictionary == nullptr) {
            cells = table.cells();
            return;
        }
        std::vector<Value> row(sources.size());
        for (std::size_t i = 0; i < sources.size(); ++i) {
            if (i != file_id) { row[i] = cleaned(i); }
        }
        if (meaning.rules == nullptr) {
            for (std::size_t i = 0; i < sources.size(); ++i) {
                cells[i] = i == file_id ? table.cells()[i] : row[i].cell();
            }
            return;
        }
        cells[0] = table.cells()[file_id];
        for (std::size_t i = 0; i < targets.size(); ++i) { cells[i + 1] = harmonised(targets[i], row); }
    }

    std::string harmonised(Target& target, std::span<const Value> row) {
        if (!target.rule) { return {}; }
        inputs.clear();
        for (const std::size_t input : target.inputs) { inputs.push_back(row[input]); }
        std::string wrong;
        try {
            const auto answer = (*target.rule)(inputs);
            const bool inputs_are_there = std::ranges::none_of(inputs, &Value::is_missing);
            if (answer.unmatched) {
                ++target.unmatched;
            } else if (answer.value.is_missing() && inputs_are_there) {
                ++target.made_missing;
            }
            bool code = false;
            const Value value = target.variable->meaning(answer.value.cell(), code, wrong);
            if (wrong.empty()) { return value.cell(); }
        } catch (const RuleError& error) { wrong = error.what(); }
        const HarmonisationRule* rule = meaning.rules->find(meaning.cohort, target.variable->name);
        throw Error(Fault::bad_data, place_of(target) + ": the rule for " + target.variable->name + " (" + rule->place +
                                         "): " + wrong + ".");
    }

    [[nodiscard]] std::string place_of(const Target& target) const {
        return table.place(target.inputs.empty() ? file_id : target.inputs.front());
    }

    DelimitedReader table;
    RecordsMeaning meaning;
    std::size_t file_id = 0;  ///< the id's column in the file
    std::size_t id = 0;       ///< and in the header
    std::vector<Source> sources;
    std::vector<Target> targets;
    std::vector<std::string> header;
    std::vector<ColumnMeaning> columns;
    std::vector<std::string> cells;
    std::vector<Value> inputs;
    std::vector<std::string> warnings;
};

HarmonisedRecords::HarmonisedRecords(const std::filesystem::path& file, const RecordsMeaning& meaning)
    : impl_(std::make_unique<Impl>(file, meaning)) {}
HarmonisedRecords::~HarmonisedRecords() = default;
HarmonisedRecords::HarmonisedRecords(HarmonisedRecords&&) noexcept = default;
HarmonisedRecords& HarmonisedRecords::operator=(HarmonisedRecords&&) noexcept = default;

const std::filesystem::path& HarmonisedRecords::file() const { return impl_->table.file(); }
const std::vector<std::string>& HarmonisedRecords::header() const { return impl_->header; }
std::size_t HarmonisedRecords::id_column() const { return impl_->id; }
const std::vector<ColumnMeaning>& HarmonisedRecords::columns() const { return impl_->columns; }
const std::vector<std::string>& HarmonisedRecords::cells() const { return impl_->cells; }
std::uint64_t HarmonisedRecords::line() const { return impl_->table.line(); }
const std::vector<std::string>& HarmonisedRecords::warnings() const { return impl_->warnings; }

bool HarmonisedRecords::next() {
    if (!impl_->table.next()) {
        if (const std::string open = impl_->table.open_end(); !open.empty()) { impl_->warnings.push_back(open); }
        return false;
    }
    impl_->fill();
    return true;
}

std::string HarmonisedRecords::place(std::size_t column) const {
    if (impl_->meaning.rules == nullptr) { return impl_->table.place(column); }
    return column == 0 ? impl_->table.place(impl_->file_id) : impl_->place_of(impl_->targets[column - 1]);
}

std::vector<ChangedCells> HarmonisedRecords::changed() const {
    std::vector<ChangedCells> changed;
    for (std::size_t i = 0; i < impl_->sources.size(); ++i) {
        if (impl_->sources[i].codes > 0) {
            changed.push_back({impl_->table.header()[i], "code for a missing value", impl_->sources[i].codes});
        }
    }
    for (const auto& target : impl_->targets) {
        if (target.unmatched > 0) {
            changed.push_back({target.variable->name, "no case of the rule fits, set missing", target.unmatched});
        }
        if (target.made_missing > 0) {
            changed.push_back({target.variable->name, "made missing by the rule", target.made_missing});
        }
    }
    return changed;
}

}  // namespace atria::io
