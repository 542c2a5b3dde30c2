#include "io/genotypes/bgen/sample_file.hpp"

#include "io/genotypes/distinct_people.hpp"
#include "io/tables/text_lines.hpp"
#include "io/tables/upper_case.hpp"
#include "kernels/data/error.hpp"

#include <string_view>

namespace atria::io {

namespace {

std::vector<std::string_view> words_of(std::string_view line) {
    constexpr std::string_view blanks = " \t";
    std::vector<std::string_view> words;
    for (std::size_t at = line.find_first_not_of(blanks); at != std::string_view::npos;) {
        const std::size_t end = line.find_first_of(blanks, at);
        words.push_back(line.substr(at, end == std::string_view::npos ? end : end - at));
        at = end == std::string_view::npos ? end : line.find_first_not_of(blanks, end);
    }
    return words;
}

}  // namespace

std::vector<std::string> read_sample_file(const std::filesystem::path& file) {
    TextLines lines(file);
    std::string_view line;
    const auto refuse = [&](const std::string& reason) { throw Error(Fault::bad_data, lines.place() + ": " + reason); };
    if (!lines.next(line)) { refuse("the .sample file is empty. Give the one that belongs to the .bgen."); }
    const auto header = words_of(line);
    const std::size_t columns = header.size();
    std::string second_name;
    if (columns > 1) { assign_upper(second_name, header[1]); }
    const std::size_t id = second_name == "ID_2" ? 1 : 0;
    if (!lines.next(line) || words_of(line).empty() || words_of(line)[0] != "0") {
        refuse(
            "the second line of a .sample file gives the types of its columns and begins with 0; this one does not. "
            "Give the .sample file that belongs to the .bgen.");
    }
    std::vector<std::string> people;
    while (lines.next(line)) {
        const auto words = words_of(line);
        if (words.empty()) { continue; }
        if (words.size() != columns) {
            refuse("the line has " + std::to_string(words.size()) + " columns, the first one " +
                   std::to_string(columns) + ". Correct it.");
        }
        people.emplace_back(words[id]);
    }
    require_distinct(people, file.string());
    return people;
}

}  // namespace atria::io
