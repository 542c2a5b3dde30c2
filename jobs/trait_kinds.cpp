#include "jobs/trait_kinds.hpp"

#include "kernels/association/binary_coding.hpp"
#include "kernels/data/shortest_number.hpp"
#include "pipeline/record/log.hpp"

#include <span>
#include <utility>

namespace atria::jobs {
namespace {

/// A cohort's values each; none where some cohort has no such numbers, which is said by who reads the trait.
std::vector<std::vector<double>> values_of(const pipeline::StudyRecords& records, const std::string& trait) {
    std::vector<std::vector<double>> values;
    for (std::size_t c = 0; c < records.cohorts().size(); ++c) {
        const io::RecordColumn* column = records.reader(c).find(trait);
        if (column == nullptr || column->type != io::ColumnType::numeric) { return {}; }
        values.push_back(records.reader(c).numeric(trait));
    }
    return values;
}

void warn_of_mixed_codings(const std::string& trait, std::span<const std::string> cohorts,
                           std::span<const std::vector<double>> codings) {
    if (codings.empty()) { return; }
    std::string words;
    for (std::size_t c = 0; c < codings.size(); ++c) {
        words += (c == 0 ? "" : "; ") + cohorts[c] + ":";
        for (const double value : codings[c]) { words += " " + shortest_number(value); }
    }
    pipeline::log_warning(trait +
                          " looks like cases and controls, but not by one coding in all cohorts, so the model is "
                          "linear (values in " +
                          words +
                          "); code it 0/1 or 1/2 in all cohorts with NA where it is missing, or say --model linear if "
                          "it is a quantity");
}

}  // namespace

void add_trait_options(OptionTable& table) {
    table.section("Traits")
        .list("trait", "trait to scan, repeatable; all are scanned in one pass, with the model that --model says")
        .list("binary-trait", "trait of cases and controls (0/1 or 1/2, recognised), repeatable; its model is logistic")
        .choice("model",
                "of the traits of --trait: linear, logistic (coded 0/1 or 1/2), or auto: logistic for those that have "
                "the two values of such a coding and no other, linear for the rest",
                {"auto", "linear", "logistic"}, "auto")
        .flag("robust",
              "standard errors that allow every person a residual variance of their own: HC3; for binary traits "
              "maximum likelihood of every variant with the sandwich, instead of --test")
        .text("loco-predictions",
              "list of polygenic predictions that leave a chromosome out, TRAIT PATH a line, with .loco files as "
              "REGENIE's step 1 writes them; subtracted from quantitative traits and part of the log odds of binary "
              "ones, chromosome by chromosome")
        .choice("loco-unit",
                "unit of the predictions of quantitative traits: trait, that of the (transformed) trait; residual-sd, "
                "the trait's standard deviation after cohorts and covariates, as REGENIE has it",
                {"trait", "residual-sd"}, "trait");
}

TraitKinds kinds_of_traits(const pipeline::StudyRecords& records, const Options& options, const std::string& only) {
    const std::string& model = options.text("model");
    const auto wanted = [&only](const std::string& trait) { return only.empty() || trait == only; };
    TraitKinds kinds;
    for (const std::string& trait : options.list("trait")) {
        if (!wanted(trait)) { continue; }
        bool binary = model == "logistic";
        if (model == "auto") {
            const std::vector<std::vector<double>> values = values_of(records, trait);
            binary = association::is_binary(values);
            if (only.empty()) { warn_of_mixed_codings(trait, records.names(), association::mixed_codings(values)); }
        }
        if (binary && model == "auto" && only.empty()) {
            pipeline::log_info(trait +
                               " has two values: the model is logistic (--model linear would treat it as a "
                               "quantity)");
        }
        (binary ? kinds.binary : kinds.quantitative).push_back(trait);
    }
    for (const std::string& trait : options.list("binary-trait")) {
        if (wanted(trait)) { kinds.binary.push_back(trait); }
    }
    return kinds;
}

}  // namespace atria::jobs
