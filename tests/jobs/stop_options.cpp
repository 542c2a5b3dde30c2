#include "jobs/stop_options.hpp"

#include "tests/support/error_matcher.hpp"

#include <catch2/catch.hpp>
#include <string>

using namespace atria;
using jobs::seconds_of;

TEST_CASE("times are Slurm's") {
    CHECK(seconds_of("90") == 5400);
    CHECK(seconds_of("1:30") == 90);
    CHECK(seconds_of("02:00:05") == 7205);
    CHECK(seconds_of("1-12") == 129600);
    CHECK(seconds_of("1-12:30") == 131400);
    CHECK(seconds_of("2-00:00:01") == 172801);
    CHECK(seconds_of("0") == 0);
    for (const std::string wrong :
         {"x", "1:", ":1", "1-", "-1", "1:2:3:4", "1-2:3:4:5", "1.5", "2h", "", "1--2", " 1", "99999999999"}) {
        CAPTURE(wrong);
        test::requires_error([&] { (void)seconds_of(wrong); }, Fault::bad_config, {"--max-time"});
    }
}
