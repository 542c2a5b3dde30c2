#include "jobs/trait_kinds.hpp"

#include "kernels/association/binary_coding.hpp"
#include "pipeline/record/log.hpp"

#include <utility>

namespace atria::jobs {
namespace {

bool holds_two_classes(const pipeline::StudyRecords& records, const std::string& trait) {
    std::vector<std::vector<double>> values;
    for (std::size_t c = 0; c < records.cohorts().size(); ++c) {
        const io::RecordColumn* column = records.reader(c).find(trait);
        if (column == nullptr || column->type != io::ColumnType::numeric) { return false; }  // said by who reads it
        values.push_back(records.reader(c).numeric(trait));
    }
    return association::is_binary(values);
}

}  // namespace

void add_trait_options(OptionTable& table) {
    table.section("Traits")
        .list("trait", "trait to scan, repeatable; all are scanned in one pass, with the model that --model says")
        .list("binary-trait", "trait of cases and controls (0/1 or 1/2, recognised), repeatable; its model is logistic")
        .choice("model",
                "of the traits of --trait: linear, logistic (coded 0/1 or 1/2), or auto: logistic for those that have "
                "the two values of such a coding and no other, linear for the rest",
                {"auto", "linear", "logistic"}, "auto");
}

TraitKinds kinds_of_traits(const pipeline::StudyRecords& records, const Options& options, const std::string& only) {
    const std::string& model = options.text("model");
    const auto wanted = [&only](const std::string& trait) { return only.empty() || trait == only; };
    TraitKinds kinds;
    for (const std::string& trait : options.list("trait")) {
        if (!wanted(trait)) { continue; }
        const bool binary = model == "logistic" || (model == "auto" && holds_two_classes(records, trait));
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
