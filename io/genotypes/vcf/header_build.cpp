#include "io/genotypes/vcf/header_build.hpp"

#include "io/genotypes/genome_build.hpp"

#include <charconv>
#include <string>
#include <string_view>

namespace atria::io {

namespace {

/// The value of `key` in a structured line, without quotes; empty when it has none.
std::string_view value_of(const bcf_hrec_t& line, std::string_view key) {
    for (int i = 0; i < line.nkeys; ++i) {
        if (line.keys[i] == nullptr || line.vals[i] == nullptr || key != line.keys[i]) { continue; }
        std::string_view value = line.vals[i];
        if (value.size() >= 2 && value.front() == '"' && value.back() == '"') {
            value = value.substr(1, value.size() - 2);
        }
        return value;
    }
    return {};
}

/// The statements of one kind; empty when they contradict each other.
class Statements {
public:
    void add(std::string_view build, const std::string& words) {
        if (build.empty()) { return; }
        contradict_ = contradict_ || (!stated_.build.empty() && stated_.build != build);
        if (stated_.build.empty()) { stated_ = {std::string(build), words}; }
    }
    [[nodiscard]] StatedBuild stated() const { return contradict_ ? StatedBuild{} : stated_; }

private:
    StatedBuild stated_;
    bool contradict_ = false;
};

}  // namespace

StatedBuild build_of_header(const bcf_hdr_t* header) {
    Statements lengths;
    Statements words;
    for (int i = 0; i < header->nhrec; ++i) {
        const bcf_hrec_t& line = *header->hrec[i];
        if (line.type == BCF_HL_CTG) {
            const std::string_view name = value_of(line, "ID");
            const std::string_view text = value_of(line, "length");
            std::uint64_t length = 0;
            std::from_chars(text.data(), text.data() + text.size(), length);
            lengths.add(build_of_length(chromosome_code(name, ChromosomeNumbers::plink), length),
                        "##contig=<ID=" + std::string(name) + ",length=" + std::string(text) + ">");
            const std::string_view assembly = value_of(line, "assembly");
            words.add(build_in_words(assembly), "##contig=<...,assembly=" + std::string(assembly) + ">");
        } else if (line.type == BCF_HL_GEN && line.value != nullptr && std::string_view(line.key) == "reference") {
            words.add(build_in_words(line.value), "##reference=" + std::string(line.value));
        }
    }
    const StatedBuild by_length = lengths.stated();
    return by_length.build.empty() ? words.stated() : by_length;
}

}  // namespace atria::io
