#include "jobs/program.hpp"
#include "pipeline/checkpoint/broken_pipe.hpp"
#include "pipeline/comm/mpi_session.hpp"

#include <cstdio>
#include <exception>
#include <string>
#include <vector>

int main(int argc, char** argv) {
    atria::pipeline::ignore_broken_pipes();
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
