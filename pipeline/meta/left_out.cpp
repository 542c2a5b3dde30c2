#include "pipeline/meta/left_out.hpp"

#include <algorithm>

namespace atria::pipeline {

void LeftOutRows::open(const std::filesystem::path& file) {
    table_ = std::make_unique<io::DelimitedWriter>(file, "#NA");
    for (const char* name :
         {"study", "line", "chromosome", "base_pair_location", "effect_allele", "other_allele", "id", "reason"}) {
        table_->cell(name);
    }
    table_->end_row();
}

void LeftOutRows::add(std::size_t study, const std::string& name, const LeftOut& row) {
    count(study, row);
    if (!table_) { return; }
    table_->cell(name).cell(row.line);
    for (const std::string_view cell : {row.chromosome, row.position, row.effect_allele, row.other_allele, row.id}) {
        table_->cell(cell.empty() ? "#NA" : cell);
    }
    table_->cell(row.reason).end_row();
}

void LeftOutRows::count(std::size_t study, const LeftOut& row) {
    auto& counts = counts_[study];
    auto found = counts.find(row.reason);
    if (found == counts.end()) { found = counts.emplace(row.reason, Count{0, row.line}).first; }
    ++found->second.rows;
    found->second.first_line = std::min(found->second.first_line, row.line);
}

void LeftOutRows::close() {
    if (table_) { table_->close(); }
    table_.reset();
}

std::string LeftOutRows::words(std::size_t study) const {
    std::string text;
    for (const auto& [reason, count] : counts_[study]) {
        text += (text.empty() ? "" : "; ") + std::to_string(count.rows) + " " + reason + " (first on line " +
                std::to_string(count.first_line) + ")";
    }
    return text;
}

}  // namespace atria::pipeline
