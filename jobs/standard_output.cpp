#include "jobs/standard_output.hpp"

#include "kernels/data/error.hpp"

#include <cerrno>
#include <cstdio>
#include <cstring>

namespace atria::jobs {

void print(const std::string& page) {
    errno = 0;
    const bool written = std::fwrite(page.data(), 1, page.size(), stdout) == page.size() && std::fflush(stdout) == 0;
    if (written || errno == EPIPE) { return; }
    throw Error(Fault::read_write,
                std::string("cannot write to the standard output: ") + std::strerror(errno) + "; was it closed?");
}

}  // namespace atria::jobs
