#include "pipeline/run/named_people.hpp"

#include "io/tables/name_list.hpp"
#include "io/tables/text_lines.hpp"
#include "kernels/data/error.hpp"
#include "pipeline/record/log.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <unordered_map>

namespace atria::pipeline {
namespace {

constexpr std::size_t every_cohort = static_cast<std::size_t>(-1);
constexpr std::size_t not_scanned = static_cast<std::size_t>(-2);  // a cohort of the study, but not of the scan
constexpr std::size_t no_column = static_cast<std::size_t>(-1);

/// Cells between tabs when there are any, else between blanks.
std::vector<std::string> cells_of(std::string_view line) {
    const std::string_view between = line.find('\t') != std::string_view::npos ? "\t" : " ";
    std::vector<std::string> cells;
    while (!line.empty()) {
        const std::size_t end = line.find_first_of(between);
        std::string_view cell = line.substr(0, end);
        while (!cell.empty() && cell.front() == ' ') { cell.remove_prefix(1); }
        while (!cell.empty() && cell.back() == ' ') { cell.remove_suffix(1); }
        if (!cell.empty() || between == "\t") { cells.emplace_back(cell); }
        if (end == std::string_view::npos) { break; }
        line.remove_prefix(end + 1);
    }
    return cells;
}

bool names_ids(const std::string& cell) {
    static constexpr std::array<std::string_view, 4> names{"id", "IID", "participant_id", "#IID"};
    return std::find(names.begin(), names.end(), cell) != names.end();
}

struct NamedPerson {
    std::string id;
    std::size_t cohort = every_cohort;
};

using Places = std::vector<std::unordered_map<std::string, std::size_t>>;  ///< of the people of the scan, by id

/// Whether a first line without column names has a family and its member, as PLINK's files do: the second cell is no
/// cohort, but somebody of the scan.
bool is_family_and_person(const std::vector<std::string>& cells, const io::Manifest& manifest, const Places& places) {
    return cells.size() == 2 &&
           std::ranges::find(manifest.cohorts, cells[1], &io::CohortEntry::name) == manifest.cohorts.end() &&
           std::ranges::any_of(places, [&](const auto& ids) { return ids.contains(cells[1]); });
}

/// Where a cohort's name stands among those of the scan. Throws Error(bad_data) when the study has no such cohort.
std::size_t place_of_cohort(const std::string& name, const StudyRecords& records, const io::Manifest& manifest,
                            const std::string& place) {
    const auto found = std::ranges::find(records.names(), name);
    if (found != records.names().end()) { return static_cast<std::size_t>(found - records.names().begin()); }
    if (std::ranges::find(manifest.cohorts, name, &io::CohortEntry::name) != manifest.cohorts.end()) {
        return not_scanned;
    }
    std::vector<std::string> known;
    for (const io::CohortEntry& cohort : manifest.cohorts) { known.push_back(cohort.name); }
    throw Error(Fault::bad_data, place + ": '" + name + "' is no cohort of the study, which has " +
                                     io::name_list(known) + "; for files with family ids put a line '#FID IID' above");
}

std::vector<NamedPerson> read_people(const std::filesystem::path& file, const StudyRecords& records,
                                     const io::Manifest& manifest, const Places& places) {
    io::TextLines lines(file);
    std::vector<NamedPerson> people;
    std::size_t id_column = 0;
    std::size_t cohort_column = 1;
    bool has_header = false;
    for (std::string_view line; lines.next(line);) {
        const std::vector<std::string> cells = cells_of(line);
        if (std::ranges::all_of(cells, [](const std::string& cell) { return cell.empty(); })) { continue; }
        if (people.empty() && !has_header) {
            const auto id = std::ranges::find_if(cells, names_ids);
            if (id != cells.end()) {
                has_header = true;
                id_column = static_cast<std::size_t>(id - cells.begin());
                const auto cohort = std::ranges::find(cells, "cohort");
                // Without such a column, it lies behind all cells.
                cohort_column = cohort != cells.end() ? static_cast<std::size_t>(cohort - cells.begin()) : no_column;
                continue;
            }
            if (is_family_and_person(cells, manifest, places)) {
                has_header = true;  // what it would say is known
                id_column = 1;
                cohort_column = no_column;
                log_info(lines.place() + ": two columns of which the second is no cohort are taken as FID IID");
            }
        }
        if (cells.size() <= id_column || cells[id_column].empty() || (!has_header && cells.size() > 2)) {
            throw Error(Fault::bad_data, lines.place() +
                                             ": expected an id and, if need be, its cohort; for other columns put a "
                                             "line above that names them (id, cohort)");
        }
        NamedPerson person{cells[id_column], every_cohort};
        if (cells.size() > cohort_column && !cells[cohort_column].empty()) {
            const std::string place = lines.place() + ":" + std::to_string(cohort_column + 1);
            person.cohort = place_of_cohort(cells[cohort_column], records, manifest, place);
        }
        people.push_back(std::move(person));
    }
    if (people.empty()) {
        throw Error(Fault::bad_data,
                    file.string() + ": the file names nobody; give an id a line, or leave the option out");
    }
    return people;
}

using People = std::vector<std::vector<std::uint8_t>>;

/// N people a cohort, 1 = named in the file.
People mark(const std::filesystem::path& file, const std::string& option, const StudyRecords& records,
            const io::Manifest& manifest, const Places& places, nlohmann::ordered_json& detail) {
    People marked;
    for (std::size_t c = 0; c < places.size(); ++c) { marked.emplace_back(records.people(c), 0); }
    std::vector<std::string> unknown;
    std::size_t not_found = 0;
    std::size_t named = 0;
    std::size_t elsewhere = 0;
    for (const NamedPerson& person : read_people(file, records, manifest, places)) {
        ++named;
        if (person.cohort == not_scanned) {
            ++elsewhere;
            continue;
        }
        bool found = false;
        for (std::size_t c = 0; c < places.size(); ++c) {
            if (person.cohort != every_cohort && person.cohort != c) { continue; }
            const auto place = places[c].find(person.id);
            if (place == places[c].end()) { continue; }
            marked[c][place->second] = 1;
            found = true;
        }
        if (found) { continue; }
        ++not_found;
        if (unknown.size() <= 20) { unknown.push_back(person.id); }
    }
    if (elsewhere > 0) {
        log_info("--" + option + " " + file.string() + ": " + std::to_string(elsewhere) + " of " +
                 std::to_string(named) + " names are people of cohorts that are not scanned");
    }
    if (not_found > 0) {
        log_warning("--" + option + " " + file.string() + ": " + std::to_string(not_found) + " of " +
                    std::to_string(named) +
                    " names are nobody's in the cohorts of this scan: " + io::name_list(unknown));
    }
    if (unknown.size() > 20) { unknown.pop_back(); }
    detail[option] = {{"file", file.string()},
                      {"names", named},
                      {"of_cohorts_not_scanned", elsewhere},
                      {"not_found", not_found},
                      {"first_not_found", unknown}};
    return marked;
}

}  // namespace

People named_people(const std::filesystem::path& keep, const std::filesystem::path& remove, const StudyRecords& records,
                    const io::Manifest& manifest, nlohmann::ordered_json& detail) {
    People chosen;
    Places places;
    for (std::size_t c = 0; c < records.cohorts().size(); ++c) {
        chosen.emplace_back(records.people(c), 1);
        places.emplace_back();
        if (keep.empty() && remove.empty()) { continue; }
        const std::vector<std::string> ids = records.reader(c).ids();
        for (std::size_t i = 0; i < ids.size(); ++i) { places[c].emplace(ids[i], i); }
    }
    if (!keep.empty()) { chosen = mark(keep, "keep", records, manifest, places, detail); }
    if (!remove.empty()) {
        const People removed = mark(remove, "remove", records, manifest, places, detail);
        for (std::size_t c = 0; c < chosen.size(); ++c) {
            for (std::size_t i = 0; i < chosen[c].size(); ++i) {
                if (removed[c][i] != 0) { chosen[c][i] = 0; }
            }
        }
    }
    return chosen;
}

}  // namespace atria::pipeline
