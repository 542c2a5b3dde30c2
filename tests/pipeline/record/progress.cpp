#include "pipeline/record/progress.hpp"

#include "pipeline/record/log.hpp"
#include "pipeline/run/parallel_for.hpp"

#include <catch2/catch.hpp>

using atria::pipeline::Progress;

TEST_CASE("progress tells share, rate and time left") {
    atria::pipeline::start_log({atria::pipeline::LogFormat::text, true, 0});
    Progress progress("Scanning", 12'000, "variants");
    CHECK(progress.words(10) == "0 of 12,000 variants (0 %)");
    progress.add(3000);
    CHECK(progress.words(10) == "3,000 of 12,000 variants (25 %), 300 a second, 30 s left");
    progress.add(8000);
    CHECK(progress.words(1100) == "11,000 of 12,000 variants (91 %), 10 a second, 100 s left");
    CHECK(progress.words(7'700) == "11,000 of 12,000 variants (91 %), 1 a second, 11 min 40 s left");
    progress.add(1000);
    CHECK(progress.words(10) == "12,000 of 12,000 variants (100 %), 1,200 a second, 0.0 s left");
}

TEST_CASE("the first rank tells the progress of all") {
    atria::pipeline::start_log({atria::pipeline::LogFormat::text, true, 0});
    Progress progress("Scanning", 3000, 12'000, "variants");
    CHECK(progress.words(10) == "about 0 of 12,000 variants (0 %)");
    progress.add(750);
    CHECK(progress.words(10) == "about 3,000 of 12,000 variants (25 %), 300 a second, 30 s left");
    progress.add(2250);
    CHECK_THAT(progress.words(10), Catch::StartsWith("about 12,000 of 12,000 variants (100 %)"));
}

TEST_CASE("all threads count") {
    atria::pipeline::start_log({atria::pipeline::LogFormat::text, true, 0});
    Progress progress("Scanning", 1000, "blocks");
    atria::pipeline::parallel_for(1000, 4, [&](std::size_t) { progress.add(); });
    CHECK(progress.done() == 1000);
}
