#include "jobs/quantitative_traits.hpp"

#include "jobs/joint_tests.hpp"
#include "jobs/scan_report.hpp"
#include "kernels/association/joint_linear_scan.hpp"
#include "kernels/association/linear_scan.hpp"
#include "kernels/association/trait_scores.hpp"
#include "kernels/combined_scan.hpp"
#include "kernels/data/error.hpp"
#include "pipeline/record/log.hpp"
#include "pipeline/run/loco_predictions.hpp"

#include <optional>
#include <utility>
#include <vector>

namespace atria::jobs {
namespace {

using association::JointLinearScan;
using association::LinearCohort;
using association::LinearNull;
using association::LinearScan;
using association::MissingGenotype;
using association::RankWithin;
using association::StandardErrors;
using association::VariantTerms;
using pipeline::LocoPredictions;
using pipeline::PreparedScan;
using pipeline::StudyRecords;

/// The records of the traits, and how a kernel comes from them; kept as long as kernels of further chromosomes do.
struct Quantitative {
    std::vector<LinearCohort> cohorts;
    CovariateEffects effects = CovariateEffects::shared;
    MissingGenotype missing = MissingGenotype::exclude;
    StandardErrors errors = StandardErrors::equal_variance;
    std::optional<VariantTerms> terms;  ///< of joint tests
    StandardErrors joint_errors = StandardErrors::equal_variance;
    bool single = true;  ///< the variant's one effect is scanned
    std::unique_ptr<LocoPredictions> predictions;
    std::vector<double> units;  ///< of each trait's predictions, in units of the trait

    [[nodiscard]] std::size_t traits() const { return cohorts.front().traits.size(); }
    [[nodiscard]] LinearNull null() const { return association::fit_linear_null(cohorts, effects); }
    [[nodiscard]] std::unique_ptr<ScanKernel> kernel(LinearNull fitted) const {
        if (!terms) { return std::make_unique<LinearScan>(std::move(fitted), missing, errors); }
        std::vector<std::unique_ptr<ScanKernel>> kernels;
        if (single) { kernels.push_back(std::make_unique<LinearScan>(fitted, missing, errors)); }
        kernels.push_back(std::make_unique<JointLinearScan>(std::move(fitted), *terms, joint_errors));
        return one_kernel(std::move(kernels));
    }
    void take_predictions(Chromosome chromosome) {
        for (std::size_t t = 0; t < traits(); ++t) {
            std::vector<std::vector<double>> offsets = predictions->read(t, chromosome);
            for (std::size_t c = 0; c < cohorts.size(); ++c) {
                for (double& offset : offsets[c]) { offset *= units[t]; }
                cohorts[c].traits[t].offset = std::move(offsets[c]);
            }
        }
    }
    /// Who has predictions stays; the predictions are 0.
    void zero_predictions() {
        for (LinearCohort& cohort : cohorts) {
            for (Phenotype& trait : cohort.traits) {
                for (double& offset : trait.offset) { offset *= 0; }
            }
        }
    }
};

std::shared_ptr<Quantitative> read(const StudyRecords& records, const Options& options,
                                   const std::vector<std::string>& traits) {
    auto model = std::make_shared<Quantitative>();
    for (std::size_t c = 0; c < records.cohorts().size(); ++c) {
        LinearCohort cohort{records.name(c), records.covariates(c), {}};
        for (const std::string& trait : traits) { cohort.traits.push_back(records.trait(c, trait)); }
        model->cohorts.push_back(std::move(cohort));
    }
    model->effects = records.covariate_effects();
    if (options.text("missing-genotype") == "mean") { model->missing = MissingGenotype::mean; }
    if (options.flag("robust")) { model->errors = StandardErrors::robust; }
    model->terms = joint_terms(records, options);
    model->single = with_single_effect(options);
    if (model->terms && model->missing == MissingGenotype::mean) {
        throw Error(Fault::bad_config,
                    "--missing-genotype mean is not for the genotypic model and interactions; use exclude with them");
    }
    const std::string& asked = options.text("interaction-errors");
    const bool interaction = !options.list("interaction").empty();
    if (interaction ? asked != "model" : options.flag("robust")) { model->joint_errors = StandardErrors::robust; }
    model->units.assign(traits.size(), 1);
    if (const std::string& list = options.text("loco-predictions"); !list.empty() && !options.flag("stub")) {
        model->predictions = std::make_unique<LocoPredictions>(list, traits, records);
    }
    return model;
}

/// Fits the null models of the study's first chromosome with predictions, and looks whether these explain anything.
LinearNull fit_with_predictions(Quantitative& model, const StudyRecords& records, const Options& options,
                                PreparedScan& scan) {
    const Chromosome first = records.chromosomes().front();
    model.zero_predictions();
    const LinearNull without = model.null();
    if (options.text("loco-unit") == "residual-sd") {
        for (std::size_t t = 0; t < model.traits(); ++t) { model.units[t] = without.summaries[t].residual_sd; }
    }
    model.take_predictions(first);
    LinearNull null = model.null();
    for (std::size_t t = 0; t < model.traits(); ++t) {
        const double before = without.summaries[t].residual_sd;
        const double after = null.summaries[t].residual_sd;
        scan.detail["traits"][null.traits[t]]["residual_sd_without_prediction"] = before;
        if (after > before) {
            pipeline::log_warning("the predictions of " + null.traits[t] +
                                  " explain nothing of it: without them its "
                                  "residual standard deviation is " +
                                  std::to_string(before) + ", with them " + std::to_string(after) +
                                  "; are they of this trait, and in its unit? REGENIE's are in units of the residual "
                                  "standard deviation, which --loco-unit residual-sd understands");
        }
    }
    return null;
}

}  // namespace

void add_quantitative_options(OptionTable& table) {
    table.section("Quantitative traits")
        .choice("rint",
                "rank-based inverse normal transform of the traits (Blom) among the people analysed: none, within each "
                "cohort, or pooled over the cohorts",
                {"none", "cohort", "pooled"}, "none")
        .choice("missing-genotype",
                "people without a call: exclude leaves them out of that variant exactly, mean gives them their "
                "cohort's mean",
                {"exclude", "mean"}, "exclude");
}

TraitFamily prepare_quantitative(const pipeline::StudyRecords& records, const Options& options,
                                 const std::vector<std::string>& traits, pipeline::PreparedScan& scan) {
    if (traits.empty()) { return {}; }
    const std::shared_ptr<Quantitative> model = read(records, options, traits);
    const bool predicted = model->predictions && !records.chromosomes().empty();
    if (predicted) { model->take_predictions(records.chromosomes().front()); }  // who has predictions is analysed
    if (options.text("rint") != "none") {
        association::replace_by_normal_scores(
            model->cohorts, options.text("rint") == "cohort" ? RankWithin::cohort : RankWithin::pooled);
    }
    LinearNull null = predicted ? fit_with_predictions(*model, records, options, scan) : model->null();
    const bool robust = model->errors == StandardErrors::robust;
    std::vector<io::TraitResult> tests;  // behind the traits' own, as the kernel has them
    for (const association::TraitSummary& summary : null.summaries) {
        auto& detail = scan.detail["traits"][summary.trait];
        detail["people"] = report_people(summary.trait, records, summary.sets);
        detail["residual_sd"] = summary.residual_sd;
        detail["dropped_covariates"] = summary.dropped_covariates;
        warn_of_dropped_covariates(summary.trait, summary.dropped_covariates);
        const bool varies = summary.constant_in.size() < records.names().size();
        for (const std::size_t c : varies ? summary.constant_in : std::vector<std::size_t>()) {
            pipeline::log_warning(summary.trait + " has the same value in everybody of " + records.name(c) +
                                  ", who pull the pooled estimate towards 0; name the other cohorts with --cohort if "
                                  "it was not measured there");
        }
        if (summary.residual_sd == 0) {
            pipeline::log_warning(
                summary.trait +
                (varies
                     ? " does not vary beyond what cohorts and covariates explain, so it has no estimates; is it one "
                       "of its own covariates?"
                     : " has the same value in everybody of a cohort, in all cohorts, so it has no estimates"));
        }
        io::TraitResult result = describe_result(summary.trait, records, summary.sets);
        result.model = io::ScanModel::linear;
        result.test = robust ? "ADD-T-HC3" : "ADD-T";
        result.notes = "linear regression with an intercept for each cohort; missing genotypes: " +
                       options.text("missing-genotype");
        if (model->effects == CovariateEffects::by_cohort) { result.notes += "; covariate effects by cohort"; }
        if (options.text("rint") != "none") { result.notes += "; normal scores by rank: " + options.text("rint"); }
        if (predicted) { result.notes += "; less a prediction that leaves the chromosome out"; }
        if (model->terms) {
            const bool robust_tests = model->joint_errors == StandardErrors::robust;
            for (const association::TermTest& test : model->terms->tests()) {
                const std::string law = test.contrast.rows() > 1 ? "-F" : "-T";
                io::TraitResult& one =
                    tests.emplace_back(describe_test(result, test, robust_tests ? law + "-HC3" : law));
                if (robust_tests) { one.notes += "; robust standard errors (HC3)"; }
            }
        }
        if (robust) { result.notes += "; robust standard errors (HC3)"; }
        if (model->single) { scan.traits.push_back(std::move(result)); }
    }
    scan.traits.insert(scan.traits.end(), tests.begin(), tests.end());
    TraitFamily family{model->kernel(std::move(null))};
    if (predicted) {
        family.kernel_for = [model](Chromosome chromosome) {
            model->take_predictions(chromosome);
            return model->kernel(model->null());
        };
    }
    return family;
}

}  // namespace atria::jobs
