#include "pipeline/run/results_folder.hpp"

#include "kernels/data/error.hpp"
#include "pipeline/checkpoint/ledger.hpp"

#include <unistd.h>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <system_error>
#include <utility>

namespace atria::pipeline {
namespace {

namespace fs = std::filesystem;

constexpr const char* identity_name = "identity.json";

/// The run record that stands in the folder, or null.
nlohmann::json record_in(const fs::path& results) {
    std::ifstream file(results / "run.json");
    if (!file) { return nullptr; }
    nlohmann::json record = nlohmann::json::parse(file, nullptr, false);
    const bool ours = record.is_object() && record.contains("status") && record["status"].is_string() &&
                      (!record.contains("outputs") || record["outputs"].is_array());
    return ours ? record : nlohmann::json();
}

/// A run with --stub leaves valid empty outputs, which nobody means to keep.
bool is_stub(const nlohmann::json& record) {
    const auto stub = record.find("stub");
    return stub != record.end() && *stub == true;
}

/// Does the folder hold anything but what a run that was killed in its first moments leaves?
bool holds_foreign_files(const fs::path& results) {
    std::error_code ignored;
    const bool parts = fs::is_directory(results / ".parts", ignored);
    for (const auto& entry : fs::directory_iterator(results, ignored)) {
        const std::string name = entry.path().filename().string();
        const bool ours = name == ".lock" || name == ".parts" || (parts && name == "log.txt");
        if (!ours) { return true; }
    }
    return false;
}

bool holds_unfinished(const fs::path& results) { return !Ledger::read(results / ".parts").empty(); }

/// How the unfinished run there differs from this one.
std::string difference_of(const fs::path& results, const RunIdentity* identity) {
    return identity == nullptr ? "this job does not go on with what others have begun"
                               : identity->difference(results / ".parts" / identity_name);
}

/// Parts beside a finished result: its run was killed while it tidied up.
void remove_leftovers(const fs::path& results) {
    std::error_code ignored;
    if (!fs::exists(results / ".parts", ignored)) { return; }
    try {
        const io::FileLock lock(results / ".lock", results.string());
        fs::remove_all(results / ".parts", ignored);
    } catch (const Error&) {
        // Another run is at work there, or the folder cannot be written: they do no harm.
    }
}

fs::path made(const fs::path& results) {
    std::error_code error;
    fs::create_directories(results, error);
    if (error) {
        throw Error(Fault::read_write, "cannot make the results folder " + results.string() + ": " + error.message() +
                                           "; check its rights and the space on its disk");
    }
    return results;
}

}  // namespace

void ResultsFolder::check(const fs::path& results, bool force, const RunIdentity* identity) {
    std::error_code ignored;
    fs::path there = fs::absolute(results, ignored);
    while (!fs::exists(there, ignored) && there.has_parent_path() && there != there.parent_path()) {
        there = there.parent_path();
    }
    if (!fs::is_directory(there, ignored)) {
        throw Error(Fault::bad_config, "results folder " + results.string() + " cannot be made: " + there.string() +
                                           " is not a folder; name another folder with --out");
    }
    // A trial tells more than the permission bits: read-only file systems, quotas, root.
    const fs::path trial = there / (".atria-trial-" + std::to_string(::getpid()));
    const bool written = std::ofstream(trial).put('x').flush().good();
    fs::remove(trial, ignored);
    if (!written) {
        throw Error(Fault::bad_config, "results folder " + results.string() +
                                           " is not writable: no file can be made in " + there.string() +
                                           "; name another folder with --out or correct its rights");
    }
    for (fs::path above = fs::absolute(results, ignored).lexically_normal(); above.has_relative_path();
         above = above.parent_path()) {
        if (fs::exists(above / "study.json", ignored)) {
            throw Error(Fault::refused,
                        "the results folder " + results.string() + " is inside the study " + above.string() +
                            ", and would go with it when it is made again; name a folder outside of it with --out");
        }
    }
    const nlohmann::json record = record_in(results);
    if (!force && record.is_object() && record.value("status", "") == "ok" && !is_stub(record)) {
        remove_leftovers(results);
        throw Error(Fault::refused,
                    results.string() +
                        " holds a finished result, which is never overwritten unasked; name another folder "
                        "with --out, or say --force");
    }
    if (const bool finished = record.is_object() && record.value("status", "") == "ok";
        !force && !finished && holds_unfinished(results)) {
        if (const std::string difference = difference_of(results, identity); !difference.empty()) {
            throw Error(Fault::refused, results.string() +
                                            " holds an unfinished run that was begun otherwise: " + difference +
                                            ". Say --force to begin anew, name another folder with --out, or run the "
                                            "command as it was to go on.");
        }
    }
    if (!record.is_object() && !force && holds_foreign_files(results)) {
        throw Error(Fault::refused,
                    results.string() +
                        " holds files that are no result of atria; name an empty or new folder with --out, "
                        "or say --force");
    }
}

ResultsFolder::ResultsFolder(fs::path results, bool force, const RunIdentity* identity)
    : results_(std::move(results)), identity_(identity), lock_(made(results_) / ".lock", results_.string()) {
    try {
        check(results_, force, identity);  // again, now that nobody else can finish a result in it
        const nlohmann::json record = record_in(results_);
        holds_result_ = record.is_object() && record.value("status", "") == "ok" && !is_stub(record);
        goes_on_ = !holds_result_ && holds_unfinished(results_) && difference_of(results_, identity).empty();
        if (!holds_result_) { clear(); }
    } catch (...) {
        keeps_parts_ = true;  // of whatever is there nothing is touched
        throw;
    }
}

void ResultsFolder::keep_parts() {
    keeps_parts_ = !Ledger::read(results_ / ".parts").empty();
    if (!keeps_parts_) { drop_parts(); }
}

void ResultsFolder::drop_parts() const noexcept {
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator(results_ / ".parts", ignored)) {
        fs::resize_file(entry.path(), 0, ignored);  // frees the space of what a library still has open
    }
    fs::remove_all(results_ / ".parts", ignored);
}

ResultsFolder::~ResultsFolder() {
    if (!keeps_parts_) { drop_parts(); }
    std::error_code ignored;
    const fs::path log = results_ / "log.txt";
    if (fs::is_empty(log, ignored) && !ignored) { fs::remove(log, ignored); }
}

void ResultsFolder::clear() {
    holds_result_ = false;
    if (goes_on_) { return; }
    std::error_code error;
    fs::remove_all(results_ / ".parts", error);
    const nlohmann::json record = record_in(results_);
    if (!error && record.is_object()) {
        for (const auto& output : record.value("outputs", nlohmann::json::array())) {
            if (!output.is_object() || !output.contains("path") || !output["path"].is_string()) { continue; }
            const fs::path name = output["path"].get<std::string>();
            if (name.has_filename() && name == name.filename()) { fs::remove(results_ / name, error); }
        }
        fs::remove(results_ / "log.txt", error);
    }
    if (!error) { fs::create_directories(results_ / ".parts", error); }
    if (!error && identity_ != nullptr) { identity_->write(results_ / ".parts" / identity_name); }
    if (error) {
        throw Error(Fault::read_write, "cannot prepare the results folder " + results_.string() + ": " +
                                           error.message() + "; check its rights and the space on its disk");
    }
}

}  // namespace atria::pipeline
