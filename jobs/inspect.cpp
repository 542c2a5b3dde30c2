#include "io/shard/file_contents.hpp"
#include "io/shard/manifest.hpp"
#include "io/shard/records_reader.hpp"
#include "jobs/job.hpp"
#include "jobs/standard_output.hpp"
#include "kernels/data/error.hpp"
#include "pipeline/comm/together.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>

namespace atria::jobs {

namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

void describe(OptionTable& table) {
    table.section("What to show")
        .required_text("study", "a study, the folder of a result, or one of their .h5 files")
        .positional("study")
        .flag("harmonisation",
              "of a study: which variable is complete, impossible or undetermined in which cohort, and with "
              "how many people")
        .choice("format", "text to read, or JSON for programs", {"text", "json"}, "text");
}

Json read_json(const fs::path& file) {
    std::ifstream input(file, std::ios::binary);
    try {
        return Json::parse(input);
    } catch (const Json::exception& error) {
        throw Error(Fault::bad_data, file.string() + ": this is not whole JSON (" + error.what() +
                                         "). Run `atria verify` on the folder, and make it again.");
    }
}

Json column_json(const io::RecordsReader& records, const io::RecordColumn& column) {
    Json json{{"name", column.name}};
    if (!column.unit.empty()) { json["unit"] = column.unit; }
    if (!column.status.empty()) { json["harmonisation"] = column.status; }
    if (column.type == io::ColumnType::categorical) {
        std::map<std::string, std::uint64_t> counts;
        std::uint64_t missing = 0;
        for (const auto& cell : records.text(column.name)) {
            if (cell.empty()) {
                ++missing;
            } else {
                ++counts[cell];
            }
        }
        json["type"] = "categorical";
        json["n"] = records.people() - missing;
        json["missing"] = missing;
        json["levels"] = counts;
        return json;
    }
    std::uint64_t n = 0;
    double mean = 0;
    double squares = 0;  // about the running mean
    double least = 0;
    double most = 0;
    for (const double value : records.numeric(column.name)) {
        if (std::isnan(value)) { continue; }
        least = n == 0 ? value : std::fmin(least, value);
        most = n == 0 ? value : std::fmax(most, value);
        ++n;
        const double difference = value - mean;
        mean += difference / static_cast<double>(n);
        squares += difference * (value - mean);
    }
    json["type"] = "numeric";
    json["n"] = n;
    json["missing"] = records.people() - n;
    if (n > 0) {
        json["mean"] = mean;
        json["sd"] = n > 1 ? Json(std::sqrt(squares / static_cast<double>(n - 1))) : Json(nullptr);
        json["min"] = least;
        json["max"] = most;
    }
    return json;
}

Json records_json(const fs::path& file) {
    const io::RecordsReader records(file);
    Json columns = Json::array();
    for (const auto& column : records.columns()) { columns.push_back(column_json(records, column)); }
    return columns;
}

/// A row a fate and a column a cohort: how many variants of the cohort's files had it (variant_fates.tsv.gz).
void add_fates(Json& json, const Json& report) {
    std::map<std::string, Json> rows;
    for (const auto& cohort : report.at("cohorts")) {
        if (!cohort.contains("variant_fates")) { continue; }
        for (const auto& [fate, count] : cohort.at("variant_fates").items()) { rows[fate]["fate"] = fate; }
    }
    for (auto& [fate, row] : rows) {
        for (const auto& cohort : report.at("cohorts")) {
            row[cohort.at("name").get<std::string>()] = cohort.at("variant_fates").value(fate, 0);
        }
        json["variant_fates"].push_back(std::move(row));
    }
}

Json study_json(const fs::path& study) {
    const auto manifest = io::read_manifest(study);
    Json json{{"study", study.string()},      {"layout_version", manifest.layout_version},
              {"build", manifest.build},      {"variants", manifest.variants},
              {"chromosomes", Json::array()}, {"cohorts", Json::array()}};
    for (const auto& chromosome : manifest.chromosomes) {
        json["chromosomes"].push_back({{"chromosome", chromosome.chromosome}, {"variants", chromosome.variants}});
    }
    for (const auto& set : manifest.predictors) {
        Json line{{"predictors", set.name}, {"features", set.features}};
        for (const auto& cohort : manifest.cohorts) {
            const auto found = std::ranges::find(cohort.predictors, set.name, &io::PredictorEntry::name);
            line["features_in_" + cohort.name] = found == cohort.predictors.end() ? 0 : found->features;
        }
        json["predictors"].push_back(std::move(line));
    }
    for (const auto& cohort : manifest.cohorts) {
        Json entry{{"name", cohort.name}, {"people", cohort.people}};
        std::uint64_t variants = 0;
        std::uint64_t packed = 0;
        std::uint64_t dosages = 0;
        std::uint64_t bytes = cohort.records_bytes;
        for (const auto& shard : cohort.shards) {
            variants += shard.variants;
            packed += shard.packed_variants;
            dosages += shard.dosage_variants;
            bytes += shard.bytes;
        }
        for (const auto& set : cohort.predictors) { bytes += set.bytes; }
        entry["variants"] = variants;
        entry["packed_variants"] = packed;
        entry["sparse_variants"] = variants - packed - dosages;
        entry["dosage_variants"] = dosages;
        entry["bytes"] = bytes;
        entry["columns"] = records_json(study / cohort.records_path);
        json["cohorts"].push_back(std::move(entry));
    }
    // A simulated study has no cohort files, and so no report of what was left out of them.
    if (fs::exists(study / "shard.json")) {
        const Json report = read_json(study / "shard.json");
        add_fates(json, report);
        for (const auto& cohort : report.at("cohorts")) {
            for (const auto& found : cohort.at("exclusions")) {
                Json line{{"cohort", cohort.at("name")}};
                line.update(found);
                json["exclusions"].push_back(std::move(line));
            }
        }
    }
    return json;
}

Json file_json(const fs::path& file) {
    const auto contents = io::describe_file(file);
    Json json{{"file", file.string()}, {"attributes", Json::object()}, {"datasets", Json::array()}};
    std::string content;
    for (const auto& [name, value] : contents.attributes) {
        json["attributes"][name] = value;
        if (name == "content") { content = value; }
    }
    for (const auto& dataset : contents.datasets) {
        json["datasets"].push_back({{"name", dataset.name},
                                    {"type", dataset.type},
                                    {"rows", dataset.rows},
                                    {"columns", dataset.columns},
                                    {"chunk_rows", dataset.chunk_rows},
                                    {"stored_bytes", dataset.stored_bytes}});
    }
    if (content == "shard") {
        const auto shard = io::summarise_shard(file);
        json["shard"] = {{"cohort", shard.cohort},           {"chromosome", shard.chromosome},
                         {"people", shard.people},           {"variants", shard.variants},
                         {"packed_variants", shard.packed},  {"sparse_variants", shard.sparse},
                         {"dosage_variants", shard.dosages}, {"missing_calls", shard.missing_calls}};
    }
    if (content == "predictors") {
        const auto set = io::summarise_predictors(file);
        json["predictors"] = {{"set", set.set},         {"cohort", set.cohort},
                              {"people", set.people},   {"features", set.features},
                              {"missing", set.missing}, {"constant_features", set.constant}};
    }
    if (content == "records") { json["columns"] = records_json(file); }
    return json;
}

/// A row a variable, in the order of the first cohort that has it, and a column a cohort.
Json harmonisation_json(const fs::path& study) {
    if (!fs::exists(study / "study.json")) {
        throw Error(
            Fault::input_missing,
            study.string() + ": --harmonisation is of a study, and this is none (no study.json). Check the path.");
    }
    const auto manifest = io::read_manifest(study);
    std::vector<std::string> variables;
    std::vector<std::map<std::string, std::string>> cells;
    std::map<std::string, std::string> units;
    for (const auto& cohort : manifest.cohorts) {
        const io::RecordsReader records(study / cohort.records_path);
        auto& of_cohort = cells.emplace_back();
        for (const auto& column : records.columns()) {
            if (std::ranges::find(variables, column.name) == variables.end()) { variables.push_back(column.name); }
            if (units[column.name].empty()) { units[column.name] = column.unit; }
            const auto text = records.text(column.name);
            const auto n = std::ranges::count_if(text, [](const std::string& cell) { return !cell.empty(); });
            of_cohort[column.name] = (column.status.empty() ? "as it is" : column.status) + " " + std::to_string(n) +
                                     (column.status_detail.empty() ? "" : " (" + column.status_detail + ")");
        }
    }
    Json rows = Json::array();
    for (const auto& variable : variables) {
        Json row{{"variable", variable}, {"unit", units[variable]}};
        for (std::size_t c = 0; c < cells.size(); ++c) {
            const auto found = cells[c].find(variable);
            row[manifest.cohorts[c].name] = found == cells[c].end() ? std::string("no column") : found->second;
        }
        rows.push_back(std::move(row));
    }
    return {{"harmonisation", std::move(rows)}};
}

/// A cell of a printed table.
std::string cell_text(const Json& value) {
    if (value.is_string()) { return value.get<std::string>(); }
    if (value.is_number_float()) {
        std::string text(32, '\0');
        text.resize(static_cast<std::size_t>(std::snprintf(text.data(), text.size(), "%.6g", value.get<double>())));
        return text;
    }
    if (value.is_object()) {  // levels and their counts
        constexpr std::size_t most = 8;
        std::string text;
        std::size_t shown = 0;
        for (const auto& [key, count] : value.items()) {
            if (shown++ == most) { return text + ", ... " + std::to_string(value.size()) + " levels"; }
            text += (text.empty() ? "" : ", ") + key + " " + count.dump();
        }
        return text;
    }
    return value.dump();
}

/// A list of objects as a table whose columns are the keys in the order in which they occur.
std::string table_text(const Json& rows) {
    std::vector<std::string> keys;
    for (const auto& row : rows) {
        for (const auto& [key, value] : row.items()) {
            const bool nested = value.is_array();
            if (!nested && std::ranges::find(keys, key) == keys.end()) { keys.push_back(key); }
        }
    }
    std::vector<std::vector<std::string>> cells{keys};
    for (const auto& row : rows) {
        auto& line = cells.emplace_back();
        for (const auto& key : keys) { line.push_back(row.contains(key) ? cell_text(row.at(key)) : ""); }
    }
    std::string text;
    for (const auto& line : cells) {
        std::string printed = " ";
        for (std::size_t i = 0; i < line.size(); ++i) {
            std::size_t width = 0;
            for (const auto& other : cells) { width = std::max(width, other[i].size()); }
            printed += " " + line[i] + std::string(width - line[i].size() + 1, ' ');
        }
        printed.erase(printed.find_last_not_of(' ') + 1);
        text += printed + "\n";
    }
    return text;
}

/// Single values first, then a table for each list.
std::string readable(const Json& json) {
    std::string text;
    for (const auto& [key, value] : json.items()) {
        if (value.is_object()) {
            text += key + ":\n";
            for (const auto& [name, inner] : value.items()) { text += "  " + name + ": " + cell_text(inner) + "\n"; }
        } else if (!value.is_array()) {
            text += key + ": " + cell_text(value) + "\n";
        }
    }
    for (const auto& [key, value] : json.items()) {
        if (!value.is_array() || value.empty()) { continue; }
        text += "\n" + key + ":\n";
        text += value.front().is_object() ? table_text(value) : "  " + value.dump() + "\n";
        for (const auto& entry : value) {
            if (entry.is_object() && entry.contains("columns") && entry.at("columns").is_array()) {
                text += "\ncolumns of " + cell_text(entry.at("name")) + ":\n" + table_text(entry.at("columns"));
            }
        }
    }
    return text;
}

Json contents_of(const fs::path& path) {
    if (fs::is_directory(path)) {
        if (fs::exists(path / "study.json")) { return study_json(path); }
        if (fs::exists(path / "run.json")) { return read_json(path / "run.json"); }
        throw Error(Fault::input_missing, path.string() +
                                              ": this folder holds neither a study (no study.json) nor a result "
                                              "(no run.json). Check the path.");
    }
    return file_json(path);
}

void run(const Options& options, const pipeline::Communicator& communicator) {
    pipeline::together(communicator, [&] {
        if (!communicator.is_root()) { return; }
        const fs::path path = options.text("study");
        const Json json = options.flag("harmonisation") ? harmonisation_json(path) : contents_of(path);
        if (options.flag("check") || options.flag("stub")) { return; }
        print(options.text("format") == "json" ? json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n"
                                               : readable(json));
    });
}

}  // namespace

extern const Job inspect_job;
const Job inspect_job{"inspect", "what a study, a shard or a result holds", describe, run};

}  // namespace atria::jobs
