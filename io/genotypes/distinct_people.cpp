#include "io/genotypes/distinct_people.hpp"

#include "kernels/data/error.hpp"

#include <cstddef>
#include <string_view>
#include <unordered_map>

namespace atria::io {

void require_distinct(const std::vector<std::string>& people, const std::string& place) {
    if (people.empty()) {
        throw Error(Fault::bad_data, place + ": the file names no people. Give one with genotypes of people.");
    }
    std::unordered_map<std::string_view, std::size_t> first;
    for (std::size_t i = 0; i < people.size(); ++i) {
        if (people[i].empty()) {
            throw Error(Fault::bad_data, place + ": person " + std::to_string(i + 1) + " has no id. Give one.");
        }
        if (const auto [earlier, is_new] = first.emplace(people[i], i); !is_new) {
            throw Error(Fault::bad_data, place + ": the person id " + people[i] + " occurs twice, for person " +
                                             std::to_string(earlier->second + 1) + " and person " +
                                             std::to_string(i + 1) + ". Make the ids distinct, in the records too.");
        }
    }
}

}  // namespace atria::io
