#include "pipeline/run/variant_choice.hpp"

#include "io/tables/name_list.hpp"
#include "pipeline/record/log.hpp"

#include <algorithm>
#include <cstddef>
#include <span>
#include <utility>

namespace atria::pipeline {
namespace {

/// Names that no rank has met.
void name_unmet_of(const NamedVariants& names, const std::string& option, const Communicator& communicator,
                   nlohmann::ordered_json& detail) {
    std::vector<std::uint8_t> met(names.size(), 0);
    for (const auto& bytes : communicator.gather_to_all(std::as_bytes(std::span(names.met())))) {
        for (std::size_t i = 0; i < bytes.size(); ++i) { met[i] |= static_cast<std::uint8_t>(bytes[i]); }
    }
    std::vector<std::string> unmet;
    std::size_t count = 0;
    for (std::size_t i = 0; i < met.size(); ++i) {
        if (met[i] != 0) { continue; }
        ++count;
        if (unmet.size() <= 20) { unmet.push_back(names.name(i)); }
    }
    if (count > 0) {
        log_warning("--" + option + " " + names.file().string() + ": " + std::to_string(count) + " of " +
                    std::to_string(names.size()) + " names are nothing that is scanned: " + io::name_list(unmet));
    }
    if (unmet.size() > 20) { unmet.pop_back(); }
    detail[option] = {
        {"file", names.file().string()}, {"names", names.size()}, {"not_found", count}, {"first_not_found", unmet}};
}

}  // namespace

VariantChooser::VariantChooser(const GenotypeRequest& request, std::filesystem::path variants, std::string build)
    : regions_(request.regions), variants_file_(std::move(variants)), build_(std::move(build)) {
    const NamesOf of = request.predictors ? NamesOf::predictors : NamesOf::variants;
    if (!request.extract.empty()) { extract_.emplace(request.extract, of); }
    if (!request.exclude.empty()) { exclude_.emplace(request.exclude, of); }
}

VariantChoice VariantChooser::choose(const PlannedBlock& block) {
    VariantChoice choice;
    choice.chromosome = block.chromosome;
    choice.fates.assign(block.variants, VariantFate::kept);
    choice.any = true;
    const bool on_x = block.chromosome == chromosome_x;
    if (!on_x && regions_.empty() && !extract_ && !exclude_) { return choice; }
    if (!list_) { list_ = std::make_unique<io::ScannedList>(variants_file_); }
    choice.any = false;
    const std::vector<Variant> variants = list_->read(block.first, block.variants);
    for (std::size_t v = 0; v < variants.size(); ++v) {
        const Variant& variant = variants[v];
        VariantFate& fate = choice.fates[v];
        const auto holds = [&variant](const Region& region) {
            return region.chromosome == variant.chromosome && variant.position >= region.first &&
                   variant.position <= region.last;
        };
        // Every name is looked up, so that all that are met are known.
        const bool extracted = !extract_ || extract_->names(variant);
        const bool excluded = exclude_ && exclude_->names(variant);
        if (on_x) { choice.parts_of_x.push_back(part_of_x(variant.position, build_)); }
        if (!regions_.empty() && std::ranges::none_of(regions_, holds)) {
            fate = VariantFate::outside_regions;
        } else if (!extracted) {
            fate = VariantFate::not_extracted;
        } else if (excluded) {
            fate = VariantFate::excluded;
        } else if (on_x && choice.parts_of_x.back() == XPart::not_known) {
            fate = VariantFate::part_of_x_not_known;
        }
        choice.any = choice.any || fate == VariantFate::kept;
    }
    return choice;
}

void VariantChooser::name_unmet(const Communicator& communicator, nlohmann::ordered_json& detail) const {
    if (extract_) { name_unmet_of(*extract_, "extract", communicator, detail); }
    if (exclude_) { name_unmet_of(*exclude_, "exclude", communicator, detail); }
}

}  // namespace atria::pipeline
