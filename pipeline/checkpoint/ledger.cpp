#include "pipeline/checkpoint/ledger.hpp"

#include "io/file_digest.hpp"
#include "kernels/data/error.hpp"

#include <fcntl.h>
#include <unistd.h>
#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <system_error>
#include <vector>

namespace atria::pipeline {

namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

constexpr const char* folder_name = "ledger";
constexpr std::size_t check_length = 16;

std::string check_of(std::string_view text) { return io::sha256_of_text(text).substr(0, check_length); }

[[noreturn]] void cannot_write(const fs::path& file, int reason) {
    throw Error(Fault::read_write, file.string() + ": cannot write down what is finished: " + std::strerror(reason) +
                                       ". Check that the folder is writable and has space left.");
}

/// CHECK {"name": ..., "what": ...}; nothing when the line is damaged.
void read_line(std::string_view line, LedgerEntries& entries) {
    if (line.size() <= check_length || line[check_length] != ' ') { return; }
    const std::string_view text = line.substr(check_length + 1);
    if (check_of(text) != line.substr(0, check_length)) { return; }
    const Json entry = Json::parse(text, nullptr, false);
    if (!entry.is_object() || !entry.contains("name") || !entry.contains("what")) { return; }
    entries[entry["name"].get<std::string>()] = entry["what"];
}

}  // namespace

Ledger::Ledger(const fs::path& folder, int rank) {
    std::string number = std::to_string(rank);
    number.insert(0, number.size() < 4 ? 4 - number.size() : 0, '0');
    file_ = folder / folder_name / ("rank-" + number + ".jsonl");
}

Ledger::~Ledger() {
    if (descriptor_ >= 0) { ::close(descriptor_); }
}

void Ledger::open() {
    std::error_code error;
    fs::create_directories(file_.parent_path(), error);
    if (error) { cannot_write(file_, error.value()); }
    descriptor_ = ::open(file_.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0666);
    if (descriptor_ < 0) { cannot_write(file_, errno); }
}

void Ledger::add(const std::string& name, const Json& what) {
    if (descriptor_ < 0) { open(); }
    const std::string text = Json{{"name", name}, {"what", what}}.dump();
    // The line break before it parts it from what a killed run may have left half.
    const std::string line = '\n' + check_of(text) + ' ' + text + '\n';
    for (std::size_t written = 0; written < line.size();) {
        const ssize_t more = ::write(descriptor_, line.data() + written, line.size() - written);
        if (more < 0 && errno == EINTR) { continue; }
        if (more < 0) { cannot_write(file_, errno); }
        written += static_cast<std::size_t>(more);
    }
    if (::fsync(descriptor_) != 0 && errno != EINVAL) { cannot_write(file_, errno); }
}

void Ledger::remove(const fs::path& folder) {
    std::error_code ignored;
    fs::remove_all(folder / folder_name, ignored);
}

LedgerEntries Ledger::read(const fs::path& folder) {
    std::vector<fs::path> files;
    std::error_code none;
    for (const auto& file : fs::directory_iterator(folder / folder_name, none)) { files.push_back(file.path()); }
    std::ranges::sort(files);
    LedgerEntries entries;
    for (const fs::path& file : files) {
        std::ifstream stream(file, std::ios::binary);
        for (std::string line; std::getline(stream, line);) { read_line(line, entries); }
    }
    return entries;
}

}  // namespace atria::pipeline
