#include "jobs/binary_traits.hpp"

#include "io/results/columns.hpp"
#include "jobs/joint_tests.hpp"
#include "jobs/scan_report.hpp"
#include "kernels/association/binary_coding.hpp"
#include "kernels/association/joint_logistic_scan.hpp"
#include "kernels/association/logistic_scan.hpp"
#include "kernels/combined_scan.hpp"
#include "kernels/data/error.hpp"
#include "pipeline/record/log.hpp"
#include "pipeline/run/loco_predictions.hpp"

#include <cmath>
#include <optional>
#include <utility>

namespace atria::jobs {
namespace {

using association::BinaryTraitSummary;
using association::JointLogisticScan;
using association::LogisticCohort;
using association::LogisticErrors;
using association::LogisticNull;
using association::LogisticTest;
using association::VariantTerms;

LogisticTest test_of(const Options& options) {
    LogisticTest test;
    // Features are few enough to fit each of them, unless something of the score test is asked for.
    const bool score = options.is_set("test") || options.is_set("correction") || options.is_set("correction-p");
    test.wald = options.text("test") == "wald" || (!options.text("predictors").empty() && !score);
    const std::string& correction = options.text("correction");
    test.correction = correction == "firth" ? Correction::firth
                      : correction == "spa" ? Correction::saddlepoint
                                            : Correction::none;
    test.exact_firth = options.text("firth") == "exact";
    test.correction_p = options.real("correction-p");
    test.error_of_p = options.text("firth-se") == "p";
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

std::string law_of(LogisticErrors errors) { return errors == LogisticErrors::sandwich ? "-WALD-SANDWICH" : "-WALD"; }

std::string notes_of(LogisticErrors errors) {
    const std::string notes =
        "logistic regression with an intercept for each cohort, every variant fitted to its maximum likelihood; people "
        "without a call are left out.";
    return errors == LogisticErrors::sandwich ? notes + " Robust (sandwich) standard errors." : notes;
}

/// Which scans a binary trait goes through.
struct TestPlan {
    bool single = true;   ///< the variant's one effect
    bool robust = false;  ///< that with sandwich errors
    std::optional<VariantTerms> terms;
    LogisticErrors joint_errors = LogisticErrors::information;
};

TestPlan plan_of(const pipeline::StudyRecords& records, const Options& options) {
    TestPlan plan;
    plan.single = with_single_effect(options);
    plan.robust = options.flag("robust");
    plan.terms = joint_terms(records, options);
    const bool asked = !options.list("interaction").empty() && options.text("interaction-errors") == "robust";
    if (plan.robust || asked) { plan.joint_errors = LogisticErrors::sandwich; }
    return plan;
}

/// The records of the traits, and how a kernel comes from them; kept as long as kernels of further chromosomes do.
struct Binary {
    std::vector<LogisticCohort> cohorts;
    LogisticTest test;
    TestPlan plan;
    std::unique_ptr<pipeline::LocoPredictions> predictions;

    void take_predictions(Chromosome chromosome) {
        for (std::size_t t = 0; t < cohorts.front().traits.size(); ++t) {
            std::vector<std::vector<double>> offsets = predictions->read(t, chromosome);
            for (std::size_t c = 0; c < cohorts.size(); ++c) { cohorts[c].traits[t].offset = std::move(offsets[c]); }
        }
    }
    [[nodiscard]] std::unique_ptr<ScanKernel> single_kernel(LogisticNull null) const {
        if (!plan.robust) { return std::make_unique<association::LogisticScan>(std::move(null), test); }
        VariantTerms copies = VariantTerms::single(null.cohorts);
        return std::make_unique<JointLogisticScan>(std::move(null), std::move(copies), LogisticErrors::sandwich);
    }
    [[nodiscard]] std::unique_ptr<ScanKernel> kernel(LogisticNull null) const {
        if (!plan.terms) { return single_kernel(std::move(null)); }
        std::vector<std::unique_ptr<ScanKernel>> kernels;
        if (plan.single) { kernels.push_back(single_kernel(null)); }
        kernels.push_back(std::make_unique<JointLogisticScan>(std::move(null), *plan.terms, plan.joint_errors));
        return one_kernel(std::move(kernels));
    }
};

std::shared_ptr<Binary> read(const pipeline::StudyRecords& records, const Options& options,
                             const std::vector<std::string>& traits) {
    auto model = std::make_shared<Binary>();
    for (std::size_t c = 0; c < records.cohorts().size(); ++c) {
        LogisticCohort& cohort =
            model->cohorts.emplace_back(LogisticCohort{records.name(c), records.model_covariates(c), {}});
        for (const std::string& trait : traits) { cohort.traits.push_back(records.trait(c, trait)); }
    }
    model->test = test_of(options);
    model->plan = plan_of(records, options);
    if (const std::string& list = options.text("loco-predictions"); !list.empty() && !options.flag("stub")) {
        model->predictions = std::make_unique<pipeline::LocoPredictions>(list, traits, records);
    }
    return model;
}

void tell(const BinaryTraitSummary& summary, const pipeline::StudyRecords& records, nlohmann::ordered_json& detail) {
    detail["people"] = report_people(summary.trait, records, summary.sets);
    for (std::size_t c = 0; c < summary.sets.size(); ++c) {
        detail["cases"][records.name(c)] = summary.cases[c];
        detail["controls"][records.name(c)] = summary.sets[c].people - summary.cases[c];
        if (summary.sets[c].people > 0) {
            pipeline::log_info(summary.trait + " in " + records.name(c) + ": " + std::to_string(summary.cases[c]) +
                               " cases, " + std::to_string(summary.sets[c].people - summary.cases[c]) + " controls");
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
        .choice(
            "test",
            "score: score test for all variants, corrected where p is small; wald: every variant fitted to its "
            "maximum likelihood, with Firth's penalty where that is infinite (with --predictors: wald unless given)",
            {"score", "wald"}, "score")
        .choice("correction",
                "of the score test: firth (penalised likelihood ratio), spa (saddlepoint approximation) or none",
                {"firth", "spa", "none"}, "firth")
        .real("correction-p", "variants whose score test has p up to this are corrected; 1 corrects all", 0.05, 1e-300,
              1)
        .choice("firth",
                "approximate: penalised along the variant, the covariate effects where they are without it; exact: in "
                "all parameters",
                {"approximate", "exact"}, "approximate")
        .choice("firth-se",
                "standard error beside Firth's estimate: information, at the estimate; p, the one that estimate and p "
                "imply, which fits meta-analysis by standard errors better (REGENIE's --firth-se)",
                {"information", "p"}, "information");
}

TraitFamily prepare_binary(const pipeline::StudyRecords& records, const Options& options,
                           const std::vector<std::string>& traits, pipeline::PreparedScan& scan) {
    if (traits.empty()) { return {}; }
    const std::shared_ptr<Binary> model = read(records, options, traits);
    const TestPlan& plan = model->plan;
    std::vector<std::string> codings;
    for (std::size_t t = 0; t < traits.size(); ++t) {
        std::vector<std::vector<double>*> values;
        for (LogisticCohort& cohort : model->cohorts) { values.push_back(&cohort.traits[t].values); }
        codings.emplace_back(coding_words(association::recode_binary(traits[t], records.names(), values)));
        pipeline::log_info(traits[t] + " is coded " + codings.back());
    }
    const bool predicted = model->predictions && !records.chromosomes().empty();
    if (predicted) { model->take_predictions(records.chromosomes().front()); }
    std::vector<io::TraitResult> tests;  // behind the traits' own, as the kernels have them
    LogisticNull null = association::fit_logistic_null(model->cohorts);
    for (std::size_t t = 0; t < traits.size(); ++t) {
        const BinaryTraitSummary& summary = null.nulls[t].summary;
        auto& detail = scan.detail["traits"][summary.trait];
        detail["coding"] = codings[t];
        tell(summary, records, detail);
        io::TraitResult result = describe_result(summary.trait, records, summary.sets);
        result.model = io::ScanModel::logistic;
        for (const std::size_t cases : summary.cases) { result.case_count += cases; }
        std::string more;
        if (records.covariate_effects() == CovariateEffects::by_cohort) { more += " Covariate effects by cohort."; }
        if (predicted) { more += " A prediction that leaves the chromosome out is part of the log odds."; }
        if (plan.terms) {
            result.notes = notes_of(plan.joint_errors) + more;
            for (const association::TermTest& one : plan.terms->tests()) {
                tests.push_back(describe_test(result, one, law_of(plan.joint_errors)));
            }
        }
        if (!plan.single) { continue; }
        result.test = plan.robust ? "ADD" + law_of(LogisticErrors::sandwich) : "ADD";
        result.notes = (plan.robust ? notes_of(LogisticErrors::sandwich) : notes_of(model->test)) + more;
        scan.traits.push_back(std::move(result));
    }
    scan.traits.insert(scan.traits.end(), tests.begin(), tests.end());
    TraitFamily family{model->kernel(std::move(null))};
    if (predicted) {
        family.kernel_for = [model](Chromosome chromosome) {
            model->take_predictions(chromosome);
            return model->kernel(association::fit_logistic_null(model->cohorts));
        };
    }
    return family;
}

}  // namespace atria::jobs
