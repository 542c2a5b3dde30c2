#include "pipeline/model/model_options.hpp"

#include "kernels/data/error.hpp"
#include "pipeline/model/model_checks.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

namespace atria::pipeline {
namespace {

using enum SurvivalModel;
using Models = std::vector<SurvivalModel>;

/// An option that some models do not heed.
struct ModelOption {
    std::string_view name;
    Models models;          ///< that take it
    std::string_view hint;  ///< what to do instead; empty: nothing
};

/// An option that says how something else is told.
struct DependentOption {
    std::string_view name;
    Models models;                      ///< in which it needs one of the others
    std::vector<std::string_view> any;  ///< of these options
};

const Models hazards{cox, fine_gray};
const Models failure_times{exponential, weibull, log_normal, log_logistic};
const Models regressions{cox, fine_gray, exponential, weibull, log_normal, log_logistic};
const Models curves{kaplan_meier, nelson_aalen, cumulative_incidence};

Models together(Models first, const Models& second) {
    first.insert(first.end(), second.begin(), second.end());
    return first;
}

const std::array options{
    ModelOption{"covariate", regressions, "name groups by --group"},
    ModelOption{"categorical", regressions, "name groups by --group"},
    ModelOption{"reference", regressions, ""},
    ModelOption{"offset", regressions, ""},
    ModelOption{"group", together(curves, {log_rank, gray}), "name a covariate by --categorical, or --strata"},
    ModelOption{"strata",
                {cox, fine_gray, log_rank, gray},
                "name the column by --group (curves), or a covariate by --categorical"},
    ModelOption{"cluster", together(regressions, curves), ""},
    ModelOption{"robust", together(regressions, curves), ""},
    ModelOption{"ties", hazards, ""},
    ModelOption{"rho", {log_rank, gray}, ""},
    ModelOption{"confidence-type", together(curves, hazards), "the intervals of coefficients are plain"},
    ModelOption{"confidence-level", together(regressions, curves), ""},
    ModelOption{"at", hazards, ""},
    ModelOption{"times", together(curves, hazards), ""},
    ModelOption{"tau", {kaplan_meier}, ""},
    ModelOption{"start", curves, ""},
    ModelOption{"zph", {cox}, ""},
    ModelOption{"baseline", hazards, ""},
    ModelOption{"residuals", {cox}, ""},
    ModelOption{"horizon", hazards, ""},
    ModelOption{"risks", hazards, ""},
};

const std::array dependent_options{
    DependentOption{"reference", regressions, {"categorical"}},
    DependentOption{"times", hazards, {"at", "baseline"}},
    DependentOption{"confidence-type", hazards, {"at", "baseline", "horizon"}},
    DependentOption{"risks", hazards, {"horizon"}},
};

bool has(const Models& models, SurvivalModel model) { return std::ranges::find(models, model) != models.end(); }

std::string list_of(const Models& models) {
    std::string words;
    for (const SurvivalModel model : models) { words.append(words.empty() ? "" : ", ").append(word_of(model)); }
    return words;
}

}  // namespace

void check_model_options(SurvivalModel model, const std::set<std::string>& asked) {
    for (const ModelOption& option : options) {
        if (!asked.contains(std::string(option.name)) || has(option.models, model)) { continue; }
        throw Error(Fault::usage, "option --" + std::string(option.name) + " does nothing for --model " +
                                      std::string(word_of(model)) + ": it is one of " + list_of(option.models) +
                                      (option.hint.empty() ? "" : "; ") + std::string(option.hint));
    }
    for (const DependentOption& option : dependent_options) {
        const auto is_asked = [&](std::string_view name) { return asked.contains(std::string(name)); };
        if (!is_asked(option.name) || !has(option.models, model)) { continue; }
        if (std::ranges::any_of(option.any, is_asked)) { continue; }
        std::string others;
        for (const std::string_view other : option.any) {
            others.append(others.empty() ? "--" : " or --").append(other);
        }
        throw Error(Fault::usage, "option --" + std::string(option.name) + " does nothing for --model " +
                                      std::string(word_of(model)) + " without " + others);
    }
}

}  // namespace atria::pipeline
