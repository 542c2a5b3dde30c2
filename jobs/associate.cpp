#include "jobs/binary_traits.hpp"
#include "jobs/job.hpp"
#include "jobs/quantitative_traits.hpp"
#include "jobs/scan_options.hpp"
#include "kernels/combined_scan.hpp"
#include "kernels/data/error.hpp"
#include "pipeline/run/scan.hpp"

#include <memory>
#include <set>
#include <utility>

namespace atria::jobs {
namespace {

using pipeline::PreparedScan;
using pipeline::StudyRecords;

void describe(OptionTable& table) {
    add_scan_options(table);
    add_quantitative_options(table);
    add_binary_options(table);
}

PreparedScan prepare(const StudyRecords& records, const Options& options) {
    PreparedScan scan;
    std::vector<std::unique_ptr<ScanKernel>> kernels;
    for (auto* prepare_family : {&prepare_quantitative, &prepare_binary}) {
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
    if (!options.text("loco-predictions").empty() && !binary.empty()) {
        throw Error(Fault::bad_config,
                    "--loco-predictions is for quantitative traits in this version; scan the binary traits in a run of "
                    "their own without it");
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
