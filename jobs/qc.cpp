#include "jobs/job.hpp"
#include "jobs/standard_output.hpp"
#include "kernels/data/error.hpp"
#include "pipeline/plan/work_plan.hpp"
#include "pipeline/quality/quality_control.hpp"
#include "pipeline/record/log.hpp"

#include <cmath>

namespace atria::jobs {
namespace {

void describe(OptionTable& table) {
    table.section("Study and results")
        .required_text("study", "folder of the study, as `atria shard` makes it")
        .required_text("out", "folder for the results; made when missing")
        .list("cohort", "cohort to look at, repeatable; default: all that have genotypes")
        .section("Limits of variants (the limits themselves pass; what fails is named in `status`)")
        .real("min-call-rate", "least share of people with a call", 0.95, 0, 1)
        .real("min-maf", "least frequency of the rarer allele [share of alleles]", 0, 0, 0.5)
        .real("min-mac", "least count of the rarer allele [alleles]; 1 leaves out what has one allele only", 1, 0, 1e12)
        .real("min-hwe-p",
              "least p of the exact test of Hardy-Weinberg proportions, in each cohort by itself (on X among women); "
              "one cohort below is enough for the variant to fail; dosages are not tested",
              1e-6, 0, 1)
        .real("min-info", "least imputation quality of dosages, in each cohort by itself", 0.3, 0, 2)
        .real("max-fst",
              "a cohort whose frequency differs from that of the others pooled by a larger F_ST (Hudson's), and with a "
              "p below --outlier-p, is a frequency outlier, for which the variant fails",
              0.1, 0, 1)
        .real("outlier-p", "p of the chi-square of alleles below which a frequency may be an outlier", 1e-6, 0, 1)
        .section("Limits of people")
        .real("min-person-call-rate", "least share of variants with a call (Y counts for men only)", 0.95, 0, 1)
        .real("het-sd",
              "largest distance of a person's inbreeding coefficient F from its mean in the cohort [standard "
              "deviations]",
              3, 0, 1000)
        .choice("het-expectation",
                "expected homozygosity: small-sample has Nei's factor n / (n - 1), as plink2 --het small-sample; plain "
                "has not, as plink2 --het",
                {"small-sample", "plain"}, "small-sample")
        .text("sex",
              "column of the records that says who is a man (1, M, male) or a woman (2, F, female); needed for "
              "chromosomes X and Y",
              "sex")
        .real("max-female-f", "F of X below which a person is a woman", 0.2, -1, 1)
        .real("min-male-f", "F of X above which a person is a man", 0.8, -1, 1)
        .integer("min-x-variants", "calls of X outside its pseudo-autosomal regions that tell a sex, at least", 50, 1,
                 1'000'000'000)
        .choice("duplicates", "look for people who are there twice, within and across cohorts", {"on", "off"}, "on")
        .integer("duplicate-variants",
                 "variants to compare people by, drawn among the autosomal ones of frequency 0.25 and more that are "
                 "well called in all cohorts; takes a quarter of a byte a person and variant, three times",
                 1000, 64, 100'000)
        .real("min-concordance", "share of identical calls from which two people are the same", 0.95, 0.8, 1)
        .section("People and variants to look at")
        .list("chromosome", "chromosome, 1 to 22, X, Y, MT or a range 1-22, repeatable; default: all")
        .list("region", "chromosome:from-to [base pairs, both ends included], repeatable; default: all")
        .text("extract", "file of variants, a line each: id or chromosome:position:allele:allele")
        .text("exclude", "file of variants to leave out, in the same form")
        .text("keep", "file of people, a line each: id and, if need be, cohort")
        .text("remove", "file of people to leave out, in the same form")
        .section("Work")
        .integer("block-size", "variants in a block; any size gives the same result",
                 static_cast<std::int64_t>(pipeline::default_block_variants), 1, 1'000'000);
}

pipeline::ScanRequest scan_part(const Options& options) {
    pipeline::ScanRequest request;
    request.study = options.text("study");
    request.results = options.text("out");
    request.cohorts = options.list("cohort");
    request.block_variants = static_cast<std::uint64_t>(options.integer("block-size"));
    pipeline::GenotypeRequest& genotypes = request.genotypes;
    genotypes.sex = options.text("sex");
    genotypes.chromosomes = pipeline::parse_chromosomes(options.list("chromosome"));
    for (const std::string& region : options.list("region")) {
        genotypes.regions.push_back(pipeline::parse_region(region));
    }
    genotypes.extract = options.text("extract");
    genotypes.exclude = options.text("exclude");
    genotypes.keep = options.text("keep");
    genotypes.remove = options.text("remove");
    request.check = options.flag("check");
    request.force = options.flag("force");
    request.run.job = "qc";
    request.run.stub = options.flag("stub");
    request.run.threads = static_cast<int>(options.integer("threads"));
    request.run.memory = options.bytes("memory");
    for (const Options::Value& value : options.values()) {
        request.run.options.push_back({value.name, value.value, value.origin});
    }
    return request;
}

pipeline::QualityRequest quality_request(const Options& options) {
    pipeline::QualityRequest request{scan_part(options), {}};
    pipeline::QualityLimits& limits = request.limits;
    limits.call_rate = options.real("min-call-rate");
    limits.maf = options.real("min-maf");
    limits.mac = options.real("min-mac");
    limits.hwe_p = options.real("min-hwe-p");
    limits.info = options.real("min-info");
    limits.frequency = {options.real("max-fst"), -std::log10(options.real("outlier-p"))};
    limits.person_call_rate = options.real("min-person-call-rate");
    limits.het_sd = options.real("het-sd");
    limits.small_sample = options.text("het-expectation") == "small-sample";
    limits.female_f = options.real("max-female-f");
    limits.male_f = options.real("min-male-f");
    limits.x_variants = static_cast<std::uint64_t>(options.integer("min-x-variants"));
    limits.duplicates = options.text("duplicates") == "on";
    limits.duplicate_variants = static_cast<std::size_t>(options.integer("duplicate-variants"));
    limits.identity.concordance = options.real("min-concordance");
    if (limits.female_f > limits.male_f) {
        throw Error(Fault::bad_config, "--max-female-f is above --min-male-f, so that a person could be both");
    }
    return request;
}

void run(const Options& options, const pipeline::Communicator& communicator) {
    const std::string summary = pipeline::run_quality_control(quality_request(options), communicator);
    if (communicator.is_root() && !pipeline::log_is_quiet()) { print(summary); }
}

}  // namespace

extern const Job qc_job;
const Job qc_job{"qc", "quality control of variants and people, with lists of whom and what to keep", &describe, &run};

}  // namespace atria::jobs
