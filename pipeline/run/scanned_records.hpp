#pragma once

#include "io/shard/manifest.hpp"
#include "io/shard/records_reader.hpp"
#include "pipeline/run/cohort_records.hpp"
#include "pipeline/run/scan_request.hpp"

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

namespace atria::pipeline {

/// The columns of the records of the cohorts that take part in a scan. Says what is wrong with names: unknown cohorts
/// and columns (with the nearest name), words among numbers, variables that are not harmonised completely in a cohort
/// (unless the user drops the cohort for them).
class ScannedRecords final : public CohortRecords {
public:
    /// Throws Error(bad_config) for cohorts that the study does not have or that have no genotypes, Error(bad_data) for
    /// too many people, and what the readers throw.
    ScannedRecords(const ScanRequest& request, const io::Manifest& manifest);

    [[nodiscard]] const std::filesystem::path& study() const { return study_; }
    /// Places in the manifest's list, ascending: the order of all sums.
    [[nodiscard]] const std::vector<std::size_t>& cohorts() const { return cohorts_; }
    /// Of all of them, in this order.
    [[nodiscard]] const std::vector<std::string>& names() const override { return names_; }
    /// Of all cohorts of the study, in the manifest's order, whether they are scanned or not.
    [[nodiscard]] const std::vector<std::string>& study_cohorts() const { return study_cohorts_; }
    [[nodiscard]] std::size_t rows(std::size_t cohort) const override { return readers_[cohort].people(); }
    /// The records themselves, and " in cohort NAME (FILE)" for a message.
    [[nodiscard]] const io::RecordsReader& reader(std::size_t cohort) const { return readers_[cohort]; }
    [[nodiscard]] std::string where(std::size_t cohort) const override { return " in cohort " + label(cohort); }
    [[nodiscard]] std::string place(std::size_t cohort, std::size_t row, const std::string& column) const override;
    [[nodiscard]] std::vector<std::string> row_names(std::size_t cohort) const override {
        return readers_[cohort].ids();
    }

    [[nodiscard]] bool is_column(const std::string& name) const override;
    /// `role`: what the user wants of the column, for the message of the Error(bad_config) when it is unknown.
    [[nodiscard]] const io::RecordColumn& column(std::size_t cohort, const std::string& name,
                                                 const std::string& role) const;
    void require(std::size_t cohort, const std::string& name, const std::string& role) const override {
        (void)column(cohort, name, role);
    }
    [[nodiscard]] std::vector<double> numbers(std::size_t cohort, const std::string& name,
                                              const std::string& role) const override;
    [[nodiscard]] std::vector<std::string> text(std::size_t cohort, const std::string& name,
                                                const std::string& role) const override;

    [[nodiscard]] bool goes_without(std::size_t cohort) const override { return !dropped_[cohort].empty(); }

private:
    void take_dropped(const ScanRequest& request);
    [[nodiscard]] bool dropped(std::size_t cohort, const std::string& name) const;
    [[noreturn]] void refuse_incomplete(const std::string& name, const std::string& role) const;
    void choose_cohorts(const ScanRequest& request, const io::Manifest& manifest);
    /// NAME (FILE)
    [[nodiscard]] std::string label(std::size_t cohort) const {
        return names_[cohort] + " (" + (study_ / paths_[cohort]).string() + ")";
    }

    std::filesystem::path study_;
    std::vector<std::size_t> cohorts_;
    std::vector<std::string> names_;
    std::vector<std::string> study_cohorts_;
    std::vector<std::string> paths_;
    std::vector<io::RecordsReader> readers_;
    std::vector<std::vector<std::string>> dropped_;  ///< of each cohort: variables that it goes without
};

}  // namespace atria::pipeline
