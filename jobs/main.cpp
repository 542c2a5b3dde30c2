#include "jobs/program.hpp"
#include "pipeline/comm/mpi_session.hpp"

#include <csignal>
#include <cstdio>
#include <exception>
#include <string>
#include <vector>

int main(int argc, char** argv) {
    // Writing to a pipe that nobody reads is then an error like any other, and not a silent death.
    std::signal(SIGPIPE, SIG_IGN);
    const std::vector<std::string> arguments(argv + (argc > 0 ? 1 : 0), argv + argc);
    if (const auto code = atria::jobs::answer_without_ranks(arguments)) { return *code; }
    try {
        const atria::pipeline::MpiSession session(argc, argv);
        try {
            return atria::jobs::run_program(arguments, session.communicator(), session.launcher());
        } catch (const std::exception& exception) {
            std::fprintf(stderr, "atria: %s\n", exception.what());
            session.abort(1);
        }
    } catch (const std::exception& exception) {
        std::fprintf(stderr, "atria: %s\n", exception.what());
        return 69;
    }
}
