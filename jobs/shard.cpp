#include "jobs/job.hpp"
#include "jobs/stop_options.hpp"
#include "kernels/data/error.hpp"
#include "pipeline/sharding/build_study.hpp"

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
        .list("categorical", "column of the records that holds names, although they look like numbers (all cohorts)");
    add_stop_options(table);
}

io::CalledField field_of(const std::string& name) {
    if (name == "GT") { return io::CalledField::call; }
    if (name == "DS") { return io::CalledField::dosage; }
    return name == "GP" ? io::CalledField::probabilities : io::CalledField::best;
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
    request.bits = options.text("dosage-bits") == "8" ? io::DosageBits::eight : io::DosageBits::sixteen;
    request.threads = static_cast<int>(options.integer("threads"));
    request.max_seconds = max_seconds(options);
    request.force = options.flag("force");
    request.check = options.flag("check");
    request.stub = options.flag("stub");
    pipeline::build_study(request, communicator);
}

}  // namespace

extern const Job shard_job;
const Job shard_job{"shard", "cohort files to HDF5 shards, aligned and checksummed", describe, run};

}  // namespace atria::jobs
