#include "pipeline/run/loco_predictions.hpp"

#include "io/tables/nearest_name.hpp"
#include "kernels/data/error.hpp"
#include "pipeline/record/log.hpp"

#include <algorithm>
#include <limits>
#include <unordered_map>
#include <utility>

namespace atria::pipeline {
namespace {

struct Person {
    std::size_t cohort = 0;
    std::size_t index = 0;
};

using People = std::unordered_multimap<std::string, Person>;

People people_of(const StudyRecords& records) {
    People people;
    for (std::size_t c = 0; c < records.cohorts().size(); ++c) {
        const std::vector<std::string> ids = records.ids(c);
        for (std::size_t i = 0; i < ids.size(); ++i) { people.emplace(ids[i], Person{c, i}); }
    }
    return people;
}

/// Whom an id of the file means: nobody or one; more are ambiguous. People may be numbered anew in every cohort, so a
/// FID that is a cohort's name says that nobody of another cohort is meant, even where that cohort is not scanned.
std::vector<Person> whom(const std::string& id, const People& people, const StudyRecords& records) {
    const auto is_cohort = [&](const std::string& name) {
        return std::ranges::find(records.study_cohorts(), name) != records.study_cohorts().end();
    };
    std::vector<std::string> homes;  // cohorts with whose name the id begins
    for (std::size_t at = id.find('_'); at != std::string::npos; at = id.find('_', at + 1)) {
        if (std::string fid = id.substr(0, at); is_cohort(fid)) { homes.push_back(std::move(fid)); }
    }
    std::vector<Person> found;
    std::vector<Person> at_home;  // the FID is the cohort's name
    const auto look = [&](std::size_t begin) {
        const std::string fid = begin > 0 ? id.substr(0, begin - 1) : std::string();
        const bool names_cohort = begin > 0 && is_cohort(fid);
        const auto [first, last] = people.equal_range(id.substr(begin));
        for (auto one = first; one != last; ++one) {
            const std::string& cohort = records.name(one->second.cohort);
            const bool elsewhere = names_cohort
                                       ? cohort != fid
                                       : begin > 0 && !homes.empty() && std::ranges::find(homes, cohort) == homes.end();
            if (elsewhere) { continue; }
            found.push_back(one->second);
            if (names_cohort) { at_home.push_back(one->second); }
        }
    };
    look(0);
    for (std::size_t at = id.find('_'); at != std::string::npos; at = id.find('_', at + 1)) { look(at + 1); }
    return found.size() > 1 && at_home.size() == 1 ? at_home : found;
}

}  // namespace

LocoPredictions::LocoPredictions(const std::filesystem::path& list, std::span<const std::string> traits,
                                 const StudyRecords& records) {
    const std::vector<io::PredictionEntry> entries = io::read_prediction_list(list);
    std::vector<std::string> listed;
    listed.reserve(entries.size());
    for (const io::PredictionEntry& entry : entries) { listed.push_back(entry.trait); }
    const People people = people_of(records);
    for (const std::string& name : traits) {
        const auto entry = std::find(listed.begin(), listed.end(), name);
        if (entry == listed.end()) {
            throw Error(Fault::bad_data, list.string() + ": no predictions of trait '" + name +
                                             "' are listed; add a line, or scan the trait in a run without "
                                             "--loco-predictions" +
                                             io::did_you_mean(name, listed));
        }
        Trait& trait = traits_.emplace_back(
            Trait{io::LocoFile(entries[static_cast<std::size_t>(entry - listed.begin())].file), {}});
        const std::string file = trait.file.file().string();
        for (const Chromosome chromosome : records.chromosomes()) {
            if (!trait.file.has(chromosome)) {
                throw Error(Fault::bad_data, file + ": no line for chromosome " + chromosome_name(chromosome) +
                                                 ", which is to be scanned; make predictions that leave it out, or "
                                                 "name the chromosomes to scan with --chromosome");
            }
        }
        for (std::size_t c = 0; c < records.cohorts().size(); ++c) {
            trait.columns.emplace_back(records.people(c), nowhere);
        }
        const std::vector<std::string>& ids = trait.file.ids();
        std::size_t matched = 0;
        for (std::size_t column = 0; column < ids.size(); ++column) {
            const std::vector<Person> found = whom(ids[column], people, records);
            if (found.empty()) { continue; }
            if (found.size() > 1) {
                throw Error(Fault::bad_data, file + ":1: id '" + ids[column] + "' may be a person of " +
                                                 records.name(found[0].cohort) + " or of " +
                                                 records.name(found[1].cohort) +
                                                 "; write it as COHORT_ID, with the cohort's name as the family");
            }
            std::uint32_t& place = trait.columns[found[0].cohort][found[0].index];
            if (place != nowhere) {
                throw Error(Fault::bad_data, file + ":1: ids '" + ids[place] + "' and '" + ids[column] +
                                                 "' are the same person of " + records.name(found[0].cohort) +
                                                 "; keep one of the columns");
            }
            place = static_cast<std::uint32_t>(column);
            ++matched;
        }
        if (matched == 0) {
            throw Error(Fault::bad_data,
                        file + ":1: nobody of the cohorts that are scanned is in this file" +
                            (ids.empty() ? "" : ": its first id is '" + ids.front() + "'") +
                            (people.empty() ? "" : ", one of the study's is '" + records.ids(0).front() + "'") +
                            "; ids are matched as IID or FID_IID, where a FID that is the name of a cohort stands for "
                            "this one");
        }
        log_info("predictions of " + name + ": " + std::to_string(matched) + " of the " + std::to_string(ids.size()) +
                 " people of " + file + " are in the cohorts that are scanned");
    }
}

std::vector<std::vector<double>> LocoPredictions::read(std::size_t trait, Chromosome chromosome) {
    Trait& from = traits_[trait];
    const std::vector<double> values = from.file.read(chromosome);
    const std::vector<std::uint8_t>& incomplete = from.file.incomplete();
    std::vector<std::vector<double>> answer;
    for (const std::vector<std::uint32_t>& columns : from.columns) {
        std::vector<double>& cohort = answer.emplace_back(columns.size(), std::numeric_limits<double>::quiet_NaN());
        for (std::size_t i = 0; i < columns.size(); ++i) {
            if (columns[i] != nowhere && incomplete[columns[i]] == 0) { cohort[i] = values[columns[i]]; }
        }
    }
    return answer;
}

}  // namespace atria::pipeline
