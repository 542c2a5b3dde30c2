#include "io/results/plain_text.hpp"

#include "kernels/data/error.hpp"

#include <cerrno>
#include <cstring>
#include <string>
#include <utility>

namespace atria::io {

PlainText::PlainText(std::filesystem::path file) : unfinished_(std::move(file)) {
    out_.open(unfinished_.temporary_path(), std::ios::binary | std::ios::trunc);
    check("create");
}

void PlainText::add(std::string_view text) {
    out_.write(text.data(), static_cast<std::streamsize>(text.size()));
    check("write");
}

void PlainText::close() {
    out_.close();
    check("finish");
    unfinished_.commit();
}

void PlainText::check(const char* attempt) const {
    if (out_) { return; }
    throw Error(Fault::read_write, unfinished_.final_path().string() + ": cannot " + attempt +
                                       " it: " + std::strerror(errno) +
                                       ". Check that the folder is writable and has space left.");
}

}  // namespace atria::io
