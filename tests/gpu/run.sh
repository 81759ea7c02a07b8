#!/bin/bash
# tests/gpu/run.sh [PART ...]
#
# For a machine with an NVIDIA GPU.  Runs the parts (all of them by default, in this order); what each
# step says goes to a file in a folder.  The exit status is 0 when every test passed and no figure
# failed or was wrong.
#
#   tests      tests on the card
#   figures    the figures against PyTorch and CuPy: a short table, and figures.json, which is whole
#              after every row, so that a run may be cut off
#   sanitizer  a subset of the tests under each tool of compute-sanitizer
#   NAME_test.m, NAME.tst, memcheck, racecheck, initcheck, synccheck
#              one file of the tests, one tool: where a call may not last as long as all of them
#
#   ND_GPU_FOLDER    where to write (default build/gpu)
#   ND_GPU_SECONDS   how long a file of tests may take (default 300), and a tool of
#                    compute-sanitizer twice that
#   ND_GPU_OCTAVE    the Octave to use (default octave-cli)
#   ND_GPU_PACKAGE   a folder with a built package (__nd__.mex, @ndarray, inst), as pack.sh makes it
#                    where Octave cannot build here; otherwise `make all` builds
#   ND_TEST_CASES    how many cases a random test has (default 300: about 1200 kernels)
#   ND_TEST_FUNCTIONS  which functions of functions_table.txt are tried (default every fifth; empty:
#                    all, which are 7000 kernels and, the first time, ten minutes)
#   ND_GPU_ELEMENTS, ND_GPU_ROWS, ND_GPU_FROM, ND_PYTHON   see gpu_figures.m
set -u
[ $# -gt 0 ] || set -- tests figures sanitizer
cd "$(dirname "$0")/../.." || exit 1
top=$PWD
out=${ND_GPU_FOLDER:-$top/build/gpu}
seconds=${ND_GPU_SECONDS:-300}
mkdir -p "$out" && out=$(cd "$out" && pwd)
export ND_GPU_OCTAVE=${ND_GPU_OCTAVE:-octave-cli}
scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT

if [ -z "${ND_GPU_PACKAGE:-}" ]; then
  make all || exit 1
  ND_GPU_PACKAGE=$top/build/$(octave-config -p VERSION)
  export ND_BUILD=$ND_GPU_PACKAGE
  export ND_TEST_START="addpath ('$top/scripts'); use_build ();"
else
  ND_GPU_PACKAGE=$(cd "$ND_GPU_PACKAGE" && pwd)
  export ND_TEST_START="addpath ('$ND_GPU_PACKAGE', '$ND_GPU_PACKAGE/inst'); __nd__ ('register');"
fi
# Whoever is ended by `timeout` need not write down what it knew.
ND_TEST_START="sigterm_dumps_octave_core (false); $ND_TEST_START"
export ND_TEST_TOP=$top ND_GPU_REPORT=$out/figures.json
export OPENBLAS_NUM_THREADS=${OPENBLAS_NUM_THREADS:-$(nproc)}

# NVIDIA's libraries are the very files that PyTorch uses, so that products, equations and transforms
# are compared, not versions of libraries.
while read -r assignment; do
  export "${assignment?}"
  echo "$assignment"
done < <("${ND_PYTHON:-python3}" tests/gpu/peer.py libraries 2>/dev/null)

octave () {
  "$ND_GPU_OCTAVE" --no-history --norc --quiet --eval "$ND_TEST_START $1"
}

# within SECONDS COMMAND... CODE: the same by another command, for so long at most.
within () {
  timeout -k 10 "$1" "${@:2:$#-2}" --no-history --norc --quiet --eval "${!#}"
}

status=0
octave "disp (nd_device_info ('cuda:0'));" || exit 1
tests/on_device cuda "$scratch/on_cuda" || exit 1
tests=$scratch/on_cuda/tests/octave
# Where there is one card, tests of two take a simulated one as the other.
[ "$(octave "puts (num2str (any (strcmp (nd_devices (), 'cuda:1'))));")" = 1 ] || sed -i 's/cuda:1/sim:1/g' "$tests"/*.tst
run_file="addpath ('$tests'); source ('$top/tests/run_file.m');"
export ND_TEST_CASES=${ND_TEST_CASES:-300}
every_fifth=$(awk '/^[a-zA-Z]/ && $1 != last {last = $1; if (n++ % 5 == 0) printf "%s ", $1}' tests/octave/functions_table.txt)
export ND_TEST_FUNCTIONS=${ND_TEST_FUNCTIONS-$every_fifth}

test_files=(random_operations_test.m random_programs_test.m functions_test.m values.tst
  transfers.tst elementwise.tst deferral.tst reductions.tst masks.tst special_values.tst sharing.tst
  coursework.tst cuda_linear.tst cuda_kernels.tst accuracy_test.m)
tools=(memcheck racecheck initcheck synccheck)

# in_parallel FUNCTION ITEM...: as many at a time as there are processors.
in_parallel () {
  local item
  for item in "${@:2}"; do
    while [ "$(jobs -rp | wc -l)" -ge "$(nproc)" ]; do wait -n; done
    "$1" "$item" &
  done
  wait
}

run_test () {
  ND_TEST_FILE=$tests/$1 within "$seconds" "$ND_GPU_OCTAVE" "$ND_TEST_START $run_file" >"$out/$1.log" 2>&1
}

run_tests () {
  local file counts
  in_parallel run_test "$@"
  for file; do
    counts=$(sed -n 's/^@@ \([0-9]* [0-9]* [0-9]*\)$/\1/p' "$out/$file.log" | tail -n 1)
    # shellcheck disable=SC2086
    set -- ${counts:-0 1 0}
    echo "$file: $1 passed, $2 failed, $3 skipped"
    [ "$2" = 0 ] || { status=1; grep -v '^@@' "$out/$file.log" | tail -n 20; }
  done
}

run_figures () {
  octave "source ('$top/tests/gpu/gpu_figures.m');" 2>&1 | tee "$out/figures.log"
  [ "${PIPESTATUS[0]}" = 0 ] || status=1
}

run_tool () {
  ND_TEST_CASES=40 ND_TEST_FILE=$tests/random_operations_test.m within $((2 * seconds)) \
    compute-sanitizer --tool "$1" --error-exitcode 9 "$binary" "$ND_TEST_START $run_file" >"$out/$1.log" 2>&1
  echo "@@ exit status $?" >>"$out/$1.log"
}

# compute-sanitizer takes the program, not a script that starts it; what such a script has put into
# the environment is asked of the program itself.
run_sanitizer () {
  local tool binary name value
  if ! command -v compute-sanitizer >/dev/null 2>&1; then
    echo "compute-sanitizer is not here"
    return
  fi
  binary=$(octave "puts (readlink ('/proc/self/exe'));")
  for name in OCTAVE_HOME OCTAVE_EXEC_HOME LD_LIBRARY_PATH; do
    value=$(octave "puts (getenv ('$name'));")
    [ -z "$value" ] || export "$name=$value"
  done
  in_parallel run_tool "$@"
  for tool; do
    if [ "$(tail -n 1 "$out/$tool.log")" = "@@ exit status 0" ]; then
      echo "compute-sanitizer $tool: nothing found"
    else
      echo "compute-sanitizer $tool: see $tool.log"
      status=1
    fi
  done
}

for part; do
  case $part in
    tests) run_tests "${test_files[@]}" ;;
    *_test.m | *.tst) run_tests "$part" ;;
    figures) run_figures ;;
    sanitizer) run_sanitizer "${tools[@]}" ;;
    memcheck | racecheck | initcheck | synccheck) run_sanitizer "$part" ;;
    *) echo "$0: no part is called $part"; status=1 ;;
  esac
done
exit $status
