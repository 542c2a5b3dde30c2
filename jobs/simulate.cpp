#include "jobs/job.hpp"
#include "kernels/data/error.hpp"
#include "kernels/simulation/study_design.hpp"
#include "pipeline/comm/together.hpp"
#include "pipeline/record/log.hpp"
#include "pipeline/simulation/cohort_files.hpp"
#include "pipeline/simulation/simulated_study.hpp"
#include "pipeline/simulation/simulation_folder.hpp"
#include "pipeline/simulation/study_files.hpp"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace atria::jobs {
namespace {

using simulation::Spectrum;
using simulation::StudyDesign;

constexpr std::int64_t most = 4'000'000'000;  // indices of people and variants have 32 bits

void describe(OptionTable& table) {
    table.section("Study")
        .required_text("out", "folder to write to; made when missing")
        .choice("format", "plink: cohort files that `atria shard` reads; study: HDF5 shards", {"plink", "study"},
                "plink")
        .integer("seed", "the same seed and options give the same bytes on any ranks and threads", 1, 0, INT64_MAX)
        .integer("cohorts", "number of cohorts", 5, 1, 10'000)
        .integer("people", "people of all cohorts together", 5000, 1, 1'000'000'000)
        .real("size-sd", "spread of the cohorts' sizes [sd of the log]", 0.5, 0, 3);
    table.section("Genotypes")
        .integer("variants", "number of variants, spread over the chromosomes by length", 10'000, 1, most)
        .text("chromosomes", "autosomes, as in 1-22 or 17,20-22", "1-22")
        .choice("spectrum", "minor allele frequencies: rare, density 1/(p(1-p)), or array, uniform", {"rare", "array"},
                "rare")
        .real("min-maf", "smallest minor allele frequency before drift; 0 = 0.00001 (rare) or 0.01 (array)", 0, 0, 0.49)
        .real("fst", "drift of the cohorts' frequencies (Balding-Nichols)", 0.01, 0, 0.5)
        .real("missing-genotypes", "share of calls that are missing", 0.005, 0, 0.99);
    table.section("Records")
        .integer("pcs", "principal components among the covariates, beside age and sex", 8, 0, 1000)
        .integer("quantitative", "number of quantitative traits (q1, q2, ...)", 1, 0, 10'000)
        .integer("binary", "number of binary traits (b1, b2, ...)", 1, 0, 10'000)
        .integer("survival", "number of time-to-event outcomes (t1_entry, t1_exit, t1_event, ...) [years of age]", 1, 0,
                 10'000)
        .real("prevalence", "share of cases, around which the cohorts vary", 0.1, 0.0001, 0.9999)
        .real("event-rate", "share of people with an event, around which the cohorts vary", 0.1, 0.0001, 0.9999)
        .real("missing-traits", "share of people without a value, per trait", 0, 0, 0.99);
    table.section("Effects")
        .integer("causal", "causal variants per trait; 0 = null", 10, 0, 100'000)
        .real("causal-min-maf", "causal variants have at least this minor allele frequency", 0.01, 0, 0.5)
        .real("heritability", "share of the residual variance that a trait's causal variants explain", 0.05, 0, 0.99)
        .real("effect-sd",
              "sd of the effects per sd of dosage [residual sd, log odds, log hazard ratio]; 0 = from heritability", 0,
              0, 10);
}

[[noreturn]] void refuse_chromosomes(const std::string& text) {
    throw Error(Fault::usage,
                "chromosomes = '" + text + "' is not understood; give autosomes and ranges, as in 1-22 or 17,20-22");
}

std::vector<Chromosome> parse_chromosomes(const std::string& text) {
    const auto number = [&](std::string_view word) {
        int value = 0;
        const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
        if (error != std::errc{} || end != word.data() + word.size() || value < 1 || value > 22) {
            refuse_chromosomes(text);
        }
        return value;
    };
    std::vector<Chromosome> chromosomes;
    std::string_view rest = text;
    while (true) {
        const std::size_t comma = rest.find(',');
        const std::string_view item = rest.substr(0, comma);
        const std::size_t dash = item.find('-');
        const int first = number(item.substr(0, dash));
        const int last = dash == std::string_view::npos ? first : number(item.substr(dash + 1));
        if (last < first) { refuse_chromosomes(text); }
        for (int chromosome = first; chromosome <= last; ++chromosome) {
            chromosomes.push_back(static_cast<Chromosome>(chromosome));
        }
        if (comma == std::string_view::npos) { break; }
        rest.remove_prefix(comma + 1);
    }
    std::sort(chromosomes.begin(), chromosomes.end());
    chromosomes.erase(std::unique(chromosomes.begin(), chromosomes.end()), chromosomes.end());
    return chromosomes;
}

StudyDesign design_of(const Options& options) {
    const auto count = [&](std::string_view name) { return static_cast<std::uint32_t>(options.integer(name)); };
    StudyDesign design;
    design.seed = static_cast<std::uint64_t>(options.integer("seed"));
    design.cohorts = count("cohorts");
    design.people = count("people");
    design.size_sd = options.real("size-sd");
    design.variants = count("variants");
    design.chromosomes = parse_chromosomes(options.text("chromosomes"));
    design.spectrum = options.text("spectrum") == "rare" ? Spectrum::rare : Spectrum::array;
    design.min_maf = options.real("min-maf");
    if (design.min_maf <= 0) { design.min_maf = design.spectrum == Spectrum::rare ? 1e-5 : 0.01; }
    design.fst = options.real("fst");
    design.missing_genotypes = options.real("missing-genotypes");
    design.principal_components = count("pcs");
    design.quantitative = count("quantitative");
    design.binary = count("binary");
    design.survival = count("survival");
    design.prevalence = options.real("prevalence");
    design.event_rate = options.real("event-rate");
    design.missing_traits = options.real("missing-traits");
    design.causal = count("causal");
    design.causal_min_maf = options.real("causal-min-maf");
    design.heritability = options.real("heritability");
    design.effect_sd = options.real("effect-sd");
    if (design.people < design.cohorts) {
        throw Error(Fault::usage, "people = " + std::to_string(design.people) + " do not fill cohorts = " +
                                      std::to_string(design.cohorts) + "; ask for more people or fewer cohorts");
    }
    return design;
}

/// The smallest study of the same form: same cohorts, columns and chromosomes.
StudyDesign stub_of(StudyDesign design) {
    design.people = design.cohorts;
    design.variants = static_cast<std::uint32_t>(design.chromosomes.size());
    design.size_sd = 0;
    design.causal = 0;
    return design;
}

/// An upper estimate: 2 bits a call, the list of variants, and 20 characters a cell of the records.
std::uint64_t estimated_bytes(const StudyDesign& design) {
    const std::uint64_t cells = 3 + std::uint64_t{design.principal_components} + design.quantitative + design.binary +
                                std::uint64_t{3} * design.survival;
    const std::uint64_t row = design.people / 4 + design.cohorts;
    return design.variants * (row + std::uint64_t{40} * design.cohorts) + design.people * cells * 20;
}

void run(const Options& options, const pipeline::Communicator& communicator) {
    const bool as_study = options.text("format") == "study";
    const std::filesystem::path out = options.text("out");
    const std::string finished = as_study ? "study.json" : "cohorts.tsv";

    const StudyDesign wanted = design_of(options);
    const pipeline::SimulatedStudy study(options.flag("stub") ? stub_of(wanted) : wanted);
    const bool check = options.flag("check");
    const bool force = options.flag("force");
    const std::uint64_t bytes = estimated_bytes(study.design);
    std::optional<pipeline::SimulationFolder> folder;  // of the root
    pipeline::together(communicator, [&] {
        if (!communicator.is_root()) { return; }
        pipeline::SimulationFolder::check(out, finished, force, bytes);
        if (!check) { folder.emplace(out, finished, force, bytes); }
    });
    pipeline::log_info("simulating " + std::to_string(study.design.people) + " people in " +
                       std::to_string(study.design.cohorts) + " cohorts, " + std::to_string(study.design.variants) +
                       " variants and " + std::to_string(study.traits.size()) + " traits, about " +
                       std::to_string((bytes >> 20U) + 1) + " MiB");
    if (check) {
        pipeline::log_info("checked: " + out.string() + " can be written");
        return;
    }
    const int threads = static_cast<int>(options.integer("threads"));
    if (as_study) {
        pipeline::write_study_files(out, study, threads, communicator);
    } else {
        pipeline::write_cohort_files(out, study, threads, communicator);
    }
    pipeline::together(communicator, [&] {
        if (folder) { folder->commit(options.flag("stub")); }
    });
    pipeline::log_info("wrote " + (out / finished).string() + " and what it names; the true effects are in " +
                       (out / "truth.tsv").string());
}

}  // namespace

extern const Job simulate_job;
const Job simulate_job{"simulate", "make a pooled study of any size, with known effects", describe, run};

}  // namespace atria::jobs
