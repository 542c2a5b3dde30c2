#include "io/genotypes/vcf/site.hpp"

#include "kernels/data/error.hpp"

#include <array>
#include <charconv>
#include <string>
#include <system_error>

namespace atria::io {

namespace {

/// Calls `take` with every piece of `text` between separators.
template <typename Take>
void split(std::string_view text, char separator, const Take& take) {
    for (std::size_t at = 0;;) {
        const std::size_t end = text.find(separator, at);
        take(text.substr(at, end == std::string_view::npos ? end : end - at));
        if (end == std::string_view::npos) { return; }
        at = end + 1;
    }
}

void note_field(CalledFields& fields, std::string_view name) {
    fields.call = fields.call || name == "GT";
    fields.dosage = fields.dosage || name == "DS";
    fields.probabilities = fields.probabilities || name == "GP";
}

/// Is the number of values of a field another than `length` says, as far as the header declares it?
bool is_declared_otherwise(const bcf_hdr_t* header, const char* field, int length) {
    const int id = bcf_hdr_id2int(header, BCF_DT_ID, field);
    return bcf_hdr_idinfo_exists(header, BCF_HL_FMT, id) &&
           static_cast<int>(bcf_hdr_id2length(header, BCF_HL_FMT, id)) != length;
}

}  // namespace

DeclaredFields::DeclaredFields(const bcf_hdr_t* header)
    : one_dosage(is_declared_otherwise(header, "DS", BCF_VL_A)),
      three_probabilities(is_declared_otherwise(header, "GP", BCF_VL_G)) {}

std::optional<CalledField> taken_field(CalledField asked, const CalledFields& there, const DeclaredFields& declared,
                                       std::size_t alternatives) {
    const bool dosage = there.dosage && (alternatives == 1 || !declared.one_dosage);
    const bool probabilities = there.probabilities && (alternatives == 1 || !declared.three_probabilities);
    const bool best = asked == CalledField::best;
    if (dosage && (best || asked == CalledField::dosage)) { return CalledField::dosage; }
    if (probabilities && (best || asked == CalledField::probabilities)) { return CalledField::probabilities; }
    if (there.call && (best || asked == CalledField::call)) { return CalledField::call; }
    return {};
}

void Site::take_line(const HtsFile& file) {
    constexpr std::size_t columns = 9;
    const std::string_view line = file.line();
    const auto refuse = [&](const std::string& reason) {
        throw Error(Fault::bad_data, file.path().string() + ":" + std::to_string(file.line_number()) + ": " + reason);
    };
    std::array<std::string_view, columns> cells;
    std::size_t at = 0;
    for (std::size_t column = 0; column < columns; ++column) {
        const std::size_t end = line.find('\t', at);
        cells.at(column) = line.substr(at, end == std::string_view::npos ? end : end - at);
        if (end == std::string_view::npos) {
            refuse("the line has " + std::to_string(column + 1) +
                   " columns; a variant has nine and one for each person, with tabs between them. The file is cut "
                   "short or damaged: copy it again from its source.");
        }
        at = end + 1;
    }
    const auto [end, error] = std::from_chars(cells[1].data(), cells[1].data() + cells[1].size(), position);
    if (error != std::errc{} || end != cells[1].data() + cells[1].size() || position > 0xFFFFFFFFLL) {
        refuse("the position " + std::string(cells[1]) + " is no base-pair position. Correct it.");
    }
    chromosome = cells[0];
    id = cells[2];
    reference = cells[3];
    alternatives.clear();
    split(cells[4], ',', [&](std::string_view allele) { alternatives.push_back(allele); });
    fields = {};
    split(cells[8], ':', [&](std::string_view name) { note_field(fields, name); });
}

void Site::take_record(const HtsFile& file) {
    bcf1_t* record = file.record();
    const char* contig = bcf_seqname(file.header(), record);
    if (bcf_unpack(record, BCF_UN_STR | BCF_UN_FMT) != 0 || contig == nullptr) {
        throw Error(Fault::bad_data, file.path().string() + ": the record at position " +
                                         std::to_string(record->pos + 1) +
                                         " is damaged. Copy the file again, or write it again with bcftools view.");
    }
    chromosome = contig;
    position = record->pos + 1;
    id = record->d.id;
    reference = record->n_allele > 0 ? std::string_view(record->d.allele[0]) : std::string_view{};
    alternatives.clear();
    for (unsigned i = 1; i < record->n_allele; ++i) { alternatives.emplace_back(record->d.allele[i]); }
    if (alternatives.empty()) { alternatives.emplace_back("."); }
    fields = {};
    for (unsigned i = 0; i < record->n_fmt; ++i) {
        const bcf_fmt_t& field = record->d.fmt[i];
        if (field.n > 0) { note_field(fields, bcf_hdr_int2id(file.header(), BCF_DT_ID, field.id)); }
    }
}

}  // namespace atria::io
