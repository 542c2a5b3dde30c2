#include "pipeline/run/sexes.hpp"

#include "io/tables/nearest_name.hpp"
#include "kernels/data/error.hpp"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <sstream>

namespace atria::pipeline {
namespace {

/// The part with single copies in men lies strictly between the two.
struct PseudoautosomalEnds {
    std::uint32_t first;   ///< last position of the region at the chromosome's beginning
    std::uint32_t second;  ///< first position of the one at its end
};
constexpr PseudoautosomalEnds grch37{2'699'520, 154'931'044};
constexpr PseudoautosomalEnds grch38{2'781'479, 155'701'383};

bool is_single(std::uint32_t position, const PseudoautosomalEnds& ends) {
    return position > ends.first && position < ends.second;
}

[[noreturn]] void refuse(const std::string& column, const std::string& value, const std::string& where) {
    throw Error(Fault::bad_data, "sex column '" + column + "' holds '" + value + "'" + where +
                                     "; it must be 1 or M (male), 2 or F (female), or missing. Correct the records and "
                                     "shard again, name another column with --sex, or leave X and Y out with "
                                     "--chromosome 1-22");
}

}  // namespace

std::vector<Sex> read_sexes(const io::RecordsReader& records, const std::string& column, const std::string& where) {
    std::vector<Sex> sexes(records.people(), Sex::unknown);
    if (records.find(column) == nullptr) {
        std::vector<std::string> known;
        for (const io::RecordColumn& one : records.columns()) { known.push_back(one.name); }
        throw Error(Fault::bad_data, "chromosomes X and Y need to know who is a man, and there is no column '" +
                                         column + "'" + where + io::did_you_mean(column, known) +
                                         "; name the column with --sex, or leave these chromosomes out with "
                                         "--chromosome 1-22 and of --condition");
    }
    if (records.find(column)->type == io::ColumnType::numeric) {
        const std::vector<double> values = records.numeric(column);
        std::size_t zeros = 0;
        std::size_t ones = 0;
        std::size_t twos = 0;
        for (std::size_t i = 0; i < values.size(); ++i) {
            if (std::isnan(values[i])) { continue; }
            if (values[i] != 0 && values[i] != 1 && values[i] != 2) {
                std::ostringstream text;
                text << values[i];
                refuse(column, text.str(), where);
            }
            zeros += values[i] == 0 ? 1U : 0U;
            ones += values[i] == 1 ? 1U : 0U;
            twos += values[i] == 2 ? 1U : 0U;
            sexes[i] = static_cast<Sex>(static_cast<std::uint8_t>(values[i]));
        }
        if (zeros > 0 && ones > 0 && twos == 0) {
            throw Error(Fault::bad_data, "sex column '" + column + "' holds 0 and 1 but no 2" + where +
                                             ", so it does not say who is a man; code it as 1 (male) and 2 (female) or "
                                             "as M and F and shard again, or leave X and Y out with --chromosome 1-22");
        }
        return sexes;
    }
    const std::vector<std::string> words = records.text(column);
    for (std::size_t i = 0; i < words.size(); ++i) {
        std::string word = words[i];
        std::ranges::transform(word, word.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
        if (word == "m" || word == "male" || word == "1") {
            sexes[i] = Sex::male;
        } else if (word == "f" || word == "female" || word == "2") {
            sexes[i] = Sex::female;
        } else if (!word.empty() && word != "u" && word != "unknown" && word != "0") {
            refuse(column, words[i], where);
        }
    }
    return sexes;
}

std::vector<std::uint8_t> copies_of(Chromosome chromosome, std::span<const Sex> sexes) {
    std::vector<std::uint8_t> copies(sexes.size(), 0);
    for (std::size_t i = 0; i < sexes.size(); ++i) {
        const bool man = sexes[i] == Sex::male;
        const bool woman = sexes[i] == Sex::female;
        if (chromosome == chromosome_mt || man) { copies[i] = 1; }
        if (chromosome == chromosome_x && woman) { copies[i] = 2; }
    }
    return copies;
}

XPart part_of_x(std::uint32_t position, const std::string& build) {
    const bool in37 = is_single(position, grch37);
    const bool in38 = is_single(position, grch38);
    const bool single = build == "GRCh37" ? in37 : in38;
    if (build.empty() && in37 != in38) { return XPart::not_known; }
    return single ? XPart::single_in_men : XPart::pseudoautosomal;
}

}  // namespace atria::pipeline
