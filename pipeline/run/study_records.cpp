#include "pipeline/run/study_records.hpp"

#include "io/tables/minus_nines.hpp"
#include "io/tables/name_list.hpp"
#include "io/tables/nearest_name.hpp"
#include "kernels/data/error.hpp"
#include "pipeline/record/log.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <optional>
#include <set>

namespace atria::pipeline {
namespace {

/// Sums in fixed point hold so many people of a cohort.
constexpr std::uint64_t most_people = std::uint64_t{1} << 21U;

std::vector<std::string> split(const std::string& text, char separator) {
    std::vector<std::string> parts(1);
    for (const char letter : text) {
        if (letter == separator) {
            parts.emplace_back();
        } else {
            parts.back() += letter;
        }
    }
    return parts;
}

struct Range {
    std::string stem;
    unsigned first = 0;
    unsigned last = 0;
};

/// PC1-10 or PC1-PC10.
std::optional<Range> parse_range(const std::string& text) {
    const std::size_t dash = text.rfind('-');
    if (dash == std::string::npos || dash == 0) { return std::nullopt; }
    std::size_t digits = dash;
    while (digits > 0 && text[digits - 1] >= '0' && text[digits - 1] <= '9') { --digits; }
    Range range;
    range.stem = text.substr(0, digits);
    std::string end = text.substr(dash + 1);
    if (end.starts_with(range.stem)) { end.erase(0, range.stem.size()); }
    const auto read = [](const std::string& number, unsigned& value) {
        const auto result = std::from_chars(number.data(), number.data() + number.size(), value);
        return result.ec == std::errc{} && result.ptr == number.data() + number.size();
    };
    if (!read(text.substr(digits, dash - digits), range.first) || !read(end, range.last)) { return std::nullopt; }
    if (range.last < range.first || range.last > 100'000) { return std::nullopt; }
    return range;
}

std::string number(double value) {
    char text[32];
    const auto end = std::to_chars(text, text + sizeof text, value).ptr;
    return {text, end};
}

}  // namespace

OutcomeColumns parse_outcome(const std::string& text) {
    const std::size_t equals = text.find('=');
    const std::vector<std::string> columns =
        equals == std::string::npos ? std::vector<std::string>{} : split(text.substr(equals + 1), ',');
    const bool whole = equals > 0 && (columns.size() == 2 || columns.size() == 3) &&
                       std::none_of(columns.begin(), columns.end(), [](const auto& name) { return name.empty(); });
    if (!whole) {
        throw Error(Fault::usage, "outcome '" + text +
                                      "': expected NAME=entry,exit,event or NAME=time,event, with the names of columns "
                                      "of the records");
    }
    if (columns.size() == 2) { return {text.substr(0, equals), "", columns[0], columns[1]}; }
    return {text.substr(0, equals), columns[0], columns[1], columns[2]};
}

StudyRecords::StudyRecords(const ScanRequest& request, const io::Manifest& manifest) : study_(request.study) {
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
    read_covariates(request);
    if (!request.run.stub) { check_covariates(request); }
}

void StudyRecords::choose_cohorts(const ScanRequest& request, const io::Manifest& manifest) {
    std::vector<std::string> known;
    for (const io::CohortEntry& cohort : manifest.cohorts) { known.push_back(cohort.name); }
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
    const bool empty_will_do = request.run.stub && nothing_to_scan;
    for (std::size_t c = 0; c < manifest.cohorts.size(); ++c) {
        const io::CohortEntry& cohort = manifest.cohorts[c];
        const bool named =
            std::find(request.cohorts.begin(), request.cohorts.end(), cohort.name) != request.cohorts.end();
        if (!request.cohorts.empty() && !named) { continue; }
        if (cohort.shards.empty() && !empty_will_do) {
            if (!named) { continue; }
            throw Error(Fault::bad_config, "cohort '" + cohort.name + "' has records but no genotypes in " +
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
        throw Error(Fault::bad_data, "no cohort of " + study_.string() + " has genotypes, so there is nothing to scan");
    }
}

const io::RecordColumn& StudyRecords::column(std::size_t cohort, const std::string& name,
                                             const std::string& role) const {
    if (const io::RecordColumn* found = readers_[cohort].find(name); found != nullptr) { return *found; }
    std::vector<std::string> known;
    for (const io::RecordColumn& one : readers_[cohort].columns()) { known.push_back(one.name); }
    std::string elsewhere;
    for (std::size_t c = 0; c < readers_.size(); ++c) {
        if (readers_[c].find(name) != nullptr) { elsewhere += (elsewhere.empty() ? "" : ", ") + names_[c]; }
    }
    if (!elsewhere.empty()) {
        throw Error(Fault::bad_config, role + " '" + name + "' is no column of the records of cohort " +
                                           names_[cohort] + " (" + (study_ / paths_[cohort]).string() + "), but of " +
                                           elsewhere +
                                           "; name these with --cohort, or add the column to the records, missing for "
                                           "everybody, and shard again");
    }
    const std::string near = io::did_you_mean(name, known);
    throw Error(Fault::bad_config,
                "unknown " + role + " '" + name + "': the records of cohort " + names_[cohort] + " (" +
                    (study_ / paths_[cohort]).string() + ") have no such column" +
                    (near.empty() ? "; `atria inspect " + study_.string() + "` lists the columns" : near));
}

std::vector<double> StudyRecords::numbers(std::size_t cohort, const std::string& name, const std::string& role) const {
    if (column(cohort, name, role).type != io::ColumnType::numeric) {
        throw Error(Fault::bad_data, role + " '" + name + "' holds words, not numbers, in cohort " + names_[cohort] +
                                         " (" + (study_ / paths_[cohort]).string() +
                                         (role == "covariate" ? "); name it with --categorical instead of --covariate"
                                                              : "); recode it to numbers before sharding"));
    }
    return readers_[cohort].numeric(name);
}

std::vector<std::string> StudyRecords::expand_ranges(const std::vector<std::string>& names) const {
    std::vector<std::string> expanded;
    for (const std::string& name : names) {
        const std::optional<Range> range =
            readers_.front().find(name) == nullptr ? parse_range(name) : std::optional<Range>();
        if (!range) {
            expanded.push_back(name);
            continue;
        }
        for (unsigned i = range->first; i <= range->last; ++i) { expanded.push_back(range->stem + std::to_string(i)); }
    }
    std::set<std::string> seen;
    for (const std::string& name : expanded) {
        if (!seen.insert(name).second) {
            throw Error(Fault::bad_config, "covariate '" + name + "' is named twice; name it once");
        }
    }
    return expanded;
}

void StudyRecords::read_covariates(const ScanRequest& request) {
    const std::vector<std::string> numeric = expand_ranges(request.covariates);
    covariate_names_ = numeric;
    for (const std::string& name : request.categorical) {
        if (std::find(numeric.begin(), numeric.end(), name) != numeric.end()) {
            throw Error(Fault::bad_config,
                        "covariate '" + name +
                            "' is named by --covariate and by --categorical; a categorical covariate "
                            "is named once, by --categorical");
        }
        covariate_names_.push_back(name);
    }
    // Levels are those of all cohorts together, in alphabetical order; the first is the reference.
    std::vector<std::vector<std::string>> levels;
    for (const std::string& name : request.categorical) {
        std::set<std::string> found;
        for (std::size_t c = 0; c < cohorts_.size(); ++c) {
            (void)column(c, name, "covariate");
            for (const std::string& level : readers_[c].text(name)) {
                if (!level.empty()) { found.insert(level); }
            }
        }
        levels.emplace_back(found.begin(), found.end());
    }
    for (std::size_t c = 0; c < cohorts_.size(); ++c) {
        Covariates covariates;
        const auto n = static_cast<Eigen::Index>(readers_[c].people());
        std::vector<Eigen::VectorXd> columns;
        for (const std::string& name : numeric) {
            const std::vector<double> values = numbers(c, name, "covariate");
            columns.emplace_back(Eigen::Map<const Eigen::VectorXd>(values.data(), n));
            covariates.names.push_back(name);
        }
        for (std::size_t k = 0; k < request.categorical.size(); ++k) {
            const std::vector<std::string> text = readers_[c].text(request.categorical[k]);
            for (std::size_t level = 1; level < levels[k].size(); ++level) {
                Eigen::VectorXd indicator(n);
                for (Eigen::Index i = 0; i < n; ++i) {
                    const std::string& here = text[static_cast<std::size_t>(i)];
                    indicator[i] = here.empty() ? std::numeric_limits<double>::quiet_NaN()
                                                : (here == levels[k][level] ? 1.0 : 0.0);
                }
                columns.push_back(std::move(indicator));
                covariates.names.push_back(request.categorical[k] + "=" + levels[k][level]);
            }
        }
        covariates.values.resize(n, static_cast<Eigen::Index>(columns.size()));
        for (std::size_t k = 0; k < columns.size(); ++k) {
            covariates.values.col(static_cast<Eigen::Index>(k)) = columns[k];
        }
        covariates_.push_back(std::move(covariates));
    }
}

void StudyRecords::check_covariates(const ScanRequest& request) const {
    const auto allowed = [&request](const std::string& name) {
        return std::find(request.may_be_constant.begin(), request.may_be_constant.end(), name) !=
               request.may_be_constant.end();
    };
    for (std::size_t c = 0; c < cohorts_.size(); ++c) {
        const std::string where = " in cohort " + names_[c] + " (" + (study_ / paths_[c]).string() + ")";
        for (std::size_t k = 0; k < covariates_[c].names.size(); ++k) {
            const std::string& name = covariates_[c].names[k];
            const std::string base = name.substr(0, name.find('='));
            double least = std::numeric_limits<double>::infinity();
            double most = -least;
            for (const double value : covariates_[c].values.col(static_cast<Eigen::Index>(k))) {
                if (std::isnan(value)) { continue; }
                least = std::min(least, value);
                most = std::max(most, value);
            }
            if (least > most) {
                throw Error(Fault::bad_data,
                            "covariate '" + base + "' is missing for everybody" + where +
                                "; drop the covariate, or leave the cohort out by naming the others with "
                                "--cohort");
            }
            // A level that nobody of a cohort has is ordinary; a numeric covariate without variation rarely is.
            if (least == most && base == name && !allowed(base)) {
                throw Error(Fault::bad_data,
                            "covariate '" + name + "' is constant (" + number(least) + " for everybody)" + where +
                                "; drop the covariate or the cohort, or say --allow-constant-covariate " + name +
                                " to keep it in the pooled model and leave it out of that cohort's own");
            }
        }
    }
}

Phenotype StudyRecords::trait(std::size_t cohort, const std::string& name) const {
    Phenotype phenotype{name, numbers(cohort, name, "trait")};
    io::MinusNines minus_nines;
    for (const double value : phenotype.values) { minus_nines.add(value); }
    if (minus_nines.suspicious()) {
        log_warning("trait " + name + " in cohort " + names_[cohort] + " is " + minus_nines.warning());
    }
    return phenotype;
}

SurvivalOutcome StudyRecords::outcome(std::size_t cohort, const OutcomeColumns& columns) const {
    SurvivalOutcome outcome;
    outcome.name = columns.name;
    if (!columns.entry.empty()) { outcome.entry = numbers(cohort, columns.entry, "entry time"); }
    outcome.exit = numbers(cohort, columns.exit, "exit time");
    outcome.event = numbers(cohort, columns.event, "event");
    const std::string where = " in cohort " + names_[cohort] + " (" + (study_ / paths_[cohort]).string() + ")";
    const std::vector<std::string> ids = readers_[cohort].ids();
    std::size_t backwards = 0;
    std::size_t first = 0;
    for (std::size_t i = 0; i < ids.size(); ++i) {
        const double event = outcome.event[i];
        if (!std::isnan(event) && event != 0 && event != 1) {
            throw Error(Fault::bad_data, "event column '" + columns.event + "' of outcome " + columns.name + " is " +
                                             number(event) + " for person '" + ids[i] + "'" + where +
                                             "; it must be 1 (event), 0 (censored) or missing");
        }
        if (std::isinf(outcome.exit[i]) || (!columns.entry.empty() && std::isinf(outcome.entry[i]))) {
            throw Error(Fault::bad_data, "outcome " + columns.name + " has an infinite time for person '" + ids[i] +
                                             "'" + where + "; give a finite time or leave it missing");
        }
        if (!columns.entry.empty() && outcome.exit[i] < outcome.entry[i]) {
            if (backwards++ == 0) { first = i; }
        }
    }
    if (backwards > 0) {
        throw Error(Fault::bad_data, "exit before entry for " + std::to_string(backwards) + " people" + where +
                                         ", outcome " + columns.name + ": the first is person '" + ids[first] +
                                         "' with " + columns.entry + " " + number(outcome.entry[first]) + " and " +
                                         columns.exit + " " + number(outcome.exit[first]) +
                                         "; correct the times or set them missing, and shard again");
    }
    return outcome;
}

}  // namespace atria::pipeline
