// What libFuzzer calls; compiled once for each target, whose name is ATRIA_FUZZ_TARGET.
#include "tests/fuzz/target.hpp"

#include <cstddef>

namespace atria::fuzz {
Target ATRIA_FUZZ_TARGET;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size);

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    static_cast<void>(atria::fuzz::try_once(atria::fuzz::ATRIA_FUZZ_TARGET, {bytes, size}));
    return 0;
}
