#include "jobs/scan_options.hpp"

#include "jobs/pooling_options.hpp"
#include "jobs/stop_options.hpp"
#include "kernels/data/error.hpp"

#include <algorithm>

namespace atria::jobs {

void add_scan_options(OptionTable& table) {
    table.section("Study and results")
        .required_text("study", "folder of the study, as `atria shard` makes it")
        .required_text("out", "folder for the results; made when missing")
        .choices("format",
                 "further tables of the pooled results: regenie (TRAIT.regenie), plink2 "
                 "(TRAIT.glm.linear, TRAIT.glm.logistic.hybrid; not for survive); the GWAS-SSF tables (ssf) are "
                 "written in any case",
                 io::result_format_words())
        .flag("no-cohort-tables",
              "leave TRAIT.cohorts.tsv.gz out, most of what is written where cohorts are many; results.h5 has the rows "
              "of the cohorts in any case");
    table
        .text("predictors",
              "set of predictors (proteins, metabolites, ...) whose features are scanned in place of variants, as "
              "`atria shard --predictors` made it")
        .choice("effect-per",
                "what the effects of predictors are per: unit of the feature as it was given; sd, standard deviation "
                "among the people of the pooled row, in the cohorts' rows too; cohort-sd, each cohort's features are "
                "first divided by their own standard deviation there (of the people left by --keep and --remove)",
                {"unit", "sd", "cohort-sd"}, "unit");
    add_model_options(table);
    add_pooling_options(table, "cohort", "beta_fixed");
    table
        .text("condition",
              "file of variants to condition on, one a line, by id, chromosome_position_other_effect or "
              "chromosome:position:allele:allele with the alleles in either order: their copies of the effect allele "
              "are further covariates")
        .flag("top-signals",
              "stepwise conditional analysis of every locus with a p up to --top-signals-p, until no variant has one "
              "given the signals found: TRAIT.signals.tsv")
        .real("top-signals-p", "p of a signal, by itself and given those before it", 5e-8, 1e-300, 0.5)
        .integer("locus-window",
                 "how far a locus goes on to either side of a variant with such a p; loci that overlap are one [base "
                 "pairs]",
                 500'000, 0, 100'000'000)
        .integer("max-signals", "most signals of a locus", 20, 1, 1000)
        .list("allow-constant-covariate", "covariate that may have a single value within a cohort, repeatable")
        .section("Genotypes")
        .choice("genetic-model",
                "what a call counts: additive the copies of the effect allele, dominant 1 for one or two copies, "
                "recessive 1 for two, genotypic copies and heterozygotes as two effects (associate only)",
                {"additive", "dominant", "recessive", "genotypic"}, "additive")
        .text("sex",
              "column of the records that says who is a man (1, M, male) or a woman (2, F, female); needed for "
              "chromosomes X and Y",
              "sex")
        .choice("x-males",
                "copies that a man's X counts outside the pseudo-autosomal regions, in the additive model: 2 (0 or 2) "
                "or 1 (0 or 1); on Y and MT a call counts 0 or 1",
                {"2", "1"}, "2")
        .section("Filters of variants (of all people chosen, whatever their traits)")
        .list("chromosome", "chromosome to scan, 1 to 22, X, Y, MT or a range 1-22, repeatable; default: all")
        .list("region", "chromosome:from-to to scan [base pairs, both ends included], repeatable; default: all")
        .text("extract",
              "file of variants to scan, a line each: id or chromosome:position:allele:allele; of predictors: names of "
              "features")
        .text("exclude", "file of variants (or features) to leave out, in the same form")
        .real("min-maf", "least frequency of the rarer allele, all cohorts together [share of alleles]", 0, 0, 0.5)
        .real("min-mac", "least count of the rarer allele, all cohorts together [alleles]", 0, 0, 1e12)
        .real("min-mac-cohort",
              "least count of the rarer allele in a cohort [alleles]; a cohort with fewer takes no part in that "
              "variant",
              0, 0, 1e12)
        .real("max-missing", "largest share of people without a call (or number), all cohorts together", 1, 0, 1)
        .real(
            "min-info",
            "least imputation quality of dosages (INFO; MaCH's r2 where the source has none): a cohort below takes no "
            "part in that variant; where all cohorts have hard calls, least variance of the copies over 2p(1-p), all "
            "cohorts together, as plink2's --mach-r2-filter; not where people have single copies (X, Y, MT)",
            0, 0, 2)
        .real("min-hwe-p",
              "least p of the exact test of Hardy-Weinberg proportions, in each cohort by itself (on X among women); a "
              "cohort below takes no part in that variant; dosages are not tested",
              0, 0, 1)
        .section("People")
        .text("keep", "file of the people to analyse, a line each: id and, if need be, cohort")
        .text("remove", "file of people to leave out, in the same form")
        .section("Work")
        .integer("block-size", "variants in a block; any size gives the same result",
                 static_cast<std::int64_t>(pipeline::default_block_variants), 1, 1'000'000)
        .real("checkpoint-interval",
              "how often each rank writes down what it has finished; a run that is killed loses no more [s; 0: at "
              "every step]",
              300, 0, 1e6);
    add_stop_options(table);
}

void add_model_options(OptionTable& table) {
    table.section("Model")
        .list("cohort", "cohort to analyse, repeatable; default: all that have genotypes")
        .list("drop-cohort",
              "VARIABLE=COHORT, repeatable: the variable is not harmonised completely in this cohort, whose people are "
              "left "
              "out of every analysis that uses it; without it such a variable is refused")
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
    request.dropped = options.list("drop-cohort");
    request.covariates = options.list("covariate");
    request.categorical = options.list("categorical");
    request.references = options.list("reference");
    request.covariate_effects =
        options.text("covariate-effects") == "by-cohort" ? CovariateEffects::by_cohort : CovariateEffects::shared;
}

namespace {

pipeline::GenotypeRequest genotype_request(const Options& options) {
    pipeline::GenotypeRequest request;
    const std::string& model = options.text("genetic-model");
    request.model = model == "dominant"    ? GeneticModel::dominant
                    : model == "recessive" ? GeneticModel::recessive
                                           : GeneticModel::additive;
    request.sex = options.text("sex");
    request.men_count_two = options.text("x-males") == "2";
    request.chromosomes = pipeline::parse_chromosomes(options.list("chromosome"));
    for (const std::string& region : options.list("region")) {
        request.regions.push_back(pipeline::parse_region(region));
    }
    request.extract = options.text("extract");
    request.exclude = options.text("exclude");
    request.keep = options.text("keep");
    request.remove = options.text("remove");
    request.min_maf = options.real("min-maf");
    request.min_mac = options.real("min-mac");
    request.min_mac_cohort = options.real("min-mac-cohort");
    request.max_missing = options.real("max-missing");
    request.min_info = options.real("min-info");
    request.min_hwe_p = options.real("min-hwe-p");
    for (const Options::Value& value : options.values()) {
        request.missing_get_mean =
            request.missing_get_mean || (value.name == "missing-genotype" && value.value == "mean");
    }
    return request;
}

/// What is about genotypes has no meaning for predictors.
void refuse_genotype_options(const Options& options) {
    const std::vector<Options::Value> values = options.values();
    const bool wanted = !options.text("predictors").empty();
    if (!wanted && options.is_asked("effect-per")) {
        throw Error(Fault::usage,
                    "option --effect-per is about predictors; the effect of a variant is per copy of the effect "
                    "allele. Name the set of features with --predictors, or leave it out");
    }
    for (const char* name :
         {"format", "condition", "top-signals", "top-signals-p", "locus-window", "max-signals", "genetic-model", "sex",
          "x-males", "chromosome", "region", "min-maf", "min-mac", "min-mac-cohort", "min-info", "min-hwe-p",
          "loco-predictions", "loco-unit", "missing-genotype"}) {
        if (!wanted || std::ranges::find(values, name, &Options::Value::name) == values.end()) { continue; }
        if (options.is_asked(name)) {
            throw Error(Fault::usage, std::string("option --") + name +
                                          " is about variants, and --predictors scans features, which have no alleles "
                                          "and no place; leave one of them out");
        }
    }
}

}  // namespace

pipeline::ScanRequest scan_request(std::string_view job, const Options& options) {
    refuse_genotype_options(options);
    pipeline::ScanRequest request;
    request.study = options.text("study");
    request.predictors = options.text("predictors");
    request.results = options.text("out");
    add_model(request, options);
    request.condition = options.text("condition");
    request.may_be_constant = options.list("allow-constant-covariate");
    for (const std::string& word : options.list("format")) {
        const io::ResultFormat format = io::result_format_named(word);
        if (std::ranges::find(request.formats, format) == request.formats.end()) { request.formats.push_back(format); }
    }
    request.cohort_tables = !options.flag("no-cohort-tables");
    request.pooling.random_effects = between_cohorts(options);
    request.pooling.genomic_control = genomic_control(options);
    request.pooling.leave_one_out = options.flag("leave-one-out");
    request.top_signals = {options.flag("top-signals"), options.real("top-signals-p"),
                           static_cast<std::uint32_t>(options.integer("locus-window")),
                           static_cast<std::size_t>(options.integer("max-signals"))};
    if (request.top_signals.wanted && request.pooling.genomic_control == math::GenomicControl::both) {
        throw Error(Fault::bad_config,
                    "--top-signals looks at p as they come out of the scan; leave --genomic-control both out of it");
    }
    request.block_variants = static_cast<std::uint64_t>(options.integer("block-size"));
    request.genotypes = genotype_request(options);
    request.genotypes.predictors = !request.predictors.empty();
    const std::string& per = options.text("effect-per");
    request.genotypes.scaling.per = per == "sd"          ? io::EffectPer::sd
                                    : per == "cohort-sd" ? io::EffectPer::cohort_sd
                                                         : io::EffectPer::unit;
    for (const Options::Value& value : options.values()) {
        const bool interaction = value.name == "interaction" && !value.value.empty();
        request.genotypes.scaling.common_centre = request.genotypes.scaling.common_centre || interaction;
    }
    request.check = options.flag("check");
    request.run.stub = options.flag("stub");
    request.force = options.flag("force");
    request.max_seconds = max_seconds(options);
    request.part_seconds = options.real("checkpoint-interval");
    request.run.job = job;
    for (const Options::Value& value : options.values()) {
        request.run.options.push_back({value.name, value.value, value.origin});
    }
    request.run.threads = static_cast<int>(options.integer("threads"));
    request.run.memory = options.bytes("memory");
    return request;
}

}  // namespace atria::jobs
