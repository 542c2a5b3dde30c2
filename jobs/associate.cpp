#include "jobs/job.hpp"
#include "jobs/scan_options.hpp"
#include "kernels/association/linear_scan.hpp"
#include "kernels/data/error.hpp"
#include "pipeline/record/log.hpp"
#include "pipeline/run/scan.hpp"

#include <numeric>
#include <set>
#include <utility>

namespace atria::jobs {
namespace {

using association::LinearCohort;
using association::LinearNull;
using association::LinearScan;
using association::MissingGenotype;
using pipeline::PreparedScan;
using pipeline::StudyRecords;

void describe(OptionTable& table) {
    add_scan_options(table);
    table.section("Association")
        .list("trait", "quantitative trait, repeatable; all are scanned in one pass")
        .choice("model", "least squares; other models are not in this version", {"linear"}, "linear")
        .choice("missing-genotype",
                "people without a call: exclude leaves them out of that variant exactly, mean gives them their "
                "cohort's mean",
                {"exclude", "mean"}, "exclude");
}

std::vector<std::string> cohort_names(const StudyRecords& records) {
    std::vector<std::string> names;
    for (std::size_t c = 0; c < records.cohorts().size(); ++c) { names.push_back(records.name(c)); }
    return names;
}

io::TraitResult describe_result(const association::TraitSummary& summary, const StudyRecords& records,
                                const Options& options) {
    io::TraitResult result;
    result.name = summary.trait;
    result.model = io::ScanModel::linear;
    result.test = "ADD-T";
    result.cohorts = cohort_names(records);
    result.covariates = records.covariate_names();
    for (const AnalysisSet& set : summary.sets) { result.cohort_people.push_back(set.people); }
    result.sample_size = std::accumulate(result.cohort_people.begin(), result.cohort_people.end(), std::uint64_t{0});
    result.notes =
        "linear regression with an intercept for each cohort; missing genotypes: " + options.text("missing-genotype");
    return result;
}

PreparedScan prepare(const StudyRecords& records, const Options& options) {
    const std::vector<std::string>& traits = options.list("trait");
    std::vector<LinearCohort> cohorts;
    for (std::size_t c = 0; c < records.cohorts().size(); ++c) {
        LinearCohort cohort{records.name(c), records.covariates(c), {}};
        for (const std::string& trait : traits) { cohort.traits.push_back(records.trait(c, trait)); }
        cohorts.push_back(std::move(cohort));
    }
    LinearNull null = association::fit_linear_null(cohorts);
    PreparedScan scan;
    const std::vector<std::string> names = cohort_names(records);
    for (const association::TraitSummary& summary : null.summaries) {
        auto& detail = scan.detail["traits"][summary.trait];
        detail["people"] = report_people(summary.trait, names, summary.sets);
        detail["residual_sd"] = summary.residual_sd;
        detail["dropped_covariates"] = summary.dropped_covariates;
        for (const std::string& covariate : summary.dropped_covariates) {
            pipeline::log_warning(summary.trait + ": covariate " + covariate +
                                  " is left out: it is constant within every cohort or follows from the covariates "
                                  "named before it");
        }
        if (summary.residual_sd == 0) {
            pipeline::log_warning(
                summary.trait +
                " does not vary beyond what cohorts and covariates explain, so it has no estimates; is "
                "it constant, or one of its own covariates?");
        }
        scan.traits.push_back(describe_result(summary, records, options));
    }
    const bool mean = options.text("missing-genotype") == "mean";
    scan.kernel =
        std::make_unique<LinearScan>(std::move(null), mean ? MissingGenotype::mean : MissingGenotype::exclude);
    return scan;
}

void run(const Options& options, const pipeline::Communicator& communicator) {
    const std::vector<std::string>& traits = options.list("trait");
    if (traits.empty()) { throw Error(Fault::usage, "no trait is named; give --trait NAME, once for each trait"); }
    std::set<std::string> seen;
    for (const std::string& trait : traits) {
        io::check_trait_name(trait);
        if (!seen.insert(trait).second) {
            throw Error(Fault::bad_config, "trait '" + trait + "' is named twice; name it once");
        }
    }
    const pipeline::ScanRequest request = scan_request("associate", options);
    pipeline::run_scan(
        request, [&options](const StudyRecords& records) { return prepare(records, options); }, communicator);
}

}  // namespace

extern const Job associate_job;
const Job associate_job{"associate", "association scans of quantitative traits: pooled, by cohort, and meta-analysed",
                        &describe, &run};

}  // namespace atria::jobs
