#!/usr/bin/env bash
# Style and static analysis: bash tests/lint.sh [BUILD_FOLDER [COMMIT]]
# clang-format on every C++ file, bash -n on every script, clang-tidy on every source of the rooms, which takes
# most of an hour from nothing; with COMMIT on those that have changed since then. A source that was
# clean is not analysed again until it, a header of the project, the configuration or the compile command changes.
# Exit code 1: bad format or syntax; 2: findings of clang-tidy.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
build=${1:-build/release}
rooms=(kernels io pipeline jobs)

mapfile -t files < <(find "${rooms[@]}" tests -name '*.cpp' -o -name '*.hpp' | LC_ALL=C sort)
clang-format-14 --dry-run --Werror "${files[@]}" || {
    echo "lint: the files above are not formatted; run: clang-format-14 -i FILE" >&2
    exit 1
}
while read -r script; do bash -n "$script"; done < <(find jobs tests slurm .ci -name '*.sh' -o -path '.ci/run')
echo "format: ${#files[@]} files are well formatted"

[ -f "$build/compile_commands.json" ] || { echo "lint: no $build/compile_commands.json; run jobs/build_release.sh with-tests" >&2; exit 66; }
stamps=build/lint
mkdir -p "$stamps"
# The headers that a source includes are those of its own room and of the rooms below; any change there counts.
declare -A headers
below=()
for room in "${rooms[@]}"; do
    below+=("$room")
    headers[$room]=$(find "${below[@]}" -name '*.hpp' -print0 | LC_ALL=C sort -z | xargs -0r cat .clang-tidy | sha256sum)
done
compile_options=$(grep '"command"' "$build/compile_commands.json" | sed 's/ -o .*//' | LC_ALL=C sort -u | sha256sum)

todo=()
declare -A key=()
while read -r source; do
    key[$source]=$({ cat "$source"; echo "${headers[${source%%/*}]} $compile_options"; } | sha256sum | cut -d' ' -f1)
    [ -f "$stamps/${key[$source]}" ] || todo+=("$source")
done < <(if [ $# -gt 1 ] && git rev-parse -q --verify "$2^{commit}" >/dev/null; then
    git diff --name-only --diff-filter=d "$2" -- "${rooms[@]/%//*.cpp}"
else find "${rooms[@]}" -name '*.cpp'; fi | LC_ALL=C sort)
echo "clang-tidy: ${#todo[@]} of ${#key[@]} sources to analyse"
[ ${#todo[@]} -gt 0 ] || exit 0

failed=0
export build stamps
for source in "${todo[@]}"; do printf '%s\0%s\0' "$source" "${key[$source]}"; done |
    xargs -0 -n 2 -P "$(nproc)" bash -c '
        if findings=$(clang-tidy-14 --quiet -p "$build" "$1" 2>&1); then touch "$stamps/$2"
        else printf "%s\n" "$findings" | grep -vE "^[0-9]+ warnings? (generated|treated)" >&2; exit 1; fi' lint || failed=1
if [ "$failed" -ne 0 ]; then echo "lint: clang-tidy has findings (see above)" >&2; exit 2; fi
echo "clang-tidy: no findings"
