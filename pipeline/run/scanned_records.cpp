#include "pipeline/run/scanned_records.hpp"

#include "io/tables/name_list.hpp"
#include "io/tables/nearest_name.hpp"
#include "kernels/data/error.hpp"

#include <algorithm>
#include <cstdint>
#include <limits>

namespace atria::pipeline {
namespace {

/// Sums in fixed point hold so many people of a cohort.
constexpr std::uint64_t most_people = std::uint64_t{1} << 21U;

}  // namespace

ScannedRecords::ScannedRecords(const ScanRequest& request, const io::Manifest& manifest) : study_(request.study) {
    choose_cohorts(request, manifest);
    for (std::size_t c = 0; c < cohorts_.size(); ++c) {
        readers_.emplace_back(study_ / paths_[c]);
        const std::uint64_t expected = manifest.cohorts[cohorts_[c]].people;
        if (readers_[c].people() != expected) {
            throw Error(Fault::bad_data, (study_ / paths_[c]).string() + " has " +
                                             std::to_string(readers_[c].people()) + " people where study.json says " +
                                             std::to_string(expected) + "; run `atria verify " + study_.string() +
                                             "` and shard the study again");
        }
    }
    take_dropped(request);
}

void ScannedRecords::take_dropped(const ScanRequest& request) {
    dropped_.resize(cohorts_.size());
    for (const std::string& text : request.dropped) {
        const std::size_t equals = text.rfind('=');
        if (equals == std::string::npos || equals == 0) {
            throw Error(Fault::usage, "--drop-cohort " + text + ": write VARIABLE=COHORT, as in ldl=cohort3");
        }
        const std::string cohort = text.substr(equals + 1);
        const auto found = std::find(names_.begin(), names_.end(), cohort);
        if (found == names_.end()) {
            const std::string near = io::did_you_mean(cohort, names_);
            throw Error(Fault::bad_config, "--drop-cohort " + text + ": cohort '" + cohort + "' is not analysed" +
                                               near + (near.empty() ? "; the cohorts are " : " The cohorts are ") +
                                               io::name_list(names_));
        }
        const auto c = static_cast<std::size_t>(found - names_.begin());
        dropped_[c].push_back(text.substr(0, equals));
        if (readers_[c].find(dropped_[c].back()) == nullptr) {
            throw Error(Fault::bad_config, "--drop-cohort " + text + ": the records of cohort " + label(c) +
                                               " have no column " + dropped_[c].back());
        }
    }
}

bool ScannedRecords::dropped(std::size_t cohort, const std::string& name) const {
    return std::find(dropped_[cohort].begin(), dropped_[cohort].end(), name) != dropped_[cohort].end();
}

void ScannedRecords::refuse_incomplete(const std::string& name, const std::string& role) const {
    std::string where;
    std::string options;
    for (std::size_t c = 0; c < readers_.size(); ++c) {
        const io::RecordColumn* found = readers_[c].find(name);
        if (found == nullptr || found->usable() || dropped(c, name)) { continue; }
        where += (where.empty() ? "" : ", ") + found->status + " in cohort " + names_[c] +
                 (found->status_detail.empty() ? "" : " (" + found->status_detail + ")");
        options += " --drop-cohort " + name + "=" + names_[c];
    }
    throw Error(Fault::bad_data, role + " '" + name + "' is " + where + " by the harmonisation of " + study_.string() +
                                     "; leave these cohorts out of what uses it with" + options +
                                     ", or complete the rules and shard again");
}

void ScannedRecords::choose_cohorts(const ScanRequest& request, const io::Manifest& manifest) {
    for (const io::CohortEntry& cohort : manifest.cohorts) { study_cohorts_.push_back(cohort.name); }
    const std::vector<std::string>& known = study_cohorts_;
    for (const std::string& name : request.cohorts) {
        if (std::find(known.begin(), known.end(), name) == known.end()) {
            const std::string near = io::did_you_mean(name, known);
            throw Error(Fault::bad_config, "cohort '" + name + "' is not in the study " + study_.string() + near +
                                               (near.empty() ? "; its cohorts are " : " Its cohorts are ") +
                                               io::name_list(known));
        }
    }
    // The study of a stub has no genotypes at all; a stub of a scan takes its cohorts as they are.
    const bool nothing_to_scan = std::all_of(manifest.cohorts.begin(), manifest.cohorts.end(),
                                             [](const io::CohortEntry& cohort) { return cohort.shards.empty(); });
    const bool empty_will_do = request.records_alone || ((request.run.stub || request.shape_only) && nothing_to_scan);
    for (std::size_t c = 0; c < manifest.cohorts.size(); ++c) {
        const io::CohortEntry& cohort = manifest.cohorts[c];
        const bool named =
            std::find(request.cohorts.begin(), request.cohorts.end(), cohort.name) != request.cohorts.end();
        if (!request.cohorts.empty() && !named) { continue; }
        if (cohort.shards.empty() && !empty_will_do) {
            if (!named) { continue; }
            const std::string what = request.predictors.empty() ? "genotypes" : "predictors " + request.predictors;
            throw Error(Fault::bad_config, "cohort '" + cohort.name + "' has records but no " + what + " in " +
                                               study_.string() + "; leave it out of --cohort");
        }
        if (cohort.people >= most_people) {
            throw Error(Fault::bad_data, "cohort '" + cohort.name + "' has " + std::to_string(cohort.people) +
                                             " people, and this version takes fewer than " +
                                             std::to_string(most_people) +
                                             " a cohort; split it into several cohorts and shard again");
        }
        cohorts_.push_back(c);
        names_.push_back(cohort.name);
        paths_.push_back(cohort.records_path);
    }
    if (cohorts_.empty()) {
        throw Error(Fault::bad_data, "no cohort of " + study_.string() + " has " +
                                         (request.predictors.empty() ? "genotypes" : "these predictors") +
                                         ", so there is nothing to scan");
    }
}

const io::RecordColumn& ScannedRecords::column(std::size_t cohort, const std::string& name,
                                               const std::string& role) const {
    if (const io::RecordColumn* found = readers_[cohort].find(name); found != nullptr) {
        if (!found->usable() && !dropped(cohort, name)) { refuse_incomplete(name, role); }
        return *found;
    }
    std::vector<std::string> known;
    for (const io::RecordColumn& one : readers_[cohort].columns()) { known.push_back(one.name); }
    std::string elsewhere;
    for (std::size_t c = 0; c < readers_.size(); ++c) {
        if (readers_[c].find(name) != nullptr) { elsewhere += (elsewhere.empty() ? "" : ", ") + names_[c]; }
    }
    if (!elsewhere.empty()) {
        throw Error(Fault::bad_config, role + " '" + name + "' is no column of the records of cohort " + label(cohort) +
                                           ", but of " + elsewhere +
                                           "; name these with --cohort, or add the column to the records, missing for "
                                           "everybody, and shard again");
    }
    const std::string near = io::did_you_mean(name, known);
    throw Error(Fault::bad_config,
                "unknown " + role + " '" + name + "': the records of cohort " + label(cohort) + " have no such column" +
                    (near.empty() ? "; `atria inspect " + study_.string() + "` lists the columns" : near));
}

std::vector<double> ScannedRecords::numbers(std::size_t cohort, const std::string& name,
                                            const std::string& role) const {
    if (column(cohort, name, role).type != io::ColumnType::numeric) {
        throw Error(Fault::bad_data, role + " '" + name + "' holds words, not numbers," + where(cohort) +
                                         (role == "covariate" ? "; name it with --categorical instead of --covariate"
                                                              : "; recode it to numbers before sharding"));
    }
    if (dropped(cohort, name)) { return std::vector<double>(rows(cohort), std::numeric_limits<double>::quiet_NaN()); }
    return readers_[cohort].numeric(name);
}

std::vector<std::string> ScannedRecords::text(std::size_t cohort, const std::string& name,
                                              const std::string& role) const {
    require(cohort, name, role);
    if (dropped(cohort, name)) { return std::vector<std::string>(rows(cohort)); }
    return readers_[cohort].text(name);
}

std::string ScannedRecords::place(std::size_t cohort, std::size_t row, const std::string& column) const {
    return "column '" + column + "' of person '" + readers_[cohort].ids()[row] + "'" + where(cohort);
}

bool ScannedRecords::is_column(const std::string& name) const {
    return std::any_of(readers_.begin(), readers_.end(),
                       [&name](const io::RecordsReader& reader) { return reader.find(name) != nullptr; });
}

}  // namespace atria::pipeline
