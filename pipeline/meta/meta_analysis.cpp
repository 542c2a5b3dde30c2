#include "pipeline/meta/meta_analysis.hpp"

#include "io/file_digest.hpp"
#include "io/summary/tested_effect.hpp"
#include "pipeline/comm/together.hpp"
#include "pipeline/meta/left_out.hpp"
#include "pipeline/meta/meta_tables.hpp"
#include "pipeline/meta/study_results.hpp"
#include "pipeline/record/log.hpp"
#include "pipeline/run/results_folder.hpp"

#include <cmath>
#include <functional>
#include <optional>
#include <string>

namespace atria::pipeline {
namespace {

using Json = nlohmann::ordered_json;

Json number(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }

/// Matches the rows, a bin at a time, in the order of the bins.
std::vector<MatchedVariants> match(const MetaRequest& request, const StudyResults& results,
                                   std::vector<StudyMatches>& matches, LeftOutRows& left_out) {
    std::vector<MatchedVariants> matched;
    matched.reserve(results.bins.size());
    MatchRule rule = request.match;
    rule.turns = io::turns_with_alleles(results.effect);
    for (const StudyRows& rows : results.bins) {
        matched.emplace_back(rows, rule, matches, [&](const StudyRow& row, std::string_view reason) {
            left_out.add(row.study, request.studies[row.study].name,
                         {row.line, std::to_string(row.chromosome), std::to_string(row.position), rows.effect(row),
                          rows.other(row), rows.id(row), reason});
        });
    }
    return matched;
}

void report_matches(const MetaRequest& request, const std::vector<StudyMatches>& matches, const LeftOutRows& left_out,
                    std::uint64_t places_with_several) {
    for (std::size_t s = 0; s < matches.size(); ++s) {
        const std::string& name = request.studies[s].name;
        log_info(name + ": " + std::to_string(matches[s].used) + " variants take part, " +
                 std::to_string(matches[s].swapped) + " turned round (alleles swapped), " +
                 std::to_string(matches[s].other_strand) + " on the other strand");
        if (matches[s].other_position > 0) {
            log_warning(name + ": " + std::to_string(matches[s].other_position) +
                        " variants stand at another position than in the first study that has them (another genome "
                        "build?); the first study's position is given");
        }
        if (const std::string words = left_out.words(s); !words.empty()) {
            log_warning(name + ": left out in all: " + words + "; excluded.tsv.gz names them");
        }
    }
    if (places_with_several > 0) {
        log_warning(std::to_string(places_with_several) +
                    " positions have other alleles in one study than in another; they are kept apart as variants of "
                    "their own");
    }
}

Json details(const MetaRequest& request, const std::vector<StudySummary>& studies,
             const std::vector<StudyMatches>& matches, const LeftOutRows& left_out) {
    Json record = Json::object();
    for (std::size_t s = 0; s < studies.size(); ++s) {
        Json reasons = Json::object();
        for (const auto& [reason, count] : left_out.of(s)) {
            reasons[reason] = {{"rows", count.rows}, {"first_line", count.first_line}};
        }
        record[request.studies[s].name] = {{"file", request.studies[s].file.string()},
                                           {"format", studies[s].format},
                                           {"rows", studies[s].rows},
                                           {"used", matches[s].used},
                                           {"turned_round", matches[s].swapped},
                                           {"other_strand", matches[s].other_strand},
                                           {"other_position", matches[s].other_position},
                                           {"derived_standard_errors", studies[s].derived_errors},
                                           {"lambda", number(studies[s].lambda)},
                                           {"standard_errors_times", studies[s].factor},
                                           {"left_out", reasons}};
    }
    return record;
}

std::string notes_of(const MetaRequest& request, const std::string& effect) {
    const bool reml = request.random_effects == math::BetweenCohorts::restricted_likelihood;
    std::string notes = "Meta-analysis of " + std::to_string(request.studies.size()) +
                        " studies by inverse variance: beta, standard_error and p_value are those of fixed effects; "
                        "tau2, beta_random, se_random and p_random those of random effects (" +
                        (reml ? "restricted maximum likelihood" : "DerSimonian-Laird") + "). Genomic control: ";
    const bool both = request.genomic_control == GenomicControl::both;
    notes += both                                               ? "studies and result."
             : request.genomic_control == GenomicControl::input ? "studies."
                                                                : "none, unless a study asks for it.";
    if (effect != "ADD") { notes += " The effect is that of " + effect + "."; }
    return notes;
}

io::MetaResult describe(const MetaRequest& request, const StudyResults& results) {
    io::MetaResult result;
    for (const io::StudySource& study : request.studies) { result.studies.push_back(study.name); }
    result.study_people.assign(request.studies.size(), not_available);
    for (std::size_t s = 0; s < results.studies.size(); ++s) {
        result.study_people[s] = results.studies[s].most_people;
    }
    result.effect = results.effect;
    result.leave_one_out = request.leave_one_out;
    result.description = request.description;
    result.genome_build = request.genome_build;
    result.notes = notes_of(request, results.effect);
    return result;
}

void report(const MetaRequest& request, const MetaSummary& summary) {
    log_info(std::to_string(summary.variants) + " variants pooled, " + std::to_string(summary.in_one_study) +
             " of them in one study only");
    if (summary.too_few > 0) {
        log_warning(std::to_string(summary.too_few) + " variants are in fewer than " +
                    std::to_string(request.min_studies) + " studies and left out (--min-studies)");
    }
    if (summary.not_converged > 0) {
        log_warning(std::to_string(summary.not_converged) +
                    " variants have no random effects: their numbers leave the range of a double");
    }
    if (summary.variants > summary.in_one_study) { return; }
    log_warning("no variant is in two studies: are the studies on the same genome build, and named alike?");
}

void pool(const MetaRequest& request, RunRecord& record) {
    LeftOutRows left_out(request.studies.size());
    left_out.open(request.results / "excluded.tsv.gz");
    StudyResults results;
    std::vector<StudyMatches> matches(request.studies.size());
    std::vector<MatchedVariants> matched;
    if (!request.run.stub) {
        for (const io::StudySource& study : request.studies) {
            record.add_input(study.file.string(), std::filesystem::file_size(study.file),
                             io::sha256_of_file(study.file));
        }
        results = read_study_results(request, left_out);
        matched = match(request, results, matches, left_out);
        std::uint64_t several = 0;
        for (const MatchedVariants& bin : matched) { several += bin.places_with_several(); }
        report_matches(request, matches, left_out, several);
        record.set_detail("studies", details(request, results.studies, matches, left_out));
    }
    left_out.close();
    const io::MetaResult result = describe(request, results);
    const MetaSummary summary = write_meta_tables(request, result, results.studies, matched);
    io::write_meta_metadata(result, request.results / "meta.tsv.gz");
    report(request, summary);
    record.set_detail("result", {{"variants", summary.variants},
                                 {"in_one_study", summary.in_one_study},
                                 {"in_too_few_studies", summary.too_few},
                                 {"random_effects_not_converged", summary.not_converged},
                                 {"lambda_fixed", number(summary.lambda_fixed)},
                                 {"lambda_random", number(summary.lambda_random)}});
    const std::vector<std::string> files{"meta.tsv.gz", "meta.tsv.gz-meta.yaml", "meta.cohorts.tsv.gz",
                                         "excluded.tsv.gz"};
    record.add_outputs(files, io::one_after_the_other());
}

}  // namespace

void run_meta_analysis(const MetaRequest& request, const Communicator& communicator) {
    const auto on_root = [&](const std::function<void()>& work) {
        together(communicator, [&] {
            if (communicator.is_root()) { work(); }
        });
    };
    on_root([&] { ResultsFolder::check(request.results, request.force); });
    if (request.check) {
        on_root([&] {
            LeftOutRows left_out(request.studies.size());
            (void)read_study_results(request, left_out);
        });
        log_info("check: the studies and the results folder are in order; nothing was computed");
        return;
    }
    std::optional<ResultsFolder> folder;  // of the root
    on_root([&] {
        folder.emplace(request.results, request.force);
        folder->clear();
        set_log_file(request.results / "log.txt");
    });
    if (communicator.size() > 1) {
        log_info("a meta-analysis is the work of rank 0; the other " + std::to_string(communicator.size() - 1) +
                 " ranks wait");
    }
    RunRecord record(request.results, request.run, communicator);
    record.keep([&] { on_root([&] { pool(request, record); }); });
    log_info("results are in " + request.results.string());
}

}  // namespace atria::pipeline
