#include "pipeline/sharding/study_folder.hpp"

#include "io/shard/manifest.hpp"
#include "kernels/data/error.hpp"
#include "pipeline/checkpoint/ledger.hpp"

#include <unistd.h>
#include <algorithm>
#include <string>
#include <system_error>

namespace atria::pipeline {

namespace {

namespace fs = std::filesystem;

fs::path without_slash(const fs::path& path) {
    const fs::path normal = fs::absolute(path).lexically_normal();
    return normal.has_filename() ? normal : normal.parent_path();
}

constexpr const char* identity_name = "identity.json";

/// A study without variants and features, as --stub makes it: nobody means to keep it.
bool is_stub(const fs::path& study) {
    try {
        const io::Manifest manifest = io::read_manifest(study);
        return manifest.variants == 0 &&
               std::ranges::all_of(manifest.predictors, [](const auto& set) { return set.features == 0; });
    } catch (const Error&) { return false; }
}

[[noreturn]] void cannot(const fs::path& path, const std::string& attempt, const std::error_code& error) {
    throw Error(Fault::read_write, path.string() + ": cannot " + attempt + ": " + error.message() +
                                       ". Choose another --out, or change the rights of the folder.");
}

/// In the largest unit of which there are ten at least.
std::string in_words(std::uint64_t bytes) {
    constexpr std::uint64_t ten = 10;
    if (bytes >= ten << 20U) { return std::to_string(bytes >> 20U) + " MiB"; }
    if (bytes >= ten << 10U) { return std::to_string(bytes >> 10U) + " KiB"; }
    return std::to_string(bytes) + " bytes";
}

fs::path lock_beside(const fs::path& path) {
    std::error_code error;
    fs::create_directories(path.parent_path(), error);
    if (error) { cannot(path.parent_path(), "make this folder", error); }
    return path.parent_path() / ("." + path.filename().string() + ".lock");
}

}  // namespace

fs::path StudyFolder::temporary_path(const fs::path& final_path) {
    const fs::path path = without_slash(final_path);
    return path.parent_path() / ("." + path.filename().string() + ".unfinished");
}

void StudyFolder::check(const fs::path& final_path, bool force, std::uint64_t bytes) {
    const fs::path path = without_slash(final_path);
    std::error_code error;
    const bool is_folder = fs::is_directory(path, error);
    if (fs::exists(path, error) && !(is_folder && fs::is_empty(path, error))) {
        if (!is_folder || !fs::exists(path / "study.json", error)) {
            throw Error(Fault::refused, path.string() +
                                            ": this exists and is no study, so it is not replaced. Choose "
                                            "another --out, or move it away.");
        }
        if (!force && !is_stub(path)) {
            throw Error(
                Fault::refused,
                path.string() + ": the study exists already. Give --force to replace it, or choose another --out.");
        }
    }
    fs::path nearest = path.parent_path();
    while (!fs::exists(nearest, error) && nearest != nearest.root_path()) { nearest = nearest.parent_path(); }
    if (!fs::is_directory(nearest, error)) {
        cannot(path, "make a study below " + nearest.string(), std::make_error_code(std::errc::not_a_directory));
    }
    if (::access(nearest.c_str(), W_OK | X_OK) != 0) {
        cannot(nearest, "write there", std::make_error_code(std::errc::permission_denied));
    }
    const auto space = fs::space(nearest, error);
    if (!error && space.available < bytes) {
        throw Error(Fault::resource_missing, nearest.string() + ": the study needs about " + in_words(bytes) +
                                                 " and the disk has " + in_words(space.available) +
                                                 " left. Free space or choose another --out.");
    }
}

StudyFolder::StudyFolder(const fs::path& final_path, bool force, const RunIdentity& identity)
    : final_(without_slash(final_path)),
      temporary_(temporary_path(final_path)),
      lock_(lock_beside(final_), final_.string()) {
    check(final_, force, 0);
    const fs::path identity_file = temporary_ / identity_name;
    const std::string difference = identity.difference(identity_file);
    if (!difference.empty()) {
        if (!force && !Ledger::read(temporary_).empty()) {
            throw Error(Fault::refused,
                        temporary_.string() +
                            ": an unfinished study of the same name was begun otherwise: " + difference +
                            ". Give --force to begin anew, choose another --out, or run the command "
                            "as it was to go on.");
        }
        std::error_code error;
        fs::remove_all(temporary_, error);
        if (!error) { fs::create_directories(temporary_, error); }
        if (error) { cannot(temporary_, "make this folder", error); }
        identity.write(identity_file);
    }
}

void StudyFolder::keep() { stays_ = !Ledger::read(temporary_).empty(); }

StudyFolder::~StudyFolder() {
    if (!stays_) {
        std::error_code ignored;
        fs::remove_all(temporary_, ignored);
    }
}

void StudyFolder::commit() {
    std::error_code error;
    Ledger::remove(temporary_);
    fs::remove(temporary_ / identity_name, error);
    // A folder is only renamed over an empty one. The old study goes first: for a moment there is none, never half of
    // one.
    if (fs::exists(final_, error)) { fs::remove_all(final_, error); }
    if (!error) { fs::rename(temporary_, final_, error); }
    if (error) { cannot(final_, "give the finished study its name", error); }
    stays_ = true;
}

}  // namespace atria::pipeline
