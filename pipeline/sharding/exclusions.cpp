#include "pipeline/sharding/exclusions.hpp"

#include <algorithm>

namespace atria::pipeline {

namespace {

/// Names come from quoted cells and may hold what a tab-separated table cannot.
std::string on_one_line(std::string_view text) {
    std::string line(text);
    std::ranges::replace_if(
        line, [](char letter) { return letter == '\t' || letter == '\n' || letter == '\r'; }, ' ');
    return line;
}

}  // namespace

Exclusions::Exclusions(const std::filesystem::path& file) : table_(file) {
    for (const char* column : {"cohort", "file", "kind", "name", "detail", "reason", "left_out"}) {
        table_.cell(column);
    }
    table_.end_row();
}

void Exclusions::add(const Case& found) {
    for (const auto cell : {found.cohort, found.file, found.kind}) { table_.cell(on_one_line(cell)); }
    for (const auto cell : {found.name, found.detail, found.reason}) { table_.cell(on_one_line(cell)); }
    table_.cell(found.left_out ? "yes" : "no");
    table_.end_row();
    ++counts_[{std::string(found.cohort), std::string(found.file), std::string(found.kind), std::string(found.reason),
               found.left_out}];
}

}  // namespace atria::pipeline
