#include "pipeline/sharding/sharding_identity.hpp"

#include "io/genotypes/open_genotypes.hpp"
#include "io/harmonisation/dictionary.hpp"
#include "io/tables/cohort_table.hpp"
#include "io/tables/predictor_table.hpp"
#include "kernels/data/shortest_number.hpp"

#include <set>

namespace atria::pipeline {

RunIdentity sharding_identity(const ShardingRequest& request) {
    RunIdentity identity;
    identity.add("version", ATRIA_VERSION);
    identity.add("--stub", request.stub ? "true" : "false");
    identity.add("--genotype-field", std::to_string(static_cast<int>(request.field)));
    identity.add("--dosage-bits", std::to_string(static_cast<int>(request.bits)));
    identity.add("--ambiguous", std::to_string(static_cast<int>(request.alignment.ambiguous)));
    identity.add("--ambiguous-max-maf", shortest_number(request.alignment.strand.max_maf));
    identity.add("--ambiguous-max-difference", shortest_number(request.alignment.strand.max_difference));
    identity.add("--ambiguous-p (as -log10)", shortest_number(request.alignment.strand.neg_log10_p));
    for (const Region& region : request.regions) {
        identity.add("--region", chromosome_name(region.chromosome) + ":" + std::to_string(region.first) + "-" +
                                     std::to_string(region.last));
    }
    for (const std::string& column : request.categorical) { identity.add("--categorical", column); }
    std::set<std::filesystem::path> added;  // cohorts may share files
    const auto add_file = [&](const std::filesystem::path& file) {
        if (!file.empty() && added.insert(file).second) { identity.add_file(file.string(), file); }
    };
    const auto add_dictionary = [&](const std::filesystem::path& dictionary) {
        if (dictionary.empty()) { return; }
        for (const std::filesystem::path& file : io::files_of_dictionary(dictionary)) { add_file(file); }
    };
    add_file(request.cohort_table);
    add_file(request.predictors);
    if (!request.predictors.empty()) {
        for (const auto& source : io::read_predictor_table(request.predictors).sources) { add_file(source.table); }
    }
    add_file(request.reference_fasta);
    add_file(request.harmonisation);
    add_dictionary(request.schema);
    for (const auto& cohort : io::read_cohort_table(request.cohort_table).cohorts) {
        add_file(cohort.records);
        add_dictionary(cohort.dictionary);
        for (const auto& file : cohort.genotypes) {
            add_file(file.path);
            add_file(file.samples);
            if (file.format == io::GenotypeFormat::bed) {
                add_file(io::file_of_people(file));
                add_file(io::file_of_variants(file));
            }
        }
    }
    return identity;
}

}  // namespace atria::pipeline
