#include "pipeline/meta/study_results.hpp"

#include "io/results/number_text.hpp"
#include "kernels/data/error.hpp"
#include "kernels/math/genomic_control.hpp"
#include "pipeline/record/log.hpp"

#include <cmath>

namespace atria::pipeline {
namespace {

constexpr std::string_view no_id = "no id to match by";

std::string number(double value) {
    std::string text;
    io::append_number(text, value);
    return text;
}

bool corrects(const MetaRequest& request, const io::StudySource& study) {
    return study.genomic_control.value_or(request.genomic_control != GenomicControl::none);
}

void refuse_more_memory(const MetaRequest& request, const StudyResults& results, const io::StudySource& study) {
    // Growing vectors hold their old contents beside the new; matching needs 30 bytes a row more.
    std::uint64_t bytes = 0;
    for (const StudyRows& rows : results.bins) { bytes += rows.bytes(); }
    if (request.run.memory > 0 && bytes > request.run.memory / 2) {
        throw Error(Fault::resource_missing,
                    study.file.string() + ": the rows of the studies need more than the " +
                        std::to_string(request.run.memory >> 20U) +
                        " MiB allowed, half of which is for rows; raise --memory, or give the studies chromosome by "
                        "chromosome");
    }
}

/// Additive, dominant and recessive effects, and those of interactions, are unlike things.
void refuse_other_effect(const MetaRequest& request, std::size_t s, const std::string& effect,
                         const StudyResults& results) {
    if (s == 0 || effect == results.effect) { return; }
    throw Error(Fault::bad_data, request.studies[s].file.string() + ": study " + request.studies[s].name +
                                     " has results of " + effect + ", but study " + request.studies.front().name +
                                     " of " + results.effect +
                                     " (ADD where no column says). Pool studies of one effect.");
}

void report(const MetaRequest& request, std::size_t s, const StudySummary& summary, const LeftOutRows& left_out) {
    const io::StudySource& study = request.studies[s];
    std::string line = study.name + ": " + study.file.string() + " (" + summary.format +
                       "): " + std::to_string(summary.rows) + " rows, " + std::to_string(summary.usable) +
                       " usable; lambda " + number(summary.lambda);
    if (summary.factor != 1) { line += ", standard errors times " + number(summary.factor); }
    log_info(line);
    if (summary.derived_errors > 0) {
        log_warning(study.name + ": " + std::to_string(summary.derived_errors) +
                    " standard errors are missing and were derived from beta and p");
    }
    if (const std::string words = left_out.words(s); !words.empty()) {
        log_warning(study.name + ": left out: " + words);
    }
    if (summary.usable == 0) { log_warning(study.name + ": no usable row; the study takes no part"); }
}

}  // namespace

StudyResults read_study_results(const MetaRequest& request, LeftOutRows& left_out) {
    StudyResults results;
    results.bins.resize(request.match.by_id ? 1 : std::size_t{last_chromosome} + 1);
    for (std::size_t s = 0; s < request.studies.size(); ++s) {
        const io::StudySource& study = request.studies[s];
        StudySummary summary;
        io::SummaryReader reader(
            study.file, study.format ? study.format : request.format, [&](const io::UnusableRow& row) {
                const LeftOut told{row.line,         row.chromosome, row.position, row.effect_allele,
                                   row.other_allele, row.id,         row.reason};
                row.by_name ? left_out.add(s, study.name, told) : left_out.count(s, told);
            });
        refuse_other_effect(request, s, reader.effect(), results);
        results.effect = reader.effect();
        std::vector<double> chi_squares;
        io::SummaryRow row;
        constexpr std::uint64_t rows_between_checks = 65536;
        while (reader.next(row)) {
            if (request.match.by_id && row.variant.id.empty()) {
                left_out.add(s, study.name,
                             {row.line,
                              std::to_string(row.variant.chromosome),
                              std::to_string(row.variant.position),
                              row.variant.effect_allele,
                              row.variant.other_allele,
                              {},
                              no_id});
                continue;
            }
            ++summary.usable;
            if (row.derived_error) { ++summary.derived_errors; }
            const double z = row.beta / row.standard_error;
            chi_squares.push_back(z * z);
            summary.most_people = std::fmax(summary.most_people, row.n);
            if (request.check) { continue; }
            results.bins[request.match.by_id ? 0 : row.variant.chromosome].add(static_cast<std::uint16_t>(s), row);
            if (summary.usable % rows_between_checks == 0) { refuse_more_memory(request, results, study); }
        }
        refuse_more_memory(request, results, study);  // many small studies are much together
        if (const std::string open = reader.open_end(); !open.empty()) { log_warning(study.name + ": " + open); }
        summary.format = io::format_name(reader.format());
        summary.rows = reader.rows();
        if (summary.rows == 0) {
            throw Error(Fault::bad_data, study.file.string() + ": study " + study.name +
                                             " has a header but no rows. Is the file cut short? Write it again.");
        }
        summary.lambda = math::genomic_control_lambda(std::move(chi_squares));
        if (corrects(request, study)) {
            summary.factor = math::genomic_control_factor(study.genomic_control_lambda.value_or(summary.lambda));
        }
        report(request, s, summary, left_out);
        results.studies.push_back(std::move(summary));
    }
    return results;
}

}  // namespace atria::pipeline
