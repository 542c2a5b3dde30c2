#!/usr/bin/env bash
# Every test, from nothing, on Debian 12: installs what is missing, builds with tests, checks style, runs ctest. The last
# lines are ctest's summary. clang-tidy looks at what the last three commits have changed; the whole tree: bash tests/lint.sh.
# Safe to run again; what has not changed is neither compiled nor analysed again.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

echo "== Packages"
bash jobs/install_dependencies.sh test
echo "== Build"
bash jobs/build_release.sh with-tests
echo "== Lint"
bash tests/lint.sh build/release HEAD~3
echo "== Tests"
ctest --preset release --parallel "$(nproc)"
