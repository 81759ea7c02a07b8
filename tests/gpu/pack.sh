#!/bin/sh
# tests/gpu/pack.sh FOLDER: copies the package as `make all` built it to FOLDER, for a machine with a
# GPU that has an Octave of this version but no headers of it; run.sh finds it by ND_GPU_PACKAGE.
set -eu
folder=$1
cd "$(dirname "$0")/../.."
build=build/$(octave-config -p VERSION)
mkdir -p "$folder"
cp -r inst "$folder/"
cp -r "$build/@ndarray" "$folder/inst/"
cp "$build/__nd__.mex" "$folder/"
