#include "pipeline/model/survival_model.hpp"

#include "io/file_digest.hpp"
#include "io/results/model_table.hpp"
#include "io/results/plain_text.hpp"
#include "io/shard/manifest.hpp"
#include "kernels/data/error.hpp"
#include "pipeline/comm/together.hpp"
#include "pipeline/model/cohort_rounds.hpp"
#include "pipeline/model/fit_model.hpp"
#include "pipeline/model/model_checks.hpp"
#include "pipeline/model/model_memory.hpp"
#include "pipeline/model/model_report.hpp"
#include "pipeline/model/model_rows.hpp"
#include "pipeline/model/table_records.hpp"
#include "pipeline/record/log.hpp"
#include "pipeline/run/covariate_columns.hpp"
#include "pipeline/run/covariate_terms.hpp"
#include "pipeline/run/results_folder.hpp"
#include "pipeline/run/scanned_records.hpp"

#include <algorithm>
#include <memory>
#include <optional>
#include <set>
#include <utility>

namespace atria::pipeline {
namespace {

using Json = nlohmann::ordered_json;

/// The columns of a table that the request names, beside those of covariates.
std::set<std::string> named_columns(const ModelRequest& request) {
    std::set<std::string> names(request.group.begin(), request.group.end());
    names.insert(request.strata.begin(), request.strata.end());
    names.insert(request.records.categorical.begin(), request.records.categorical.end());
    names.insert({request.outcome.entry, request.outcome.exit, request.outcome.event, request.weight, request.offset,
                  request.cluster, request.person});
    return names;
}

/// Which columns of a table have to be read. Whether a text is a column or a product is known with the header only.
io::RowTable::Wanted wanted_columns(const ModelRequest& request) {
    return [named = named_columns(request), request](const std::string& column) {
        if (named.contains(column)) { return true; }
        const auto is_this = [&](const std::string& name) { return name == column; };
        return std::ranges::any_of(
            covariate_terms(request.records.covariates, is_this), [&](const CovariateTerm& term) {
                return std::ranges::any_of(term.factors,
                                           [&](const CovariateFactor& factor) { return factor.column == column; });
            });
    };
}

/// The records and the rows of the model, once they are read.
struct Look {
    std::unique_ptr<CohortRecords> records;
    io::Manifest manifest;           ///< of a study
    std::vector<std::size_t> place;  ///< of a study: places of the cohorts in the manifest
    ModelRows rows;
    Json report;
};

/// How many columns of a table are read: those that are named, and those of covariates, were they no products.
std::uint64_t table_columns(const ModelRequest& request, const ModelRows& rows) {
    return request.table.empty() ? 0 : named_columns(request).size() + rows.covariates.size();
}

Look look_at(const ModelRequest& request, int ranks) {
    Look look;
    if (request.table.empty()) {
        look.manifest = io::read_manifest(request.records.study);
        auto records = std::make_unique<ScannedRecords>(request.records, look.manifest);
        look.place = records->cohorts();
        look.records = std::move(records);
    } else {
        look.records = std::make_unique<TableRecords>(request.table, request.cohort_column, request.records.cohorts,
                                                      wanted_columns(request));
    }
    look.rows = read_model_rows(request, *look.records);
    look.report = report_rows(request, look.rows);
    if (!request.records.run.stub) { check_rows(request, look.rows); }
    for (const auto& values : request.at) { (void)covariates_at(request.records, *look.records, values); }
    keep_one_cause(request, look.rows);
    check_memory(request, model_need(model_shape(request, look.rows, ranks, table_columns(request, look.rows))));
    return look;
}

/// The cohorts of other ranks are theirs to work on.
CohortOwners share_out(ModelRows& rows, const Communicator& communicator) {
    std::vector<std::size_t> sizes;
    for (const ModelCohort& cohort : rows.cohorts) { sizes.push_back(cohort.analysed); }
    CohortOwners owners(sizes, communicator.size());
    for (std::size_t c = 0; c < rows.cohorts.size(); ++c) {
        if (owners.owner(c) == communicator.rank()) { continue; }
        rows.cohorts[c].rows = {};
        rows.cohorts[c].codes = {};
    }
    return owners;
}

void record_inputs(const ModelRequest& request, const Look& look, RunRecord& record) {
    if (!request.table.empty()) {
        record.add_input(request.table.string(), std::filesystem::file_size(request.table),
                         io::sha256_of_file(request.table));
        return;
    }
    for (const std::size_t c : look.place) {
        const io::CohortEntry& cohort = look.manifest.cohorts[c];
        record.add_input(cohort.records_path, cohort.records_bytes, cohort.records_sha256);
    }
}

void write_result(const ModelRequest& request, const ModelResult& result, RunRecord& record) {
    const std::filesystem::path& folder = request.records.results;
    std::vector<std::string> files;
    for (const io::ModelTable& table : result.tables) {
        io::write_model_table(folder, table);
        files.push_back(table.file());
    }
    io::PlainText json(folder / "model.json");
    json.add(result.record.dump(2, ' ', false, Json::error_handler_t::replace) + "\n");
    json.close();
    files.emplace_back("model.json");
    io::write_model_file(folder / "model.h5", result.tables);
    files.emplace_back("model.h5");
    record.add_outputs(files, io::one_after_the_other());
}

}  // namespace

std::string run_survival_model(const ModelRequest& request, const Communicator& communicator) {
    const std::filesystem::path& results = request.records.results;
    const bool force = request.records.force;
    const auto on_root = [&](const std::function<void()>& work) {
        together(communicator, [&] {
            if (communicator.is_root()) { work(); }
        });
    };
    on_root([&] { ResultsFolder::check(results, force); });
    Look look;
    const auto read = [&] { together(communicator, [&] { look = look_at(request, communicator.size()); }); };
    if (request.records.check) {
        read();
        log_info("check: the records and the results folder are in order; nothing was computed");
        return "";
    }
    std::optional<ResultsFolder> folder;  // of the root
    on_root([&] { folder.emplace(results, force); });
    const bool replaces = communicator.max_all(folder && folder->holds_result() ? 1 : 0) > 0;
    if (replaces) { read(); }  // a finished result stays until the records are found to be in order
    on_root([&] {
        folder->clear();
        set_log_file(results / "log.txt");
    });
    RunRecord record(results, request.records.run, communicator);
    ModelResult result;
    record.keep([&] {
        if (!replaces) { read(); }
        record_inputs(request, look, record);
        record.set_detail("cohorts", look.report);
        const CohortOwners owners = share_out(look.rows, communicator);
        if (request.records.run.stub) {
            result = empty_result(request.model);
        } else {
            result = fit_model(request, look.rows, *look.records, CohortRounds(communicator, owners));
            for (const std::string& warning : result.warnings) { log_warning(request.outcome.name + ": " + warning); }
        }
        Json json = model_record(request, look.rows);
        json.update(result.record);
        result.record = std::move(json);
        Json brief_record = result.record;
        for (const char* large : {"cohorts", "coefficients", "variance", "robust_variance", "rounds", "curves"}) {
            brief_record.erase(large);
        }
        record.set_detail("model", brief_record);
        on_root([&] { write_result(request, result, record); });
    });
    log_info("results are in " + results.string());
    if (request.records.run.stub) { return ""; }
    std::string summary = summary_heading(request, look.rows) + result.summary;
    for (const std::string& warning : result.warnings) { summary += "Warning: " + warning + "\n"; }
    return summary;
}

}  // namespace atria::pipeline
