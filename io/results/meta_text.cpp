#include "io/results/meta_text.hpp"

#include "io/file_digest.hpp"
#include "io/results/columns.hpp"
#include "io/results/number_text.hpp"
#include "io/results/result_text.hpp"
#include "io/results/yaml_text.hpp"
#include "io/unfinished_file.hpp"
#include "kernels/data/error.hpp"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <numeric>

namespace atria::io {
namespace {

/// META-FIXED, with the effect in front when it is not additive.
std::string test_name(const std::string& effect) {
    const std::string test = "META-FIXED";
    return effect == "ADD" ? test : effect + "-" + test;
}

void append_site(std::string& text, const Variant& variant) {
    append_number(text, variant.chromosome);
    text += '\t';
    append_number(text, variant.position);
    text.append(1, '\t').append(variant.effect_allele);
    text.append(1, '\t').append(variant.other_allele);
}

void append_cell(std::string& text, double value) {
    text += '\t';
    append_number(text, value);
}

void append_p_cell(std::string& text, double neg_log10_p) {
    text += '\t';
    append_p(text, neg_log10_p);
}

void append_effect(std::string& text, double beta, double error, double frequency, double neg_log10_p) {
    append_cell(text, beta);
    append_cell(text, error);
    append_cell(text, frequency);
    append_p_cell(text, neg_log10_p);
    append_cell(text, neg_log10_p);
}

void append_names(std::string& text, const Variant& variant) {
    text.append(1, '\t').append(is_rsid(variant.id) ? variant.id : missing_cell);
    text.append(1, '\t').append(variant_id(variant));
    text.append(1, '\t').append(missing_cell);  // which allele is the reference
}

constexpr const char* first_columns =
    "chromosome\tbase_pair_location\teffect_allele\tother_allele\tbeta\tstandard_error\teffect_allele_frequency\t"
    "p_value\tneg_log_10_p_value\trsid\tvariant_id\tref_allele";

}  // namespace

std::string meta_header(const MetaResult& result) {
    std::string text = first_columns;
    text +=
        "\tn\ttest\tstatus\tn_cohorts\tdirection\thet_q\thet_i2\thet_p\tbeta_fixed\tse_fixed\tp_fixed\ttau2\t"
        "beta_random\tse_random\tp_random";
    if (result.leave_one_out) { text += "\tloo_max_change\tloo_cohort"; }
    return text + '\n';
}

void append_meta_line(std::string& text, const MetaResult& result, const Variant& variant,
                      std::span<const Estimate> estimates, const math::PooledStudies& pooled) {
    const MetaAnalysis& meta = pooled.meta;
    append_site(text, variant);
    append_effect(text, meta.beta_fixed, meta.se_fixed, pooled.frequency, meta.fixed_neg_log10_p);
    append_names(text, variant);
    append_cell(text, pooled.n);
    text.append(1, '\t').append(test_name(result.effect));
    text.append(1, '\t').append(status_word(pooled.random.status));
    append_cell(text, meta.cohorts);
    text += '\t';
    for (const Estimate& estimate : estimates) { text += direction_sign(estimate); }
    append_cell(text, meta.q);
    append_cell(text, meta.i2);
    append_p_cell(text, meta.q_neg_log10_p);
    append_cell(text, meta.beta_fixed);
    append_cell(text, meta.se_fixed);
    append_p_cell(text, meta.fixed_neg_log10_p);
    append_cell(text, pooled.random.tau2);
    append_cell(text, meta.beta_random);
    append_cell(text, meta.se_random);
    append_p_cell(text, meta.random_neg_log10_p);
    if (result.leave_one_out) {
        append_cell(text, pooled.leave_one_out.largest_change);
        const bool known = !std::isnan(pooled.leave_one_out.largest_change);
        text.append(1, '\t').append(known ? result.studies.at(pooled.leave_one_out.cohort) : missing_cell);
    }
    text += '\n';
}

std::string meta_study_header() { return std::string(first_columns) + "\tcohort\tn\n"; }

void append_meta_study_lines(std::string& text, const MetaResult& result, const Variant& variant,
                             std::span<const Estimate> estimates) {
    for (std::size_t study = 0; study < estimates.size(); ++study) {
        const Estimate& estimate = estimates[study];
        if (estimate.status != RowStatus::ok) { continue; }
        append_site(text, variant);
        append_effect(text, estimate.beta, estimate.standard_error, estimate.effect_allele_frequency,
                      estimate.neg_log10_p);
        append_names(text, variant);
        text.append(1, '\t').append(result.studies.at(study));
        append_cell(text, estimate.n);
        text += '\n';
    }
}

void write_meta_metadata(const MetaResult& result, const std::filesystem::path& data_file) {
    const auto line = [](const char* key, const std::string& value) { return std::string(key) + ": " + value + "\n"; };
    const auto people = [](double value) {
        std::string words;
        append_number(words, value);
        return std::isnan(value) ? std::string("NR") : words;
    };
    std::string text;
    text += line("data_file_name", in_quotes(data_file.filename().string()));
    text += line("file_type", in_quotes("GWAS-SSF v1.0"));
    text += line("data_file_md5sum", in_quotes(md5_of_file(data_file)));
    text += line("genome_assembly", result.genome_build.empty() ? "NR" : in_quotes(result.genome_build));
    text += line("coordinate_system", in_quotes("1-based"));
    add_list(text, "trait_description", {result.description.empty() ? "NR" : result.description});
    text += line("sample_size", people(std::accumulate(result.study_people.begin(), result.study_people.end(), 0.0)));
    text += result.studies.empty() ? "samples: []\n" : "samples:\n";
    for (std::size_t study = 0; study < result.studies.size(); ++study) {
        text += "  - sample_size: " + people(result.study_people.at(study)) + "\n";
        text += "    cohort: " + in_quotes(result.studies[study]) + "\n";
    }
    text += line("analysis_software", in_quotes(std::string("Atria ") + ATRIA_VERSION));
    text += line("is_sorted", "true");
    text += line("is_harmonised", "false");
    text += line("sex", in_quotes("NR"));
    text += line("author_notes", in_quotes(result.notes));
    const std::filesystem::path path = data_file.string() + "-meta.yaml";
    UnfinishedFile file(path);
    std::ofstream out(file.temporary_path(), std::ios::binary | std::ios::trunc);
    out << text;
    out.close();
    if (!out) {
        throw Error(Fault::read_write,
                    path.string() + ": cannot write it. Check that the folder is writable and has space left.");
    }
    file.commit();
}

}  // namespace atria::io
