#include "io/tables/cohort_table.hpp"

#include "io/tables/cell.hpp"
#include "io/tables/delimited_reader.hpp"
#include "io/tables/plain_name.hpp"
#include "kernels/data/error.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace atria::io {

namespace {

constexpr std::array<std::string_view, 9> known_columns{"cohort",  "genotypes", "records",    "id",    "build",
                                                        "samples", "reference", "dictionary", "policy"};
/// Columns of the interface whose readers do not exist in this version.
constexpr std::array<std::string_view, 1> later_columns{"policy"};

[[noreturn]] void refuse(const DelimitedReader& table, std::size_t column, const std::string& reason) {
    throw Error(Fault::bad_data, table.place(column) + ": " + reason);
}

/// The cells of the current line by name.
class Line {
public:
    explicit Line(const DelimitedReader& table) : table_(table) {}

    [[nodiscard]] std::string get(std::string_view column) const {
        const auto at = table_.find(column);
        if (!at || is_missing(table_.cells()[*at])) { return {}; }
        return table_.cells()[*at];
    }
    [[noreturn]] void refuse(std::string_view column, const std::string& reason) const {
        atria::io::refuse(table_, table_.find(column).value_or(0), reason);
    }

private:
    const DelimitedReader& table_;
};

void check_header(const DelimitedReader& table) {
    for (std::size_t i = 0; i < table.header().size(); ++i) {
        if (std::ranges::find(known_columns, table.header()[i]) == known_columns.end()) {
            refuse(table, i,
                   "no column of the cohort table is called " + table.header()[i] +
                       ". The columns are cohort, genotypes, records and, if need be, samples, id, build, reference, "
                       "dictionary.");
        }
    }
    for (const std::string_view needed : {"cohort", "genotypes", "records"}) {
        if (!table.find(needed)) {
            throw Error(Fault::bad_data,
                        table.file().string() + ":1: the cohort table has no column " + std::string(needed) +
                            ". It needs the columns cohort, genotypes and records, separated by tabs.");
        }
    }
}

/// What else lies in the folder of a study, beside the cohorts' folders.
constexpr std::array<std::string_view, 12> names_in_study{
    "study.json", "variants.h5", "shard.json",           "excluded.tsv", "log.txt",       "run.json",
    "truth.tsv",  "predictors",  "variant_fates.tsv.gz", "listing",      "identity.json", "ledger"};

void must_exist(const Line& line, std::string_view column, const std::filesystem::path& file) {
    std::error_code error;
    if (!std::filesystem::exists(file, error)) {
        try {
            line.refuse(column, "there is no file " + file.string() +
                                    ". Correct the path; it is relative to the folder of the cohort table.");
        } catch (const Error& refused) { throw Error(Fault::input_missing, refused.what()); }
    }
}

bool ends_with(const std::string& text, std::string_view end) {
    return text.size() >= end.size() && text.compare(text.size() - end.size(), end.size(), end) == 0;
}

/// The files of the cell `genotypes`, by its ending.
GenotypeFile files_of(const Line& line, const std::filesystem::path& folder) {
    const std::string cell = line.get("genotypes");
    GenotypeFile file;
    file.path = (folder / cell).lexically_normal();
    if (ends_with(cell, ".pgen")) {
        line.refuse("genotypes", cell + ": .pgen files are not read. Convert it: plink2 --pfile " +
                                     file.path.stem().string() +
                                     " --export bgen-1.2 bits=16 ref-first id-paste=iid --out " +
                                     file.path.stem().string() + ", and name the .bgen.");
    }
    if (ends_with(cell, ".vcf") || ends_with(cell, ".vcf.gz") || ends_with(cell, ".bcf")) {
        file.format = GenotypeFormat::vcf;
    } else if (ends_with(cell, ".bgen")) {
        file.format = GenotypeFormat::bgen;
    } else if (!ends_with(cell, ".bed")) {
        file.path += ".bed";
    }
    must_exist(line, "genotypes", file.path);
    if (file.format == GenotypeFormat::bed) {
        for (const char* beside : {".bim", ".fam"}) {
            must_exist(line, "genotypes", std::filesystem::path(file.path).replace_extension(beside));
        }
    }
    return file;
}

GenotypeFile genotype_file(const Line& line, const std::filesystem::path& folder) {
    GenotypeFile file = files_of(line, folder);
    if (const std::string samples = line.get("samples"); !samples.empty()) {
        if (file.format != GenotypeFormat::bgen) {
            line.refuse("samples", "only a .bgen file takes its people from a .sample file. Leave the cell empty.");
        }
        file.samples = (folder / samples).lexically_normal();
        must_exist(line, "samples", file.samples);
    }
    const std::string reference = line.get("reference");
    if (!reference.empty() && reference != "first" && reference != "last") {
        line.refuse("reference", reference + " is neither first nor last (which allele of the file is the reference).");
    }
    if (file.format == GenotypeFormat::vcf && reference == "last") {
        line.refuse("reference",
                    "a VCF or BCF file says itself that its first allele, REF, is the reference. Leave "
                    "the cell empty.");
    }
    // A2 of PLINK 1 files usually is the reference, and the first allele of BGEN files.
    file.first_is_reference = reference.empty() ? file.format != GenotypeFormat::bed : reference == "first";
    file.reference_is_stated = !reference.empty() || file.format == GenotypeFormat::vcf;
    return file;
}

void take_line(const DelimitedReader& table, const std::filesystem::path& folder, CohortTable& result) {
    const Line line(table);
    const std::string name = line.get("cohort");
    if (name.empty()) { line.refuse("cohort", "the cohort has no name. Give it one."); }
    if (!is_plain_name(name)) {
        line.refuse("cohort",
                    "the name " + name + " is not allowed: use letters A-Z a-z, digits, and _ - . (not in front).");
    }
    if (std::ranges::find(names_in_study, name) != names_in_study.end()) {
        line.refuse("cohort", "the name " + name + " is that of a file or folder of every study. Choose another one.");
    }
    for (const auto column : later_columns) {
        if (!line.get(column).empty()) {
            line.refuse(column,
                        "the column " + std::string(column) + " is not supported by this version. Leave it empty.");
        }
    }
    const std::string build = line.get("build");
    if (!build.empty() && build != "GRCh37" && build != "GRCh38") {
        line.refuse("build", "the genome build " + build + " is not known. Write GRCh37 or GRCh38.");
    }
    if (!build.empty() && !result.build.empty() && build != result.build) {
        line.refuse("build", "this cohort is on " + build + ", but one above on " + result.build +
                                 ". Lift its positions over first; Atria never guesses.");
    }
    if (!build.empty()) { result.build = build; }

    auto found = std::ranges::find(result.cohorts, name, &CohortSource::name);
    if (found == result.cohorts.end()) {
        result.cohorts.push_back({name, {}, {}, line.get("id"), {}, table.line()});
        found = result.cohorts.end() - 1;
    } else if (const auto id = line.get("id"); !id.empty() && id != found->id_column) {
        line.refuse("id", "this line of cohort " + name + " names another id column than line " +
                              std::to_string(found->line) + ". Name the same.");
    }
    if (const auto records = line.get("records"); !records.empty()) {
        const auto path = (folder / records).lexically_normal();
        if (!found->records.empty() && found->records != path) {
            line.refuse("records", "this line of cohort " + name + " names other records than line " +
                                       std::to_string(found->line) + ". A cohort has one table of records.");
        }
        must_exist(line, "records", path);
        for (const auto& other : result.cohorts) {
            if (other.name != name && other.records == path) {
                line.refuse("records", path.string() + " is the table of cohort " + other.name + " (line " +
                                           std::to_string(other.line) +
                                           ") already; its people would count twice. Give each cohort its own table.");
            }
        }
        found->records = path;
    }
    if (const auto dictionary = line.get("dictionary"); !dictionary.empty()) {
        const auto path = (folder / dictionary).lexically_normal();
        if (!found->dictionary.empty() && found->dictionary != path) {
            line.refuse("dictionary", "this line of cohort " + name + " names another dictionary than line " +
                                          std::to_string(found->line) + ". Name the same.");
        }
        must_exist(line, "dictionary", path);
        found->dictionary = path;
    }
    if (!line.get("genotypes").empty()) {
        auto file = genotype_file(line, folder);
        if (std::ranges::find(found->genotypes, file.path, &GenotypeFile::path) != found->genotypes.end()) {
            line.refuse("genotypes",
                        file.path.string() + " was named already for this cohort. Remove one of the lines.");
        }
        found->genotypes.push_back(std::move(file));
    }
}

}  // namespace

CohortTable read_cohort_table(const std::filesystem::path& file) {
    DelimitedReader table(file);
    check_header(table);
    CohortTable result;
    result.file = file;
    while (table.next()) { take_line(table, file.parent_path(), result); }
    if (result.cohorts.empty()) {
        throw Error(Fault::bad_data, file.string() + ": the table names no cohort. Add a line for each.");
    }
    for (const auto& cohort : result.cohorts) {
        if (cohort.records.empty()) {
            throw Error(Fault::bad_data, file.string() + ":" + std::to_string(cohort.line) + ": cohort " + cohort.name +
                                             " has no records. Name its table of people in the column records.");
        }
    }
    return result;
}

}  // namespace atria::io
