#include "io/genotypes/open_genotypes.hpp"

#include "io/genotypes/bed_source.hpp"
#include "io/genotypes/bgen/bgen_source.hpp"
#include "io/genotypes/vcf/vcf_source.hpp"

namespace atria::io {

std::unique_ptr<GenotypeSource> open_genotypes(const GenotypeFile& file, CalledField field, int threads) {
    switch (file.format) {
        case GenotypeFormat::vcf:
            return open_vcf(file.path, field, threads);
        case GenotypeFormat::bgen:
            return open_bgen(file.path, file.samples, file.first_is_reference);
        default:
            return open_bed(file.path, file.first_is_reference);
    }
}

std::filesystem::path file_of_people(const GenotypeFile& file) {
    if (!file.samples.empty()) { return file.samples; }
    return file.format == GenotypeFormat::bed ? std::filesystem::path(file.path).replace_extension(".fam") : file.path;
}

std::filesystem::path file_of_variants(const GenotypeFile& file) {
    return file.format == GenotypeFormat::bed ? std::filesystem::path(file.path).replace_extension(".bim") : file.path;
}

}  // namespace atria::io
