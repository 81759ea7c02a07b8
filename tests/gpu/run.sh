#!/bin/bash
# tests/gpu/run.sh [FOLDER]
#
# For a machine with an NVIDIA GPU: tests on the card, a subset under compute-sanitizer, then the
# figures against PyTorch and CuPy.  What each step says goes to a file in FOLDER (default build/gpu);
# figures.json has the figures.  A short table comes last; the exit status is 0 when every test passed
# and no figure's result was wrong.
#
#   ND_GPU_OCTAVE    the Octave to use (default octave-cli)
#   ND_GPU_PACKAGE   a folder with a built package (__nd__.mex, @ndarray, inst), as pack.sh makes it
#                    where Octave cannot build here; otherwise `make all` builds
#   ND_GPU_BINARY    the program behind a launcher script, for compute-sanitizer
#   ND_PYTHON        the Python that has PyTorch and CuPy (default python3)
#   ND_GPU_ELEMENTS  elements of large arrays (default 1e8; fewer only try the script)
set -u
cd "$(dirname "$0")/../.." || exit 1
top=$PWD
out=${1:-$top/build/gpu}
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

status=0
octave "disp (nd_device_info ('cuda:0'));" || exit 1

# ---- tests on the card ------------------------------------------------------------------------------

tests/on_device cuda "$scratch/on_cuda" || exit 1
tests=$scratch/on_cuda/tests/octave
for file in random_operations_test.m random_programs_test.m functions_test.m values.tst \
  elementwise.tst deferral.tst; do
  ND_TEST_FILE=$tests/$file octave "addpath ('$tests'); source ('$top/tests/run_file.m');" >"$out/$file.log" 2>&1
  counts=$(sed -n 's/^@@ \([0-9]* [0-9]* [0-9]*\)$/\1/p' "$out/$file.log" | tail -n 1)
  # shellcheck disable=SC2086
  set -- ${counts:-0 1 0}
  echo "$file: $1 passed, $2 failed, $3 skipped"
  [ "$2" = 0 ] || { status=1; grep -v '^@@' "$out/$file.log" | tail -n 20; }
done

# ---- a subset under compute-sanitizer ---------------------------------------------------------------

binary=${ND_GPU_BINARY:-$(command -v "$ND_GPU_OCTAVE")}
if command -v compute-sanitizer >/dev/null 2>&1; then
  for tool in memcheck racecheck initcheck synccheck; do
    if ND_TEST_CASES=40 ND_TEST_FILE=$tests/random_operations_test.m timeout 600 \
      compute-sanitizer --tool "$tool" --error-exitcode 9 "$binary" --no-history --norc --quiet \
      --eval "$ND_TEST_START addpath ('$tests'); source ('$top/tests/run_file.m');" >"$out/$tool.log" 2>&1; then
      echo "compute-sanitizer $tool: nothing found"
    else
      echo "compute-sanitizer $tool: see $tool.log"
      status=1
    fi
  done
else
  echo "compute-sanitizer is not here"
fi

# ---- figures ----------------------------------------------------------------------------------------

octave "source ('$top/tests/gpu/gpu_figures.m');" 2>&1 | tee "$out/figures.log"
[ "${PIPESTATUS[0]}" = 0 ] || status=1
exit $status
