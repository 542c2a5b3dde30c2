#include "jobs/scan_options.hpp"

namespace atria::jobs {

void add_scan_options(OptionTable& table) {
    table.section("Study and results")
        .required_text("study", "folder of the study, as `atria shard` makes it")
        .required_text("out", "folder for the results; made when missing");
    add_model_options(table);
    table
        .text("condition",
              "file of variants to condition on, one a line, by id or chromosome_position_other_effect: their "
              "copies of the effect allele are further covariates")
        .list("allow-constant-covariate", "covariate that may have a single value within a cohort, repeatable")
        .section("Work")
        .integer("block-size", "variants in a block; any size gives the same result",
                 static_cast<std::int64_t>(pipeline::default_block_variants), 1, 1'000'000);
}

void add_model_options(OptionTable& table) {
    table.section("Model")
        .list("cohort", "cohort to analyse, repeatable; default: all that have genotypes")
        .list("covariate",
              "numeric covariate, repeatable; also a range PC1-10, a power age^2, a product age*sex or age*site (with "
              "categorical columns too: a column a level), which do not bring in age and sex themselves")
        .list("categorical", "categorical covariate, repeatable; its levels are compared with the reference level")
        .list("reference", "NAME=LEVEL, the reference level of a categorical covariate; default: the first by alphabet")
        .choice(
            "covariate-effects",
            "effects of the covariates in the pooled model: shared by the cohorts, or each cohort's own; a cohort's "
            "own results have its own effects always",
            {"shared", "by-cohort"}, "shared");
}

void add_model(pipeline::ScanRequest& request, const Options& options) {
    request.cohorts = options.list("cohort");
    request.covariates = options.list("covariate");
    request.categorical = options.list("categorical");
    request.references = options.list("reference");
    request.covariate_effects =
        options.text("covariate-effects") == "by-cohort" ? CovariateEffects::by_cohort : CovariateEffects::shared;
}

pipeline::ScanRequest scan_request(std::string_view job, const Options& options) {
    pipeline::ScanRequest request;
    request.study = options.text("study");
    request.results = options.text("out");
    add_model(request, options);
    request.condition = options.text("condition");
    request.may_be_constant = options.list("allow-constant-covariate");
    request.block_variants = static_cast<std::uint64_t>(options.integer("block-size"));
    request.check = options.flag("check");
    request.run.stub = options.flag("stub");
    request.force = options.flag("force");
    request.run.job = job;
    for (const Options::Value& value : options.values()) {
        request.run.options.push_back({value.name, value.value, value.origin});
    }
    request.run.threads = static_cast<int>(options.integer("threads"));
    request.run.memory = options.bytes("memory");
    return request;
}

}  // namespace atria::jobs
