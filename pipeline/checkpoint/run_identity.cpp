#include "pipeline/checkpoint/run_identity.hpp"

#include "io/file_digest.hpp"
#include "io/unfinished_file.hpp"
#include "kernels/data/error.hpp"

#include <cstdint>
#include <fstream>
#include <system_error>
#include <vector>

namespace atria::pipeline {

namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

constexpr std::uintmax_t read_up_to = std::uintmax_t{16} << 20U;

/// A time that changes whenever the file is written; says nothing else.
std::string time_of_change(const fs::path& file) {
    std::error_code error;
    const auto time = fs::last_write_time(file, error);
    return error ? "unknown" : std::to_string(time.time_since_epoch().count());
}

std::string shown(const Json& value) {
    const std::string text = value.is_string() ? value.get<std::string>() : value.dump();
    constexpr std::size_t longest = 80;
    return text.empty() ? "nothing" : text.size() > longest ? text.substr(0, longest) + "..." : text;
}

}  // namespace

void RunIdentity::add(const std::string& name, const std::string& value) {
    if (values_.contains(name)) {
        values_[name] = values_[name].get<std::string>() + ", " + value;  // an option that is repeated
    } else {
        values_[name] = value;
    }
}

void RunIdentity::add_file(const std::string& name, const fs::path& file) {
    std::error_code error;
    const auto bytes = fs::file_size(file, error);
    if (error) { return add(name, "absent"); }
    const std::string rest =
        bytes <= read_up_to ? "SHA-256 " + io::sha256_of_file(file) : "changed at " + time_of_change(file);
    add(name, std::to_string(bytes) + " bytes, " + rest);
}

std::string RunIdentity::digest() const {
    return io::sha256_of_text(values_.dump(-1, ' ', false, Json::error_handler_t::replace)).substr(0, 32);
}

void RunIdentity::write(const fs::path& file) const {
    io::UnfinishedFile unfinished(file);
    std::ofstream out(unfinished.temporary_path(), std::ios::binary | std::ios::trunc);
    out << values_.dump(1, ' ', false, Json::error_handler_t::replace) << '\n';
    out.close();
    if (!out) {
        throw Error(Fault::read_write,
                    file.string() + ": cannot write it. Check that the folder is writable and has space left.");
    }
    unfinished.commit();
}

std::string RunIdentity::difference(const fs::path& file) const {
    std::ifstream stream(file);
    const Json then = stream ? Json::parse(stream, nullptr, false) : Json();
    if (!then.is_object()) { return "it cannot be told how it was begun"; }
    // Written and read again, so that bytes that are no UTF-8 compare as what they were written as.
    const Json now = Json::parse(values_.dump(-1, ' ', false, Json::error_handler_t::replace));
    std::vector<std::string> found;
    for (const auto& [name, value] : now.items()) {
        const Json before = then.contains(name) ? then[name] : Json("");
        if (before != value) { found.push_back(name + " was " + shown(before) + " and is now " + shown(value)); }
    }
    for (const auto& [name, value] : then.items()) {
        if (!now.contains(name)) { found.push_back(name + " was " + shown(value) + " and is now nothing"); }
    }
    constexpr std::size_t most = 3;
    std::string words;
    for (std::size_t i = 0; i < found.size() && i < most; ++i) { words += (i > 0 ? "; " : "") + found[i]; }
    if (found.size() > most) { words += "; and " + std::to_string(found.size() - most) + " more"; }
    return words;
}

}  // namespace atria::pipeline
