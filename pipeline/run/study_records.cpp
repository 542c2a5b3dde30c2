#include "pipeline/run/study_records.hpp"

#include "io/tables/minus_nines.hpp"
#include "io/tables/name_list.hpp"
#include "io/tables/nearest_name.hpp"
#include "kernels/data/error.hpp"
#include "pipeline/record/log.hpp"
#include "pipeline/run/condition_variants.hpp"

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

std::string number(double value) {
    char text[32];
    const auto end = std::to_chars(text, text + sizeof text, value).ptr;
    return {text, end};
}

struct NamedColumn {
    std::string name;
    Eigen::VectorXd values;
};

/// A column for every level but the first: 1 for those who have it, NaN for those of no known level.
std::vector<NamedColumn> level_columns(const std::string& name, const std::vector<std::string>& levels,
                                       const io::RecordsReader& reader) {
    const std::vector<std::string> text = reader.text(name);
    std::vector<NamedColumn> columns;
    for (std::size_t level = 1; level < levels.size(); ++level) {
        Eigen::VectorXd indicator(static_cast<Eigen::Index>(text.size()));
        for (std::size_t i = 0; i < text.size(); ++i) {
            indicator[static_cast<Eigen::Index>(i)] =
                text[i].empty() ? std::numeric_limits<double>::quiet_NaN() : (text[i] == levels[level] ? 1.0 : 0.0);
        }
        columns.push_back({name + "=" + levels[level], std::move(indicator)});
    }
    return columns;
}

/// Every column of one factor times every column of the next.
std::vector<NamedColumn> times(const std::vector<NamedColumn>& before, const std::vector<NamedColumn>& factor) {
    std::vector<NamedColumn> products;
    for (const NamedColumn& one : before) {
        for (const NamedColumn& other : factor) {
            products.push_back({one.name + "*" + other.name, one.values.cwiseProduct(other.values)});
        }
    }
    return products;
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
    for (const io::ChromosomeEntry& chromosome : manifest.chromosomes) {
        if (chromosome.variants > 0) { chromosomes_.push_back(chromosome.chromosome); }
    }
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
    if (request.run.stub || request.shape_only) { return; }
    check_covariates(request);
    if (!request.condition.empty()) { add_condition_variants(request, manifest); }
}

/// Copies of a variant's effect allele are a covariate like any other; people without a call are left out by its name.
void StudyRecords::add_condition_variants(const ScanRequest& request, const io::Manifest& manifest) {
    const ConditionColumns columns = read_condition_variants(request.condition, study_, manifest, cohorts_);
    const auto added = static_cast<Eigen::Index>(columns.names.size());
    for (std::size_t c = 0; c < cohorts_.size(); ++c) {
        Covariates& covariates = covariates_[c];
        for (const std::string& name : columns.names) {
            covariates.names.push_back("variant " + name);
            covariates.terms.push_back("variant " + name);
        }
        const Eigen::Index before = covariates.values.cols();
        covariates.values.conservativeResize(Eigen::NoChange, before + added);
        covariates.values.rightCols(added) = columns.values[c];
    }
    for (const std::string& name : columns.names) { covariate_names_.push_back("variant " + name); }
    log_info("conditioned on " + io::name_list(columns.names));
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
    const bool empty_will_do = (request.run.stub || request.shape_only) && nothing_to_scan;
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

bool StudyRecords::is_column(const std::string& name) const {
    return std::any_of(readers_.begin(), readers_.end(),
                       [&name](const io::RecordsReader& reader) { return reader.find(name) != nullptr; });
}

std::map<std::string, std::vector<std::string>> StudyRecords::levels(const ScanRequest& request) const {
    std::map<std::string, std::vector<std::string>> answer;
    for (const std::string& name : request.categorical) {
        std::set<std::string> found;
        for (std::size_t c = 0; c < cohorts_.size(); ++c) {
            (void)column(c, name, "covariate");
            for (const std::string& level : readers_[c].text(name)) {
                if (!level.empty()) { found.insert(level); }
            }
        }
        if (!answer.emplace(name, std::vector<std::string>(found.begin(), found.end())).second) {
            throw Error(Fault::bad_config, "covariate '" + name + "' is named twice; name it once");
        }
        if (found.size() == 1) {
            log_warning("categorical covariate " + name + " has the one level " + *found.begin() +
                        " and so does nothing");
        }
    }
    std::set<std::string> chosen;
    for (const std::string& text : request.references) {
        const std::size_t equals = text.find('=');
        const std::string name = text.substr(0, equals);
        const auto categorical = answer.find(name);
        if (equals == std::string::npos || equals == 0 || equals + 1 == text.size()) {
            throw Error(Fault::usage, "reference '" + text + "': expected NAME=LEVEL of a categorical covariate");
        }
        if (categorical == answer.end()) {
            throw Error(Fault::bad_config,
                        "reference '" + text + "': '" + name +
                            "' is no categorical covariate of this scan; name it with --categorical" +
                            io::did_you_mean(name, request.categorical));
        }
        if (!chosen.insert(name).second) {
            throw Error(Fault::bad_config, "covariate '" + name + "' has two reference levels; name one");
        }
        std::vector<std::string>& known = categorical->second;
        const std::string level = text.substr(equals + 1);
        const auto place = std::find(known.begin(), known.end(), level);
        if (place == known.end()) {
            if ((request.run.stub || request.shape_only) && known.empty()) { continue; }
            throw Error(Fault::bad_config, "reference '" + text + "': nobody has this level; the levels of " + name +
                                               " are " + io::name_list(known));
        }
        std::rotate(known.begin(), place, place + 1);
    }
    return answer;
}

void StudyRecords::read_covariates(const ScanRequest& request) {
    effects_ = request.covariate_effects;
    const std::vector<CovariateTerm> terms =
        covariate_terms(request.covariates, [this](const std::string& name) { return is_column(name); });
    const std::map<std::string, std::vector<std::string>> categorical = levels(request);

    // Columns first and categorical ones second, so that of collinear terms the products go.
    std::vector<std::string> numeric;
    std::vector<CovariateTerm> products;
    std::set<std::vector<CovariateFactor>> present;
    for (const CovariateTerm& term : terms) {
        present.insert(term.factors);
        if (!term.is_column()) {
            products.push_back(term);
            continue;
        }
        if (categorical.contains(term.name)) {
            throw Error(Fault::bad_config,
                        "covariate '" + term.name +
                            "' is named by --covariate and by --categorical; a categorical covariate "
                            "is named once, by --categorical");
        }
        numeric.push_back(term.name);
    }
    covariate_names_ = numeric;
    for (const std::string& name : request.categorical) {
        covariate_names_.push_back(name);
        present.insert({{name, 1}});
    }
    std::vector<bool> centred;
    for (const CovariateTerm& term : products) {
        covariate_names_.push_back(term.name);
        std::vector<std::string> absent;
        for (const CovariateTerm& part : contained_terms(term)) {
            if (!present.contains(part.factors)) { absent.push_back(part.name); }
        }
        centred.push_back(absent.empty());
        if (!absent.empty()) {
            log_warning("covariate " + term.name + " is in the model without " + io::name_list(absent) +
                        ", so that the results depend on the origin of its columns; is that meant?");
        }
        for (const CovariateFactor& factor : term.factors) {
            if (factor.power > 1 && categorical.contains(factor.column)) {
                throw Error(Fault::bad_config, "covariate '" + term.name + "': " + factor.column +
                                                   " is categorical and has no powers; drop the power");
            }
        }
    }

    // The numeric columns as they are, and their means over all cohorts.
    std::set<std::string> columns(numeric.begin(), numeric.end());
    for (const CovariateTerm& term : products) {
        for (const CovariateFactor& factor : term.factors) {
            if (!categorical.contains(factor.column)) { columns.insert(factor.column); }
        }
    }
    std::vector<std::map<std::string, Eigen::VectorXd>> values(cohorts_.size());
    std::map<std::string, double> means;
    for (const std::string& name : columns) {
        double sum = 0;
        double people = 0;
        for (std::size_t c = 0; c < cohorts_.size(); ++c) {
            const std::vector<double> read = numbers(c, name, "covariate");
            for (const double value : read) {
                sum += std::isnan(value) ? 0 : value;
                people += std::isnan(value) ? 0 : 1;
            }
            values[c][name] = Eigen::Map<const Eigen::VectorXd>(read.data(), static_cast<Eigen::Index>(read.size()));
        }
        means[name] = people > 0 ? sum / people : 0;
    }

    for (std::size_t c = 0; c < cohorts_.size(); ++c) {
        const auto n = static_cast<Eigen::Index>(readers_[c].people());
        std::map<std::string, std::vector<NamedColumn>> indicators;
        for (const auto& [name, known] : categorical) { indicators[name] = level_columns(name, known, readers_[c]); }
        std::vector<NamedColumn> model;
        Covariates covariates;
        const auto add = [&](const std::string& term, std::vector<NamedColumn> more) {
            for (NamedColumn& column : more) {
                if (column.values.array().isInf().any()) {
                    throw Error(Fault::bad_data, "covariate '" + term + "' is too large for a number in cohort " +
                                                     names_[c] + "; rescale its columns");
                }
                covariates.names.push_back(column.name);
                covariates.terms.push_back(term);
                model.push_back(std::move(column));
            }
        };
        for (const std::string& name : numeric) { add(name, {{name, values[c][name]}}); }
        for (const std::string& name : request.categorical) { add(name, indicators[name]); }
        for (std::size_t p = 0; p < products.size(); ++p) {
            std::optional<std::vector<NamedColumn>> product;
            for (const CovariateFactor& factor : products[p].factors) {
                const auto levels_of = indicators.find(factor.column);
                if (levels_of != indicators.end()) {
                    product = product ? times(*product, levels_of->second) : levels_of->second;
                    continue;
                }
                Eigen::VectorXd base = values[c][factor.column];
                if (centred[p]) { base.array() -= means[factor.column]; }
                Eigen::VectorXd power = base;
                for (unsigned i = 1; i < factor.power; ++i) { power.array() *= base.array(); }
                const std::string exponent = factor.power > 1 ? "^" + std::to_string(factor.power) : "";
                const std::vector<NamedColumn> column = {{factor.column + exponent, std::move(power)}};
                product = product ? times(*product, column) : column;
            }
            add(products[p].name, std::move(*product));
        }
        covariates.values.resize(n, static_cast<Eigen::Index>(model.size()));
        for (std::size_t k = 0; k < model.size(); ++k) {
            covariates.values.col(static_cast<Eigen::Index>(k)) = model[k].values;
        }
        covariates_.push_back(std::move(covariates));
    }
}

Covariates StudyRecords::model_covariates(std::size_t cohort) const {
    if (effects_ == CovariateEffects::shared) { return covariates_[cohort]; }
    return spread_over_cohorts(covariates_[cohort], cohort, names_);
}

std::size_t StudyRecords::model_columns() const {
    return covariates_.front().names.size() * (effects_ == CovariateEffects::shared ? 1 : cohorts_.size());
}

void StudyRecords::check_covariates(const ScanRequest& request) const {
    const auto allowed = [&request](const std::string& name) {
        return request.covariate_effects == CovariateEffects::by_cohort ||
               std::find(request.may_be_constant.begin(), request.may_be_constant.end(), name) !=
                   request.may_be_constant.end();
    };
    for (std::size_t c = 0; c < cohorts_.size(); ++c) {
        const std::string where = " in cohort " + names_[c] + " (" + (study_ / paths_[c]).string() + ")";
        for (std::size_t k = 0; k < covariates_[c].names.size(); ++k) {
            const std::string& name = covariates_[c].names[k];
            const std::string base = covariates_[c].term(k);
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
            if (least == most && is_column(name) && !allowed(base)) {
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
