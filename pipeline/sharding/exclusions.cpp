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
    // Mostly the same as the case before.
    const auto is_of = [&found](const Key& key) {
        return key.cohort == found.cohort && key.file == found.file && key.kind == found.kind &&
               key.reason == found.reason && key.left_out == found.left_out;
    };
    if (last_ == nullptr || !is_of(last_->first)) {
        last_ = &*counts_
                      .try_emplace({std::string(found.cohort), std::string(found.file), std::string(found.kind),
                                    std::string(found.reason), found.left_out},
                                   0)
                      .first;
    }
    ++last_->second;
}

}  // namespace atria::pipeline
