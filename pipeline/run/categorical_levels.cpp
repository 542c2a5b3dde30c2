#include "pipeline/run/categorical_levels.hpp"

#include "io/tables/name_list.hpp"
#include "io/tables/nearest_name.hpp"
#include "kernels/data/error.hpp"
#include "pipeline/record/log.hpp"

#include <algorithm>
#include <set>
#include <string>

namespace atria::pipeline {
namespace {

using Levels = std::map<std::string, std::vector<std::string>>;

void put_references_first(const ScanRequest& request, Levels& levels) {
    std::set<std::string> chosen;
    for (const std::string& text : request.references) {
        const std::size_t equals = text.find('=');
        const std::string name = text.substr(0, equals);
        const auto categorical = levels.find(name);
        if (equals == std::string::npos || equals == 0 || equals + 1 == text.size()) {
            throw Error(Fault::usage, "reference '" + text + "': expected NAME=LEVEL of a categorical covariate");
        }
        if (categorical == levels.end()) {
            throw Error(Fault::bad_config,
                        "reference '" + text + "': '" + name +
                            "' is no categorical covariate of this scan; name it with --categorical" +
                            io::did_you_mean(name, request.categorical));
        }
        if (!chosen.insert(name).second) {
            throw Error(Fault::bad_config, "covariate '" + name + "' has two reference levels; name one");
        }
        std::vector<std::string>& known = categorical->second;
        const std::string level = text.substr(equals + 1);
        const auto place = std::find(known.begin(), known.end(), level);
        if (place == known.end()) {
            if ((request.run.stub || request.shape_only) && known.empty()) { continue; }
            throw Error(Fault::bad_config, "reference '" + text + "': nobody has this level; the levels of " + name +
                                               " are " + io::name_list(known));
        }
        std::rotate(known.begin(), place, place + 1);
    }
}

}  // namespace

Levels categorical_levels(const ScanRequest& request, const CohortRecords& records) {
    Levels answer;
    for (const std::string& name : request.categorical) {
        std::set<std::string> found;
        for (std::size_t c = 0; c < records.names().size(); ++c) {
            for (const std::string& level : records.text(c, name, "covariate")) {
                if (!level.empty()) { found.insert(level); }
            }
        }
        constexpr std::size_t many_levels = 50;
        if (found.size() > many_levels) {
            log_warning("categorical covariate " + name + " has " + std::to_string(found.size()) +
                        " levels, each a column of the model; is it a number? Then name it with --covariate");
        }
        if (!answer.emplace(name, std::vector<std::string>(found.begin(), found.end())).second) {
            throw Error(Fault::bad_config, "covariate '" + name + "' is named twice; name it once");
        }
        if (found.size() == 1) {
            log_warning("categorical covariate " + name + " has the one level " + *found.begin() +
                        " and so does nothing");
        }
    }
    put_references_first(request, answer);
    return answer;
}

}  // namespace atria::pipeline
