#include "jobs/binary_traits.hpp"
#include "jobs/job.hpp"
#include "jobs/joint_tests.hpp"
#include "jobs/quantitative_traits.hpp"
#include "jobs/scan_options.hpp"
#include "jobs/trait_kinds.hpp"
#include "kernels/combined_scan.hpp"
#include "kernels/data/error.hpp"
#include "pipeline/run/scan.hpp"

#include <functional>
#include <memory>
#include <set>
#include <utility>

namespace atria::jobs {
namespace {

using pipeline::PreparedScan;
using pipeline::StudyRecords;

void describe(OptionTable& table) {
    add_scan_options(table);
    add_trait_options(table);
    add_quantitative_options(table);
    add_binary_options(table);
    add_joint_options(table);
}

PreparedScan prepare(const StudyRecords& records, const Options& options, const std::string& only) {
    PreparedScan scan;
    std::vector<std::unique_ptr<ScanKernel>> kernels;
    std::vector<std::function<std::unique_ptr<ScanKernel>(Chromosome)>> makers;
    const TraitKinds kinds = kinds_of_traits(records, options, only);
    const auto add = [&](TraitFamily family) {
        if (!family.kernel) { return; }
        kernels.push_back(std::move(family.kernel));
        if (family.kernel_for) { makers.push_back(std::move(family.kernel_for)); }
    };
    add(prepare_quantitative(records, options, kinds.quantitative, scan));
    add(prepare_binary(records, options, kinds.binary, scan));
    if (!makers.empty()) {  // predictions are of all traits
        scan.kernel_chromosome = records.chromosomes().front();
        scan.kernel_for = [makers = std::move(makers)](Chromosome chromosome) {
            std::vector<std::unique_ptr<ScanKernel>> of_chromosome;
            for (const auto& maker : makers) { of_chromosome.push_back(maker(chromosome)); }
            return one_kernel(std::move(of_chromosome));
        };
    }
    scan.kernel = one_kernel(std::move(kernels));
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
        request,
        [&options](const StudyRecords& records, const std::string& only) { return prepare(records, options, only); },
        communicator);
}

}  // namespace

extern const Job associate_job;
const Job associate_job{"associate",
                        "association scans of quantitative and binary traits: pooled, by cohort, and meta-analysed",
                        &describe, &run, true};

}  // namespace atria::jobs
