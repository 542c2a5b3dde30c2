#!/usr/bin/env bash
# Builds build/release/atria: bash jobs/build_release.sh [with-tests]
# Both forms use one folder, in any order; what has been compiled once is not compiled again.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

options=()
targets=(--target atria)
if [ "${1:-}" = with-tests ]; then
    options=(-DATRIA_TESTS=ON)
    targets=()
elif [ ! -f build/release/CMakeCache.txt ]; then
    options=(-DATRIA_TESTS=OFF)  # the demonstration does without Catch2
fi
cmake --preset release "${options[@]}" --log-level=WARNING
# Compiling Eigen takes up to 1.5 GiB a file: no more at once than memory holds.
available=$(awk '/^MemAvailable:/ { print int($2 / 1572864) }' /proc/meminfo)
parallel=$(nproc)
[ "$parallel" -le "$available" ] || parallel=$((available > 0 ? available : 1))
NINJA_STATUS='[%f/%t] ' cmake --build build/release --parallel "$parallel" "${targets[@]}"
