#include "pipeline/run/chosen_people.hpp"

#include "kernels/data/error.hpp"
#include "kernels/data/two_bit_mask.hpp"
#include "pipeline/record/log.hpp"
#include "pipeline/run/named_people.hpp"
#include "pipeline/run/scanned_chromosomes.hpp"
#include "pipeline/run/sexes.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

namespace atria::pipeline {

const PeopleCopies* ChosenPeople::copies_at(const VariantChoice& choice, std::size_t v) const {
    const auto pointer = [](const std::optional<PeopleCopies>& copies) { return copies ? &*copies : nullptr; };
    switch (choice.chromosome) {
        case chromosome_x:
            return choice.parts_of_x[v] == XPart::single_in_men ? pointer(x) : nullptr;
        case chromosome_y:
            return pointer(y);
        case chromosome_mt:
            return pointer(mt);
        default:
            return nullptr;
    }
}

std::vector<ChosenPeople> chosen_people(const GenotypeRequest& request, const io::Manifest& manifest,
                                        StudyRecords& records, nlohmann::ordered_json& detail) {
    std::vector<ChosenPeople> cohorts;
    const auto chosen = named_people(request.keep, request.remove, records, manifest, detail);
    for (std::size_t c = 0; c < chosen.size(); ++c) {
        ChosenPeople& cohort = cohorts.emplace_back();
        cohort.name = records.name(c);
        cohort.chosen = chosen[c];
        cohort.fields = two_bit_mask(cohort.chosen);
        for (const std::uint8_t one : cohort.chosen) { cohort.people += one; }
        cohort.everybody = cohort.people == cohort.chosen.size();
        if (!cohort.everybody) { records.choose_people(c, cohort.chosen); }
    }
    return cohorts;
}

void find_copies(const GenotypeRequest& request, const std::vector<Chromosome>& chromosomes,
                 const io::Manifest& manifest, const StudyRecords& records, std::vector<ChosenPeople>& cohorts,
                 nlohmann::ordered_json& detail) {
    const bool sexes_needed = has(chromosomes, chromosome_x) || has(chromosomes, chromosome_y);
    for (std::size_t c = 0; c < cohorts.size(); ++c) {
        ChosenPeople& cohort = cohorts[c];
        const std::size_t people = cohort.chosen.size();
        const auto set = [&cohort](std::optional<PeopleCopies>& at, const std::vector<std::uint8_t>& copies) {
            at.emplace(PeopleCopies{ChromosomeCopies(copies), 0, 0});
            for (std::size_t i = 0; i < copies.size(); ++i) {
                at->chosen += cohort.chosen[i] != 0 && copies[i] > 0 ? 1U : 0U;
                at->single += copies[i] == 1 ? 1U : 0U;
            }
        };
        if (has(chromosomes, chromosome_mt)) { set(cohort.mt, copies_of(chromosome_mt, std::vector<Sex>(people))); }
        if (!sexes_needed) { continue; }
        const std::vector<Sex> sexes = read_sexes(records.reader(c), request.sex, records.where(c));
        std::array<std::uint64_t, 3> by_sex{};
        for (std::size_t i = 0; i < people; ++i) {
            if (cohort.chosen[i] != 0) { ++by_sex[static_cast<std::size_t>(sexes[i])]; }
        }
        set(cohort.x, copies_of(chromosome_x, sexes));
        set(cohort.y, copies_of(chromosome_y, sexes));
        detail["sex"][cohort.name] = {{"men", by_sex[1]}, {"women", by_sex[2]}, {"unknown", by_sex[0]}};
        const std::string line = "sex in " + cohort.name + ", of column " + request.sex + ": " +
                                 std::to_string(by_sex[1]) + " men, " + std::to_string(by_sex[2]) + " women";
        if (by_sex[0] == 0) {
            log_info(line);
        } else {
            log_warning(line + ", " + std::to_string(by_sex[0]) +
                        " unknown, who are left out on X outside its pseudo-autosomal regions, and on Y");
        }
        if (request.missing_get_mean && (by_sex[0] > 0 || has(chromosomes, chromosome_y))) {
            throw Error(Fault::bad_config,
                        "--missing-genotype mean would give chromosomes to people who do not have them, or of whom it "
                        "is not known" +
                            records.where(c) +
                            "; use --missing-genotype exclude, or leave X and Y out with --chromosome 1-22");
        }
    }
    if (has(chromosomes, chromosome_x) && manifest.build.empty()) {
        log_warning(
            "the study states no genome build: variants of X where GRCh37 and GRCh38 differ on the "
            "pseudo-autosomal regions are left out; state it in the column build of the cohort table");
    }
}

void warn_without_sex(const GenotypeRequest& request, const std::vector<Chromosome>& chromosomes,
                      const StudyRecords& records) {
    const auto& covariates = records.covariate_names();
    if (has(chromosomes, chromosome_x) && std::ranges::find(covariates, request.sex) == covariates.end()) {
        log_warning("chromosome X is scanned without '" + request.sex +
                    "' among the covariates; a trait that differs between men and women will look associated. Add "
                    "--covariate " +
                    request.sex);
    }
}

}  // namespace atria::pipeline
