#include "jobs/binary_traits.hpp"
#include "jobs/job.hpp"
#include "jobs/scan_options.hpp"
#include "jobs/scan_report.hpp"
#include "kernels/association/linear_scan.hpp"
#include "kernels/combined_scan.hpp"
#include "kernels/data/error.hpp"
#include "pipeline/record/log.hpp"
#include "pipeline/run/scan.hpp"

#include <memory>
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
        .choice("missing-genotype",
                "quantitative traits, people without a call: exclude leaves them out of that variant exactly, mean "
                "gives them their "
                "cohort's mean",
                {"exclude", "mean"}, "exclude");
    add_binary_options(table);
}

std::unique_ptr<ScanKernel> prepare_linear(const StudyRecords& records, const Options& options, PreparedScan& scan) {
    const std::vector<std::string>& traits = options.list("trait");
    if (traits.empty()) { return nullptr; }
    std::vector<LinearCohort> cohorts;
    for (std::size_t c = 0; c < records.cohorts().size(); ++c) {
        LinearCohort cohort{records.name(c), records.covariates(c), {}};
        for (const std::string& trait : traits) { cohort.traits.push_back(records.trait(c, trait)); }
        cohorts.push_back(std::move(cohort));
    }
    LinearNull null = association::fit_linear_null(cohorts, records.covariate_effects());
    for (const association::TraitSummary& summary : null.summaries) {
        auto& detail = scan.detail["traits"][summary.trait];
        detail["people"] = report_people(summary.trait, records, summary.sets);
        detail["residual_sd"] = summary.residual_sd;
        detail["dropped_covariates"] = summary.dropped_covariates;
        warn_of_dropped_covariates(summary.trait, summary.dropped_covariates);
        if (summary.residual_sd == 0) {
            pipeline::log_warning(
                summary.trait +
                " does not vary beyond what cohorts and covariates explain, so it has no estimates; is "
                "it constant, or one of its own covariates?");
        }
        io::TraitResult& result = scan.traits.emplace_back(describe_result(summary.trait, records, summary.sets));
        result.model = io::ScanModel::linear;
        result.test = "ADD-T";
        result.notes = "linear regression with an intercept for each cohort; missing genotypes: " +
                       options.text("missing-genotype");
    }
    const bool mean = options.text("missing-genotype") == "mean";
    return std::make_unique<LinearScan>(std::move(null), mean ? MissingGenotype::mean : MissingGenotype::exclude);
}

PreparedScan prepare(const StudyRecords& records, const Options& options) {
    PreparedScan scan;
    std::vector<std::unique_ptr<ScanKernel>> kernels;
    for (auto* prepare_family : {&prepare_linear, &prepare_binary}) {
        if (auto kernel = prepare_family(records, options, scan)) { kernels.push_back(std::move(kernel)); }
    }
    scan.kernel = kernels.size() == 1 ? std::move(kernels.front()) : std::make_unique<CombinedScan>(std::move(kernels));
    return scan;
}

void run(const Options& options, const pipeline::Communicator& communicator) {
    std::vector<std::string> traits = options.list("trait");
    const std::vector<std::string>& binary = options.list("binary-trait");
    traits.insert(traits.end(), binary.begin(), binary.end());
    if (traits.empty()) {
        throw Error(Fault::usage, "no trait is named; give --trait NAME or --binary-trait NAME, once for each trait");
    }
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
const Job associate_job{"associate",
                        "association scans of quantitative and binary traits: pooled, by cohort, and meta-analysed",
                        &describe, &run};

}  // namespace atria::jobs
