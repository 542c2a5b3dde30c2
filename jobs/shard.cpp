#include "jobs/job.hpp"
#include "jobs/stop_options.hpp"
#include "kernels/data/error.hpp"
#include "pipeline/run/genotype_request.hpp"
#include "pipeline/sharding/build_study.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace atria::jobs {

namespace {

void describe(OptionTable& table) {
    table.section("Study")
        .required_text("cohorts",
                       "table of cohorts: columns cohort, genotypes, records and, if need be, samples, id, build, "
                       "reference, dictionary; "
                       "paths are relative to it")
        .required_text("out", "folder of the study; it must not exist, or be empty, unless --force is given")
        .text("predictors",
              "table of feature matrices (proteins, metabolites, radiomics): columns name (of the set), cohort, table "
              "and, if need be, id and combine (mean, first or max: what several rows of one person become); paths are "
              "relative to it",
              "")
        .list("chromosome",
              "chromosome that the study is of, 1 to 22, X, Y, MT or a range 1-22, repeatable; default: all")
        .list("region",
              "chromosome:from-to that the study is of [base pairs, both ends included], repeatable; default: all. Of "
              "VCF "
              "and BCF files with an index (.tbi, .csi) the rest is not read")
        .choice("genotype-field",
                "field of VCF and BCF files that becomes calls or dosages; auto: DS where a variant has it, else GP, "
                "else GT",
                {"auto", "GT", "DS", "GP"}, "auto")
        .choice("dosage-bits",
                "bits of a dosage in the shards: 16 (off by at most 2^-15 copies) or 8 (at most 1/254, half the bytes)",
                {"16", "8"}, "16")
        .text(
            "harmonisation",
            "rules that make the study's variables out of each cohort's (Rmonize's data processing elements); without "
            "them the study has the columns of the records",
            "")
        .text("dataschema", "dictionary of the study's variables (Variables beside Categories); needs --harmonisation",
              "")
        .text("reference-fasta",
              "FASTA of the genome build, indexed (.fai): indels are normalised by it, alleles checked, turned and "
              "complemented where need be, and variants that are not the reference's left out",
              "")
        .choice("ambiguous",
                "A/T and C/G variants, which look the same on both strands: frequency keeps them, turned if need be, "
                "where the frequency of the effect allele against the cohorts before tells the strand, and leaves them "
                "out of the cohort where it does not; keep takes all cohorts to name one strand; drop leaves all out",
                {"frequency", "keep", "drop"}, "frequency")
        .real("ambiguous-max-maf",
              "frequency of the rarer allele, in the cohort or in those before, from which on it does not tell the "
              "strand [share of alleles]",
              0.4, 0, 0.5)
        .real("ambiguous-max-difference",
              "largest difference of the frequencies, the way round that is taken [share of alleles]", 0.2, 0, 1)
        .real("ambiguous-p",
              "p of the chi-square of alleles at which the other way round is rejected, so that chance in a small "
              "cohort turns none; 1: no test",
              1e-6, 1e-300, 1)
        .list("categorical", "column of the records that holds names, although they look like numbers (all cohorts)");
    add_stop_options(table);
}

io::CalledField field_of(const std::string& name) {
    if (name == "GT") { return io::CalledField::call; }
    if (name == "DS") { return io::CalledField::dosage; }
    return name == "GP" ? io::CalledField::probabilities : io::CalledField::best;
}

io::AlignmentRule rule_of(const Options& options) {
    io::AlignmentRule rule;
    if (options.text("ambiguous") == "keep") { rule.ambiguous = io::AmbiguousVariants::keep; }
    if (options.text("ambiguous") == "drop") { rule.ambiguous = io::AmbiguousVariants::drop; }
    rule.strand = {options.real("ambiguous-max-maf"), options.real("ambiguous-max-difference"),
                   -std::log10(options.real("ambiguous-p"))};
    return rule;
}

std::vector<Region> regions_of(const Options& options) {
    const auto chromosomes = pipeline::parse_chromosomes(options.list("chromosome"));
    std::vector<Region> regions;
    for (const std::string& text : options.list("region")) {
        const Region region = pipeline::parse_region(text);
        if (chromosomes.empty() || std::ranges::find(chromosomes, region.chromosome) != chromosomes.end()) {
            regions.push_back(region);
        }
    }
    if (!options.list("region").empty()) {
        if (regions.empty()) { throw Error(Fault::usage, "no --region lies on a --chromosome; leave one of them out"); }
        return joined(std::move(regions));
    }
    for (const Chromosome chromosome : chromosomes) {
        regions.push_back({chromosome, 1, std::numeric_limits<std::uint32_t>::max()});
    }
    return regions;
}

void run(const Options& options, const pipeline::Communicator& communicator) {
    pipeline::ShardingRequest request;
    request.cohort_table = options.text("cohorts");
    request.out = options.text("out");
    request.predictors = options.text("predictors");
    request.categorical = options.list("categorical");
    request.field = field_of(options.text("genotype-field"));
    request.harmonisation = options.text("harmonisation");
    request.schema = options.text("dataschema");
    if (!request.schema.empty() && request.harmonisation.empty()) {
        throw Error(Fault::usage, "--dataschema names the variables that --harmonisation makes. Give the rules, too.");
    }
    request.reference_fasta = options.text("reference-fasta");
    request.alignment = rule_of(options);
    request.bits = options.text("dosage-bits") == "8" ? io::DosageBits::eight : io::DosageBits::sixteen;
    request.threads = static_cast<int>(options.integer("threads"));
    request.regions = regions_of(options);
    request.max_seconds = max_seconds(options);
    request.force = options.flag("force");
    request.check = options.flag("check");
    request.stub = options.flag("stub");
    pipeline::build_study(request, communicator);
}

}  // namespace

extern const Job shard_job;
const Job shard_job{"shard", "cohort files to HDF5 shards, aligned and checksummed", describe, run, true};

}  // namespace atria::jobs
