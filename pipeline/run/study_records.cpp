#include "pipeline/run/study_records.hpp"

#include "io/tables/minus_nines.hpp"
#include "io/tables/name_list.hpp"
#include "kernels/data/case_weight.hpp"
#include "kernels/data/error.hpp"
#include "kernels/data/merged_times.hpp"
#include "kernels/data/shortest_number.hpp"
#include "kernels/data/ticks.hpp"
#include "pipeline/record/log.hpp"
#include "pipeline/run/scanned_chromosomes.hpp"
#include "pipeline/run/sexes.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

namespace atria::pipeline {

StudyRecords::StudyRecords(const ScanRequest& request, const io::Manifest& manifest)
    : records_(request, manifest),
      chromosomes_(scanned_chromosomes(request.genotypes, manifest)),
      effects_(request.covariate_effects) {
    covariates_ = read_covariates(request, records_);
    if (request.run.stub || request.shape_only) { return; }
    check_covariates(request, records_, covariates_.cohorts);
    if (request.condition.empty()) { return; }
    const std::vector<ConditionVariant> named = named_condition_variants(request, manifest);
    condition_on(named, ConditionCoding{}, request, manifest);
    std::vector<std::string> names;
    names.reserve(named.size());
    for (const ConditionVariant& variant : named) { names.push_back(variant.name); }
    log_info("conditioned on " + io::name_list(names));
}

void StudyRecords::condition_on(std::span<const ConditionVariant> variants, const ConditionCoding& coding,
                                const ScanRequest& request, const io::Manifest& manifest) {
    const auto sexes = [&](std::size_t cohort) {
        return read_sexes(records_.reader(cohort), request.genotypes.sex, records_.where(cohort));
    };
    const ConditionColumns columns =
        read_condition_variants(variants, request, coding, manifest, records_.cohorts(), sexes);
    const auto added = static_cast<Eigen::Index>(columns.names.size());
    for (std::size_t c = 0; c < covariates_.cohorts.size(); ++c) {
        Covariates& covariates = covariates_.cohorts[c];
        for (const std::string& name : columns.names) {
            covariates.names.push_back("variant " + name);
            covariates.terms.push_back("variant " + name);
        }
        const Eigen::Index before = covariates.values.cols();
        covariates.values.conservativeResize(Eigen::NoChange, before + added);
        covariates.values.rightCols(added) = columns.values[c];
    }
    for (const std::string& name : columns.names) { covariates_.names.push_back("variant " + name); }
}

Covariates StudyRecords::model_covariates(std::size_t cohort) const {
    if (effects_ == CovariateEffects::shared) { return covariates_.cohorts[cohort]; }
    return spread_over_cohorts(covariates_.cohorts[cohort], cohort, records_.names());
}

std::size_t StudyRecords::model_columns() const {
    return covariates_.cohorts.front().names.size() *
           (effects_ == CovariateEffects::shared ? 1 : covariates_.cohorts.size());
}

Phenotype StudyRecords::trait(std::size_t cohort, const std::string& name) const {
    Phenotype phenotype{name, records_.numbers(cohort, name, "trait")};
    io::MinusNines minus_nines;
    for (const double value : phenotype.values) { minus_nines.add(value); }
    if (minus_nines.suspicious()) {
        log_warning("trait " + name + " in cohort " + records_.names()[cohort] + " is " + minus_nines.warning());
    }
    return phenotype;
}

SurvivalOutcome StudyRecords::outcome(std::size_t cohort, const OutcomeColumns& columns) const {
    SurvivalOutcome outcome;
    outcome.name = columns.name;
    if (!columns.entry.empty()) { outcome.entry = records_.numbers(cohort, columns.entry, "entry time"); }
    outcome.exit = records_.numbers(cohort, columns.exit, "exit time");
    outcome.event = records_.numbers(cohort, columns.event, "event");
    const std::string where = records_.where(cohort);
    const std::vector<std::string> ids = records_.reader(cohort).ids();
    std::size_t of_cause = 0;
    std::size_t backwards = 0;
    std::size_t first = 0;
    for (std::size_t i = 0; i < ids.size(); ++i) {
        const double event = outcome.event[i];
        if (columns.cause) {
            if (!std::isnan(event) && !(event >= 0 && event == std::floor(event) && event < 1000)) {
                throw Error(Fault::bad_data, "event column '" + columns.event + "' of outcome " + columns.name +
                                                 " is " + shortest_number(event) + " for person '" + ids[i] + "'" +
                                                 where +
                                                 "; codes of causes are whole numbers from 0 (censored) to 999");
            }
            if (event == *columns.cause) { ++of_cause; }
            const double other = columns.subdistribution && event != 0 ? 2 : 0;
            if (!std::isnan(event)) { outcome.event[i] = event == *columns.cause ? 1 : other; }
        } else if (!std::isnan(event) && event != 0 && event != 1) {
            throw Error(Fault::bad_data, "event column '" + columns.event + "' of outcome " + columns.name + " is " +
                                             shortest_number(event) + " for person '" + ids[i] + "'" + where +
                                             "; it must be 1 (event), 0 (censored) or missing; of several causes name "
                                             "one, as " +
                                             columns.event + ":" + shortest_number(event));
        }
        if (std::isinf(outcome.exit[i]) || (!columns.entry.empty() && std::isinf(outcome.entry[i]))) {
            throw Error(Fault::bad_data, "outcome " + columns.name + " has an infinite time for person '" + ids[i] +
                                             "'" + where + "; give a finite time or leave it missing");
        }
        for (const double time : {outcome.exit[i], columns.entry.empty() ? 0.0 : outcome.entry[i]}) {
            if (std::isnan(time) || (time >= 0 && time <= longest_time)) { continue; }
            throw Error(Fault::bad_data, "outcome " + columns.name + " has the time " + shortest_number(time) +
                                             " for person '" + ids[i] + "'" + where +
                                             (time < 0 ? "; times are not negative: correct it, or set it missing"
                                                       : "; give times in a larger unit, up to 9e9"));
        }
        if (!columns.entry.empty() && outcome.exit[i] < outcome.entry[i]) {
            if (backwards++ == 0) { first = i; }
        }
    }
    if (backwards > 0) {
        throw Error(Fault::bad_data, "exit before entry for " + std::to_string(backwards) + " people" + where +
                                         ", outcome " + columns.name + ": the first is person '" + ids[first] +
                                         "' with " + columns.entry + " " + shortest_number(outcome.entry[first]) +
                                         " and " + columns.exit + " " + shortest_number(outcome.exit[first]) +
                                         "; correct the times or set them missing, and shard again");
    }
    if (const std::size_t merged = merged_times(outcome.exit); merged > 0) {
        log_warning(
            "outcome " + columns.name + where + ": " + std::to_string(merged) +
            " exit times differ from others by less than a millionth of their unit and are taken for the same; give "
            "times in a smaller unit");
    }
    if (columns.cause && of_cause == 0) {
        log_warning("outcome " + columns.name + where + ": nobody has an event of cause " +
                    std::to_string(*columns.cause) + " in column '" + columns.event + "'");
    }
    return outcome;
}

std::vector<double> StudyRecords::weights(std::size_t cohort, const std::string& name) const {
    std::vector<double> weights = records_.numbers(cohort, name, "weight");
    for (std::size_t i = 0; i < weights.size(); ++i) {
        if (std::isnan(weights[i]) || (weights[i] >= 0 && weights[i] <= largest_case_weight)) { continue; }
        throw Error(Fault::bad_data, "weight column '" + name + "' is " + shortest_number(weights[i]) +
                                         " for person '" + records_.reader(cohort).ids()[i] + "'" +
                                         records_.where(cohort) + "; a case weight is a number from 0 to " +
                                         shortest_number(largest_case_weight));
    }
    return weights;
}

std::vector<double> StudyRecords::strata(std::size_t cohort, std::span<const std::string> names) const {
    if (names.empty()) { return {}; }
    std::vector<std::vector<std::string>> columns;
    for (const std::string& name : names) { columns.push_back(records_.text(cohort, name, "stratum")); }
    std::map<std::vector<std::string>, double> codes;
    std::vector<std::vector<std::string>> combinations(people(cohort));
    for (std::size_t i = 0; i < combinations.size(); ++i) {
        for (const std::vector<std::string>& column : columns) { combinations[i].push_back(column[i]); }
        codes.emplace(combinations[i], 0);
    }
    double next = 0;
    for (auto& [combination, code] : codes) {
        const bool missing = std::ranges::find(combination, "") != combination.end();
        code = missing ? std::numeric_limits<double>::quiet_NaN() : next++;
    }
    std::vector<double> strata;
    strata.reserve(combinations.size());
    for (const std::vector<std::string>& combination : combinations) { strata.push_back(codes.at(combination)); }
    return strata;
}

}  // namespace atria::pipeline
