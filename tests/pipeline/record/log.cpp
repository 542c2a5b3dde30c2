#include "pipeline/record/log.hpp"

#include "tests/support/error_matcher.hpp"
#include "tests/support/temporary_folder.hpp"

#include <catch2/catch.hpp>
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
