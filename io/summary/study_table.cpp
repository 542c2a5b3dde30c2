#include "io/summary/study_table.hpp"

#include "io/tables/cell.hpp"
#include "io/tables/delimited_reader.hpp"
#include "io/tables/nearest_name.hpp"
#include "kernels/data/error.hpp"

#include <algorithm>
#include <array>

namespace atria::io {
namespace {

const std::array<std::string, 4> known_columns{"study", "path", "format", "gc"};

[[noreturn]] void refuse(const DelimitedReader& table, std::size_t column, const std::string& reason) {
    throw Error(Fault::bad_data, table.place(column) + ": " + reason);
}

void check_header(const DelimitedReader& table) {
    for (std::size_t i = 0; i < table.header().size(); ++i) {
        const std::string& name = table.header()[i];
        if (std::ranges::find(known_columns, name) == known_columns.end()) {
            refuse(table, i,
                   "no column of the table of studies is called " + name + did_you_mean(name, known_columns) +
                       ". The columns are study, path and, if need be, format, gc.");
        }
    }
    for (const char* needed : {"study", "path"}) {
        if (!table.find(needed)) {
            throw Error(Fault::bad_data, table.file().string() + ":1: the table of studies has no column " + needed +
                                             ". It needs the columns study and path, separated by tabs.");
        }
    }
}

StudySource study_of(const DelimitedReader& table) {
    const auto get = [&](std::string_view column) {
        const auto at = table.find(column);
        return !at || is_missing(table.cells()[*at]) ? std::string() : table.cells()[*at];
    };
    const auto at = [&](std::string_view column) { return table.find(column).value_or(0); };
    StudySource study;
    study.name = get("study");
    check_study_name(study.name, table.place(at("study")));
    if (get("path").empty()) { refuse(table, at("path"), "the study has no path. Name its table of results."); }
    study.file = (table.file().parent_path() / get("path")).lexically_normal();
    if (const auto format = get("format"); !format.empty() && format != "auto") {
        study.format = format_named(format);
        if (!study.format) {
            refuse(table, at("format"), format + " is no format. Write gwas-ssf, atria, regenie, plink2 or auto.");
        }
    }
    if (const auto gc = get("gc"); gc == "yes" || gc == "no") {
        study.genomic_control = gc == "yes";
    } else if (!gc.empty()) {
        study.genomic_control_lambda = parse_number(gc);
        if (!study.genomic_control_lambda || *study.genomic_control_lambda <= 0) {
            refuse(table, at("gc"), gc + " is neither yes nor no nor a lambda above 0.");
        }
        study.genomic_control = true;
    }
    return study;
}

}  // namespace

void check_study_name(const std::string& name, const std::string& place) {
    constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-";
    if (name.empty() || name.find_first_not_of(letters) != std::string::npos) {
        throw Error(Fault::bad_data,
                    place + ": '" + name + "' is no name for a study: use letters A-Z a-z, digits, and _ - . in it.");
    }
}

std::vector<StudySource> read_study_table(const std::filesystem::path& file) {
    DelimitedReader table(file);
    check_header(table);
    std::vector<StudySource> studies;
    while (table.next()) { studies.push_back(study_of(table)); }
    return studies;
}

}  // namespace atria::io
