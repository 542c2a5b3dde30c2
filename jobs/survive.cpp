#include "jobs/job.hpp"
#include "jobs/scan_options.hpp"
#include "jobs/scan_report.hpp"
#include "jobs/survival_null_report.hpp"
#include "kernels/data/error.hpp"
#include "kernels/survival/cox_scan.hpp"
#include "kernels/survival/cox_zph_scale.hpp"
#include "kernels/survival/discrete_scan.hpp"
#include "pipeline/record/log.hpp"
#include "pipeline/run/loco_predictions.hpp"
#include "pipeline/run/scan.hpp"

#include <algorithm>
#include <cmath>
#include <memory>
#include <optional>
#include <set>
#include <utility>

namespace atria::jobs {
namespace {

using pipeline::OutcomeColumns;
using pipeline::PreparedScan;
using pipeline::StudyRecords;
using survival::CoxCohort;
using survival::CoxNull;
using survival::CoxScan;
using survival::CoxStatistic;
using survival::CoxTest;
using survival::DiscreteScan;
using survival::Ties;
using survival::ZphTransform;

void describe(OptionTable& table) {
    add_scan_options(table);
    table.section("Survival")
        .list(
            "outcome",
            "time-to-event outcome NAME=entry,exit,event or NAME=time,event (columns of the records; event 1 or 0), "
            "repeatable; event:2 for the events of cause 2: those of other causes leave the risk set, or stay in it as "
            "--model says")
        .choice(
            "model",
            "cox: hazard of the cause, others are censored; fine-gray: hazard of the cause's subdistribution, in which "
            "those with an event of another cause stay at risk with Geskus's weights, formed in each cohort (and "
            "stratum); its outcomes name their cause, event:1",
            {"cox", "fine-gray"}, "cox")
        .text("weights",
              "column of case weights, 0 or more, in the partial likelihood as in R's coxph; standard errors and tests "
              "are those of the weighted information, right for weights that count equal people")
        .list("strata",
              "column of the records whose values divide every cohort into strata with baseline hazards of their own, "
              "repeatable: the combinations of their values")
        .choice("ties",
                "how events at the same time share their risk set: efron or breslow; discrete, for coarsely grouped "
                "times with many events each: proportional hazards in grouped time (complementary log-log), with an "
                "intercept for each distinct event time of each cohort and stratum",
                {"efron", "breslow", "discrete"}, "efron")
        .real("refine-p",
              "variants with a larger p of the score test get their estimate from an expansion about the null model "
              "(status `expansion`, within about a hundredth of a standard error) instead of the maximum of the "
              "likelihood; 1 takes every variant to the maximum and costs several times the time (with --predictors: 1 "
              "unless "
              "given)",
              0.01, 1e-300, 1)
        .choice("test",
                "score: score test for all variants, corrected as --correction says; mle: every variant taken to its "
                "maximum likelihood and Wald's test, with Firth's penalty where that is infinite; firth: Firth's "
                "penalised likelihood ratio for all variants",
                {"score", "mle", "firth"}, "score")
        .choice(
            "correction",
            "of the score test: spa (saddlepoint approximation), firth (penalised likelihood ratio where fewer than "
            "about 100 copies are expected among the events, or the estimate is infinite) or none",
            {"firth", "spa", "none"}, "spa")
        .real("correction-p", "variants whose score test has p up to this are corrected; 1 corrects all", 0.05, 1e-300,
              1)
        .choice("zph",
                "function of time along which hits are tested for proportional hazards, as R's cox.zph has it: km (1 - "
                "Kaplan-Meier of all cohorts together, in a cohort's own rows of its own), rank, log, identity or none",
                {"km", "rank", "log", "identity", "none"}, "km")
        .real("zph-p",
              "variants whose score test has p up to this are tested for proportional hazards, pooled and in each "
              "cohort with such a p of its own",
              5e-8, 1e-300, 1)
        .flag("robust",
              "every variant taken to its maximum likelihood and Wald's test with robust standard errors (the "
              "sandwich, by "
              "person): for weights that do not count people, and Fine-Gray models; it takes several more passes")
        .text("loco-predictions",
              "list of polygenic predictions that leave a chromosome out, OUTCOME PATH a line, with .loco files as "
              "REGENIE's step 1 writes them; part of the log hazard, chromosome by chromosome");
}

std::vector<OutcomeColumns> outcomes_of(const Options& options) {
    // A list splits at commas, which an outcome has itself: a part without '=' belongs to the outcome before it.
    std::vector<std::string> texts;
    for (const std::string& part : options.list("outcome")) {
        if (part.find('=') == std::string::npos && !texts.empty()) {
            texts.back() += "," + part;
        } else {
            texts.push_back(part);
        }
    }
    std::vector<OutcomeColumns> outcomes;
    std::set<std::string> seen;
    for (const std::string& text : texts) {
        outcomes.push_back(pipeline::parse_outcome(text));
        outcomes.back().subdistribution = options.text("model") == "fine-gray";
        if (outcomes.back().subdistribution && !outcomes.back().cause) {
            throw Error(Fault::usage, "outcome '" + text +
                                          "': --model fine-gray is about one of several causes; name " +
                                          "its code, as " + outcomes.back().event + ":1");
        }
        io::check_trait_name(outcomes.back().name);
        if (!seen.insert(outcomes.back().name).second) {
            throw Error(Fault::bad_config, "outcome '" + outcomes.back().name + "' is named twice; name it once");
        }
    }
    if (outcomes.empty()) {
        throw Error(Fault::usage, "no outcome is named; give --outcome NAME=entry,exit,event (or NAME=time,event)");
    }
    return outcomes;
}

/// What would have no effect is refused where a user asked for it: by another value than the default, or by naming the
/// default on the command line. Config files list every option.
class Combinations {
public:
    explicit Combinations(const Options& options) : options_(options), values_(options.values()) {}

    void beside_discrete() const {
        if (options_.text("ties") != "discrete") { return; }
        const std::string beside = "--ties discrete";
        refuse_if(options_.text("test") == "firth", "test", beside);
        refuse_if(options_.text("model") == "fine-gray", "model", beside);
        refuse_if(asked("correction", options_.text("correction") != "spa"), "correction", beside);
        refuse_if(asked("correction-p", options_.real("correction-p") != 0.05), "correction-p", beside);
        refuse_if(asked("zph", options_.text("zph") != "km"), "zph", beside);
        refuse_if(asked("zph-p", options_.real("zph-p") != 5e-8), "zph-p", beside);
        refuse_if(options_.flag("robust"), "robust", beside);
        refuse_if(!options_.text("weights").empty(), "weights", beside);
    }
    void beside_robust() const {
        if (!options_.flag("robust")) { return; }
        refuse_if(options_.text("test") == "firth", "test", "--robust");
        refuse_if(asked("correction", options_.text("correction") != "spa"), "correction", "--robust");
        refuse_if(options_.real("refine-p") != 1 && asked("refine-p", options_.real("refine-p") != 0.01), "refine-p",
                  "--robust");
    }

private:
    [[nodiscard]] const Options::Value& value(const std::string& name) const {
        return *std::ranges::find(values_, name, &Options::Value::name);
    }
    [[nodiscard]] bool asked(const std::string& name, bool unusual) const {
        return value(name).value != "none" && (unusual || value(name).origin == "command line");
    }
    void refuse_if(bool refused, const std::string& name, const std::string& beside) const {
        if (!refused) { return; }
        throw Error(Fault::usage, "option --" + name + ": " + value(name).value + " is not to be had with " + beside +
                                      "; leave one of them out");
    }

    const Options& options_;
    std::vector<Options::Value> values_;
};

CoxTest test_of(const Options& options) {
    CoxTest test;
    // Features are few enough to take each of them to its maximum.
    const bool few = !options.text("predictors").empty() && !options.is_set("refine-p");
    test.refine_p = few ? 1 : options.real("refine-p");
    const std::string& statistic = options.text("test");
    if (statistic == "mle") {
        test.statistic = CoxStatistic::maximum;
        test.refine_p = 1;
    } else if (statistic == "firth") {
        test.statistic = CoxStatistic::firth;
    }
    if (options.flag("robust")) {
        test.statistic = CoxStatistic::maximum;
        test.refine_p = 1;
        test.robust = true;
    }
    const std::string& correction = options.text("correction");
    test.correction = correction == "firth" ? Correction::firth
                      : correction == "spa" ? Correction::saddlepoint
                                            : Correction::none;
    test.correction_p = options.real("correction-p");
    test.zph_p = options.text("zph") == "none" ? 0 : options.real("zph-p");
    return test;
}

std::optional<ZphTransform> zph_of(const Options& options) {
    const std::string& word = options.text("zph");
    if (word == "none") { return std::nullopt; }
    return word == "km"     ? ZphTransform::km
           : word == "rank" ? ZphTransform::rank
           : word == "log"  ? ZphTransform::log
                            : ZphTransform::identity;
}

/// The records of the outcomes, and how a kernel comes from them; kept as long as kernels of further chromosomes do.
struct Outcomes {
    std::vector<CoxCohort> cohorts;
    Ties ties = Ties::efron;
    bool discrete = false;  ///< grouped time instead of `ties`
    CoxTest test;
    std::optional<ZphTransform> zph;
    std::unique_ptr<pipeline::LocoPredictions> predictions;

    void take_predictions(Chromosome chromosome) {
        for (std::size_t o = 0; o < cohorts.front().outcomes.size(); ++o) {
            std::vector<std::vector<double>> offsets = predictions->read(o, chromosome);
            for (std::size_t c = 0; c < cohorts.size(); ++c) { cohorts[c].outcomes[o].offset = std::move(offsets[c]); }
        }
    }
    [[nodiscard]] CoxNull null() const {
        CoxNull null = survival::fit_cox_null(cohorts, ties);
        if (!zph) { return null; }
        for (const std::size_t o : survival::set_zph_scale(cohorts, *zph, null)) {
            pipeline::log_warning(null.outcomes[o] +
                                  ": there is an event at a time that has no logarithm, so hazards "
                                  "are not tested; --zph km or identity takes such times");
        }
        return null;
    }
    [[nodiscard]] survival::DiscreteNull discrete_null() const { return survival::fit_discrete_null(cohorts); }
    [[nodiscard]] survival::DiscreteTest discrete_test() const {
        return {test.refine_p, test.statistic == CoxStatistic::maximum};
    }
    [[nodiscard]] std::unique_ptr<ScanKernel> kernel() const {
        if (discrete) { return std::make_unique<DiscreteScan>(discrete_null(), discrete_test()); }
        return std::make_unique<CoxScan>(null(), test);
    }
};

std::shared_ptr<Outcomes> read(const StudyRecords& records, std::span<const OutcomeColumns> outcomes,
                               const Options& options, const std::string& only) {
    auto model = std::make_shared<Outcomes>();
    model->ties = options.text("ties") == "breslow" ? Ties::breslow : Ties::efron;
    model->discrete = options.text("ties") == "discrete";
    model->test = test_of(options);
    model->zph = zph_of(options);
    std::vector<std::string> names;
    for (const OutcomeColumns& outcome : outcomes) {
        if (only.empty() || outcome.name == only) { names.push_back(outcome.name); }
    }
    for (std::size_t c = 0; c < records.cohorts().size(); ++c) {
        CoxCohort cohort{records.name(c), records.model_covariates(c), {}};
        const std::vector<double> strata = records.strata(c, options.list("strata"));
        const std::string& weight = options.text("weights");
        const std::vector<double> weights = weight.empty() ? std::vector<double>{} : records.weights(c, weight);
        for (const OutcomeColumns& outcome : outcomes) {
            if (!only.empty() && outcome.name != only) { continue; }
            cohort.outcomes.push_back(records.outcome(c, outcome));
            cohort.outcomes.back().stratum = strata;
            cohort.outcomes.back().weight = weights;
        }
        model->cohorts.push_back(std::move(cohort));
    }
    if (const std::string& list = options.text("loco-predictions"); !list.empty() && !options.flag("stub")) {
        model->predictions = std::make_unique<pipeline::LocoPredictions>(list, names, records);
    }
    return model;
}

/// As R does, weights with fractions are taken to count something else than people; here only robust errors do so.
void warn_of_fractions(const Outcomes& model, const Options& options) {
    if (options.text("weights").empty() || options.flag("robust")) { return; }
    for (const CoxCohort& cohort : model.cohorts) {
        for (const double weight : cohort.outcomes.front().weight) {
            if (std::isnan(weight) || weight == std::floor(weight)) { continue; }
            pipeline::log_warning("weights '" + options.text("weights") +
                                  "' have fractions, and standard errors and tests take them as numbers of equal "
                                  "people; --robust gives those of weights that do not count people");
            return;
        }
    }
}

std::string notes_of(const StudyRecords& records, const Options& options) {
    const bool discrete = options.text("ties") == "discrete";
    std::string notes = discrete ? "proportional hazards in grouped time (complementary log-log), intercepts by cohort"
                        : options.text("model") == "fine-gray"
                            ? "Fine and Gray's proportional hazards of the subdistribution stratified by cohort"
                            : "Cox proportional hazards stratified by cohort";
    for (const std::string& name : options.list("strata")) { notes += ", " + name; }
    notes += discrete ? ", event time" : ", ties: " + options.text("ties");
    if (!options.text("weights").empty()) { notes += "; case weights " + options.text("weights"); }
    if (records.covariate_effects() == CovariateEffects::by_cohort) { notes += "; covariate effects by cohort"; }
    if (!options.text("loco-predictions").empty()) {
        notes += "; a prediction that leaves the chromosome out is part of the log hazard";
    }
    if (options.flag("robust")) {
        notes +=
            "; Wald tests of the maximum likelihood with robust standard errors (WALD-SANDWICH), or Firth's where "
            "that is infinite";
    } else if (options.text("test") == "score" && options.text("correction") == "spa") {
        notes += "; for small p a saddlepoint p (SPA)";
    } else if (options.text("test") == "score" && options.text("correction") == "firth") {
        notes +=
            "; for small p and few carriers among the events, and where the estimate is infinite, Firth's penalised "
            "likelihood ratio (FIRTH)";
    } else if (options.text("test") == "mle") {
        notes += "; Wald tests of the maximum likelihood (WALD), or ";
        notes += discrete ? "score tests where that is infinite" : "Firth's where that is infinite";
    }
    if (options.text("zph") != "none" && !discrete) {
        notes += "; proportional hazards of small p by the score test along time as " + options.text("zph");
    }
    return notes;
}

PreparedScan prepare(const StudyRecords& records, std::span<const OutcomeColumns> outcomes, const Options& options,
                     const std::string& only) {
    const std::shared_ptr<Outcomes> model = read(records, outcomes, options, only);
    if (only.empty()) { warn_of_fractions(*model, options); }
    const bool predicted = model->predictions && !records.chromosomes().empty();
    if (predicted) { model->take_predictions(records.chromosomes().front()); }
    PreparedScan scan;
    const auto add_trait = [&](const survival::OutcomeSummary& summary) -> nlohmann::ordered_json& {
        auto& detail = scan.detail["traits"][summary.outcome];
        detail["people"] = report_people(summary.outcome, records, summary.sets);
        report_null_model(summary, records, options.text("ties"), detail);
        io::TraitResult& result = scan.traits.emplace_back(describe_result(summary.outcome, records, summary.sets));
        result.model = io::ScanModel::cox;
        result.test = model->discrete ? "CLOGLOG" : options.text("model") == "fine-gray" ? "FINEGRAY" : "COX";
        result.notes = notes_of(records, options);
        return detail;
    };
    if (model->discrete) {
        survival::DiscreteNull null = model->discrete_null();
        for (const survival::DiscreteNullOutcome& outcome : null.nulls) {
            report_saturated(outcome, records, add_trait(outcome.summary));
        }
        scan.kernel = std::make_unique<DiscreteScan>(std::move(null), model->discrete_test());
    } else {
        CoxNull null = model->null();
        for (const survival::CoxNullOutcome& outcome : null.nulls) { add_trait(outcome.summary); }
        scan.kernel = std::make_unique<CoxScan>(std::move(null), model->test);
    }
    if (predicted) {
        scan.kernel_chromosome = records.chromosomes().front();
        scan.kernel_for = [model](Chromosome chromosome) {
            model->take_predictions(chromosome);
            return model->kernel();
        };
    }
    return scan;
}

void run(const Options& options, const pipeline::Communicator& communicator) {
    const std::vector<OutcomeColumns> outcomes = outcomes_of(options);
    const Combinations combinations(options);
    combinations.beside_discrete();
    combinations.beside_robust();
    const pipeline::ScanRequest request = scan_request("survive", options);
    if (options.text("genetic-model") == "genotypic") {
        throw Error(Fault::usage,
                    "option --genetic-model: survive has no genotypic model; give additive, dominant or recessive");
    }
    if (std::ranges::find(request.formats, io::ResultFormat::plink2) != request.formats.end()) {
        throw Error(Fault::usage,
                    "option --format: PLINK 2 has no layout for results of times to an event, so survive cannot write "
                    "plink2; give regenie, or ssf");
    }
    pipeline::run_scan(
        request,
        [&](const StudyRecords& records, const std::string& only) { return prepare(records, outcomes, options, only); },
        communicator);
}

}  // namespace

extern const Job survive_job;
const Job survive_job{
    "survive",
    "Cox, Fine-Gray and grouped-time scans of times to an event: pooled with the cohort as stratum, and by cohort "
    "(models without a scan: `atria survive model`)",
    &describe, &run, true};

}  // namespace atria::jobs
