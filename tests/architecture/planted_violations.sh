#!/usr/bin/env bash
# Shows that rooms.sh sees what it is there for: plants each kind of violation in a small tree and expects it to be named,
# and expects silence about the same tree without it.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT
failures=0

plant() {  # the sound tree
    rm -rf "${tree:?}"/*
    mkdir -p "$tree"/{kernels/data,io/hdf5,io/shard,pipeline/comm,pipeline/run,jobs/options,tests}
    printf '#pragma once\n#include <Eigen/Core>\n#include <vector>\n' >"$tree/kernels/data/variant.hpp"
    printf '#pragma once\n#include <hdf5.h>\n' >"$tree/io/hdf5/file.hpp"
    printf '#pragma once\n#include "io/hdf5/file.hpp"\n#include "kernels/data/variant.hpp"\n' >"$tree/io/shard/shard.hpp"
    printf '#include "io/shard/shard.hpp"\n#include <mpi.h>\n' >"$tree/pipeline/comm/mpi.cpp"
    printf '#include <omp.h>\n#pragma omp parallel for\n' >"$tree/pipeline/run/loop.cpp"
    printf '#include "pipeline/comm/comm.hpp"\n' >"$tree/jobs/scan.cpp"
    printf '#pragma once\n' >"$tree/pipeline/comm/comm.hpp"
    printf '#include <boost/program_options.hpp>\n' >"$tree/jobs/options/parse.cpp"
    touch "$tree/README.md"
}
expect() {  # expect PATTERN: the planted violation is named; expect nothing: silence
    local found status=0
    found=$(bash "$here/rooms.sh" "$tree") || status=$?
    if [ "$1" = nothing ]; then
        if [ "$status" -ne 0 ] || [ -n "$found" ]; then echo "a sound tree is refused: $found"; failures=$((failures + 1)); fi
    elif [ "$status" -eq 0 ] || ! grep -qE "$1" <<<"$found"; then
        echo "not seen: $1 (said: ${found:-nothing})"
        failures=$((failures + 1))
    fi
}

plant; expect nothing
plant; echo '#include "io/shard/shard.hpp"' >>"$tree/kernels/data/variant.hpp"; expect '^kernels/data/variant.hpp:4: direction'
plant; echo '#include "jobs/options/x.hpp"' >"$tree/pipeline/run/plan.cpp"; touch "$tree/jobs/options/x.hpp"; expect '^pipeline/run/plan.cpp:1: direction'
plant; echo '#include "tests/support.hpp"' >"$tree/jobs/a.cpp"; touch "$tree/tests/support.hpp"; expect '^jobs/a.cpp:1: direction'
plant; echo '#include "file.hpp"' >"$tree/io/hdf5/group.hpp"; expect '^io/hdf5/group.hpp:1: root'
plant; echo '#include "io/hdf5/gone.hpp"' >"$tree/io/hdf5/group.hpp"; expect '^io/hdf5/group.hpp:1: root'
plant; echo '#include "io/shard/a.hpp"' >"$tree/io/shard/b.hpp"; echo '#include "io/shard/b.hpp"' >"$tree/io/shard/a.hpp"; expect ': circle:'
plant; echo '#include "io/shard/c.hpp"' >"$tree/io/shard/c.hpp"; expect '^io/shard/c.hpp:1: circle'
plant; echo '#include "pipeline/comm/comm.hpp"' >"$tree/pipeline/run/loop.hpp"; echo '#include "pipeline/run/loop.hpp"' >"$tree/pipeline/comm/x.cpp"; expect '^pipeline/(comm|run): circle'
plant; echo '#include <hdf5.h>' >"$tree/io/shard/x.cpp"; expect '^io/shard/x.cpp:1: outside: <hdf5.h>'
plant; echo '#  include  <mpi.h>' >"$tree/jobs/x.cpp"; expect '^jobs/x.cpp:1: outside: <mpi.h>'
plant; echo '#include <omp.h>' >"$tree/kernels/x.cpp"; expect '^kernels/x.cpp:1: outside: <omp.h>'
plant; echo '    #pragma omp simd' >"$tree/kernels/x.cpp"; expect '^kernels/x.cpp:1: outside: OpenMP'
plant; echo '#include <boost/program_options/cmdline.hpp>' >"$tree/jobs/main.cpp"; expect '^jobs/main.cpp:1: outside'
plant; echo '#include <csignal>' >"$tree/pipeline/run/x.cpp"; expect '^pipeline/run/x.cpp:1: outside'
plant; echo '#include <htslib/vcf.h>' >"$tree/io/shard/x.cpp"; expect '^io/shard/x.cpp:1: outside: <htslib/vcf.h>'
plant; echo '#include <zstd.h>' >"$tree/io/x.cpp"; expect '^io/x.cpp:1: outside: <zstd.h>'
plant; echo '#include <fstream>' >"$tree/kernels/x.cpp"; expect '^kernels/x.cpp:1: outside: <fstream>'
plant; echo '#include <curl/curl.h>' >"$tree/io/x.cpp"; expect '^io/x.cpp:1: outside: <curl/curl.h>'
plant; seq 501 | sed 's|^|// |' >"$tree/io/long.cpp"; expect '^io/long.cpp:501: length'
plant; for folder in shard hdf5; do printf 'namespace atria::io {\nstruct Twice {\n};\n}\n' >"$tree/io/$folder/twice.hpp"; done; expect '^io/shard/twice.hpp:2: names'
plant; mkdir "$tree/common"; expect '^common: folders'
plant; mkdir "$tree/src"; expect '^src: folders'
plant; mkdir -p "$tree/io/utils"; expect '^io/utils: folders'

if [ "$failures" -eq 0 ]; then echo "every planted violation is seen, and nothing else"; else exit 1; fi
