#include "kernels/data/variant_fate.hpp"

#include <catch2/catch.hpp>

using namespace atria;

TEST_CASE("a fate is told in one word") {
    CHECK(fate_text({}) == "as_is");
    CHECK(fate_text({true, false, false, false}) == "swapped");
    CHECK(fate_text({true, true, false, false}) == "flipped_swapped");
    CHECK(fate_text({false, false, true, false}) == "by_frequency");
    CHECK(fate_text({true, true, true, true}) == "normalised_flipped_swapped_by_frequency");
    CHECK(drop_word(DropReason::ambiguous_too_few) == "ambiguous_too_few");
    CHECK(drop_sentence(DropReason::duplicate) == "the cohort has the same variant already");
}

TEST_CASE("what is swapped or flipped twice is as it was") {
    const VariantFate swapped{true, false, false, false};
    const VariantFate both{true, true, true, false};
    CHECK(fate_text(swapped.then(swapped)) == "as_is");
    CHECK(fate_text(swapped.then(both)) == "flipped_by_frequency");
    CHECK(fate_text(VariantFate{false, false, false, true}.then(swapped)) == "normalised_swapped");
}
