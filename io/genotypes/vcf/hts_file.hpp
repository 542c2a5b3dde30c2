#pragma once

#include <htslib/hts.h>
#include <htslib/vcf.h>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace atria::io {

/// An open VCF or BCF file that can be read from any place on, and its header. htslib itself says nothing on stderr.
class HtsFile {
public:
    /// `threads` and what is thrown, Error(input_missing, bad_data): see open_vcf.
    HtsFile(std::filesystem::path file, int threads);

    [[nodiscard]] const std::filesystem::path& path() const { return file_; }
    [[nodiscard]] bool is_bcf() const { return hts_get_format(hts_.get())->format == bcf; }
    [[nodiscard]] bcf_hdr_t* header() const { return header_.get(); }
    [[nodiscard]] std::vector<std::string> samples() const;

    /// Where the next line or record begins: a BGZF virtual offset, or a byte of a plain file.
    [[nodiscard]] std::uint64_t offset() const;
    void seek(std::uint64_t offset);
    /// Is `offset` so little further on that reading up to it costs less than seek()?
    [[nodiscard]] bool is_shortly_before(std::uint64_t offset) const;

    /// VCF: the next line, without its end, in line(); false at the end. Throws Error(bad_data) for damaged bytes.
    [[nodiscard]] bool next_line();
    [[nodiscard]] std::string_view line() const { return {line_.text.s, line_.text.l}; }
    [[nodiscard]] std::int64_t line_number() const { return lines_; }  ///< as long as nothing was skipped

    /// VCF, at its end: a warning where no line end stands behind the last line, as in a file that is cut short within
    /// a cell; otherwise empty.
    [[nodiscard]] std::string open_end() const;

    /// BCF: the next record, in record(); false at the end. Throws Error(bad_data) for one that is not understood.
    [[nodiscard]] bool next_record();
    [[nodiscard]] bcf1_t* record() const { return record_.get(); }

private:
    struct CloseFile {
        void operator()(htsFile* file) const { hts_close(file); }
    };
    struct DestroyHeader {
        void operator()(bcf_hdr_t* header) const { bcf_hdr_destroy(header); }
    };
    struct DestroyRecord {
        void operator()(bcf1_t* record) const { bcf_destroy(record); }
    };
    struct Line {
        Line() = default;
        ~Line() { ks_free(&text); }
        Line(const Line&) = delete;
        Line& operator=(const Line&) = delete;
        kstring_t text = KS_INITIALIZE;
    };

    int next_line_of_blocks();
    [[noreturn]] void damaged(const std::string& where, const std::string& reason) const;

    std::filesystem::path file_;
    std::unique_ptr<htsFile, CloseFile> hts_;
    std::unique_ptr<bcf_hdr_t, DestroyHeader> header_;
    std::unique_ptr<bcf1_t, DestroyRecord> record_;
    Line line_;
    bool ended_ = true;  ///< the line read last, of blocks
    std::int64_t lines_ = 0;
};

}  // namespace atria::io
