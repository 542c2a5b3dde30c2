#include "io/results/metadata.hpp"

#include "io/file_digest.hpp"
#include "io/results/yaml_text.hpp"
#include "io/unfinished_file.hpp"
#include "kernels/data/error.hpp"

#include <fstream>

namespace atria::io {

std::string metadata_yaml(const TraitResult& trait, const std::string& data_file_name,
                          const std::string& data_file_md5) {
    const auto line = [](const char* key, const std::string& value) { return std::string(key) + ": " + value + "\n"; };
    const bool cox = trait.model == ScanModel::cox;
    std::string text;
    text += line("data_file_name", in_quotes(data_file_name));
    const bool variants = trait.predictors.empty();
    text += line("file_type", in_quotes(variants ? "GWAS-SSF v1.0" : "Atria scan of predictors"));
    text += line("data_file_md5sum", in_quotes(data_file_md5));
    if (variants) {
        text += line("genome_assembly", trait.genome_build.empty() ? "NR" : in_quotes(trait.genome_build));
        text += line("coordinate_system", in_quotes("1-based"));
    } else {
        text += line("predictors", in_quotes(trait.predictors));
        text += line("effect_per", in_quotes(effect_per_word(trait.effect_per)));
    }
    add_list(text, "trait_description", {trait.description.empty() ? trait.name : trait.description});
    text += line("sample_size", std::to_string(trait.sample_size));
    if (is_binary(trait.model)) {
        text += line("case_count", std::to_string(trait.case_count));
        text += line("control_count", std::to_string(trait.sample_size - trait.case_count));
    }
    text += trait.cohort_people.empty() ? "samples: []\n" : "samples:\n";
    for (std::size_t c = 0; c < trait.cohort_people.size(); ++c) {
        text += "  - sample_size: " + std::to_string(trait.cohort_people[c]) + "\n";
        text += "    cohort: " + in_quotes(trait.cohorts.at(c)) + "\n";
    }
    add_list(text, "adjusted_covariates", trait.covariates);
    text += line("analysis_software", in_quotes(std::string("Atria ") + ATRIA_VERSION));
    if (variants) {
        text += line("is_sorted", "true");
        text += line("is_harmonised", "false");
        text += line("sex", in_quotes("NR"));
    }
    const bool joint = trait.model == ScanModel::linear_joint || trait.model == ScanModel::logistic_joint;
    const bool logistic = is_binary(trait.model);
    const std::string per = effect_unit(trait);
    std::string notes = joint      ? "Several effects are tested together, so that there is no beta. "
                        : logistic ? "beta is the log odds ratio per " + per +
                                         "; which estimate and test a row has is in its column test. "
                        : cox ? "beta is the log hazard ratio per " + per +
                                    ", by maximum likelihood, and standard_error its standard error. "
                              : "beta is the change of the trait per " + per + ". ";
    if (!trait.term.empty()) { notes += "The effect is that of " + trait.term + ". "; }
    notes += "Each cohort is a stratum of its own. p_value belongs to the test " + trait.test + ".";
    if (!trait.notes.empty()) { notes += " " + trait.notes; }
    text += line("author_notes", in_quotes(notes));
    return text;
}

void write_metadata(const TraitResult& trait, const std::filesystem::path& data_file) {
    UnfinishedFile file(data_file.string() + "-meta.yaml");
    std::ofstream out(file.temporary_path(), std::ios::binary | std::ios::trunc);
    out << metadata_yaml(trait, data_file.filename().string(), md5_of_file(data_file));
    out.close();
    if (!out) {
        throw Error(Fault::read_write, file.final_path().string() +
                                           ": cannot write it. Check that the folder is writable and has space left.");
    }
    file.commit();
}

}  // namespace atria::io
