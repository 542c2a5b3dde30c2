#include "io/summary/summary_reader.hpp"

#include "io/summary/p_text.hpp"
#include "io/summary/tested_effect.hpp"
#include "io/tables/cell.hpp"
#include "io/tables/upper_case.hpp"
#include "kernels/data/error.hpp"
#include "kernels/math/tails.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <unordered_set>

namespace atria::io {
namespace {

constexpr std::string_view not_placed = "chromosome not placed or not supported";
constexpr std::string_view no_position = "position not known";
constexpr std::string_view no_allele = "allele not known";
constexpr std::string_view one_allele = "both alleles are the same";
constexpr std::string_view which_other = "the other allele is not clear";
constexpr std::string_view failed = "the study says that the test failed";
constexpr std::string_view no_effect = "effect missing or not finite";
constexpr std::string_view no_error = "standard error missing, and none follows from p";
constexpr std::string_view error_infinite = "standard error infinite";
constexpr std::string_view error_not_positive = "standard error not above 0";

bool unknown_allele(std::string_view allele) { return is_missing(allele) || allele == "0" || allele == "N"; }

/// NaN and infinity as programs write them.
bool is_not_finite(std::string_view cell) {
    if (!cell.empty() && (cell.front() == '-' || cell.front() == '+')) { cell.remove_prefix(1); }
    std::string word;
    assign_upper(word, cell);
    return word == "NAN" || word == "INF" || word == "INFINITY" || word == "1.#INF" || word == "1.#QNAN";
}

/// Infinity, which says that there is no estimate; a NaN may as well stand for a value that nobody wrote down.
bool is_infinite(std::string_view cell) { return is_not_finite(cell) && cell.find_first_of("fF") != cell.npos; }

bool is_standard(SummaryFormat format) { return format == SummaryFormat::gwas_ssf || format == SummaryFormat::atria; }

/// Programs keep PLINK's numbers, the standard has its own.
ChromosomeNumbers numbers_of(SummaryFormat format) {
    return is_standard(format) ? ChromosomeNumbers::gwas_ssf : ChromosomeNumbers::plink;
}

constexpr std::string_view additive = "ADD";

}  // namespace

SummaryReader::SummaryReader(const std::filesystem::path& file, std::optional<SummaryFormat> format,
                             std::function<void(const UnusableRow&)> unusable)
    : lines_(file), unusable_(std::move(unusable)) {
    std::string_view line;
    do {
        if (!lines_.next(line)) {
            throw Error(Fault::bad_data, file.string() + ": the file is empty. It needs a header and rows of results.");
        }
    } while (line.substr(0, 2) == "##" || trimmed(line).empty());
    if (line.find('\t') == std::string_view::npos) {
        delimiter_ = trimmed(line).find(' ') != std::string_view::npos ? ' ' : ',';
    }
    split(line);
    header_.assign(cells_.begin(), cells_.end());
    columns_ = recognise_summary(header_, format, lines_.place());
    std::unordered_set<std::string_view> names;
    for (auto name = header_.begin(); name != header_.end(); ++name) {
        if (!names.insert(*name).second) {
            throw Error(Fault::bad_data, place(static_cast<std::size_t>(name - header_.begin())) +
                                             ": the header names this column twice. Rename or remove one of them.");
        }
    }
    find_effect();
}

/// Reads on to the first additive row, which mostly is the first one, and goes back.
void SummaryReader::find_effect() {
    std::uint64_t offset = 0;
    std::uint64_t number = 0;
    std::string_view line;
    while (columns_.test && effect_ != additive && lines_.next(line)) {
        if (number == 0) {
            offset = lines_.offset();
            number = lines_.line();
        }
        split(line);
        if (cells_.size() != header_.size()) { continue; }  // next() will tell
        const std::string effect = effect_of_row();
        if (effect.empty() || effect == effect_) { continue; }
        if (!effect_.empty() && effect != additive) {
            throw Error(Fault::bad_data, place(*columns_.test) + ": results of " + effect + " in a table of " +
                                             effect_ + ". Give each effect a table of its own.");
        }
        effect_ = effect;
    }
    if (effect_.empty()) { effect_ = additive; }
    other_effect_ = "row of another test than " + effect_;
    if (number > 0) { lines_.seek(offset, number); }
}

/// Empty for a row of some other test, and for one of the standard that does not say.
std::string SummaryReader::effect_of_row() const {
    const std::string_view test = cells_[*columns_.test];
    if (is_standard(columns_.format)) { return is_missing(test) ? std::string() : effect_of_test(test); }
    return test == additive || test == "DOM" || test == "REC" ? std::string(test) : std::string();
}

bool SummaryReader::next(SummaryRow& row) {
    std::string_view line;
    while (lines_.next(line)) {
        if (trimmed(line).empty()) { continue; }
        split(line);
        if (cells_.size() != header_.size()) {
            throw Error(Fault::bad_data, lines_.place() + ": the line has " + std::to_string(cells_.size()) +
                                             " cells, but the header has " + std::to_string(header_.size()) +
                                             ". Is the file cut short? Write it again.");
        }
        ++rows_;
        const std::string_view reason = take(row);
        if (reason.empty()) { return true; }
        unusable_({lines_.line(), cell(columns_.chromosome), cell(columns_.position), cell(columns_.effect_allele),
                   other_allele(), row.variant.id, reason, reason != other_effect_});
    }
    return false;
}

std::string SummaryReader::place(std::size_t column) const {
    return lines_.place() + ":" + std::to_string(column + 1) + " (" + header_[column] + ")";
}

void SummaryReader::split(std::string_view line) {
    cells_.clear();
    if (delimiter_ == ' ') {
        for (auto at = line.find_first_not_of(' '); at != std::string_view::npos;) {
            const auto stop = std::min(line.find(' ', at), line.size());
            cells_.push_back(line.substr(at, stop - at));
            at = line.find_first_not_of(' ', stop);
        }
        return;
    }
    for (std::size_t at = 0;;) {
        const auto stop = std::min(line.find(delimiter_, at), line.size());
        cells_.push_back(trimmed(line.substr(at, stop - at)));
        if (stop == line.size()) { return; }
        at = stop + 1;
    }
}

std::string_view SummaryReader::cell(SummaryColumns::Column column) const {
    return column ? cells_[*column] : std::string_view();
}

std::string_view SummaryReader::other_allele() const {
    if (columns_.other_allele) { return cells_[*columns_.other_allele]; }
    const std::string_view effect = cells_[columns_.effect_allele];
    const std::string_view reference = cell(columns_.reference);
    const std::string_view alternate = cell(columns_.alternate);
    if (effect == alternate) { return reference; }
    return effect == reference ? alternate : std::string_view();
}

double SummaryReader::number(SummaryColumns::Column column) const {
    if (!column || is_missing(cells_[*column])) { return std::numeric_limits<double>::quiet_NaN(); }
    const std::string_view text = cells_[*column];
    const auto value = parse_number(text);
    if (value) { return *value; }
    if (is_not_finite(text)) { return std::numeric_limits<double>::quiet_NaN(); }
    throw Error(Fault::bad_data, place(*column) + ": '" + std::string(text) +
                                     "' is no number. Correct it, or write NA for a missing value.");
}

double SummaryReader::neg_log10_p() const {
    if (!columns_.p) { return std::numeric_limits<double>::quiet_NaN(); }
    double value = 0;
    const std::string_view text = cells_[*columns_.p];
    if (columns_.p_is_log || is_missing(text) || is_not_finite(text)) {
        value = number(columns_.p);
    } else {
        const auto parsed = neg_log10_of_p(text);
        if (!parsed) { return number(columns_.p); }  // which refuses the word
        value = std::isnan(*parsed) ? -1 : *parsed;
    }
    constexpr double rounding = 1e-6;
    if (value < -rounding) {
        throw Error(Fault::bad_data, place(*columns_.p) + ": '" + std::string(text) + "' is no " +
                                         (columns_.p_is_log ? "-log10 p, which is never negative" : "p in [0, 1]") +
                                         ". Correct it; is it another column?");
    }
    return value < 0 ? 0 : value;
}

/// Empty when the row is usable, otherwise why it is not.
std::string_view SummaryReader::take(SummaryRow& row) const {
    row.line = lines_.line();
    row.variant.id.clear();
    if (columns_.test && effect_of_row() != effect_) {
        const bool silent = is_standard(columns_.format) && is_missing(cells_[*columns_.test]);
        if (!silent) { return other_effect_; }
    }
    if (const auto reason = take_variant(row); !reason.empty()) { return reason; }
    if (columns_.status) {
        const std::string_view status = cells_[*columns_.status];
        if (status != "ok" && status != "expansion") { return status.empty() ? failed : status; }
    }
    if (columns_.failure) {
        const std::string_view word = cells_[*columns_.failure];
        if (columns_.format == SummaryFormat::regenie && word == "TEST_FAIL") { return failed; }
        if (columns_.format == SummaryFormat::plink2 && !is_missing(word)) { return word; }
    }
    return take_estimate(row);
}

std::string_view SummaryReader::take_variant(SummaryRow& row) const {
    std::string_view id = cell(columns_.id);
    if (is_missing(id)) { id = cell(columns_.second_id); }
    if (!is_missing(id)) { row.variant.id.assign(id); }
    row.variant.chromosome = chromosome_code(cells_[columns_.chromosome], numbers_of(columns_.format));
    if (row.variant.chromosome == 0) { return not_placed; }
    const std::string_view text = cells_[columns_.position];
    if (is_missing(text)) { return no_position; }
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), row.variant.position);
    if (error != std::errc{} || end != text.data() + text.size()) {
        throw Error(Fault::bad_data, place(columns_.position) + ": '" + std::string(text) +
                                         "' is no base-pair position. Correct it, or write NA.");
    }
    if (row.variant.position == 0) { return no_position; }  // 0, and 00
    const std::string_view other = other_allele();
    if (!columns_.other_allele && other.empty()) { return which_other; }
    assign_upper(row.variant.effect_allele, cells_[columns_.effect_allele]);
    assign_upper(row.variant.other_allele, other);
    if (unknown_allele(row.variant.effect_allele) || unknown_allele(row.variant.other_allele)) { return no_allele; }
    if (row.variant.effect_allele == row.variant.other_allele) { return one_allele; }
    constexpr std::size_t longest = 65535;
    if (row.variant.effect_allele.size() > longest || row.variant.other_allele.size() > longest) { return no_allele; }
    return {};
}

std::string_view SummaryReader::take_estimate(SummaryRow& row) const {
    row.beta = number(columns_.effect);
    if (columns_.is_ratio) {
        if (row.beta < 0) {
            throw Error(Fault::bad_data, place(columns_.effect) +
                                             ": a ratio is never negative. Is it a logarithm? Then name the column "
                                             "beta.");
        }
        row.beta = std::log(row.beta);
    }
    row.standard_error = number(columns_.standard_error);
    row.neg_log10_p = neg_log10_p();
    row.frequency = number(columns_.frequency);
    if (row.frequency < 0 || row.frequency > 1) {
        throw Error(Fault::bad_data, place(*columns_.frequency) + ": '" + std::string(cell(columns_.frequency)) +
                                         "' is no frequency in [0, 1]. Correct it, or write NA.");
    }
    row.n = number(columns_.n);
    if (row.n < 0) {
        throw Error(Fault::bad_data, place(*columns_.n) + ": '" + std::string(cell(columns_.n)) +
                                         "' is no number of people. Correct it, or write NA.");
    }
    if (!std::isfinite(row.beta)) { return no_effect; }
    if (is_infinite(cell(columns_.standard_error))) { return error_infinite; }
    row.derived_error = std::isnan(row.standard_error);
    if (row.derived_error) {
        const double z = std::isfinite(row.neg_log10_p) ? math::normal_from_neg_log10_p(row.neg_log10_p) : 0;
        row.standard_error = std::fabs(row.beta) / z;
        if (!(row.standard_error > 0) || !std::isfinite(row.standard_error)) { return no_error; }
    }
    if (!(row.standard_error > 0)) { return error_not_positive; }
    return {};
}

}  // namespace atria::io
