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
CFLAGS  ?= -O3 -g
flags   := -std=c11 -D_GNU_SOURCE -Iinclude $(WARN) $(CFLAGS) -fPIC -fvisibility=default \
           -ffp-contract=off -fno-math-errno -pthread
ifeq ($(REAL),double)
flags   += -DSP_REAL_DOUBLE
endif
ifneq ($(SAN),)
flags   += -fsanitize=$(SAN) -fno-sanitize-recover=all -fno-omit-frame-pointer
link    += -fsanitize=$(SAN)
endif
libs    := -lgsl -lgslcblas -lsqlite3 -lyaml -lm -pthread

core    := $(sort $(wildcard sim/*.c sim/base/*.c sim/source/*.c sim/toy/*.c sim/sae/*.c \
                             sim/measure/*.c sim/run/*.c))
cli     := $(sort $(wildcard sim/cli/*.c))
tests   := $(sort $(wildcard tests/test_*.c tests/truth/*.c))
core_o  := $(core:%.c=$B/%.o)
cli_o   := $(cli:%.c=$B/%.o)
test_x  := $(tests:tests/%.c=$B/tests/%)

.PHONY: all
all: $B/superpose $B/libsuperpose.a $B/libsuperpose.so

$B/superpose: $(cli_o) $B/libsuperpose.a
	$(CC) $(link) -o $@ $^ $(libs)

$B/libsuperpose.a: $(core_o)
	@rm -f $@
	ar rcs $@ $^

$B/libsuperpose.so: $(core_o)
	$(CC) $(link) -shared -Wl,-soname,libsuperpose.so.0 -o $@ $^ $(libs)

$B/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(flags) -MMD -MP -c -o $@ $<

$B/tests/%: $B/tests/%.o $B/libsuperpose.a
	$(CC) $(link) -o $@ $^ -lcheck -lsubunit -lrt $(libs)

.SECONDARY:
-include $(shell find build -name '*.d' 2>/dev/null)
