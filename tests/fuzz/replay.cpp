// Every input of the corpus through its target, in the program as the tests' compiler makes it: replay CORPUS
#include "tests/fuzz/target.hpp"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <vector>

namespace atria::fuzz {
#define ATRIA_FUZZ_TARGET(name) Target name;
#include "tests/fuzz/targets.inc"
#undef ATRIA_FUZZ_TARGET
}  // namespace atria::fuzz

int main(int count, char** arguments) {
    namespace fs = std::filesystem;
    if (count != 2) {
        std::fprintf(stderr, "usage: replay CORPUS\n");
        return 2;
    }
    std::map<std::string, atria::fuzz::Target*> targets;
#define ATRIA_FUZZ_TARGET(name) targets[#name] = atria::fuzz::name;
#include "tests/fuzz/targets.inc"
#undef ATRIA_FUZZ_TARGET
    int without_seeds = 0;
    for (const auto& [name, target] : targets) {
        std::vector<fs::path> files;
        std::error_code error;
        for (const auto& entry : fs::directory_iterator(fs::path(arguments[1]) / name, error)) {
            files.push_back(entry.path());
        }
        std::ranges::sort(files);
        for (const auto& file : files) {
            std::printf("%s %s: ", name.c_str(), file.filename().c_str());
            std::fflush(stdout);  // the last line names what ended the program
            std::ifstream stream(file, std::ios::binary);
            const std::string bytes(std::istreambuf_iterator<char>(stream), {});
            const std::string refused =
                atria::fuzz::try_once(*target, {reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()});
            std::printf("%s\n", refused.empty() ? "sound" : refused.c_str());
        }
        if (files.empty()) {
            std::fprintf(stderr, "the target %s has no inputs\n", name.c_str());
            ++without_seeds;
        }
    }
    std::printf("%zu targets\n", targets.size());
    return without_seeds == 0 ? 0 : 1;
}
