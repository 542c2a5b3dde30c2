#include "io/predictions/loco_file.hpp"

#include "io/tables/cell.hpp"
#include "kernels/data/error.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <set>
#include <unordered_set>

namespace atria::io {
namespace {

constexpr std::string_view blanks = " \t";

/// Beyond what any unit makes of a trait; such a value would drown everybody else's in the sums.
constexpr double largest_prediction = 1e15;

/// Takes the first word off a line; empty at its end.
std::string_view next_word(std::string_view& line) {
    const std::size_t begin = std::min(line.find_first_not_of(blanks), line.size());
    line.remove_prefix(begin);
    const std::size_t end = std::min(line.find_first_of(blanks), line.size());
    const std::string_view word = line.substr(0, end);
    line.remove_prefix(end);
    return word;
}

}  // namespace

std::vector<PredictionEntry> read_prediction_list(const std::filesystem::path& file) {
    TextLines lines(file);
    std::vector<PredictionEntry> entries;
    std::set<std::string> seen;
    std::string_view line;
    while (lines.next(line)) {
        if (trimmed(line).empty()) { continue; }
        PredictionEntry entry;
        entry.trait = next_word(line);
        const std::string path(trimmed(line));
        if (path.empty()) {
            throw Error(Fault::bad_data, lines.place() +
                                             ": expected TRAIT PATH, as in REGENIE's _pred.list; this line "
                                             "has '" +
                                             entry.trait + "' alone");
        }
        if (!seen.insert(entry.trait).second) {
            throw Error(Fault::bad_data,
                        lines.place() + ": trait '" + entry.trait + "' is listed twice; keep one of the lines");
        }
        entry.file = file.parent_path() / path;
        entry.line = lines.line();
        entries.push_back(std::move(entry));
    }
    return entries;
}

LocoFile::LocoFile(const std::filesystem::path& file) : lines_(file) {
    std::string_view line;
    if (!lines_.next(line) || next_word(line) != "FID_IID") {
        throw Error(Fault::bad_data, file.string() +
                                         ":1: no prediction file: its first line must be FID_IID and the "
                                         "ids of the people, as REGENIE's step 1 writes it");
    }
    std::unordered_set<std::string> seen;
    for (std::string_view id = next_word(line); !id.empty(); id = next_word(line)) {
        ids_.emplace_back(id);
        if (!seen.insert(ids_.back()).second) {
            throw Error(Fault::bad_data, lines_.place() + ": id '" + ids_.back() + "' occurs twice; the columns of " +
                                             "these people cannot be told apart");
        }
    }
    incomplete_.assign(ids_.size(), 0);
    while (lines_.next(line)) {
        if (trimmed(line).empty()) { continue; }
        std::string_view rest = line;
        const std::string word(next_word(rest));
        const Chromosome chromosome = chromosome_code(word, ChromosomeNumbers::plink);
        if (chromosome == 0) {
            throw Error(Fault::bad_data, lines_.place() + ": '" + word +
                                             "' is no chromosome; a line holds a chromosome and its predictions");
        }
        if (!places_.emplace(chromosome, Place{lines_.offset(), lines_.line()}).second) {
            throw Error(Fault::bad_data,
                        lines_.place() + ": chromosome " + word + " occurs twice; keep one of the lines");
        }
        const std::vector<double> values = numbers(line);
        for (std::size_t i = 0; i < values.size(); ++i) {
            if (std::isnan(values[i])) { incomplete_[i] = 1; }
        }
    }
}

std::vector<double> LocoFile::numbers(std::string_view line) const {
    (void)next_word(line);
    std::vector<double> values;
    values.reserve(ids_.size());
    for (std::string_view word = next_word(line); !word.empty(); word = next_word(line)) {
        if (is_missing(word)) {
            values.push_back(std::numeric_limits<double>::quiet_NaN());
            continue;
        }
        const std::optional<double> value = parse_number(word);
        if (!value) {
            throw Error(Fault::bad_data, lines_.place() + ": column " + std::to_string(values.size() + 2) + " holds '" +
                                             std::string(word) + "', which is no number and not NA");
        }
        if (std::abs(*value) > largest_prediction) {
            throw Error(Fault::bad_data, lines_.place() + ": column " + std::to_string(values.size() + 2) + " holds " +
                                             std::string(word) +
                                             ", which is beyond 1e15 and so no prediction of a "
                                             "trait; correct the file, or write NA to leave the person out");
        }
        values.push_back(*value);
    }
    if (values.size() != ids_.size()) {
        throw Error(Fault::bad_data, lines_.place() + ": " + std::to_string(values.size()) +
                                         " predictions where the first line names " + std::to_string(ids_.size()) +
                                         " people; is the file cut short?");
    }
    return values;
}

std::vector<double> LocoFile::read(Chromosome chromosome) {
    const Place place = places_.at(chromosome);
    lines_.seek(place.offset, place.line);
    std::string_view line;
    if (!lines_.next(line)) {
        throw Error(Fault::read_write, file().string() + ": the file changed while it was read; run the command again");
    }
    return numbers(line);
}

}  // namespace atria::io
