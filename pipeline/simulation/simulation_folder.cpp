#include "pipeline/simulation/simulation_folder.hpp"

#include "kernels/data/error.hpp"

#include <unistd.h>
#include <algorithm>
#include <array>
#include <exception>
#include <fstream>
#include <system_error>
#include <utility>
#include <vector>

namespace atria::pipeline {

namespace {

namespace fs = std::filesystem;

bool all_digits(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// cohort1, cohort2, ...
bool is_cohort(std::string_view name) { return name.starts_with("cohort") && all_digits(name.substr(6)); }

/// The name that a file under construction is going to have.
std::string_view final_name(std::string_view name) {
    constexpr std::string_view end = ".unfinished";
    const bool under_construction = name.size() > end.size() + 1 && name.front() == '.' && name.ends_with(end);
    return under_construction ? name.substr(1, name.size() - 1 - end.size()) : name;
}

bool is_top_file(std::string_view name) {
    name = final_name(name);
    constexpr std::array<std::string_view, 4> fixed{"cohorts.tsv", "truth.tsv", "study.json", "variants.h5"};
    if (std::find(fixed.begin(), fixed.end(), name) != fixed.end()) { return true; }
    constexpr std::array<std::string_view, 4> ends{".bed", ".bim", ".fam", ".records.tsv"};
    return std::any_of(ends.begin(), ends.end(), [&](std::string_view end) {
        return name.ends_with(end) && is_cohort(name.substr(0, name.size() - end.size()));
    });
}

bool is_cohort_file(std::string_view name) {
    name = final_name(name);
    return name == "records.h5" || (name.starts_with("chr") && name.ends_with(".h5") && name.size() > 6 &&
                                    all_digits(name.substr(3, name.size() - 6)));
}

/// The entries of a folder, listed before any of them is removed.
std::vector<fs::path> entries(const fs::path& folder) {
    std::vector<fs::path> found;
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator(folder, ignored)) { found.push_back(entry.path()); }
    return found;
}

fs::path made(const fs::path& folder) {
    std::error_code error;
    fs::create_directories(folder, error);
    if (error) {
        throw Error(Fault::read_write, folder.string() + ": cannot make this folder: " + error.message() +
                                           "; choose another --out or change the rights of the folder above");
    }
    return folder;
}

}  // namespace

void SimulationFolder::check(const fs::path& folder, const std::string& finished, bool force, std::uint64_t bytes) {
    std::error_code error;
    fs::path nearest = fs::absolute(folder).lexically_normal();
    while (!fs::exists(nearest, error) && nearest != nearest.root_path()) { nearest = nearest.parent_path(); }
    if (!fs::is_directory(nearest, error) || ::access(nearest.c_str(), W_OK | X_OK) != 0) {
        throw Error(Fault::read_write,
                    nearest.string() + ": cannot write there; choose another --out or change the folder's permissions");
    }
    const auto there = entries(folder);
    const bool empty =
        std::all_of(there.begin(), there.end(), [](const fs::path& entry) { return entry.filename() == ".lock"; });
    if (!empty && !fs::exists(folder / mark, error)) {
        const bool ours = fs::exists(folder / finished, error) && fs::exists(folder / "truth.tsv", error);
        if (!ours) {
            throw Error(Fault::refused, folder.string() +
                                            ": this folder holds other things than a simulation of this form, so "
                                            "nothing is written into it; choose an empty or a new one with --out");
        }
        if (!force) {
            throw Error(Fault::refused, (folder / finished).string() +
                                            " exists already; give --force to overwrite the study, or another --out");
        }
    }
    const auto space = fs::space(nearest, error);
    if (!error && space.available < bytes) {
        throw Error(Fault::resource_missing, nearest.string() + ": the study needs about " +
                                                 std::to_string((bytes >> 20U) + 1) + " MiB and the disk has " +
                                                 std::to_string(space.available >> 20U) +
                                                 " MiB left; free space or choose another --out");
    }
}

SimulationFolder::SimulationFolder(fs::path folder, const std::string& finished, bool force, std::uint64_t bytes)
    : folder_(std::move(folder)), lock_(made(folder_) / ".lock", folder_.string()) {
    check(folder_, finished, force, bytes);  // now that nobody else writes there
    if (!std::ofstream(folder_ / mark).put('\n').flush()) {
        throw Error(Fault::read_write,
                    folder_.string() + ": cannot write there; choose another --out or change the folder's permissions");
    }
    clear();
}

SimulationFolder::~SimulationFolder() {
    if (committed_) { return; }
    try {
        clear();
        fs::remove(folder_ / mark);
    } catch (const std::exception&) {
        // What failed first is told; the mark tells the next run that the rest may go.
    }
}

void SimulationFolder::clear() const {
    std::error_code error;
    const auto remove = [&error](const fs::path& path) {
        if (!error) { fs::remove(path, error); }
    };
    for (const auto& entry : entries(folder_)) {
        const std::string name = entry.filename().string();
        std::error_code ignored;
        if (!fs::is_directory(entry, ignored)) {
            if (is_top_file(name)) { remove(entry); }
        } else if (is_cohort(name)) {
            for (const auto& file : entries(entry)) {
                if (is_cohort_file(file.filename().string())) { remove(file); }
            }
            if (entries(entry).empty()) { remove(entry); }
        }
    }
    if (error) {
        throw Error(Fault::read_write, folder_.string() + ": cannot remove the earlier simulation: " + error.message() +
                                           "; change the rights of the folder, or choose another --out");
    }
}

void SimulationFolder::commit(bool replaceable) {
    committed_ = true;
    if (replaceable) { return; }
    std::error_code error;
    fs::remove(folder_ / mark, error);
    if (error) {
        throw Error(Fault::read_write, (folder_ / mark).string() + ": cannot remove it: " + error.message() +
                                           "; remove it by hand, the simulation is whole");
    }
}

}  // namespace atria::pipeline
