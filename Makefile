# Tend. `make run` and `make check` do everything; see README.md.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
BUILD ?= build
VARIANT ?= release
CC := gcc
PREFIX ?= /usr/local
DESTDIR ?=
DATA ?= data
LISTEN ?= 127.0.0.1:8080
JOBS ?= $(shell nproc)

PACKAGES_BUILD := gcc libc6-dev make pkg-config libmicrohttpd-dev libsqlite3-dev libjansson-dev \
	libsodium-dev nettle-dev libqrencode-dev libical-dev libicu-dev libcurl4-openssl-dev ca-certificates tzdata nodejs npm
PACKAGES_TEST := clang clang-format cppcheck libclang-rt-14-dev libcmocka-dev postgresql libpq-dev poppler-utils \
	sqlite3 strace curl wrk chromium fonts-noto-core fonts-noto-color-emoji

WARN := -Wall -Wextra -Werror -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wformat=2 \
	-Werror=format-security -Wvla
LIBS := -lmicrohttpd -lsqlite3 -ljansson -lsodium -lnettle -lqrencode -lical -licuuc -licui18n -licudata -lcurl -lm -lpthread
VERSION := 0.1.0
COMMON := -std=gnu17 -D_GNU_SOURCE -DTEND_VERSION=\"$(VERSION)\" -Iinclude -Isrc -I$(BUILD)/gen $(WARN) -g -fno-omit-frame-pointer
HARDEN := -fPIE -fstack-protector-strong -D_FORTIFY_SOURCE=2
# what optimisation makes gcc believe; the same code without it and clang say nothing
NOISE := -Wno-maybe-uninitialized -Wno-format-truncation -Wno-format-overflow
SANE := address,undefined -fno-sanitize-recover=undefined

# What differs between the variants. broken answers before it commits, so that tests prove they see
# it; fuzz is for libFuzzer.
CFLAGS_release := -O2 $(HARDEN) $(NOISE)
LDFLAGS_release := -pie -Wl,-z,relro,-z,now
CFLAGS_asan := -O1 -DTEND_FAULT -fsanitize=$(SANE) $(NOISE)
LDFLAGS_asan := -fsanitize=$(SANE)
CFLAGS_tsan := -O1 -DTEND_FAULT -fsanitize=thread $(NOISE)
LDFLAGS_tsan := -fsanitize=thread
CFLAGS_broken := -O2 $(NOISE) -DTEND_BREAK_ANSWER_BEFORE_COMMIT
CFLAGS_fuzz := -O1 -DTEND_FAULT -fsanitize=fuzzer-no-link,$(SANE)
LDFLAGS_fuzz := -fsanitize=fuzzer,$(SANE)
CC_fuzz := clang
# `make V=1` shows the commands.
QUIET = $(if $(V),,@echo "$(VARIANT) $(patsubst $(BUILD)/%,%,$@)";)
COMPILE = $(QUIET)$(or $(CC_$(VARIANT)),$(CC)) $(COMMON) $(CFLAGS_$(VARIANT)) $(CFLAGS) -MMD -MP
LINK = $(QUIET)$(or $(CC_$(VARIANT)),$(CC)) $(LDFLAGS_$(VARIANT)) $(LDFLAGS) -o $@ $(filter %.o,$^)

OBJ := $(BUILD)/$(VARIANT)
GEN := $(BUILD)/gen
SRCS := $(wildcard src/base/*.c src/db/*.c src/domain/*.c src/channels/*.c src/http/*.c src/*.c)
GEN_SRCS := $(GEN)/assets.c $(GEN)/migrations.c
OBJS := $(SRCS:src/%.c=$(OBJ)/%.o) $(GEN_SRCS:$(BUILD)/%.c=$(OBJ)/%.o)
# Everything but main and the subcommands: what tests link.
LIB_OBJS := $(filter-out $(OBJ)/main.o $(OBJ)/cmd_%.o,$(OBJS))

all: $(BUILD)/tend
$(BUILD)/tend: $(BUILD)/release/tend
	@cp $< $@.new && mv $@.new $@
ifneq ($(VARIANT),release)
$(BUILD)/release/tend: FORCE
	@$(MAKE) --no-print-directory VARIANT=release $@
endif

$(OBJ)/tend: $(OBJS)
	$(LINK) $(LIBS)
$(OBJ)/%.o: src/%.c
	@mkdir -p $(@D)
	$(COMPILE) -c -o $@ $<
$(OBJ)/gen/%.o: $(GEN)/%.c
	@mkdir -p $(@D)
	$(COMPILE) -c -o $@ $<
$(OBJ)/tests/%.o: tests/%.c
	@mkdir -p $(@D)
	$(COMPILE) -Itests -c -o $@ $<

# The browser part, then everything embedded in the binary.
WEB := $(shell find web -name node_modules -prune -o -path web/test -prune -o -type f -print)
web/node_modules/.installed: web/package-lock.json
	@test ! -L web/node_modules || { echo "web/node_modules is a link: npm would empty what it leads to. Remove the link."; exit 1; }
	@cd web && npm ci --silent && touch node_modules/.installed
$(BUILD)/web/manifest.txt: $(WEB) web/node_modules/.installed
	@mkdir -p $(@D)
	node web/build.mjs $(@D) >$(BUILD)/web.log
$(BUILD)/embed: src/tools/embed.c
	@mkdir -p $(@D)
	$(QUIET)$(CC) $(COMMON) -O2 -o $@ $<
$(GEN)/assets.c: $(BUILD)/embed $(BUILD)/web/manifest.txt
	@mkdir -p $(@D)
	$(BUILD)/embed assets $(BUILD)/web >$@.new && mv $@.new $@
$(GEN)/migrations.c: $(BUILD)/embed $(wildcard sql/*.sql)
	@mkdir -p $(@D)
	$(BUILD)/embed migrations sql >$@.new && mv $@.new $@

run: deps-build
	@$(MAKE) --no-print-directory -j$(JOBS) all
	@$(if $(DEMO),if [ -e $(DATA) ]; then echo "$(DATA)/ exists: DEMO=1 fills a new one only (DATA=other)"; \
		else $(BUILD)/tend demo --data $(DATA) --tickets 200; fi)
	@exec $(BUILD)/tend serve --data $(DATA) --listen $(LISTEN)

deps: deps-build deps-test
deps-build:
	@src/tools/install_packages.sh $(PACKAGES_BUILD)
	@$(MAKE) --no-print-directory web/node_modules/.installed
deps-test:
	@src/tools/install_packages.sh $(PACKAGES_TEST)
	@$(MAKE) --no-print-directory tests/clients/node_modules/.installed

install: all
	install -D -m 755 $(BUILD)/tend $(DESTDIR)$(PREFIX)/bin/tend
	@mkdir -p $(DESTDIR)$(PREFIX)/lib/systemd/system
	sed 's|@BINDIR@|$(PREFIX)/bin|' src/tools/tend.service >$(DESTDIR)$(PREFIX)/lib/systemd/system/tend.service
clean:
	rm -rf $(BUILD)

# --- tests: programs here, the list of suites in tests/run.sh ---
TEST_LIB := $(patsubst %.c,$(OBJ)/%.o,$(wildcard tests/lib/*.c)) \
	$(addprefix $(OBJ)/base/,arena.o buf.o err.o log.o clock.o)
program = $(1:%=$(OBJ)/tests/%)
sources = $(patsubst %.c,$(OBJ)/%.o,$(1))
UNIT := $(patsubst %.c,$(OBJ)/%,$(wildcard tests/unit/test_*.c))
MATRIX := $(call program,api/matrix)
CLIENTS := $(call program,api/runner api/live torture/kill9 torture/held torture/faults torture/streams)
FUZZ := $(patsubst %.c,$(OBJ)/%,$(wildcard tests/fuzz/fuzz_*.c))

$(UNIT): %: %.o $(LIB_OBJS)
	$(LINK) -lcmocka $(LIBS)
$(CLIENTS): %: %.o $(TEST_LIB)
	$(LINK) -lcurl -ljansson -lsodium -lnettle -lpthread
$(call program,api/runner): $(call sources,$(wildcard tests/api/runner_*.c)) $(addprefix $(OBJ)/base/,totp.o secret.o)
$(MATRIX): %: %.o %_objects.o $(filter $(OBJ)/tests/%,$(TEST_LIB)) $(LIB_OBJS)
	$(LINK) $(LIBS)
$(call program,sql/queries): %: %.o $(OBJ)/tests/lib/tap.o $(LIB_OBJS)
	$(LINK) -lpq $(LIBS)
$(call program,bench/bare): %: %.o $(LIB_OBJS)
	$(LINK) $(LIBS)
$(OBJ)/tests/sql/queries.o $(OBJ)/tests/bench/bare.o: CFLAGS += -I$(shell pg_config --includedir 2>/dev/null)
$(FUZZ): %: %.o $(LIB_OBJS)
	$(LINK) $(LIBS)

programs-asan: $(UNIT) $(CLIENTS) $(MATRIX) $(call program,sql/queries)
programs-release: $(CLIENTS) $(call program,bench/bare)
programs-tsan: $(filter %/test_writer %/test_bus %/test_clock,$(UNIT))
programs-fuzz: $(FUZZ)
programs-broken:
build-%: FORCE
	@$(MAKE) --no-print-directory -j$(JOBS) VARIANT=$* $(if $(filter-out fuzz,$*),$(BUILD)/$*/tend) programs-$*

check: deps
	@for variant in release asan broken tsan fuzz; do $(MAKE) --no-print-directory build-$$variant; done
	@BUILD=$(BUILD) tests/run.sh $(SUITES)
lint:
	@tests/lint/run.sh
# Client libraries that other people wrote.
tests/clients/node_modules/.installed: tests/clients/package-lock.json
	@cd tests/clients && npm ci --silent && touch node_modules/.installed
fuzz: build-fuzz
	@BUILD=$(BUILD) tests/fuzz/run.sh $(or $(SECONDS),60)
torture: build-release build-broken
	@BUILD=$(BUILD) tests/torture/run.sh $(or $(ROUNDS),500)
bench: build-release
	@BUILD=$(BUILD) tests/bench/bench.sh
format:
	clang-format -i $(shell find src include tests -name '*.[ch]')

.PHONY: all run deps deps-build deps-test install clean programs programs-% check lint fuzz torture \
	bench format FORCE
FORCE:
.SECONDARY:
-include $(wildcard $(OBJ)/*.d $(OBJ)/*/*.d $(OBJ)/*/*/*.d)
