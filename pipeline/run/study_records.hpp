#pragma once

#include "io/shard/manifest.hpp"
#include "io/shard/records_reader.hpp"
#include "kernels/data/covariates.hpp"
#include "kernels/data/phenotype.hpp"
#include "kernels/data/survival_outcome.hpp"
#include "pipeline/run/scan_request.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace atria::pipeline {

/// An outcome as the user names its columns: NAME=entry,exit,event or NAME=time,event.
struct OutcomeColumns {
    std::string name;
    std::string entry;  ///< empty: at risk from the beginning
    std::string exit;
    std::string event;
};

/// Throws Error(usage) when the text has another form.
[[nodiscard]] OutcomeColumns parse_outcome(const std::string& text);

/// The records of the cohorts of a scan. Everything that is wrong with names or values is said here, before anything is
/// computed: unknown columns (with the nearest name), words among numbers, covariates that a cohort lacks or that do
/// not vary there, times that run backwards, event codes other than 0 and 1.
class StudyRecords {
public:
    StudyRecords(const ScanRequest& request, const io::Manifest& manifest);

    /// Places in the manifest's list, ascending: the order of all sums.
    [[nodiscard]] const std::vector<std::size_t>& cohorts() const { return cohorts_; }
    [[nodiscard]] const std::string& name(std::size_t cohort) const { return names_[cohort]; }
    /// Of all of them, in this order.
    [[nodiscard]] const std::vector<std::string>& names() const { return names_; }
    [[nodiscard]] std::size_t people(std::size_t cohort) const { return readers_[cohort].people(); }

    /// The covariates of one of the cohorts (counted among cohorts()), NaN = missing.
    [[nodiscard]] const Covariates& covariates(std::size_t cohort) const { return covariates_[cohort]; }
    /// As the user named them, ranges written out.
    [[nodiscard]] const std::vector<std::string>& covariate_names() const { return covariate_names_; }

    [[nodiscard]] Phenotype trait(std::size_t cohort, const std::string& name) const;
    [[nodiscard]] SurvivalOutcome outcome(std::size_t cohort, const OutcomeColumns& columns) const;

private:
    void choose_cohorts(const ScanRequest& request, const io::Manifest& manifest);
    [[nodiscard]] const io::RecordColumn& column(std::size_t cohort, const std::string& name,
                                                 const std::string& role) const;
    [[nodiscard]] std::vector<double> numbers(std::size_t cohort, const std::string& name,
                                              const std::string& role) const;
    [[nodiscard]] std::vector<std::string> expand_ranges(const std::vector<std::string>& names) const;
    void read_covariates(const ScanRequest& request);
    void check_covariates(const ScanRequest& request) const;

    std::filesystem::path study_;
    std::vector<std::size_t> cohorts_;
    std::vector<std::string> names_;
    std::vector<std::string> paths_;
    std::vector<io::RecordsReader> readers_;
    std::vector<std::string> covariate_names_;
    std::vector<Covariates> covariates_;
};

}  // namespace atria::pipeline
