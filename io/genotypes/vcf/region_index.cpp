#include "io/genotypes/vcf/region_index.hpp"

#include "io/genotypes/vcf/hts_file.hpp"
#include "kernels/data/chromosome.hpp"

#include <htslib/hts.h>
#include <htslib/tbx.h>
#include <htslib/vcf.h>
#include <cstdlib>
#include <memory>
#include <system_error>
#include <utility>

namespace atria::io {

namespace {

namespace fs = std::filesystem;

/// The index beside the file, if it is no older.
std::optional<fs::path> index_of(const fs::path& file) {
    for (const char* ending : {".csi", ".tbi"}) {
        const fs::path index = file.string() + ending;
        std::error_code error;
        const auto of_index = fs::last_write_time(index, error);
        if (error) { continue; }
        const auto of_file = fs::last_write_time(file, error);
        if (!error && of_index >= of_file) { return index; }
    }
    return std::nullopt;
}

struct DestroyIterator {
    void operator()(hts_itr_t* iterator) const { hts_itr_destroy(iterator); }
};
struct DestroyIndex {
    void operator()(hts_idx_t* index) const { hts_idx_destroy(index); }
};
struct DestroyTabix {
    void operator()(tbx_t* index) const { tbx_destroy(index); }
};

/// Contigs of a file with their numbers in its index.
using Contigs = std::vector<std::pair<std::string, int>>;

std::vector<IndexedRegion> find(const hts_idx_t* index, hts_readrec_func* read, const Contigs& contigs,
                                const std::vector<Region>& regions) {
    std::vector<IndexedRegion> found;
    for (const Region& region : regions) {
        for (const auto& [contig, number] : contigs) {
            if (chromosome_code(contig, ChromosomeNumbers::plink) != region.chromosome) { continue; }
            const std::unique_ptr<hts_itr_t, DestroyIterator> iterator(
                hts_itr_query(index, number, std::int64_t{region.first} - 1, std::int64_t{region.last}, read));
            if (!iterator || iterator->n_off == 0) { continue; }
            found.push_back({contig, region.first, region.last, iterator->off[0].u});
        }
    }
    return found;
}

Contigs contigs_of(const tbx_t* index) {
    int count = 0;
    const std::unique_ptr<const char*, decltype(&std::free)> names(tbx_seqnames(const_cast<tbx_t*>(index), &count),
                                                                   &std::free);
    Contigs contigs;
    for (int i = 0; i < count; ++i) { contigs.emplace_back(names.get()[i], i); }
    return contigs;
}

Contigs contigs_of(const bcf_hdr_t* header) {
    Contigs contigs;
    for (int i = 0; i < header->n[BCF_DT_CTG]; ++i) { contigs.emplace_back(bcf_hdr_id2name(header, i), i); }
    return contigs;
}

}  // namespace

std::optional<std::vector<IndexedRegion>> indexed_regions(const fs::path& file, bool is_bcf,
                                                          const std::vector<Region>& regions) {
    const auto path = index_of(file);
    if (!path) { return std::nullopt; }
    const std::string name = fs::absolute(file).string();
    const std::string index_name = fs::absolute(*path).string();
    if (is_bcf) {
        const std::unique_ptr<hts_idx_t, DestroyIndex> index(
            hts_idx_load3(name.c_str(), index_name.c_str(), HTS_FMT_CSI, HTS_IDX_SILENT_FAIL));
        if (!index) { return std::nullopt; }
        const HtsFile head(file, 1);
        return find(index.get(), &bcf_readrec, contigs_of(head.header()), regions);
    }
    const std::unique_ptr<tbx_t, DestroyTabix> index(
        tbx_index_load3(name.c_str(), index_name.c_str(), HTS_IDX_SILENT_FAIL));
    if (!index) { return std::nullopt; }
    return find(index->idx, &tbx_readrec, contigs_of(index.get()), regions);
}

}  // namespace atria::io
