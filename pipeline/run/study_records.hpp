#pragma once

#include "io/shard/manifest.hpp"
#include "io/shard/records_reader.hpp"
#include "kernels/data/covariates.hpp"
#include "kernels/data/phenotype.hpp"
#include "kernels/data/survival_outcome.hpp"
#include "kernels/data/variant.hpp"
#include "pipeline/run/condition_variants.hpp"
#include "pipeline/run/covariate_columns.hpp"
#include "pipeline/run/outcome_columns.hpp"
#include "pipeline/run/scan_request.hpp"
#include "pipeline/run/scanned_records.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace atria::pipeline {

/// The records of the cohorts of a scan. Everything that is wrong with names or values is said here, before anything is
/// computed: unknown columns (with the nearest name), words among numbers, covariates that a cohort lacks or that do
/// not vary there (which is fine where every cohort has its own covariate effects), times that run backwards, event
/// codes other than 0 and 1.
class StudyRecords {
public:
    StudyRecords(const ScanRequest& request, const io::Manifest& manifest);

    /// Places in the manifest's list, ascending: the order of all sums.
    [[nodiscard]] const std::vector<std::size_t>& cohorts() const { return records_.cohorts(); }
    [[nodiscard]] const std::string& name(std::size_t cohort) const { return records_.names()[cohort]; }
    /// Of all of them, in this order.
    [[nodiscard]] const std::vector<std::string>& names() const { return records_.names(); }
    /// Of all cohorts of the study, whether they are scanned or not.
    [[nodiscard]] const std::vector<std::string>& study_cohorts() const { return records_.study_cohorts(); }
    [[nodiscard]] std::size_t people(std::size_t cohort) const { return records_.reader(cohort).people(); }
    /// Of the people of one of the cohorts, in the order of their records.
    [[nodiscard]] std::vector<std::string> ids(std::size_t cohort) const { return records_.reader(cohort).ids(); }
    /// Those that are scanned: of the study, left by --chromosome and --region; ascending.
    [[nodiscard]] const std::vector<Chromosome>& chromosomes() const { return chromosomes_; }

    /// The covariates of one of the cohorts (counted among cohorts()), NaN = missing. Powers and products are those of
    /// centred values where the model has every term that they contain, which keeps their digits and changes no result;
    /// elsewhere those of the values as they are.
    [[nodiscard]] const Covariates& covariates(std::size_t cohort) const { return covariates_.cohorts[cohort]; }
    /// The same for a model that knows shared effects only: spread over the cohorts where each has its own effects.
    [[nodiscard]] Covariates model_covariates(std::size_t cohort) const;
    /// Columns of model_covariates.
    [[nodiscard]] std::size_t model_columns() const;
    [[nodiscard]] CovariateEffects covariate_effects() const { return effects_; }
    /// The records themselves, and " in cohort NAME (FILE)" for a message.
    [[nodiscard]] const io::RecordsReader& reader(std::size_t cohort) const { return records_.reader(cohort); }
    [[nodiscard]] std::string where(std::size_t cohort) const { return records_.where(cohort); }
    /// From now on the others (0) of a cohort's people are left out of every analysis.
    void choose_people(std::size_t cohort, std::vector<std::uint8_t> chosen) {
        covariates_.cohorts[cohort].chosen = std::move(chosen);
    }
    /// As the user named them, ranges written out.
    [[nodiscard]] const std::vector<std::string>& covariate_names() const { return covariates_.names; }

    /// Of a categorical covariate; empty for others.
    [[nodiscard]] std::string reference_level(const std::string& covariate) const {
        const auto found = covariates_.references.find(covariate);
        return found == covariates_.references.end() ? "" : found->second;
    }

    [[nodiscard]] Phenotype trait(std::size_t cohort, const std::string& name) const;
    [[nodiscard]] SurvivalOutcome outcome(std::size_t cohort, const OutcomeColumns& columns) const;
    /// N people: case weights, 0 and more.
    [[nodiscard]] std::vector<double> weights(std::size_t cohort, const std::string& name) const;
    /// N people: the number of the stratum among the cohort's combinations of values of the columns, NaN where one is
    /// missing; empty without columns.
    [[nodiscard]] std::vector<double> strata(std::size_t cohort, std::span<const std::string> names) const;

    /// Adds variants as covariates; people without a call are left out by their name.
    void condition_on(std::span<const ConditionVariant> variants, const ConditionCoding& coding,
                      const ScanRequest& request, const io::Manifest& manifest);

private:
    ScannedRecords records_;
    std::vector<Chromosome> chromosomes_;
    CovariateEffects effects_ = CovariateEffects::shared;
    CovariateColumns covariates_;
};

}  // namespace atria::pipeline
