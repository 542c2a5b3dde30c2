#include "jobs/joint_tests.hpp"

#include "io/tables/name_list.hpp"
#include "io/tables/nearest_name.hpp"
#include "kernels/data/error.hpp"

#include <algorithm>
#include <set>
#include <vector>

namespace atria::jobs {
namespace {

using association::Modifier;
using association::VariantTerms;

/// The columns of one covariate.
std::vector<Modifier> modifiers_of(const std::string& covariate, const pipeline::StudyRecords& records) {
    std::vector<Modifier> modifiers;
    const Covariates& first = records.covariates(0);
    for (std::size_t k = 0; k < first.names.size(); ++k) {
        if (first.term(k) != covariate) { continue; }
        Modifier& modifier = modifiers.emplace_back();
        modifier.name = first.names[k];
        modifier.covariate = covariate;
        const std::string level = records.reference_level(covariate);
        if (!level.empty()) { modifier.reference = covariate + "=" + level; }
        for (std::size_t c = 0; c < records.cohorts().size(); ++c) {
            modifier.values.emplace_back(records.covariates(c).values.col(static_cast<Eigen::Index>(k)));
        }
    }
    const bool in_model = std::ranges::find(records.covariate_names(), covariate) != records.covariate_names().end();
    if (in_model && records.reader(0).find(covariate) == nullptr) {
        const bool is_variant = covariate.starts_with("variant ");
        throw Error(Fault::bad_config, "interaction '" + covariate + "' is " +
                                           (is_variant ? "a variant of --condition" : "a power or product") +
                                           "; an interaction is with a column of the records");
    }
    if (in_model && modifiers.empty()) {
        throw Error(Fault::bad_config, "interaction '" + covariate +
                                           "' has a single level in the cohorts scanned, so nothing differs by it; "
                                           "leave the interaction out, or scan cohorts with other levels, too");
    }
    if (modifiers.empty()) {
        throw Error(Fault::bad_config,
                    "interaction '" + covariate + "' is no covariate of this scan (" +
                        io::name_list(records.covariate_names()) +
                        "); its own effect belongs in the model, so name it with --covariate or --categorical, too" +
                        io::did_you_mean(covariate, records.covariate_names()));
    }
    return modifiers;
}

}  // namespace

void add_joint_options(OptionTable& table) {
    table.section("Interactions")
        .list("interaction",
              "covariate or categorical covariate of the model whose interaction with the variant is estimated and "
              "tested, repeatable; results are TRAIT.ADD-INT_SNPxNAME and others (README)")
        .choice("interaction-errors",
                "standard errors of the models with interactions: robust (HC3; sandwich for binary traits), model, or "
                "auto: robust for quantitative and model for binary traits",
                {"auto", "robust", "model"}, "auto");
}

bool with_single_effect(const Options& options) { return options.text("genetic-model") != "genotypic"; }

std::optional<VariantTerms> joint_terms(const pipeline::StudyRecords& records, const Options& options) {
    const std::string& model = options.text("genetic-model");
    const bool genotypic = model == "genotypic";
    if (options.list("interaction").empty() && !genotypic) { return std::nullopt; }
    if (genotypic && options.text("x-males") == "1") {
        throw Error(Fault::bad_config,
                    "--genetic-model genotypic takes a call of 1 for a heterozygote; use --x-males 2 with it");
    }
    if (options.flag("top-signals")) {
        throw Error(Fault::bad_config,
                    "--top-signals is for the one effect of a variant; leave it out of the genotypic model and of runs "
                    "with interactions");
    }
    if (options.text("genomic-control") != "none") {
        throw Error(
            Fault::bad_config,
            "--genomic-control corrects one standard error a row, and tests of several effects have none; leave "
            "it out of the genotypic model and of runs with interactions");
    }
    std::vector<Modifier> modifiers;
    std::set<std::string> seen;
    for (const std::string& covariate : options.list("interaction")) {
        if (!seen.insert(covariate).second) {
            throw Error(Fault::bad_config, "interaction '" + covariate + "' is named twice; name it once");
        }
        for (Modifier& modifier : modifiers_of(covariate, records)) { modifiers.push_back(std::move(modifier)); }
    }
    const std::string word = !options.text("predictors").empty() ? ""
                             : model == "dominant"               ? "DOM"
                             : model == "recessive"              ? "REC"
                                                                 : "ADD";
    return VariantTerms::with(modifiers, genotypic, word, records.cohorts().size());
}

io::TraitResult describe_test(io::TraitResult whole, const association::TermTest& test, const std::string& law) {
    whole.description = whole.description.empty() ? whole.name : whole.description;
    whole.name += "." + test.name;
    io::check_trait_name(whole.name);
    whole.term = test.name;
    whole.test = test.name + law;
    if (test.contrast.rows() > 1) {
        whole.model = io::is_binary(whole.model) ? io::ScanModel::logistic_joint : io::ScanModel::linear_joint;
    }
    return whole;
}

}  // namespace atria::jobs
