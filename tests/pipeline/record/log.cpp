#include "pipeline/record/log.hpp"

#include "tests/support/error_matcher.hpp"
#include "tests/support/temporary_folder.hpp"

#include <unistd.h>
#include <catch2/catch.hpp>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <regex>
#include <sstream>

using namespace atria::pipeline;

namespace {

std::vector<std::string> lines_of(const std::filesystem::path& file) {
    flush_log();
    std::istringstream text(atria::test::read_bytes(file));
    std::vector<std::string> lines;
    for (std::string line; std::getline(text, line);) { lines.push_back(line); }
    return lines;
}

}  // namespace

TEST_CASE("the log file gets everything, in text or JSON, quiet or not") {
    const atria::test::TemporaryFolder folder;
    start_log({LogFormat::text, true, 0});
    set_log_file(folder / "log.txt");
    log_info("begin {} %v");
    log_progress("half - 3 of 6");
    const auto lines = lines_of(folder / "log.txt");
    REQUIRE(lines.size() == 2);
    CHECK(std::regex_match(lines[0], std::regex(R"(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d \| INFO: begin \{\} %v)")));
    CHECK_THAT(lines[1], Catch::EndsWith("| PROGRESS: half - 3 of 6"));

    start_log({LogFormat::json, true, 0});
    set_log_file(folder / "log.json");
    log_info("a \"quoted\"\nword \xff");
    const auto objects = lines_of(folder / "log.json");
    REQUIRE(objects.size() == 1);
    const auto object = nlohmann::json::parse(objects[0]);
    CHECK(object["level"] == "INFO");
    CHECK(object["rank"] == 0);
    CHECK_THAT(object["message"].get<std::string>(), Catch::StartsWith("a \"quoted\"\nword"));
    CHECK(object.contains("time"));
}

TEST_CASE("what all ranks warn of alike is said once") {
    const atria::test::TemporaryFolder folder;
    // The log of a rank other than 0 has no file: its screen is what counts.
    std::fflush(stderr);
    const int kept = ::dup(2);
    std::FILE* file = std::fopen((folder / "screen").c_str(), "wb");
    ::dup2(::fileno(file), 2);
    for (const int rank : {0, 1, 2}) {
        start_log({LogFormat::text, true, rank});
        log_warning("a covariate is left out");
        if (rank == 2) { log_error("this rank has no disk"); }
    }
    flush_log();
    ::dup2(kept, 2);
    ::close(kept);
    std::fclose(file);
    start_log({LogFormat::text, true, 0});
    const auto lines = lines_of(folder / "screen");
    REQUIRE(lines.size() == 2);
    CHECK_THAT(lines[0], Catch::EndsWith("| WARNING: a covariate is left out"));
    CHECK_THAT(lines[1], Catch::EndsWith("| ERROR: rank 2, this rank has no disk"));
}

TEST_CASE("the log goes on in a file that is there") {
    const atria::test::TemporaryFolder folder;
    start_log({LogFormat::text, true, 0});
    set_log_file(folder / "log.txt");
    log_info("first");
    set_log_file(folder / "log.txt");
    log_info("second");
    CHECK(lines_of(folder / "log.txt").size() == 2);
}

TEST_CASE("a log file that cannot be written is told") {
    const atria::test::TemporaryFolder folder;
    atria::test::write_bytes(folder / "file", "x");
    atria::test::requires_error([&] { set_log_file(folder / "file/log.txt"); }, atria::Fault::read_write, {"log.txt"});
}
