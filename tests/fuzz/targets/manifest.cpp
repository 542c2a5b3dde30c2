// study.json. Its own digest guards the whole of it, so that a changed one is also written again as what it says.
#include "io/shard/manifest.hpp"

#include "io/file_digest.hpp"
#include "tests/fuzz/target.hpp"

#include <nlohmann/json.hpp>

namespace atria::fuzz {

Target manifest;
void manifest(Input& input) {
    using Json = nlohmann::ordered_json;
    std::string text(input.rest());
    // Deeper ones would exhaust the stack of this target's own copies.
    constexpr std::size_t deepest = 100;
    if (static_cast<std::size_t>(std::ranges::count_if(text, [](char c) { return c == '[' || c == '{'; })) < deepest) {
        Json json = Json::parse(text, nullptr, false);
        if (json.is_object()) {
            json.erase("own_sha256");
            try {
                json["own_sha256"] = io::sha256_of_text(json.dump());
                text = json.dump();
            } catch (const Json::exception&) {}  // it is not UTF-8
        }
    }
    static_cast<void>(put("study.json", text));
    const io::Manifest read = io::read_manifest(scratch());
    expect(!read.cohorts.empty(), "a study has cohorts");
    std::filesystem::create_directories(scratch() / "again");
    io::write_manifest(scratch() / "again", read);
    const io::Manifest again = io::read_manifest(scratch() / "again");
    expect(again.cohorts.size() == read.cohorts.size() && again.variants == read.variants,
           "a manifest written and read again is the same");
}

}  // namespace atria::fuzz
