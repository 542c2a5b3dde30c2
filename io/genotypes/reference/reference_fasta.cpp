#include "io/genotypes/reference/reference_fasta.hpp"

#include "io/genotypes/genome_build.hpp"
#include "io/tables/upper_case.hpp"
#include "kernels/data/error.hpp"

#include <htslib/hts_log.h>
#include <cstdlib>
#include <limits>
#include <utility>

namespace atria::io {

ReferenceFasta::ReferenceFasta(std::filesystem::path file, const std::string& build) : file_(std::move(file)) {
    std::error_code unknown;
    const auto index = std::filesystem::path(file_.string() + ".fai");
    for (const auto& needed : {file_, index}) {
        if (!std::filesystem::exists(needed, unknown)) {
            throw Error(Fault::input_missing, needed.string() +
                                                  ": there is no such file. Give the reference FASTA, "
                                                  "plain or by bgzip, and make its index: samtools "
                                                  "faidx " +
                                                  file_.filename().string());
        }
    }
    hts_set_log_level(HTS_LOG_OFF);
    index_.reset(fai_load3(std::filesystem::absolute(file_).c_str(), nullptr, nullptr, 0));
    if (!index_) {
        throw Error(Fault::bad_data, file_.string() +
                                         ": this FASTA and its index are not understood. Compress it by bgzip or not "
                                         "at all, and make the index again: samtools faidx " +
                                         file_.filename().string());
    }
    bool any = false;
    for (int i = 0; i < faidx_nseq(index_.get()); ++i) {
        const char* name = faidx_iseq(index_.get(), i);
        const Chromosome chromosome = chromosome_code(name, ChromosomeNumbers::plink);
        const auto length = faidx_seq_len(index_.get(), name);
        if (chromosome == 0 || length <= 0 || lengths_.at(chromosome) != 0) { continue; }
        names_.at(chromosome) = name;
        lengths_.at(chromosome) = static_cast<std::uint32_t>(length);
        any = true;
        const auto of_length = build_of_length(chromosome, static_cast<std::uint64_t>(length));
        if (!build.empty() && !of_length.empty() && of_length != build) {
            throw Error(Fault::bad_data, file_.string() + ": the FASTA is " + std::string(of_length) +
                                             " by the length of " + name + ", the study is on " + build +
                                             ". Give that build's FASTA, or correct the column build.");
        }
    }
    if (!any) {
        throw Error(Fault::bad_data, file_.string() +
                                         ": no sequence of this FASTA is named like a chromosome (1, chr1, X, ...). "
                                         "Give the FASTA of the genome build.");
    }
}

char ReferenceFasta::base(Chromosome chromosome, std::uint32_t position) const {
    if (chromosome != chromosome_ || position < first_ || position - first_ >= window_.size()) {
        read_window(chromosome, position);
    }
    return window_[position - first_];
}

void ReferenceFasta::read_window(Chromosome chromosome, std::uint32_t position) const {
    // Some room in front, since indels move left.
    constexpr std::uint32_t before = 4096;
    constexpr std::uint32_t bases = 1U << 20U;
    const std::uint32_t first = position > before ? position - before : 1;
    hts_pos_t length = 0;
    const std::unique_ptr<char, decltype(&std::free)> text(
        faidx_fetch_seq64(index_.get(), names_.at(chromosome).c_str(), first - 1, hts_pos_t{first} + bases - 2,
                          &length),
        &std::free);
    if (!text || length <= static_cast<hts_pos_t>(position - first)) {
        throw Error(Fault::read_write, file_.string() + ": the sequence of " + names_.at(chromosome) +
                                           " cannot be read. Is the index of another FASTA? Make it again: samtools "
                                           "faidx " +
                                           file_.filename().string());
    }
    assign_upper(window_, {text.get(), static_cast<std::size_t>(length)});
    chromosome_ = chromosome;
    first_ = first;
}

}  // namespace atria::io
