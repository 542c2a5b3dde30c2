#include "io/genotypes/vcf/hts_file.hpp"

#include "io/genotypes/distinct_people.hpp"
#include "io/tables/text_lines.hpp"
#include "kernels/data/error.hpp"

#include <htslib/bgzf.h>
#include <htslib/hfile.h>
#include <htslib/hts_log.h>
#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <cstring>
#include <fstream>
#include <utility>

namespace atria::io {

namespace {

/// What htslib's error bits of a record mean; those that it mends itself (tags and contigs that the header does not
/// declare) are none.
std::string reason_of(int error_bits) {
    if ((error_bits & BCF_ERR_NCOLS) != 0) { return "the number of columns is not that of the header"; }
    if ((error_bits & BCF_ERR_LIMITS) != 0) { return "a value is too large"; }
    if ((error_bits & BCF_ERR_CHAR) != 0) { return "a character is not allowed there"; }
    if ((error_bits & BCF_ERR_CTG_INVALID) != 0) { return "the name of the contig is not allowed"; }
    if ((error_bits & BCF_ERR_TAG_INVALID) != 0) { return "the name of a field is not allowed"; }
    return {};
}

/// Why htslib refuses a header of text: found by reading it again.
[[noreturn]] void refuse_header(const std::filesystem::path& file, bool is_text) {
    if (is_text) {
        TextLines lines(file);
        for (std::string_view line; lines.next(line) && line.starts_with('#');) {
            if (!line.starts_with("#CHROM")) { continue; }
            std::vector<std::string> people;
            std::size_t column = 1;
            for (std::size_t at = line.find('\t'); at != std::string_view::npos; ++column) {
                const std::size_t end = line.find('\t', at + 1);
                if (column >= 9) {
                    people.emplace_back(line.substr(at + 1, end == std::string_view::npos ? end : end - at - 1));
                }
                at = end;
            }
            require_distinct(people, lines.place());
            throw Error(Fault::bad_data, lines.place() +
                                             ": the header of the VCF file is not understood up to here. Write the "
                                             "file again, for example with bcftools reheader.");
        }
        throw Error(Fault::bad_data, lines.place() +
                                         ": the header of the VCF file has no line #CHROM POS ID REF ... in front of "
                                         "the variants. Write the file again from its source.");
    }
    throw Error(Fault::bad_data, file.string() +
                                     ": the header of the BCF file is damaged. Copy the file again, or "
                                     "write it again with bcftools view -Ob.");
}

/// Some editors write EF BB BF in front of text, plain or in what was compressed later.
bool has_byte_order_mark(const std::filesystem::path& file) {
    const std::unique_ptr<BGZF, int (*)(BGZF*)> text(bgzf_open(std::filesystem::absolute(file).c_str(), "r"),
                                                     bgzf_close);
    std::array<char, 3> first{};
    return text && bgzf_read(text.get(), first.data(), first.size()) == 3 &&
           std::string_view(first.data(), first.size()) == "\xEF\xBB\xBF";
}

}  // namespace

HtsFile::HtsFile(std::filesystem::path file, int threads) : file_(std::move(file)) {
    hts_set_log_level(HTS_LOG_OFF);
    // An absolute path, because htslib takes names like s3:x for addresses.
    hts_.reset(hts_open(std::filesystem::absolute(file_).c_str(), "r"));
    if (!hts_) {
        const bool is_format = errno == ENOEXEC;
        throw Error(is_format ? Fault::bad_data : Fault::input_missing,
                    file_.string() + ": cannot open it" +
                        (is_format ? ": this is no VCF or BCF file. Check the path, or write the file again."
                                   : std::string(": ") + std::strerror(errno) + ". Check the path and the rights."));
    }
    const htsFormat& format = *hts_get_format(hts_.get());
    if (format.format != vcf && format.format != bcf) {
        if (has_byte_order_mark(file_)) {
            throw Error(Fault::bad_data, file_.string() +
                                             ": the text begins with a byte order mark (EF BB BF), which no VCF may "
                                             "have. Take it away: tail -c +4 " +
                                             file_.filename().string() + " > new.vcf (of compressed text: gzip -dc " +
                                             file_.filename().string() + " | tail -c +4 | bgzip > new.vcf.gz)");
        }
        throw Error(Fault::bad_data, file_.string() +
                                         ": this is no VCF or BCF file (a VCF begins with ##fileformat=VCF). Check the "
                                         "path, or write the file again.");
    }
    if (format.compression == gzip) {
        throw Error(Fault::bad_data, file_.string() +
                                         ": the file was compressed by gzip, so that no place in it can be gone to. "
                                         "Compress it by bgzip: gzip -dc " +
                                         file_.filename().string() + " | bgzip > new.vcf.gz");
    }
    if (hts_check_EOF(hts_.get()) == 0) {
        throw Error(Fault::bad_data, file_.string() +
                                         ": the file is cut short: the mark at the end of BGZF files is not there. "
                                         "Copy it again from its source.");
    }
    // Unpacking costs less than what follows, so that few threads keep up. Without them the file is read all the same.
    constexpr int most_helpers = 2;
    if (threads > 1 && format.compression == bgzf) { hts_set_threads(hts_.get(), std::min(threads - 1, most_helpers)); }
    header_.reset(bcf_hdr_read(hts_.get()));
    if (!header_) { refuse_header(file_, format.format == vcf); }
    lines_ = hts_->lineno;
    record_.reset(bcf_init());
    if (!record_) { throw std::bad_alloc(); }
}

std::vector<std::string> HtsFile::samples() const {
    return {header_->samples, header_->samples + bcf_hdr_nsamples(header_.get())};
}

std::uint64_t HtsFile::offset() const {
    return static_cast<std::uint64_t>(hts_->is_bgzf != 0 ? bgzf_tell(hts_->fp.bgzf) : htell(hts_->fp.hfile));
}

void HtsFile::seek(std::uint64_t offset) {
    const auto to = static_cast<std::int64_t>(offset);
    const bool done =
        hts_->is_bgzf != 0 ? bgzf_seek(hts_->fp.bgzf, to, SEEK_SET) == 0 : hseek(hts_->fp.hfile, to, SEEK_SET) >= 0;
    if (!done) {
        throw Error(Fault::read_write, file_.string() +
                                           ": cannot go to a variant that was there before. Check the disk and run "
                                           "the command again when nobody writes to the file.");
    }
}

bool HtsFile::is_shortly_before(std::uint64_t offset) const {
    constexpr std::uint64_t widest_gap = 65536;  // bytes of the file
    const std::uint64_t here = this->offset();
    const unsigned shift = hts_->is_bgzf != 0 ? 16 : 0;  // an offset within its block stands below that of the block
    return here <= offset && (offset >> shift) - (here >> shift) <= widest_gap;
}

bool HtsFile::next_line() {
    const int length = hts_->is_bgzf != 0 ? next_line_of_blocks() : hts_getline(hts_.get(), '\n', &line_.text);
    if (length < -1) { damaged("behind line " + std::to_string(lines_), "the compressed bytes are damaged"); }
    lines_ += length >= 0 ? 1 : 0;
    return length >= 0;
}

/// What hts_getline does byte by byte. Returns the length, -1 at the end, -2 for damaged bytes.
int HtsFile::next_line_of_blocks() {
    BGZF* file = hts_->fp.bgzf;
    line_.text.l = 0;
    bool ended = false;
    while (!ended) {
        const int next = bgzf_peek(file);  // has the block read
        if (next < -1) { return -2; }
        if (next == -1) { break; }
        const auto* block = static_cast<const char*>(file->uncompressed_block) + file->block_offset;
        const auto left = static_cast<std::size_t>(file->block_length - file->block_offset);
        const auto* end = static_cast<const char*>(std::memchr(block, '\n', left));
        ended = end != nullptr;
        const std::size_t length = ended ? static_cast<std::size_t>(end - block) + 1 : left;
        if (ks_resize(&line_.text, line_.text.l + length + 1) != 0) { throw std::bad_alloc(); }
        if (bgzf_read(file, line_.text.s + line_.text.l, length) != static_cast<ssize_t>(length)) { return -2; }
        line_.text.l += length - (ended ? 1 : 0);
        if (ended && line_.text.l > 0 && line_.text.s[line_.text.l - 1] == '\r') { --line_.text.l; }
        if (ended && line_.text.l == 0) { return 0; }
    }
    if (line_.text.l == 0) { return -1; }
    ended_ = ended;
    line_.text.s[line_.text.l] = '\0';
    return static_cast<int>(std::min<std::size_t>(line_.text.l, INT_MAX));
}

std::string HtsFile::open_end() const {
    bool ended = ended_;
    if (hts_->is_bgzf == 0) {
        std::ifstream plain(file_, std::ios::binary | std::ios::ate);
        plain.seekg(-1, std::ios::end);
        ended = plain.get() == '\n';
    }
    if (ended || is_bcf()) { return {}; }
    return file_.string() + ":" + std::to_string(lines_) +
           ": the line has no end. Is the file cut short? Compare it with its source.";
}

bool HtsFile::next_record() {
    const int status = bcf_read(hts_.get(), header_.get(), record_.get());
    if (status == -1) { return false; }
    const std::string reason = reason_of(record_->errcode);
    if (status < 0 || !reason.empty()) {
        const bool is_placed = status >= 0 || record_->rid >= 0;
        const char* contig = is_placed ? bcf_seqname(header_.get(), record_.get()) : nullptr;
        damaged(contig == nullptr ? "a variant"
                                  : "the variant " + std::string(contig) + ":" + std::to_string(record_->pos + 1),
                reason.empty() ? "it is not understood" : reason);
    }
    return true;
}

void HtsFile::damaged(const std::string& where, const std::string& reason) const {
    throw Error(Fault::bad_data, file_.string() + ": " + where + ": " + reason +
                                     ". Copy the file again, or write it again with bcftools view.");
}

}  // namespace atria::io
