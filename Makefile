# superpose: `make` builds, `make check` tests, `make demo` draws the first figure.
# Variants: CC=clang  REAL=double  SAN=address,undefined  PORTABLE=1

CC      ?= gcc
ifeq ($(origin CC),default)
CC      := gcc
endif
REAL    ?= float
SAN     ?=
PORTABLE ?=
PREFIX  ?= /usr/local
VERSION := 0.1.0

empty   :=
space   := $(empty) $(empty)
comma   := ,
variant := $(filter-out gcc float,$(CC) $(REAL)) $(subst $(comma),_,$(SAN)) $(if $(PORTABLE),portable)
variant := $(subst $(space),-,$(strip $(variant)))
B       := build$(if $(variant),/$(variant))

WARN    := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wmissing-prototypes -Werror
CFLAGS  ?= -O3 -g -gdwarf-4
flags   := -std=c11 -D_GNU_SOURCE -Iinclude $(WARN) $(CFLAGS) -fPIC -fvisibility=default \
           -ffp-contract=off -fno-math-errno -pthread
ifeq ($(REAL),double)
flags   += -DSP_REAL_DOUBLE
endif
ifneq ($(PORTABLE),)
flags   += -DSP_PORTABLE
endif
ifneq ($(SAN),)
flags   += -fsanitize=$(SAN) -fno-sanitize-recover=all -fno-omit-frame-pointer
link    += -fsanitize=$(SAN)
endif
version  = -DSP_VERSION='"$(VERSION)"' -DSP_DATADIR='"$(PREFIX)/share/superpose"' \
           -DSP_REVISION='"$(shell git describe --always --dirty 2>/dev/null || echo unknown)"'
# As many jobs as there are cores, unless -j says otherwise; V=1 shows the commands.
ifeq ($(filter -j%,$(MAKEFLAGS)),)
MAKEFLAGS += -j$(shell nproc)
endif
Q       := $(if $(V),,@)

libs    := -lgsl -lgslcblas -lsqlite3 -lyaml -lm -pthread

ready   := build/.ready-build

core    := $(sort $(wildcard sim/*.c sim/base/*.c sim/source/*.c sim/toy/*.c sim/sae/*.c \
                             sim/measure/*.c sim/run/*.c))
cli     := $(sort $(wildcard sim/cli/*.c))
tests   := $(sort $(wildcard tests/test_*.c tests/truth/*.c))

# The kernels are compiled once for each instruction set; dispatch.c picks at run time.
# What is fused must not depend on the width: clang keeps to one expression when told so,
# gcc knows only all or nothing.
kernels := sim/base/kernels.c
draws   := sim/base/draws.c
tiny    := sim/base/tiny.c
sparse  := sim/base/sparse.c
update  := sim/base/update.c
sets    := plain $(if $(PORTABLE),,avx2 avx512)
fuse    := -ffp-contract=$(if $(findstring clang,$(CC)),on,fast)
avx2    := -mavx2 -mfma -mbmi -mbmi2 $(fuse)
avx512  := -mavx512f -mavx512vl -mavx512dq -mavx512bw $(avx2)
core_o  := $(patsubst %.c,$B/%.o,$(filter-out $(kernels) $(draws) $(tiny) $(sparse) $(update),$(core))) \
           $(sets:%=$B/sim/base/kernels_%.o) $(sets:%=$B/sim/base/draws_%.o) \
           $(sets:%=$B/sim/base/tiny_%.o) $(sets:%=$B/sim/base/sparse_%.o) \
           $(sets:%=$B/sim/base/update_%.o)
cli_o   := $(cli:%.c=$B/%.o)
test_x  := $(tests:tests/%.c=$B/tests/%)

.PHONY: all
all: $B/superpose $B/libsuperpose.a $B/libsuperpose.so

$B/superpose: $(cli_o) $B/libsuperpose.a
	$(Q)$(CC) $(link) -o $@ $^ $(libs)

$B/libsuperpose.a: $(core_o)
	@rm -f $@
	$(Q)ar rcs $@ $^

$B/libsuperpose.so: $(core_o)
	$(Q)$(CC) $(link) -shared -Wl,-soname,libsuperpose.so.0 -o $@ $^ $(libs)

$(core_o) $(cli_o): | $(ready)

$(sets:%=$B/sim/base/kernels_%.o): $B/sim/base/kernels_%.o: $(kernels)
	@mkdir -p $(@D)
	$(if $(Q),@echo $@)
	$(Q)$(CC) $(flags) $($*) -DSP_KERNELS_NAME=sp_kernels_$* -MMD -MP -c -o $@ $<

$(sets:%=$B/sim/base/tiny_%.o): $B/sim/base/tiny_%.o: $(tiny)
	@mkdir -p $(@D)
	$(if $(Q),@echo $@)
	$(Q)$(CC) $(flags) $($*) -DSP_TINY_NAME=sp_tiny_$* -MMD -MP -c -o $@ $<

$(sets:%=$B/sim/base/sparse_%.o): $B/sim/base/sparse_%.o: $(sparse)
	@mkdir -p $(@D)
	$(if $(Q),@echo $@)
	$(Q)$(CC) $(flags) $($*) -DSP_SPARSE_NAME=sp_sparse_$* -MMD -MP -c -o $@ $<

# Random numbers are the same on every machine: nothing is contracted there.
$(sets:%=$B/sim/base/draws_%.o): $B/sim/base/draws_%.o: $(draws)
	@mkdir -p $(@D)
	$(if $(Q),@echo $@)
	$(Q)$(CC) $(flags) $($*) -ffp-contract=off -DSP_DRAWS_NAME=sp_draws_$* -MMD -MP -c -o $@ $<

# Nor in an optimiser's step, whose loops the compiler makes vectors of.
$(sets:%=$B/sim/base/update_%.o): $B/sim/base/update_%.o: $(update)
	@mkdir -p $(@D)
	$(if $(Q),@echo $@)
	$(Q)$(CC) $(flags) $($*) -ffp-contract=off -DSP_UPDATE_NAME=sp_update_$* -MMD -MP -c -o $@ $<

# With sanitizers the kernels of tiny nets compile for minutes at -O3, and the places of
# variables in the others for as long as their code.
ifneq ($(SAN),)
$(sets:%=$B/sim/base/tiny_%.o): flags += -O1 -g1
$(sets:%=$B/sim/base/sparse_%.o) $(sets:%=$B/sim/base/kernels_%.o): flags += -g1
endif

$B/sim/cli/%.o $B/sim/run/%.o: flags += $(version)
$B/tests/%.o: flags += -Itests
$B/tests/bench/peak.o: flags += -ffp-contract=fast

$B/%.o: %.c
	@mkdir -p $(@D)
	$(if $(Q),@echo $@)
	$(Q)$(CC) $(flags) -MMD -MP -c -o $@ $<

$B/tests/%: $B/tests/%.o $B/libsuperpose.a
	$(Q)$(CC) $(link) -o $@ $(filter %.o,$^) $(filter %.a,$^) -lcheck -lsubunit -lrt $(libs)

$B/tests/test_demo: $(addprefix $B/sim/cli/,canvas.o dials.o lessons.o)
$B/tests/test_exercises: $(addprefix $B/sim/cli/,exercises.o exercise_answers.o exercise_mark.o)

# What is missing on a fresh Debian is installed, once until a list changes.
need_build := libgsl-dev libsqlite3-dev libyaml-dev pkg-config $(if $(findstring clang,$(CC)),clang)
need_plot  := gnuplot-nox fonts-dejavu-core
need_check := check tmux valgrind python3-numpy python3-scipy libpcg-cpp-dev g++
need_bench := python3-torch python3-numpy libopenblas0-pthread check
need_playground := clang-14 llvm-14 lld-14 wasi-libc libclang-rt-14-dev-wasm32 binaryen cmark
need_browser := chromium python3-numpy $(if $(wildcard /usr/bin/npm),,nodejs npm)
need_lint  := clang clang-format clang-tidy cppcheck shellcheck

build/.ready-%: Makefile
	@mkdir -p build
	@.ci/need $(need_$*)
	@touch $@

# Tests
.PHONY: check demo lint fuzz bench report clean install
check: build/.ready-check build/.ready-plot all $(test_x)
	tests/check.sh $B

lint: build/.ready-build build/.ready-lint all
	tests/lint/lint.sh $B

fuzz: build/.ready-build build/.ready-lint
	tests/fuzz/fuzz.sh $(or $(SECONDS),120)

# Speed beside PyTorch, with the machine and the day, into tests/bench/results.tsv.
# WORKLOADS, FORMS, ROUNDS and ROUND_SECONDS choose; see tests/bench/bench.py.
bench_x := $(patsubst %.c,$B/%,$(wildcard tests/bench/*.c))
bench: build/.ready-bench all $(bench_x)
	@/usr/bin/python3 -B tests/bench/bench.py $B

demo: build/.ready-plot all
	$B/superpose run experiments/phase.yaml
	$B/superpose plot phase --format png,svg
	@echo "The figure is results/phase.png"

# Every experiment with hypotheses, from the runs to one page; continues where it was
# stopped.  SCALE=paper takes the sizes of that name from section `scales` of each.
claims  := $(shell grep -l '^hypotheses:' experiments/*.yaml)
scale   := $(if $(SCALE),--set scale=$(SCALE))
report: build/.ready-plot all
	@set -e; for file in $(claims); do \
	    echo $$file; $B/superpose run $$file $(scale); \
	    $B/superpose plot $$file --format svg; \
	done
	$B/superpose report $(claims) $(scale)

# The playground: the core as WebAssembly in one page that opens without a network.
# check-playground sets it beside a PORTABLE build and uses it in Chromium.
.PHONY: playground check-playground
play    := experiments/playground
playground: build/playground.html

build/playground/core.wasm: $(core) $(wildcard include/superpose/*.h sim/*/*.h) \
                            $(wildcard sim/cli/exercise*.c $(play)/*.[ch] $(play)/wasi/*) \
                            $(play)/core.sh | build/.ready-playground
	@mkdir -p $(@D)
	$(Q)$(play)/core.sh $@

build/playground.html: build/playground/core.wasm $(play)/page.sh \
                       $(play)/lessons.sh $(wildcard docs/lessons/*.md) \
                       $(wildcard $(play)/*.js $(play)/*.css $(play)/*.html)
	$(Q)$(play)/page.sh build/playground
	@echo "The page is $@"

check-playground: playground build/.ready-browser
	$(Q)$(MAKE) --no-print-directory PORTABLE=1 build/portable/superpose
	tests/playground/check.sh build build/portable

clean:
	rm -rf build

# Installation
DESTDIR ?=
share   := $(DESTDIR)$(PREFIX)/share
install: all
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/lib/pkgconfig \
	    $(DESTDIR)$(PREFIX)/include/superpose $(share)/man/man1 \
	    $(share)/bash-completion/completions $(share)/superpose/experiments \
	    $(share)/superpose/plots
	install $B/superpose $(DESTDIR)$(PREFIX)/bin/
	install -m 644 $B/libsuperpose.a $(DESTDIR)$(PREFIX)/lib/
	install $B/libsuperpose.so $(DESTDIR)$(PREFIX)/lib/libsuperpose.so.$(VERSION)
	ln -sf libsuperpose.so.$(VERSION) $(DESTDIR)$(PREFIX)/lib/libsuperpose.so.0
	ln -sf libsuperpose.so.0 $(DESTDIR)$(PREFIX)/lib/libsuperpose.so
	install -m 644 include/superpose/*.h $(DESTDIR)$(PREFIX)/include/superpose/
	install -m 644 experiments/*.yaml $(share)/superpose/experiments/
	install -m 644 plots/*.gp $(share)/superpose/plots/
	$B/superpose manual >$(share)/man/man1/superpose.1
	$B/superpose completion >$(share)/bash-completion/completions/superpose
	sed 's|@PREFIX@|$(PREFIX)|; s|@VERSION@|$(VERSION)|' sim/superpose.pc.in \
	    >$(DESTDIR)$(PREFIX)/lib/pkgconfig/superpose.pc

.SECONDARY:
-include $(shell find $B -name '*.d' 2>/dev/null)
