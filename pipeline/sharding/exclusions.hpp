#pragma once

#include "io/tables/delimited_writer.hpp"

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>

namespace atria::pipeline {

/// Who and what is left out of a study, turned round or otherwise not as the cohort files say: every case by name in
/// excluded.tsv, and counted by cohort, file and reason.
class Exclusions {
public:
    /// Begins `file` (columns cohort, file, kind, name, detail, reason, left_out).
    explicit Exclusions(const std::filesystem::path& file);

    struct Case {
        std::string_view cohort;
        std::string_view file;
        std::string_view kind;  ///< person or variant
        std::string_view name;
        std::string_view detail;  ///< position and alleles of a variant; may be empty
        std::string_view reason;
        bool left_out = true;  ///< false: kept, but changed
    };
    void add(const Case& found);
    void close() { table_.close(); }

    struct Key {
        std::string cohort;
        std::string file;
        std::string kind;
        std::string reason;
        bool left_out = true;

        friend bool operator<(const Key& a, const Key& b) {
            return std::tie(a.cohort, a.file, a.kind, a.reason, a.left_out) <
                   std::tie(b.cohort, b.file, b.kind, b.reason, b.left_out);
        }
    };
    [[nodiscard]] const std::map<Key, std::uint64_t>& counts() const { return counts_; }

private:
    io::DelimitedWriter table_;
    std::map<Key, std::uint64_t> counts_;
    std::pair<const Key, std::uint64_t>* last_ = nullptr;  ///< of counts_, to which a case was added last
};

}  // namespace atria::pipeline
