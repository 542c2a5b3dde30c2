// dosage_study FOLDER BITS COHORT...: a study of cohorts whose variants have dosages, calls or nothing. It reads
//   variants.tsv          chromosome position other effect id, in the study's order
//   COHORT.records.tsv    id and numeric columns, NA = missing
//   COHORT.dosages.tsv    a line a variant of the cohort: its number from 0, its INFO or NA, and the copies of each
//                         person, NA = missing; whole numbers become calls
// from the working folder, tab-separated, with headers in the first two. For the conformance checks, which compare with
// fits of the same numbers in R.
#include "io/file_digest.hpp"
#include "io/shard/manifest.hpp"
#include "io/shard/records_writer.hpp"
#include "io/shard/shard_writer.hpp"
#include "io/shard/variant_list.hpp"

#include <filesystem>
#include <fstream>
#include <iostream>
#include <limits>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

using namespace atria;
namespace fs = std::filesystem;
using Line = std::vector<std::string>;

std::vector<Line> lines_of(const std::string& file) {
    std::ifstream input(file);
    if (!input) { throw std::runtime_error("cannot open " + file); }
    std::vector<Line> lines;
    for (std::string text; std::getline(input, text);) {
        Line line;
        std::istringstream cells(text);
        for (std::string cell; std::getline(cells, cell, '\t');) { line.push_back(cell); }
        lines.push_back(std::move(line));
    }
    return lines;
}

double number(const std::string& cell) {
    return cell == "NA" ? std::numeric_limits<double>::quiet_NaN() : std::stod(cell);
}

std::vector<Variant> read_variants() {
    std::vector<Variant> variants;
    const std::vector<Line> lines = lines_of("variants.tsv");
    for (std::size_t i = 1; i < lines.size(); ++i) {
        const Line& line = lines[i];
        variants.push_back({static_cast<Chromosome>(std::stoul(line.at(0))),
                            static_cast<std::uint32_t>(std::stoul(line.at(1))), line.at(3), line.at(2), line.at(4)});
    }
    return variants;
}

std::size_t write_records(const fs::path& file, const std::string& cohort) {
    const std::vector<Line> lines = lines_of(cohort + ".records.tsv");
    io::RecordTable table;
    for (std::size_t j = 1; j < lines.front().size(); ++j) {
        io::RecordTable::Column column;
        column.description.name = lines.front()[j];
        table.columns.push_back(column);
    }
    for (std::size_t i = 1; i < lines.size(); ++i) {
        table.ids.push_back(lines[i].at(0));
        for (std::size_t j = 1; j < lines[i].size(); ++j) {
            table.columns.at(j - 1).values.push_back(number(lines[i][j]));
        }
    }
    io::write_records(file, table);
    return table.ids.size();
}

io::ShardEntry write_shard(const fs::path& folder, const std::string& cohort, const io::ChromosomeEntry& chromosome,
                           const std::vector<Variant>& variants, std::size_t people, io::DosageBits bits) {
    const std::string path = cohort + "/chr" + std::to_string(int{chromosome.chromosome}) + ".h5";
    io::ShardWriter writer(folder / path, cohort, chromosome.chromosome, people, bits);
    for (const Line& line : lines_of(cohort + ".dosages.tsv")) {
        const std::size_t v = std::stoul(line.at(0));
        if (variants.at(v).chromosome != chromosome.chromosome) { continue; }
        std::vector<Dosage> dosages;
        for (std::size_t i = 2; i < line.size(); ++i) { dosages.push_back(dosage_of(number(line[i]))); }
        writer.add_dosages(variants[v], v - chromosome.first, dosages, number(line[1]));
    }
    io::ShardEntry entry = writer.close();
    entry.path = path;
    return entry;
}

void write_study(const fs::path& folder, io::DosageBits bits, const std::vector<std::string>& cohorts) {
    const std::vector<Variant> variants = read_variants();
    io::Manifest manifest;
    manifest.build = "GRCh38";
    manifest.variants = variants.size();
    manifest.variants_path = "variants.h5";
    fs::create_directories(folder);
    io::VariantListWriter list(folder / manifest.variants_path);
    for (std::size_t v = 0; v < variants.size(); ++v) {
        if (manifest.chromosomes.empty() || manifest.chromosomes.back().chromosome != variants[v].chromosome) {
            manifest.chromosomes.push_back({variants[v].chromosome, v, 0});
        }
        ++manifest.chromosomes.back().variants;
        list.add(variants[v]);
    }
    list.close();
    manifest.variants_bytes = fs::file_size(folder / manifest.variants_path);
    manifest.variants_sha256 = io::sha256_of_file(folder / manifest.variants_path);
    for (const std::string& name : cohorts) {
        io::CohortEntry cohort;
        cohort.name = name;
        cohort.records_path = name + "/records.h5";
        fs::create_directories(folder / name);
        cohort.people = write_records(folder / cohort.records_path, name);
        cohort.records_bytes = fs::file_size(folder / cohort.records_path);
        cohort.records_sha256 = io::sha256_of_file(folder / cohort.records_path);
        for (const io::ChromosomeEntry& chromosome : manifest.chromosomes) {
            cohort.shards.push_back(write_shard(folder, name, chromosome, variants, cohort.people, bits));
        }
        manifest.cohorts.push_back(std::move(cohort));
    }
    io::write_manifest(folder, manifest);
}

}  // namespace

int main(int argc, char** argv) {
    try {
        const std::vector<std::string> arguments(argv + 1, argv + argc);
        const auto bits = arguments.at(1) == "8" ? io::DosageBits::eight : io::DosageBits::sixteen;
        write_study(arguments.at(0), bits, {arguments.begin() + 2, arguments.end()});
    } catch (const std::exception& error) {
        std::cerr << "dosage_study: " << error.what() << '\n';
        return 1;
    }
    return 0;
}
