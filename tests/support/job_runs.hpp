#pragma once

#include "jobs/program.hpp"
#include "pipeline/comm/one_rank.hpp"
#include "tests/support/temporary_folder.hpp"

#include <unistd.h>
#include <catch2/catch.hpp>
#include <cstdio>
#include <string>
#include <vector>

namespace atria::test {

/// Runs a job in this process, on one rank; the exit code.
inline int atria_job(std::vector<std::string> words) {
    words.emplace_back("--quiet");
    return jobs::run_program(words, pipeline::OneRank{}, pipeline::Launcher{});
}

/// What a job prints.
inline std::string printed(const TemporaryFolder& folder, const std::vector<std::string>& words) {
    std::fflush(stdout);
    const int kept = ::dup(1);
    std::FILE* file = std::fopen((folder / "stdout").c_str(), "wb");
    ::dup2(::fileno(file), 1);
    const int code = atria_job(words);
    std::fflush(stdout);
    ::dup2(kept, 1);
    ::close(kept);
    std::fclose(file);
    REQUIRE(code == 0);
    return read_bytes(folder / "stdout");
}

}  // namespace atria::test
