#!/usr/bin/env bash
# Installs the Debian packages that Atria needs and that are not there yet.
#     bash jobs/install_dependencies.sh build    compiler, libraries, MPI: enough to build and run
#     bash jobs/install_dependencies.sh test     the same, and what the tests compare with
# Exit codes: 0 everything is there, 2 usage, 69 a package cannot be installed, 77 not root.
set -euo pipefail

build=(
    ca-certificates cmake g++ gzip libboost-program-options-dev libdeflate-dev libeigen3-dev libfmt-dev libhdf5-dev
    libhts-dev libopenmpi-dev libspdlog-dev libssl-dev libzstd-dev make mawk ninja-build nlohmann-json3-dev openmpi-bin
    openssh-client pkg-config tar xz-utils zlib1g-dev
)
test=(
    bcftools catch2 clang-14 clang-format-14 clang-tidy-14 diffutils gwama hdf5-tools libclang-rt-14-dev munge plink1.9 plink2
    procps python3 r-base-core
    r-cran-metafor r-cran-survival slurm-wlm tabix time
)

case "${1:-}" in
    build) wanted=("${build[@]}") ;;
    test) wanted=("${build[@]}" "${test[@]}") ;;
    *)
        echo "usage: bash jobs/install_dependencies.sh build|test" >&2
        exit 2
        ;;
esac

missing() {
    local package
    for package in "${wanted[@]}"; do
        # Any provider will do for mawk (another awk) and make.
        [ "$(dpkg-query -W -f='${db:Status-Abbrev}' "$package" 2>/dev/null | cut -c1-2)" = ii ] && continue
        [ "$package" = mawk ] && command -v awk >/dev/null && continue
        echo "$package"
    done
}

if ! command -v dpkg-query >/dev/null; then
    echo "install_dependencies: this is not Debian or a relative of it; install these by hand: ${wanted[*]}" >&2
    exit 69
fi
mapfile -t packages < <(missing)
[ ${#packages[@]} -gt 0 ] || exit 0

if [ "$(id -u)" -ne 0 ]; then
    echo "install_dependencies: these packages are missing: ${packages[*]}" >&2
    echo "install_dependencies: run this script as root, or: sudo apt-get install --no-install-recommends ${packages[*]}" >&2
    exit 77
fi

echo "install_dependencies: installing ${#packages[@]} packages: ${packages[*]}"
export DEBIAN_FRONTEND=noninteractive
log=$(mktemp)
trap 'rm -f "$log"' EXIT
quietly() {
    "$@" >"$log" 2>&1 && return 0
    tail -n 15 "$log" >&2
    return 1
}
if ! quietly apt-get update; then
    echo "install_dependencies: the package lists cannot be fetched (see above); the lists at hand are tried" >&2
fi
if ! quietly apt-get install --yes --no-install-recommends "${packages[@]}"; then
    echo "install_dependencies: no package source could be reached, or it does not have: ${packages[*]}" >&2
    echo "install_dependencies: check /etc/apt/sources.list* and the network, then run this again" >&2
    exit 69
fi
