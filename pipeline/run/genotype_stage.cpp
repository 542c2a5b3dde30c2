#include "pipeline/run/genotype_stage.hpp"

#include "io/tables/name_list.hpp"
#include "io/tables/nearest_name.hpp"
#include "kernels/data/error.hpp"
#include "kernels/data/masked_counts.hpp"
#include "kernels/data/two_bit_mask.hpp"
#include "kernels/math/hardy_weinberg.hpp"
#include "pipeline/record/log.hpp"
#include "pipeline/run/named_people.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace atria::pipeline {
namespace {

constexpr std::array<const char*, variant_fates> fate_words{
    "kept",
    "outside --region",
    "not named by --extract",
    "named by --exclude",
    "on a part of X that GRCh37 and GRCh38 tell differently, and the study does not state its build",
    "no cohort left by --min-mac-cohort and --min-hwe-p",
    "above --max-missing",
    "below --min-maf",
    "below --min-mac"};

constexpr std::array<Chromosome, 3> single_chromosomes{chromosome_x, chromosome_y, chromosome_mt};

bool has(const std::vector<Chromosome>& chromosomes, Chromosome one) {
    return std::ranges::find(chromosomes, one) != chromosomes.end();
}

std::string names_of(const std::vector<Chromosome>& chromosomes) {
    std::vector<std::string> names;
    for (const Chromosome chromosome : chromosomes) { names.push_back(chromosome_name(chromosome)); }
    return io::name_list(names);
}

}  // namespace

void StageCounts::add(const StageCounts& other) {
    for (std::size_t i = 0; i < variants.size(); ++i) { variants[i] += other.variants[i]; }
    for (std::size_t i = 0; i < set_missing.size(); ++i) {
        set_missing[i].add(other.set_missing[i]);
        single_variants[i] += other.single_variants[i];
    }
    for (std::size_t c = 0; c < below_mac.size(); ++c) {
        below_mac[c] += other.below_mac[c];
        below_hwe[c] += other.below_hwe[c];
    }
}

GenotypeStage::GenotypeStage(const GenotypeRequest& request, const std::filesystem::path& study,
                             const io::Manifest& manifest, StudyRecords& records)
    : request_(request), variants_file_(study / manifest.variants_path), build_(manifest.build) {
    detail_ = nlohmann::ordered_json::object();
    choose_chromosomes(manifest);
    const auto chosen = named_people(request_.keep, request_.remove, records, detail_);
    for (std::size_t c = 0; c < chosen.size(); ++c) {
        Cohort& cohort = cohorts_.emplace_back();
        cohort.name = records.name(c);
        cohort.chosen = chosen[c];
        cohort.fields = two_bit_mask(cohort.chosen);
        for (const std::uint8_t one : cohort.chosen) { cohort.people += one; }
        cohort.everybody = cohort.people == cohort.chosen.size();
        if (!cohort.everybody) { records.choose_people(c, cohort.chosen); }
    }
    if (!request_.extract.empty()) { extract_.emplace(request_.extract); }
    if (!request_.exclude.empty()) { exclude_.emplace(request_.exclude); }
    find_sexes(manifest, records);
}

void GenotypeStage::choose_chromosomes(const io::Manifest& manifest) {
    std::vector<Chromosome> held;
    for (const io::ChromosomeEntry& entry : manifest.chromosomes) {
        if (entry.variants > 0) { held.push_back(entry.chromosome); }
    }
    for (const Chromosome chromosome : held) {
        const bool by_name = request_.chromosomes.empty() || has(request_.chromosomes, chromosome);
        const bool by_region =
            request_.regions.empty() || std::ranges::any_of(request_.regions, [chromosome](const Region& region) {
                return region.chromosome == chromosome;
            });
        if (by_name && by_region) { chromosomes_.push_back(chromosome); }
    }
    if (chromosomes_.empty() && !held.empty()) {
        throw Error(
            Fault::bad_config,
            "--chromosome and --region leave nothing of the study, which has the chromosomes " + names_of(held));
    }
}

void GenotypeStage::find_sexes(const io::Manifest& manifest, const StudyRecords& records) {
    const bool sexes_needed = has(chromosomes_, chromosome_x) || has(chromosomes_, chromosome_y);
    for (std::size_t c = 0; c < cohorts_.size(); ++c) {
        Cohort& cohort = cohorts_[c];
        const std::size_t people = cohort.chosen.size();
        const auto set = [&cohort](std::optional<Copies>& at, const std::vector<std::uint8_t>& copies) {
            at.emplace(Copies{ChromosomeCopies(copies), 0});
            for (std::size_t i = 0; i < copies.size(); ++i) {
                at->chosen += cohort.chosen[i] != 0 && copies[i] > 0 ? 1U : 0U;
            }
        };
        if (has(chromosomes_, chromosome_mt)) { set(cohort.mt, std::vector<std::uint8_t>(people, 1)); }
        if (!sexes_needed) { continue; }
        const io::RecordsReader& reader = records.reader(c);
        if (reader.find(request_.sex) == nullptr) {
            std::vector<std::string> known;
            for (const io::RecordColumn& column : reader.columns()) { known.push_back(column.name); }
            throw Error(Fault::bad_data,
                        "chromosomes X and Y need to know who is a man, and there is no column '" + request_.sex + "'" +
                            records.where(c) + io::did_you_mean(request_.sex, known) +
                            "; name the column with --sex, or leave these chromosomes out with --chromosome 1-22");
        }
        const std::vector<Sex> sexes = read_sexes(reader, request_.sex, records.where(c));
        std::vector<std::uint8_t> on_x(people, 0);
        std::vector<std::uint8_t> on_y(people, 0);
        std::array<std::uint64_t, 3> by_sex{};
        for (std::size_t i = 0; i < people; ++i) {
            if (cohort.chosen[i] != 0) { ++by_sex[static_cast<std::size_t>(sexes[i])]; }
            if (sexes[i] == Sex::male) { on_x[i] = on_y[i] = 1; }
            if (sexes[i] == Sex::female) { on_x[i] = 2; }
        }
        set(cohort.x, on_x);
        set(cohort.y, on_y);
        detail_["sex"][cohort.name] = {{"men", by_sex[1]}, {"women", by_sex[2]}, {"unknown", by_sex[0]}};
        const std::string line = "sex in " + cohort.name + ", of column " + request_.sex + ": " +
                                 std::to_string(by_sex[1]) + " men, " + std::to_string(by_sex[2]) + " women";
        if (by_sex[0] == 0) {
            log_info(line);
        } else {
            log_warning(line + ", " + std::to_string(by_sex[0]) +
                        " unknown, who are left out on X outside its pseudo-autosomal regions, and on Y");
        }
        if (request_.missing_get_mean && (by_sex[0] > 0 || has(chromosomes_, chromosome_y))) {
            throw Error(Fault::bad_config,
                        "--missing-genotype mean would give chromosomes to people who do not have them, or of whom it "
                        "is not known" +
                            records.where(c) +
                            "; use --missing-genotype exclude, or leave X and Y out with --chromosome 1-22");
        }
    }
    const auto& covariates = records.covariate_names();
    if (has(chromosomes_, chromosome_x) && std::ranges::find(covariates, request_.sex) == covariates.end()) {
        log_warning("chromosome X is scanned without '" + request_.sex +
                    "' among the covariates; a trait that differs between men and women will look associated. Add "
                    "--covariate " +
                    request_.sex);
    }
    if (has(chromosomes_, chromosome_x) && manifest.build.empty()) {
        log_warning(
            "the study states no genome build: variants of X where GRCh37 and GRCh38 differ on the "
            "pseudo-autosomal regions are left out; state it in the column build of the cohort table");
    }
}

io::Manifest GenotypeStage::planned(const io::Manifest& manifest) const {
    io::Manifest part = manifest;
    std::erase_if(part.chromosomes,
                  [this](const io::ChromosomeEntry& entry) { return !has(chromosomes_, entry.chromosome); });
    return part;
}

bool GenotypeStage::recodes() const {
    return request_.model != GeneticModel::additive ||
           std::ranges::any_of(single_chromosomes, [this](Chromosome one) { return has(chromosomes_, one); });
}

bool GenotypeStage::filters() const {
    return request_.min_maf > 0 || request_.min_mac > 0 || request_.min_mac_cohort > 0 || request_.max_missing < 1 ||
           request_.min_hwe_p > 0;
}

VariantChoice GenotypeStage::choose(const PlannedBlock& block) {
    VariantChoice choice;
    choice.chromosome = block.chromosome;
    choice.fates.assign(block.variants, VariantFate::kept);
    choice.any = true;
    const bool on_x = block.chromosome == chromosome_x;
    if (!on_x && request_.regions.empty() && !extract_ && !exclude_) { return choice; }
    if (!list_) { list_ = std::make_unique<io::VariantListReader>(variants_file_); }
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
        if (!request_.regions.empty() && std::ranges::none_of(request_.regions, holds)) {
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

const GenotypeStage::Copies* GenotypeStage::copies_at(const Cohort& cohort, const VariantChoice& choice,
                                                      std::size_t v) const {
    const auto pointer = [](const std::optional<Copies>& copies) { return copies ? &*copies : nullptr; };
    switch (choice.chromosome) {
        case chromosome_x:
            return choice.parts_of_x[v] == XPart::single_in_men ? pointer(cohort.x) : nullptr;
        case chromosome_y:
            return pointer(cohort.y);
        case chromosome_mt:
            return pointer(cohort.mt);
        default:
            return nullptr;
    }
}

GenotypeStage::FilterCounts GenotypeStage::count(const Cohort& cohort, const GenotypeView& variant,
                                                 const Copies* copies) const {
    FilterCounts answer;
    answer.with_copy = copies != nullptr ? copies->chosen : cohort.people;
    const GenotypeView& calls = variant.alleles != nullptr ? variant.alleles->calls : variant;
    const GenotypeCounts counts =
        cohort.everybody ? calls.counts : masked_counts(calls, cohort.chosen, cohort.fields, cohort.people);
    const AlleleCounts alleles = allele_counts(variant, cohort.chosen, cohort.fields, counts);
    answer.effect = alleles.effect;
    answer.alleles = alleles.all;
    const std::uint32_t called = counts.hom_other + counts.het + counts.hom_effect;
    answer.called = called;
    // Single copies have no heterozygous calls, so the alleles tell how many there are of either kind.
    const std::uint32_t singles = 2 * called - alleles.all;
    const std::uint32_t singles_with_effect = counts.het + 2 * counts.hom_effect - alleles.effect;
    answer.hom_other = counts.hom_other - (singles - singles_with_effect);
    answer.het = counts.het;
    answer.hom_effect = counts.hom_effect - singles_with_effect;
    return answer;
}

FilteredBlock GenotypeStage::apply(const VariantChoice& choice, std::span<GenotypeBlock> genotypes,
                                   StageCounts& counts) const {
    const std::size_t variants = choice.fates.size();
    FilteredBlock answer;
    answer.fates = choice.fates;
    answer.excluded.assign(genotypes.size(), std::vector<std::uint8_t>(variants, 0));
    const auto place = std::ranges::find(single_chromosomes, choice.chromosome);
    const auto single = static_cast<std::size_t>(place - single_chromosomes.begin());
    for (std::size_t c = 0; c < genotypes.size(); ++c) {
        std::vector<VariantCoding> codings(variants);
        for (std::size_t v = 0; v < variants; ++v) {
            if (choice.fates[v] != VariantFate::kept) {
                genotypes[c].variants[v] = GenotypeView{};
                continue;
            }
            const Copies* copies = copies_at(cohorts_[c], choice, v);
            const bool two = choice.chromosome == chromosome_x && request_.men_count_two;
            codings[v] = {copies != nullptr ? &copies->copies : nullptr, request_.model,
                          static_cast<std::uint8_t>(two ? 2 : 1)};
            if (copies != nullptr && c == 0) { ++counts.single_variants[single]; }
        }
        if (!recodes()) { continue; }
        RecodingCounts set_missing;
        genotypes[c] = recoded(genotypes[c], codings, set_missing);
        if (single < counts.set_missing.size()) { counts.set_missing[single].add(set_missing); }
    }
    for (std::size_t v = 0; v < variants; ++v) {
        VariantFate& fate = answer.fates[v];
        if (fate != VariantFate::kept || !filters()) { continue; }
        FilterCounts total;
        bool taken = false;
        bool left = false;
        for (std::size_t c = 0; c < genotypes.size(); ++c) {
            GenotypeView& variant = genotypes[c].variants[v];
            if (!variant.present) { continue; }
            const FilterCounts here = count(cohorts_[c], variant, copies_at(cohorts_[c], choice, v));
            const double mac = std::min(here.effect, here.alleles - here.effect);
            const bool rare = mac < request_.min_mac_cohort;
            const bool out = !rare && request_.min_hwe_p > 0 &&
                             math::hardy_weinberg_p(here.hom_other, here.het, here.hom_effect) < request_.min_hwe_p;
            if (rare || out) {
                ++(rare ? counts.below_mac : counts.below_hwe)[c];
                answer.excluded[c][v] = 1;
                variant = GenotypeView{};
                taken = true;
                continue;
            }
            left = true;
            total.effect += here.effect;
            total.alleles += here.alleles;
            total.called += here.called;
            total.with_copy += here.with_copy;
        }
        const double mac = std::min(total.effect, total.alleles - total.effect);
        if (taken && !left) {
            fate = VariantFate::no_cohort_left;
        } else if (total.with_copy - total.called > request_.max_missing * total.with_copy) {
            fate = VariantFate::missing;
        } else if (request_.min_maf > 0 && !(mac / total.alleles >= request_.min_maf)) {
            fate = VariantFate::maf;
        } else if (mac < request_.min_mac) {
            fate = VariantFate::mac;
        }
        if (fate == VariantFate::kept) { continue; }
        for (GenotypeBlock& block : genotypes) { block.variants[v] = GenotypeView{}; }
    }
    for (const VariantFate fate : answer.fates) { ++counts.variants[static_cast<std::size_t>(fate)]; }
    return answer;
}

StageCounts GenotypeStage::no_counts() const {
    StageCounts counts;
    counts.below_mac.assign(cohorts_.size(), 0);
    counts.below_hwe.assign(cohorts_.size(), 0);
    return counts;
}

void GenotypeStage::name_unmet(const NamedVariants& names, const std::string& option, const Communicator& communicator,
                               nlohmann::ordered_json& detail) const {
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
                    std::to_string(names.size()) +
                    " names are no variant of the chromosomes scanned: " + io::name_list(unmet));
    }
    if (unmet.size() > 20) { unmet.pop_back(); }
    detail[option] = {
        {"file", names.file().string()}, {"names", names.size()}, {"not_found", count}, {"first_not_found", unmet}};
}

nlohmann::ordered_json GenotypeStage::report(const StageCounts& mine, const Communicator& communicator) const {
    StageCounts all = no_counts();
    for (std::size_t i = 0; i < variant_fates; ++i) { all.variants[i] = communicator.sum_all(mine.variants[i]); }
    nlohmann::ordered_json detail = detail_;
    auto& variants = detail["variants"];
    const auto kept = static_cast<std::size_t>(VariantFate::kept);
    std::uint64_t total = 0;
    std::string words;
    variants["left_out"] = nlohmann::ordered_json::object();
    for (std::size_t i = 0; i < variant_fates; ++i) {
        total += all.variants[i];
        if (i == kept || all.variants[i] == 0) { continue; }
        variants["left_out"][fate_words[i]] = all.variants[i];
        words += (words.empty() ? "; left out: " : ", ") + std::to_string(all.variants[i]) + " " + fate_words[i];
    }
    variants["of_chosen_chromosomes"] = total;
    variants["in_results"] = all.variants[kept];
    const std::string told =
        std::to_string(all.variants[kept]) + " of " + std::to_string(total) + " variants are in the results" + words;
    if (all.variants[kept] == 0 && total > 0) {
        log_warning(told);
    } else {
        log_info(told);
    }
    if (extract_) { name_unmet(*extract_, "extract", communicator, detail); }
    if (exclude_) { name_unmet(*exclude_, "exclude", communicator, detail); }
    for (std::size_t c = 0; c < cohorts_.size(); ++c) {
        const std::uint64_t mac = communicator.sum_all(mine.below_mac[c]);
        const std::uint64_t hwe = communicator.sum_all(mine.below_hwe[c]);
        if (request_.min_mac_cohort > 0) { variants["cohort_below_min_mac_cohort"][cohorts_[c].name] = mac; }
        if (request_.min_hwe_p > 0) { variants["cohort_below_min_hwe_p"][cohorts_[c].name] = hwe; }
        if (mac + hwe > 0) {
            log_info(cohorts_[c].name + " takes no part in " + std::to_string(mac + hwe) + " variants: " +
                     std::to_string(mac) + " below --min-mac-cohort, " + std::to_string(hwe) + " below --min-hwe-p");
        }
    }
    for (std::size_t i = 0; i < single_chromosomes.size(); ++i) {
        if (!has(chromosomes_, single_chromosomes[i])) { continue; }
        const std::string name = chromosome_name(single_chromosomes[i]);
        const std::uint64_t here = communicator.sum_all(mine.single_variants[i]);
        const std::uint64_t het = communicator.sum_all(mine.set_missing[i].heterozygous_singles);
        const std::uint64_t without = communicator.sum_all(mine.set_missing[i].without_copy);
        detail["single_copies"][name] = {
            {"variants", here}, {"heterozygous_calls_set_missing", het}, {"calls_of_others_set_missing", without}};
        std::string line = "chromosome " + name + ": " + std::to_string(here) +
                           " variants with single copies; set missing: " + std::to_string(het) +
                           " heterozygous calls of single copies";
        if (single_chromosomes[i] == chromosome_x) {
            line += ", " + std::to_string(without) + " calls of people of unknown sex";
        } else if (single_chromosomes[i] == chromosome_y) {
            line += ", " + std::to_string(without) + " calls of women and people of unknown sex";
        }
        log_info(line);
    }
    return detail;
}

std::string GenotypeStage::notes() const {
    std::string notes;
    if (request_.model == GeneticModel::dominant) {
        notes += "Dominant model: beta is that of people with one or two copies against none. ";
    }
    if (request_.model == GeneticModel::recessive) {
        notes += "Recessive model: beta is that of people with two copies against one or none. ";
    }
    if (has(chromosomes_, chromosome_x) && request_.model == GeneticModel::additive) {
        notes += std::string("On X outside the pseudo-autosomal regions a man counts ") +
                 (request_.men_count_two ? "0 or 2. " : "0 or 1. ");
    }
    if (!notes.empty()) { notes.pop_back(); }
    return notes;
}

void mark_filtered(const FilteredBlock& filtered, ScanRows& rows) {
    for (std::size_t v = 0; v < filtered.fates.size(); ++v) {
        if (filtered.fates[v] != VariantFate::kept) { rows.pooled[v].pooled.status = RowStatus::filtered; }
        for (std::size_t c = 0; c < filtered.excluded.size(); ++c) {
            if (filtered.excluded[c][v] != 0) { rows.cohorts[c][v].status = RowStatus::filtered; }
        }
    }
}

ScanRows filtered_rows(std::size_t variants, std::size_t cohorts) {
    ScanRows rows;
    rows.pooled.resize(variants);
    for (AssociationRow& row : rows.pooled) { row.pooled.status = RowStatus::filtered; }
    rows.cohorts.assign(cohorts, std::vector<Estimate>(variants));
    return rows;
}

}  // namespace atria::pipeline
