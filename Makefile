# ndarray for Octave.  `make demo` and `make check` are all a newcomer needs; `make help` tells more.
#
# Everything that is built goes into build/, by Octave's version, so that two versions can be built
# from one checkout.  How the package itself is built stands in src/Makefile.

MAKEFLAGS += --no-print-directory
SHELL := /bin/bash

# Expanded when a recipe runs, after `deps` has seen to it that Octave is there.
octave_version = $(shell octave-config -p VERSION)
build = build/$(octave_version)
jobs  = $(shell nproc 2>/dev/null || echo 2)

name    := $(shell sed -n 's/^Name: //p' DESCRIPTION)
version := $(shell sed -n 's/^Version: //p' DESCRIPTION)
tarball := build/$(name)-$(version).tar.gz

.PHONY: help deps all demo check check-long dist doc standin bench tidy fuzz clean

help:
	@echo "make demo [IMAGE=photo.jpg] [DEVICE=sim|cuda]   the tour, on your picture or on one it draws"
	@echo "make check        build, install from the tarball, run every test; last line: the counts"
	@echo "make check-long   the same with longer random tests"
	@echo "make all          build into build/<Octave's version>/"
	@echo "make dist         $(tarball), for: pkg install $(notdir $(tarball))"
	@echo "make doc          the manual as HTML in build/doc/"
	@echo "make -s standin   a CUDA driver for machines without a GPU: env \$$(make -s standin) octave"
	@echo "make bench        the figures of the README, as a table and in build/bench.json"
	@echo "make tidy         clang-format and clang-tidy"
	@echo "make fuzz         feed damaged images to the decoders [SECONDS=60 each]"
	@echo "make deps         install what is missing (Debian, Ubuntu) or say what to type"
	@echo "make clean        remove build/"

deps:
	@scripts/deps demo

all: deps
	@$(MAKE) -s -C src -j $(jobs) BUILD=../$(build) MEX=../$(build)/__nd__.mex METHODS=../$(build)/@ndarray all

demo: all
	@ND_BUILD="$(CURDIR)/$(build)" IMAGE="$(IMAGE)" DEVICE="$(DEVICE)" \
	  octave-cli --no-history --norc --quiet doc/demo/run_tour.m

check:
	@scripts/deps check
	@tests/run

check-long:
	@scripts/deps check
	@CHECK_LONG=1 tests/run

# The same bytes from the same files: sorted names, fixed times, owners and modes.
dist:
	@scripts/dist "$(tarball)"

doc: all
	@scripts/deps doc
	@scripts/coverage "$(build)"
	@ND_BUILD="$(CURDIR)/$(build)" octave-cli --no-history --norc --quiet doc/manual.m
	@echo "The manual: build/doc/index.html"

# Builds the stand-in (tests/standin) and prints the environment variables that select it.
standin:
	@scripts/deps standin
	@$(MAKE) -s -C tests/standin -j $(jobs) BUILD=$(CURDIR)/$(build)/standin library >&2
	@$(MAKE) -s -C tests/standin BUILD=$(CURDIR)/$(build)/standin select

bench: all
	@scripts/deps bench
	@ND_BUILD="$(CURDIR)/$(build)" octave-cli --no-history --norc --quiet tests/bench/bench.m

tidy:
	@scripts/deps tidy
	@scripts/tidy

fuzz:
	@scripts/deps fuzz
	@CHECK_FUZZ_SECONDS=$(or $(SECONDS),60) tests/run fuzz

clean:
	rm -rf build
