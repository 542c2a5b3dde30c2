#include "pipeline/record/run_record.hpp"

#include "io/file_digest.hpp"
#include "io/unfinished_file.hpp"
#include "kernels/data/error.hpp"
#include "pipeline/comm/together.hpp"
#include "pipeline/machine/resources.hpp"

#include <unistd.h>
#include <algorithm>
#include <array>
#include <cstdint>
#include <ctime>
#include <fstream>
#include <functional>
#include <numeric>

namespace atria::pipeline {

namespace {

std::string now() {
    const std::time_t seconds = std::time(nullptr);
    std::tm parts{};
    gmtime_r(&seconds, &parts);
    std::array<char, 32> text{};
    const std::size_t length = std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &parts);
    return {text.data(), length};
}

std::string host() {
    std::array<char, 256> name{};
    return gethostname(name.data(), name.size() - 1) == 0 ? std::string(name.data()) : std::string("unknown");
}

/// The words with which this program was started.
std::vector<std::string> command() {
    std::ifstream stream("/proc/self/cmdline", std::ios::binary);
    std::vector<std::string> words;
    for (std::string word; std::getline(stream, word, '\0');) { words.push_back(word); }
    return words;
}

std::string text_of(const std::vector<std::byte>& bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

std::vector<std::string> gather_texts(const Communicator& communicator, const std::string& mine) {
    std::vector<std::string> texts;
    for (const auto& bytes : communicator.gather_to_root(std::as_bytes(std::span(mine)))) {
        texts.push_back(text_of(bytes));
    }
    return texts;
}

}  // namespace

RunRecord::RunRecord(const std::filesystem::path& results, RunRequest request, const Communicator& communicator)
    : file_(results / "run.json"), communicator_(communicator), request_(std::move(request)) {
    record_["program"] = "atria";
    record_["version"] = ATRIA_VERSION;
    record_["job"] = request_.job;
    record_["command"] = command();
    record_["status"] = "running";
    record_["stub"] = request_.stub;
    record_["exit_code"] = nullptr;
    record_["message"] = "";
    record_["begin"] = now();
    record_["end"] = nullptr;
    record_["options"] = nlohmann::ordered_json::array();
    for (const RecordedOption& option : request_.options) {
        record_["options"].push_back({{"name", option.name}, {"value", option.value}, {"origin", option.origin}});
    }
    record_["ranks"] = nlohmann::ordered_json::array();
    record_["inputs"] = nlohmann::ordered_json::array();
    record_["outputs"] = nlohmann::ordered_json::array();
    record_["details"] = nlohmann::ordered_json::object();
    gather_hosts();
    together(communicator_, [&] { write(); });
}

void RunRecord::gather_hosts() {
    const nlohmann::ordered_json mine{{"rank", communicator_.rank()},
                                      {"host", host()},
                                      {"threads", request_.threads},
                                      {"memory_limit_bytes", request_.memory},
                                      {"peak_memory_bytes", nullptr}};
    for (const std::string& text : gather_texts(communicator_, mine.dump())) {
        record_["ranks"].push_back(nlohmann::ordered_json::parse(text));
    }
}

void RunRecord::gather_peaks() {
    std::size_t rank = 0;
    for (const std::string& text : gather_texts(communicator_, std::to_string(peak_memory()))) {
        record_["ranks"][rank++]["peak_memory_bytes"] = std::stoull(text);
    }
}

void RunRecord::add_input(const std::string& path, std::uint64_t bytes, const std::string& sha256) {
    record_["inputs"].push_back({{"path", path}, {"bytes", bytes}, {"sha256", sha256}});
}

void RunRecord::add_outputs(std::span<const std::string> paths, const io::ParallelLoop& loop) {
    if (!communicator_.is_root()) { return; }
    std::vector<nlohmann::ordered_json> entries(paths.size());
    std::vector<std::size_t> largest_first(paths.size());  // the last one should not keep a single thread busy
    std::vector<std::uint64_t> bytes;
    for (const std::string& path : paths) { bytes.push_back(std::filesystem::file_size(file_.parent_path() / path)); }
    std::iota(largest_first.begin(), largest_first.end(), std::size_t{0});
    std::ranges::stable_sort(largest_first, std::greater(), [&bytes](std::size_t i) { return bytes[i]; });
    loop(paths.size(), [&](std::size_t task) {
        const std::size_t i = largest_first[task];
        const std::string sha256 = io::sha256_of_file(file_.parent_path() / paths[i]);
        entries[i] = {{"path", paths[i]}, {"bytes", bytes[i]}, {"sha256", sha256}};
    });
    for (nlohmann::ordered_json& entry : entries) { record_["outputs"].push_back(std::move(entry)); }
}

void RunRecord::set_detail(const std::string& key, nlohmann::ordered_json value) {
    record_["details"][key] = std::move(value);
}

void RunRecord::keep(const std::function<void()>& work) {
    try {
        work();
        gather_peaks();  // also the place where the ranks wait for each other, so that a late failure is still recorded
        record_["status"] = "ok";
        record_["exit_code"] = 0;
        record_["end"] = now();
        together(communicator_, [&] { write(); });
    } catch (const std::exception& exception) {
        const Failure told = describe_failure(exception);
        record_["status"] = told.exit_code == static_cast<int>(Fault::checkpointed) ? "stopped" : "failed";
        record_["exit_code"] = told.exit_code;
        record_["message"] = told.message;
        record_["end"] = now();
        try {
            write();
        } catch (const std::exception&) {
            // The first failure is the one to tell.
        }
        throw;
    }
}

void RunRecord::write() {
    if (!communicator_.is_root()) { return; }
    io::UnfinishedFile file(file_);
    std::ofstream out(file.temporary_path(), std::ios::binary | std::ios::trunc);
    out << record_.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) << '\n';
    out.close();
    if (!out) {
        throw Error(Fault::read_write,
                    file_.string() + ": cannot write it. Check that the folder is writable and has space left.");
    }
    file.commit();
}

std::string fingerprint(const std::string& text) {
    std::uint64_t hash = 14695981039346656037ULL;
    for (const char letter : text) {
        hash ^= static_cast<unsigned char>(letter);
        hash *= 1099511628211ULL;
    }
    std::string digits;
    for (int shift = 60; shift >= 0; shift -= 4) { digits += "0123456789abcdef"[hash >> shift & 15U]; }
    return digits;
}

}  // namespace atria::pipeline
