#include "pipeline/sharding/exclusions.hpp"

namespace atria::pipeline {

Exclusions::Exclusions(const std::filesystem::path& file) : table_(file) {
    for (const char* column : {"cohort", "file", "kind", "name", "detail", "reason", "left_out"}) {
        table_.cell(column);
    }
    table_.end_row();
}

void Exclusions::add(const Case& found) {
    for (const auto cell : {found.cohort, found.file, found.kind}) { table_.cell(io::on_one_line(cell)); }
    for (const auto cell : {found.name, found.detail, found.reason}) { table_.cell(io::on_one_line(cell)); }
    table_.cell(found.left_out ? "yes" : "no");
    table_.end_row();
    ++counts_[{std::string(found.cohort), std::string(found.file), std::string(found.kind), std::string(found.reason),
               found.left_out}];
}

}  // namespace atria::pipeline
