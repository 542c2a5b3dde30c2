#include "pipeline/simulation/truth_table.hpp"

#include "io/tables/delimited_writer.hpp"
#include "kernels/simulation/people_draws.hpp"

#include <cstddef>
#include <cstdint>
#include <string>

namespace atria::pipeline {
namespace {

void write_other(io::DelimitedWriter& out, const std::string& trait, const char* kind, const std::string& id,
                 double beta) {
    out.cell(trait).cell(kind).cell("NA").cell("NA").cell(id).cell("NA").cell("NA").cell(beta).cell("NA").end_row();
}

}  // namespace

void write_truth(const std::filesystem::path& file, const SimulatedStudy& study,
                 const std::vector<std::vector<double>>& levels) {
    io::DelimitedWriter out(file);
    for (const char* name :
         {"trait", "kind", "chromosome", "position", "id", "effect_allele", "other_allele", "beta", "frequency"}) {
        out.cell(name);
    }
    out.end_row();
    const std::vector<std::string> covariates = simulation::covariate_names(study.design);
    for (std::size_t t = 0; t < study.traits.size(); ++t) {
        const simulation::TraitModel& trait = study.traits[t];
        for (const simulation::CausalVariant& causal : trait.causal) {
            const Variant variant = study.sites.site(causal.variant).variant;
            out.cell(trait.name)
                .cell("variant")
                .cell(unsigned{variant.chromosome})
                .cell(variant.position)
                .cell(variant.id);
            out.cell(variant.effect_allele)
                .cell(variant.other_allele)
                .cell(causal.beta)
                .cell(causal.frequency)
                .end_row();
        }
        for (std::size_t k = 0; k < covariates.size(); ++k) {
            write_other(out, trait.name, "covariate", covariates[k], trait.covariate_effects[k]);
        }
        for (std::uint32_t cohort = 0; cohort < levels.size(); ++cohort) {
            write_other(out, trait.name, "cohort", SimulatedStudy::cohort_name(cohort), levels[cohort][t]);
        }
    }
    out.close();
}

}  // namespace atria::pipeline
