#include "jobs/options/config_file.hpp"

#include "tests/fuzz/target.hpp"

namespace atria::fuzz {

Target config_file;
void config_file(Input& input) {
    for (const auto& line : jobs::read_config_file(put("job.cfg", input.rest()))) {
        expect(!line.key.empty(), "a line has a key");
        if (line.key.front() == '#' || line.value.find('\n') != std::string::npos) { continue; }
        const auto again = jobs::read_config_file(
            put("again.cfg", "#\n" + line.key + " = " + jobs::quoted_config_value(line.value) + "\n"));
        expect(again.size() == 1 && again[0].key == line.key && again[0].value == line.value,
               "a value written and read again is the same");
    }
}

}  // namespace atria::fuzz
