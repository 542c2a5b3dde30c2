#pragma once

#include "kernels/data/error.hpp"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

namespace atria::test {

/// Runs `action`, which must throw Error with this fault and with all these pieces in its message.
template <typename Action>
void requires_error(Action&& action, Fault fault, const std::vector<std::string>& pieces) {
    try {
        action();
    } catch (const Error& error) {
        const std::string message = error.what();
        INFO(message);
        CHECK(error.fault() == fault);
        for (const auto& piece : pieces) { CHECK_THAT(message, Catch::Contains(piece)); }
        return;
    }
    FAIL("no Error was thrown");
}

}  // namespace atria::test
