#include "jobs/job.hpp"
#include "jobs/pooling_options.hpp"
#include "kernels/data/error.hpp"
#include "pipeline/meta/meta_analysis.hpp"

#include <algorithm>
#include <filesystem>

namespace atria::jobs {
namespace {

namespace fs = std::filesystem;

void describe(OptionTable& table) {
    table.section("Studies and results")
        .flag("meta",
              "meta-analysis of tables of results: GWAS-SSF, Atria's TRAIT.tsv.gz, REGENIE step 2, PLINK 2 --glm; "
              "the only thing this version reduces")
        .list("input", "study NAME=PATH, repeatable; its table, plain or gzipped")
        .text(
            "inputs",
            "table of the studies instead: columns study, path (relative to it) and, if need be, format, gc (yes, no, "
            "or a lambda)")
        .choice("input-format", "format of studies that do not name their own; auto recognises it by the header",
                {"auto", "gwas-ssf", "atria", "regenie", "plink2"}, "auto")
        .required_text("out", "folder for the results; made when missing")
        .text("description", "the trait in words, for the metadata")
        .choice("build", "genome build, for the metadata", {"not-told", "GRCh37", "GRCh38"}, "not-told")
        .section("Matching")
        .choice("match", "what makes variants the same: chromosome, position and alleles, or id and alleles",
                {"position", "rsid"}, "position")
        .choice("palindromic",
                "A/T and C/G variants: as-named keeps them where effect and other allele are named as in the first "
                "study, same-strand turns swapped ones round like any other, drop leaves all out",
                {"as-named", "same-strand", "drop"}, "as-named")
        .real("max-frequency-difference",
              "A/T and C/G variants whose effect allele frequency differs by more from the first study's are left out; "
              "1 keeps all [share of alleles]",
              1, 0, 1)
        .integer("min-studies", "variants in fewer studies are left out [studies]", 1, 1, 65535)
        .section("Model");
    add_pooling_options(table, "study", "beta");
}

io::StudySource named_on_the_command_line(const std::string& text) {
    const auto equals = text.find('=');
    if (equals == std::string::npos || equals + 1 == text.size()) {
        throw Error(Fault::usage, "--input " + text + ": expected NAME=PATH");
    }
    io::StudySource study;
    study.name = text.substr(0, equals);
    study.file = text.substr(equals + 1);
    io::check_study_name(study.name, "--input " + text);
    return study;
}

std::vector<io::StudySource> studies_of(const Options& options) {
    std::vector<io::StudySource> studies;
    if (const std::string& table = options.text("inputs"); !table.empty()) { studies = io::read_study_table(table); }
    for (const std::string& text : options.list("input")) { studies.push_back(named_on_the_command_line(text)); }
    if (studies.empty()) {
        throw Error(Fault::usage, "no study is named; give --input NAME=PATH for each, or --inputs TABLE");
    }
    for (auto study = studies.begin(); study != studies.end(); ++study) {
        const auto before = [&](const auto& member) {
            return std::any_of(studies.begin(), study,
                               [&](const io::StudySource& other) { return other.*member == (*study).*member; });
        };
        if (before(&io::StudySource::name)) {
            throw Error(Fault::bad_data, "study " + study->name + " is named twice; give every study its own name");
        }
        std::error_code error;
        if (!fs::is_regular_file(study->file, error)) {
            throw Error(Fault::input_missing,
                        "study " + study->name + ": " + study->file.string() +
                            (fs::exists(study->file, error) ? " is no file on a disk, which can be read twice; name one"
                                                            : " does not exist; correct the path"));
        }
        if (before(&io::StudySource::file)) {
            throw Error(Fault::bad_data, "study " + study->name + ": " + study->file.string() +
                                             " is another study's table already; name each table once");
        }
    }
    if (studies.size() < 2) {
        throw Error(Fault::bad_data, "a meta-analysis needs two studies, and only " + studies.front().name +
                                         " is named; name the others with --input or --inputs");
    }
    if (studies.size() > 65535) {
        throw Error(Fault::bad_data, "more than 65535 studies are named; pool some of them first");
    }
    return studies;
}

pipeline::MetaRequest request_of(const Options& options) {
    pipeline::MetaRequest request;
    request.studies = studies_of(options);
    request.results = options.text("out");
    request.format = io::format_named(options.text("input-format"));
    request.match.by_id = options.text("match") == "rsid";
    if (options.text("palindromic") == "same-strand") {
        request.match.palindromic = pipeline::Palindromic::same_strand;
    }
    if (options.text("palindromic") == "drop") { request.match.palindromic = pipeline::Palindromic::drop; }
    request.match.most_frequency_difference = options.real("max-frequency-difference");
    request.min_studies = static_cast<std::uint64_t>(options.integer("min-studies"));
    request.genomic_control = genomic_control(options);
    request.random_effects = between_cohorts(options);
    request.leave_one_out = options.flag("leave-one-out");
    request.description = options.text("description");
    if (options.text("build") != "not-told") { request.genome_build = options.text("build"); }
    request.check = options.flag("check");
    request.run.stub = options.flag("stub");
    request.force = options.flag("force");
    request.run.job = "reduce";
    for (const Options::Value& value : options.values()) {
        request.run.options.push_back({value.name, value.value, value.origin});
    }
    request.run.threads = static_cast<int>(options.integer("threads"));
    request.run.memory = options.bytes("memory");
    return request;
}

void run(const Options& options, const pipeline::Communicator& communicator) {
    if (!options.flag("meta")) {
        throw Error(Fault::usage, "say what to reduce: --meta pools tables of results over studies");
    }
    pipeline::run_meta_analysis(request_of(options), communicator);
}

}  // namespace

extern const Job reduce_job;
const Job reduce_job{"reduce", "tables of results of several studies to one: meta-analysis", describe, run};

}  // namespace atria::jobs
