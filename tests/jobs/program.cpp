#include "jobs/program.hpp"

#include "jobs/job_list.hpp"
#include "jobs/options/common_options.hpp"
#include "pipeline/comm/one_rank.hpp"

#include <catch2/catch.hpp>
#include <set>

using namespace atria;

TEST_CASE("every job can be described together with the common options") {
    std::set<std::string_view> names;
    for (const jobs::Job* job : jobs::job_list()) {
        INFO(job->name);
        CHECK(names.insert(job->name).second);
        CHECK_FALSE(job->summary.empty());
        jobs::OptionTable table;
        job->describe(table);
        jobs::add_common_options(table, pipeline::Launcher{});
        const std::vector<std::string> words{"--print-config"};
        CHECK_NOTHROW(table.parse(words));
        CHECK_THAT(table.help(), Catch::Contains("--print-config"));
        CHECK(jobs::find_job(job->name) == job);
    }
    CHECK(jobs::find_job("nothing") == nullptr);
}

TEST_CASE("failures end with their exit codes") {
    const pipeline::OneRank alone;
    const auto run = [&](const std::vector<std::string>& words, const pipeline::Launcher& launcher = {}) {
        return jobs::run_program(words, alone, launcher);
    };
    CHECK(run({"nothing"}) == 2);
    CHECK(run({"--threads"}) == 2);
    CHECK(run({"plan", "--nothing"}) == 2);
    CHECK(run({"plan", "no/such/study"}) == 66);
    CHECK(run({"plan", "S", "--config", "no/such/file"}) == 66);

    pipeline::Launcher copies;
    copies.tasks = 4;
    CHECK(run({"plan", "S"}, copies) == 69);
}
