#include "jobs/binary_traits.hpp"

#include "io/results/columns.hpp"
#include "jobs/scan_report.hpp"
#include "kernels/association/binary_coding.hpp"
#include "kernels/association/logistic_scan.hpp"
#include "kernels/data/error.hpp"
#include "pipeline/record/log.hpp"

#include <cmath>
#include <utility>

namespace atria::jobs {
namespace {

using association::BinaryTraitSummary;
using association::Correction;
using association::LogisticCohort;
using association::LogisticTest;

LogisticTest test_of(const Options& options) {
    LogisticTest test;
    test.wald = options.text("test") == "wald";
    const std::string& correction = options.text("correction");
    test.correction = correction == "firth" ? Correction::firth
                      : correction == "spa" ? Correction::saddlepoint
                                            : Correction::none;
    test.exact_firth = options.text("firth") == "exact";
    test.correction_p = options.real("correction-p");
    return test;
}

std::string notes_of(const LogisticTest& test) {
    std::string notes = "logistic regression with an intercept for each cohort; people without a call are left out. ";
    if (test.wald) {
        return notes +
               "Every variant is fitted (WALD); where the likelihood has no finite maximum, with Firth's penalty.";
    }
    notes += "Score test with its one-step estimate (SCORE)";
    if (test.correction == Correction::firth) {
        notes += test.exact_firth ? "; for small p Firth's penalised likelihood ratio in all parameters (FIRTH)"
                                  : "; for small p Firth's penalised likelihood ratio along the variant (FIRTH)";
    }
    if (test.correction == Correction::saddlepoint) { notes += "; for small p a saddlepoint p (SPA)"; }
    return notes + ".";
}

void tell(const BinaryTraitSummary& summary, const pipeline::StudyRecords& records, nlohmann::ordered_json& detail) {
    detail["people"] = report_people(summary.trait, records, summary.sets);
    for (std::size_t c = 0; c < summary.sets.size(); ++c) {
        detail["cases"][records.name(c)] = summary.cases[c];
        detail["controls"][records.name(c)] = summary.sets[c].people - summary.cases[c];
        if (summary.sets[c].people > 0) {
            pipeline::log_info(summary.trait + " in " + records.name(c) + ": " + std::to_string(summary.cases[c]) +
                               " cases, " + std::to_string(summary.sets[c].people - summary.cases[c]) + " controls");
        } else if (summary.cohort_status[c] == RowStatus::one_class) {
            pipeline::log_warning(summary.trait + ": cohort " + records.name(c) +
                                  " has cases only or controls only, so it takes no part");
        }
    }
    detail["null_model"] = {{"status", io::status_word(summary.status)},
                            {"log_likelihood", summary.log_likelihood},
                            {"rounds", summary.rounds}};
    detail["dropped_covariates"] = summary.dropped_covariates;
    warn_of_dropped_covariates(summary.trait, summary.dropped_covariates);
    if (summary.status == RowStatus::no_people) {
        pipeline::log_warning(summary.trait + ": no cohort has cases and controls, so it has no estimates");
    } else if (summary.status == RowStatus::infinite_estimate) {
        pipeline::log_warning(summary.trait +
                              ": covariates tell cases from controls perfectly, so the null model has no finite "
                              "maximum and the trait has no estimates; leave such a covariate out");
    } else if (summary.status != RowStatus::ok) {
        pipeline::log_warning(summary.trait + ": the null model did not converge, so the trait has no estimates");
    }
}

}  // namespace

void add_binary_options(OptionTable& table) {
    table.section("Binary traits")
        .list("binary-trait",
              "trait of cases and controls (0/1 or 1/2, recognised), repeatable; scanned with the others")
        .choice("test",
                "score: score test for all variants, corrected where p is small; wald: every variant fitted to its "
                "maximum likelihood, with Firth's penalty where that is infinite",
                {"score", "wald"}, "score")
        .choice("correction",
                "of the score test: firth (penalised likelihood ratio), spa (saddlepoint approximation) or none",
                {"firth", "spa", "none"}, "firth")
        .real("correction-p", "variants whose score test has p up to this are corrected; 1 corrects all", 0.05, 1e-300,
              1)
        .choice("firth",
                "approximate: penalised along the variant, the covariate effects where they are without it; exact: in "
                "all parameters",
                {"approximate", "exact"}, "approximate");
}

std::unique_ptr<ScanKernel> prepare_binary(const pipeline::StudyRecords& records, const Options& options,
                                           pipeline::PreparedScan& scan) {
    const std::vector<std::string>& traits = options.list("binary-trait");
    if (traits.empty()) { return nullptr; }
    std::vector<LogisticCohort> cohorts;
    for (std::size_t c = 0; c < records.cohorts().size(); ++c) {
        LogisticCohort& cohort = cohorts.emplace_back(LogisticCohort{records.name(c), records.model_covariates(c), {}});
        for (const std::string& trait : traits) { cohort.traits.push_back(records.trait(c, trait)); }
    }
    std::vector<std::string> codings;
    for (std::size_t t = 0; t < traits.size(); ++t) {
        std::vector<std::vector<double>*> values;
        for (LogisticCohort& cohort : cohorts) { values.push_back(&cohort.traits[t].values); }
        codings.emplace_back(coding_words(association::recode_binary(traits[t], records.names(), values)));
        pipeline::log_info(traits[t] + " is coded " + codings.back());
    }
    const LogisticTest test = test_of(options);
    association::LogisticNull null = association::fit_logistic_null(cohorts);
    for (std::size_t t = 0; t < traits.size(); ++t) {
        const BinaryTraitSummary& summary = null.nulls[t].summary;
        auto& detail = scan.detail["traits"][summary.trait];
        detail["coding"] = codings[t];
        tell(summary, records, detail);
        io::TraitResult& result = scan.traits.emplace_back(describe_result(summary.trait, records, summary.sets));
        result.model = io::ScanModel::logistic;
        result.test = "ADD";
        for (const std::size_t cases : summary.cases) { result.case_count += cases; }
        result.notes = notes_of(test);
        if (records.covariate_effects() == CovariateEffects::by_cohort) {
            result.notes += " Covariate effects by cohort.";
        }
    }
    return std::make_unique<association::LogisticScan>(std::move(null), test);
}

}  // namespace atria::jobs
