#include "io/summary/summary_format.hpp"

#include "kernels/data/error.hpp"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <utility>
#include <vector>

namespace atria::io {
namespace {

constexpr std::array<std::pair<SummaryFormat, std::string_view>, 4> names{{
    {SummaryFormat::gwas_ssf, "gwas-ssf"},
    {SummaryFormat::atria, "atria"},
    {SummaryFormat::regenie, "regenie"},
    {SummaryFormat::plink2, "plink2"},
}};

/// A header in which columns are looked for, and what was looked for in vain.
class Header {
public:
    explicit Header(std::span<const std::string> names_of_columns) : names_(names_of_columns) {}

    [[nodiscard]] SummaryColumns::Column find(std::initializer_list<std::string_view> any_of) const {
        for (const std::string_view name : any_of) {
            const auto found = std::ranges::find(names_, name);
            if (found != names_.end()) { return static_cast<std::size_t>(found - names_.begin()); }
        }
        return std::nullopt;
    }
    [[nodiscard]] bool has(std::initializer_list<std::string_view> all_of) const {
        return std::ranges::all_of(all_of, [&](std::string_view name) { return find({name}).has_value(); });
    }
    [[nodiscard]] std::size_t need(std::initializer_list<std::string_view> any_of) {
        const auto found = find(any_of);
        if (!found) {
            std::string words;
            for (const std::string_view name : any_of) { words.append(words.empty() ? "" : " or ").append(name); }
            missing_.push_back(words);
        }
        return found.value_or(0);
    }
    void lacks(std::string words) { missing_.push_back(std::move(words)); }

    [[nodiscard]] const std::vector<std::string>& missing() const { return missing_; }

private:
    std::span<const std::string> names_;
    std::vector<std::string> missing_;
};

void find_log_or_plain_p(const Header& header, std::initializer_list<std::string_view> logs,
                         std::initializer_list<std::string_view> plain, SummaryColumns& columns) {
    columns.p = header.find(logs);
    columns.p_is_log = columns.p.has_value();
    if (!columns.p) { columns.p = header.find(plain); }
}

void find_effect(Header& header, std::initializer_list<std::string_view> logs,
                 std::initializer_list<std::string_view> ratios, const char* words, SummaryColumns& columns) {
    auto found = header.find(logs);
    if (!found) {
        found = header.find(ratios);
        columns.is_ratio = found.has_value();
    }
    if (!found) { header.lacks(words); }
    columns.effect = found.value_or(0);
}

/// The standard allows further columns, so `status` means what it means to Atria in Atria's own tables only.
SummaryColumns gwas_ssf_columns(Header& header, SummaryFormat format) {
    SummaryColumns columns;
    columns.format = format;
    columns.chromosome = header.need({"chromosome"});
    columns.position = header.need({"base_pair_location"});
    columns.effect_allele = header.need({"effect_allele"});
    columns.other_allele = header.need({"other_allele"});
    find_effect(header, {"beta"}, {"odds_ratio", "hazard_ratio"}, "beta, odds_ratio or hazard_ratio", columns);
    columns.standard_error = header.find({"standard_error"});
    columns.frequency = header.find({"effect_allele_frequency"});
    columns.n = header.find({"n"});
    columns.id = header.find({"rsid"});
    columns.second_id = header.find({"variant_id"});
    if (format == SummaryFormat::atria) {
        columns.test = header.need({"test"});
        columns.status = header.need({"status"});
    } else {
        columns.test = header.find({"test"});
    }
    find_log_or_plain_p(header, {"neg_log_10_p_value"}, {"p_value"}, columns);
    return columns;
}

SummaryColumns regenie_columns(Header& header) {
    SummaryColumns columns;
    columns.format = SummaryFormat::regenie;
    columns.chromosome = header.need({"CHROM"});
    columns.position = header.need({"GENPOS"});
    columns.effect_allele = header.need({"ALLELE1"});
    columns.other_allele = header.need({"ALLELE0"});
    columns.id = header.find({"ID"});
    columns.effect = header.need({"BETA"});
    columns.standard_error = header.find({"SE"});
    columns.frequency = header.find({"A1FREQ"});
    columns.n = header.find({"N"});
    columns.test = header.find({"TEST"});
    columns.failure = header.find({"EXTRA"});
    columns.p = header.find({"LOG10P"});
    columns.p_is_log = true;
    return columns;
}

SummaryColumns plink2_columns(Header& header) {
    SummaryColumns columns;
    columns.format = SummaryFormat::plink2;
    columns.chromosome = header.need({"#CHROM", "CHROM"});
    columns.position = header.need({"POS"});
    columns.effect_allele = header.need({"A1"});
    columns.other_allele = header.find({"OMITTED"});
    if (!columns.other_allele) {
        columns.reference = header.find({"REF"});
        columns.alternate = header.find({"ALT"});
        if (!columns.reference || !columns.alternate) { header.lacks("OMITTED, or REF and ALT"); }
    }
    columns.id = header.find({"ID"});
    find_effect(header, {"BETA"}, {"OR"}, "BETA or OR", columns);
    columns.standard_error = header.find({"SE", "LOG(OR)_SE"});
    columns.frequency = header.find({"A1_FREQ"});
    columns.n = header.find({"OBS_CT"});
    columns.test = header.find({"TEST"});
    columns.failure = header.find({"ERRCODE"});
    find_log_or_plain_p(header, {"NEG_LOG10_P", "LOG10_P"}, {"P"}, columns);
    return columns;
}

std::optional<SummaryFormat> guess(const Header& header) {
    if (header.find({"base_pair_location"})) {
        return header.has({"test", "status"}) ? SummaryFormat::atria : SummaryFormat::gwas_ssf;
    }
    if (header.find({"GENPOS"})) { return SummaryFormat::regenie; }
    if (header.find({"#CHROM", "CHROM"}) && header.has({"POS", "A1"})) { return SummaryFormat::plink2; }
    return std::nullopt;
}

}  // namespace

std::string_view format_name(SummaryFormat format) {
    return std::ranges::find(names, format, &decltype(names)::value_type::first)->second;
}

std::optional<SummaryFormat> format_named(std::string_view name) {
    const auto* const found = std::ranges::find(names, name, &decltype(names)::value_type::second);
    return found == names.end() ? std::nullopt : std::optional(found->first);
}

SummaryColumns recognise_summary(std::span<const std::string> header_names, std::optional<SummaryFormat> format,
                                 const std::string& place) {
    Header header(header_names);
    if (!format) { format = guess(header); }
    if (!format) {
        throw Error(Fault::bad_data, place +
                                         ": the header is of no table of results that Atria knows (GWAS-SSF, Atria, "
                                         "REGENIE step 2, PLINK 2 --glm). GWAS-SSF needs chromosome, "
                                         "base_pair_location, effect_allele, other_allele, beta, standard_error; "
                                         "rename the columns so.");
    }
    SummaryColumns columns;
    if (*format == SummaryFormat::regenie) {
        columns = regenie_columns(header);
    } else if (*format == SummaryFormat::plink2) {
        columns = plink2_columns(header);
    } else {
        columns = gwas_ssf_columns(header, *format);
    }
    if (!columns.standard_error && !columns.p) { header.lacks("a standard error or a p"); }
    if (!header.missing().empty()) {
        std::string words;
        for (const std::string& word : header.missing()) { words.append(words.empty() ? "" : "; ").append(word); }
        throw Error(Fault::bad_data, place + ": as a table in the format " + std::string(format_name(*format)) +
                                         " it lacks the columns: " + words +
                                         ". Add or rename them, or name another format with --input-format.");
    }
    if (columns.format == SummaryFormat::atria && header.find({"cohort"})) {
        throw Error(Fault::bad_data, place +
                                         ": this is a table by cohort, in which a variant has a line for each cohort. "
                                         "Name the pooled table (TRAIT.tsv.gz), or one file a cohort.");
    }
    return columns;
}

}  // namespace atria::io
