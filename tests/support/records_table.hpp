#pragma once

#include "pipeline/model/model_request.hpp"
#include "pipeline/model/table_records.hpp"
#include "tests/support/temporary_folder.hpp"

#include <string>
#include <vector>

namespace atria::test {

/// A table of records on the disk, and a request of a Cox model for it: times a, b and event e.
class RecordsTable {
public:
    explicit RecordsTable(const std::string& text) { write_bytes(folder_ / "people.tsv", text); }

    [[nodiscard]] std::filesystem::path file() const { return folder_ / "people.tsv"; }
    [[nodiscard]] pipeline::TableRecords records(const std::string& cohort_column = "",
                                                 const std::vector<std::string>& only = {}) const {
        return {file(), cohort_column, only, [](const std::string&) { return true; }};
    }
    [[nodiscard]] static pipeline::ModelRequest request() {
        pipeline::ModelRequest request;
        request.outcome = pipeline::parse_outcome("t=a,b,e");
        request.records.products_as_written = true;
        return request;
    }

private:
    TemporaryFolder folder_;
};

}  // namespace atria::test
