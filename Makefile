# The community station kiosk. One Makefile for everything; `make help` lists what it can do.
# Objects lie under build/<variant>/; a module is a folder, becomes one archive, and may link only
# what USES_<folder> names (the same rules as tests/style/layers.txt).

VARIANT ?= release
BUILD   ?= build
B       := $(BUILD)/$(VARIANT)
PREFIX  ?= /usr/local
DESTDIR ?=
VERSION := 0.1.0

.DEFAULT_GOAL := all
.SUFFIXES:
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules

# --- modules: what each folder may link, and the outside libraries it is the home of --------------
MODULES := kiosk/domain kiosk/seal kiosk/control kiosk/wire kiosk/store kiosk/sync kiosk/paper \
           kiosk/service kiosk/ui kiosk/screens kiosk/staff kiosk/hub kiosk/ctl kiosk/dock \
           hal/proto hal/client hal/host hal/drivers hal/sim tests/support

USES_kiosk/domain  :=
USES_kiosk/seal    :=
USES_kiosk/control :=
USES_kiosk/wire    := kiosk/domain
USES_kiosk/store   := kiosk/domain kiosk/seal
USES_kiosk/sync    := kiosk/domain kiosk/store kiosk/wire kiosk/seal
USES_kiosk/paper   := kiosk/domain
USES_kiosk/service := kiosk/domain kiosk/store kiosk/sync kiosk/wire kiosk/paper kiosk/seal hal/client
USES_kiosk/ui      :=
USES_kiosk/screens := kiosk/domain kiosk/service kiosk/ui
USES_kiosk/staff   := kiosk/domain kiosk/service kiosk/ui kiosk/screens
USES_kiosk/hub     := kiosk/domain kiosk/seal kiosk/wire kiosk/paper
USES_kiosk/ctl     := kiosk/domain kiosk/store kiosk/control hal/client
USES_kiosk/dock    := kiosk/domain kiosk/ui kiosk/control hal/client
USES_hal/proto     :=
USES_hal/client    := hal/proto
USES_hal/host      := hal/proto
USES_hal/drivers   := hal/host
USES_hal/sim       := hal/host
USES_tests/support :=

PKGS_kiosk/domain  := glib-2.0 jansson
PKGS_kiosk/seal    := glib-2.0 libsodium
PKGS_kiosk/control := glib-2.0 gio-2.0 gio-unix-2.0 jansson
PKGS_kiosk/wire    := glib-2.0 jansson
PKGS_kiosk/store   := glib-2.0 jansson sqlite3
PKGS_kiosk/sync    := glib-2.0 gio-2.0 jansson libcurl
PKGS_kiosk/paper   := glib-2.0 jansson pangocairo pangoft2 cairo-pdf libqrencode librsvg-2.0
PKGS_kiosk/service := glib-2.0 gio-2.0 jansson
PKGS_kiosk/ui      := glib-2.0 gio-2.0 jansson sdl2 x11 pangocairo gdk-pixbuf-2.0 libqrencode
PKGS_kiosk/screens := glib-2.0 jansson cairo
PKGS_kiosk/staff   := glib-2.0 jansson cairo
PKGS_kiosk/hub     := glib-2.0 gio-2.0 jansson sqlite3 libmicrohttpd
PKGS_kiosk/ctl     := glib-2.0 gio-2.0 jansson
PKGS_kiosk/dock    := glib-2.0 gio-2.0 jansson cairo poppler-glib
PKGS_kiosk/main    := glib-2.0 gio-2.0 gio-unix-2.0 jansson libsystemd
PKGS_hal/proto     := glib-2.0 jansson
PKGS_hal/client    := glib-2.0 gio-2.0 gio-unix-2.0 jansson
PKGS_hal/host      := glib-2.0 gio-2.0 gio-unix-2.0 jansson
PKGS_hal/drivers   := glib-2.0 gio-2.0 jansson libnfc cups
PKGS_hal/sim       := glib-2.0 gio-2.0 jansson
PKGS_hal/main      := glib-2.0 gio-2.0 gio-unix-2.0 jansson libsystemd
PKGS_tests/support := glib-2.0 gio-2.0 jansson cmocka cairo

# --- programs: name, its main file, the modules it links -----------------------------------------
PROGRAMS := kiosk kiosk-hub kiosk-hald kioskctl kiosk-dock
MAIN_kiosk      := kiosk/main/kiosk.c kiosk/main/kiosk_control.c
MAIN_kiosk-hub  := kiosk/main/hub.c kiosk/main/hub_control.c
MAIN_kiosk-hald := hal/main/hald.c
MAIN_kioskctl   := kiosk/main/kioskctl.c
MAIN_kiosk-dock := kiosk/main/dock.c
LINK_kiosk      := kiosk/staff kiosk/screens kiosk/service kiosk/ui kiosk/control
LINK_kiosk-hub  := kiosk/hub kiosk/control
LINK_kiosk-hald := hal/drivers hal/sim hal/host
LINK_kioskctl   := kiosk/ctl
LINK_kiosk-dock := kiosk/dock

# --- flags -----------------------------------------------------------------------------------------
CC       ?= gcc
ifeq ($(origin CC),default)
CC       := gcc
endif
WARN     := -Wall -Wextra -Werror -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wpointer-arith \
            -Wwrite-strings -Wformat=2 -Wno-unused-parameter -Wno-missing-field-initializers
OPT_release := -O2 -g -D_FORTIFY_SOURCE=2 -fstack-protector-strong
OPT_asan    := -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer
OPT_tsan    := -O1 -g -fsanitize=thread -fno-omit-frame-pointer
# clang takes an owner that does nothing but free for an unused variable; gcc keeps that watch.
OPT_fuzz    := -O1 -g -fsanitize=fuzzer-no-link,address,undefined -fno-omit-frame-pointer -Wno-unused-variable
ifeq ($(OPT_$(VARIANT)),)
$(error VARIANT=$(VARIANT) is not known; choose release, asan, tsan or fuzz)
endif
ifeq ($(VARIANT),fuzz)
CC := clang
endif
CFLAGS_ALL  := -std=gnu11 -fPIE $(WARN) $(OPT_$(VARIANT)) -I. -Ihal/include -D_GNU_SOURCE \
               -DKIOSK_VERSION='"$(VERSION)"' -DKIOSK_DATA_DIR='"$(PREFIX)/share/kiosk"' \
               -DKIOSK_CONFIG_DIR='"/etc/kiosk"' -DG_LOG_USE_STRUCTURED -DGLIB_VERSION_MIN_REQUIRED=GLIB_VERSION_2_74
LDFLAGS_ALL := -pie $(OPT_$(VARIANT)) -Wl,-z,relro,-z,now -Wl,--as-needed

# Flags of the outside libraries, asked once and kept; asked again when this file changes.
$(B)/tests/support/fuzz_main.o: MODULE_CFLAGS = $(call pkg_cflags,glib-2.0)
ALL_PKGS := $(sort cmocka xtst $(foreach m,$(MODULES) kiosk/main hal/main,$(filter-out cups,$(PKGS_$(m)))))
$(BUILD)/pkgs.mk: Makefile
	@mkdir -p $(@D)
	@for p in $(ALL_PKGS); do \
	  c=$$(pkg-config --cflags $$p 2>/dev/null) && l=$$(pkg-config --libs $$p 2>/dev/null) && \
	  printf 'CF_%s := %s\nLD_%s := %s\n' $$p "$$c" $$p "$$l"; done > $@.new; true
	@printf 'LD_cups := -lcups -lcupsimage\n' >> $@.new
	@mv $@.new $@
ifeq ($(filter help deps clean,$(MAKECMDGOALS)),)
-include $(BUILD)/pkgs.mk
endif
pkg_cflags = $(sort $(foreach p,$(1),$(CF_$(p))))
pkg_libs   = $(foreach p,$(1),$(LD_$(p)))
closure    = $(sort $(1) $(foreach m,$(1),$(foreach u,$(USES_$(m)),$(call closure,$(u)))))
archives   = $(foreach m,$(call closure,$(1)),$(B)/lib/$(subst /,-,$(m)).a)
# everything a program that uses the modules $(1) must be linked with
link_libs  = -Wl,--start-group $(call archives,$(1)) -Wl,--end-group \
             $(sort $(call pkg_libs,$(sort $(foreach m,$(call closure,$(1)),$(PKGS_$(m)))))) -lm

# --- how a module is made --------------------------------------------------------------------------
define module_rules
SRC_$(1) := $$(filter-out %/fuzz_main.c,$$(sort $$(shell find $(1) -name "*.c" 2>/dev/null)))
OBJ_$(1) := $$(SRC_$(1):%.c=$(B)/%.o)
$$(OBJ_$(1)): MODULE_CFLAGS = $$(call pkg_cflags,$$(PKGS_$(1)))
$(B)/lib/$(subst /,-,$(1)).list: FORCE
	@mkdir -p $$(@D); echo '$$(OBJ_$(1))' | cmp -s - $$@ || echo '$$(OBJ_$(1))' > $$@
$(B)/lib/$(subst /,-,$(1)).a: $$(OBJ_$(1)) $(B)/lib/$(subst /,-,$(1)).list
	@mkdir -p $$(@D); rm -f $$@; ar rcs $$@ $$(OBJ_$(1))
ALL_OBJ += $$(OBJ_$(1))
endef
$(foreach m,$(MODULES),$(eval $(call module_rules,$(m))))

# What is compiled in without standing in a source: another PREFIX makes these few anew.
$(B)/compiled-in: FORCE
	@mkdir -p $(@D); echo '$(PREFIX) $(VERSION)' | cmp -s - $@ || echo '$(PREFIX) $(VERSION)' > $@
$(patsubst %.c,$(B)/%.o,$(shell grep -rlE --include='*.c' 'KIOSK_(DATA_DIR|VERSION)' kiosk hal)): $(B)/compiled-in

$(B)/%.o: %.c
	@mkdir -p $(@D)
	@echo "  CC    $<"
	@$(CC) $(CFLAGS_ALL) $(MODULE_CFLAGS) -MMD -MP -c $< -o $@

program_pkgs = $(PKGS_$(patsubst %/,%,$(dir $(firstword $(MAIN_$(1)))))) $(foreach m,$(call closure,$(LINK_$(1))),$(PKGS_$(m)))
define program_rules
OBJ_PROG_$(1) := $$(MAIN_$(1):%.c=$(B)/%.o)
$$(OBJ_PROG_$(1)): MODULE_CFLAGS = $$(call pkg_cflags,$$(call program_pkgs,$(1)))
$(B)/bin/$(1): $$(OBJ_PROG_$(1)) $$(call archives,$$(LINK_$(1)))
	@mkdir -p $$(@D)
	@echo "  LINK  $$@"
	@$(CC) $(LDFLAGS_ALL) $$(OBJ_PROG_$(1)) $$(call link_libs,$$(LINK_$(1))) \
	  $$(call pkg_libs,$$(call program_pkgs,$(1))) -o $$@
ALL_OBJ += $$(OBJ_PROG_$(1))
endef
PRESENT_PROGRAMS := $(foreach p,$(PROGRAMS),$(if $(wildcard $(firstword $(MAIN_$(p)))),$(p)))
$(foreach p,$(PRESENT_PROGRAMS),$(eval $(call program_rules,$(p))))
BINARIES := $(PRESENT_PROGRAMS:%=$(B)/bin/%)

# --- tests -------------------------------------------------------------------------------------------
# tests/unit/<folder>/test_*.c links kiosk/<folder> (or hal/<folder>) and nothing more;
# the other test folders name what they may link here.
TESTUSES_hal      := hal/client hal/host hal/drivers hal/sim
TESTUSES_scenario := kiosk/staff kiosk/screens kiosk/hub kiosk/control hal/client
TESTUSES_screen   := kiosk/staff kiosk/screens kiosk/control
TESTUSES_fault    := kiosk/service kiosk/hub kiosk/control hal/client
TESTUSES_bench    := kiosk/staff kiosk/screens kiosk/hub kiosk/control hal/client hal/host hal/drivers hal/sim
TESTUSES_fuzz     := kiosk/service kiosk/hub hal/host hal/drivers
test_folder = $(word 3,$(subst /, ,$(1)))
test_uses   = tests/support $(if $(filter tests/unit/%,$(1)),$(if $(wildcard kiosk/$(call test_folder,$(1))),kiosk,hal)/$(call test_folder,$(1)),$(TESTUSES_$(word 2,$(subst /, ,$(1)))))

TEST_SRC  := $(sort $(shell find tests/unit tests/hal tests/scenario tests/screen tests/fault -name 'test_*.c' 2>/dev/null))
BENCH_SRC := $(sort $(shell find tests/bench -name 'bench_*.c' 2>/dev/null))
FUZZ_SRC  := $(sort $(shell find tests/fuzz -name 'fuzz_*.c' 2>/dev/null))
TEST_SH   := $(sort $(shell find tests -name 'test_*.sh' 2>/dev/null))

define test_rules
$(B)/$(1:%.c=%.o): MODULE_CFLAGS = $$(call pkg_cflags,cmocka $$(foreach m,$$(call closure,$$(call test_uses,$(1))),$$(PKGS_$$(m))))
$(B)/$(1:%.c=%): $(B)/$(1:%.c=%.o) $$(call archives,$$(call test_uses,$(1)))
	@echo "  LINK  $$@"
	@$(CC) $(LDFLAGS_ALL) $$< $$(call link_libs,$$(call test_uses,$(1))) $$(call pkg_libs,cmocka) -o $$@
ALL_OBJ += $(B)/$(1:%.c=%.o)
endef
$(foreach t,$(TEST_SRC) $(BENCH_SRC),$(eval $(call test_rules,$(t))))
TEST_BIN  := $(TEST_SRC:%.c=$(B)/%)
BENCH_BIN := $(BENCH_SRC:%.c=$(B)/%)

# Fuzz targets: one LLVMFuzzerTestOneInput each. `make fuzz` runs them under libFuzzer; `make test`
# replays tests/data/corpus/<name>/ through tests/support/fuzz_replay.c.
define fuzz_rules
$(B)/$(1:%.c=%.o): MODULE_CFLAGS = $$(call pkg_cflags,$$(foreach m,$$(call closure,$$(TESTUSES_fuzz)),$$(PKGS_$$(m))))
$(B)/$(1:%.c=%): $(B)/$(1:%.c=%.o) $(if $(filter fuzz,$(VARIANT)),,$(B)/tests/support/fuzz_main.o) $$(call archives,$$(TESTUSES_fuzz))
	@echo "  LINK  $$@"
	@$(CC) $(LDFLAGS_ALL) $(if $(filter fuzz,$(VARIANT)),-fsanitize=fuzzer,$(B)/tests/support/fuzz_main.o) $$< $$(call link_libs,$$(TESTUSES_fuzz)) -o $$@
ALL_OBJ += $(B)/$(1:%.c=%.o)
endef
$(foreach t,$(FUZZ_SRC),$(eval $(call fuzz_rules,$(t))))
FUZZ_BIN := $(FUZZ_SRC:%.c=$(B)/%)

# Peers: chips, printers and other devices that the tests play for the real libraries.
# tests/peers/<name>.c is one program; what it links beyond tests/support stands in PEERPKGS_<name>.
PEER_SRC := $(sort $(wildcard tests/peers/*.c))
PEERPKGS_ipp_printer := cups
PEERUSES_gate        := kiosk/control
PEERUSES_words       := kiosk/control
PEERPKGS_pointer     := x11 xtst
define peer_rules
$(B)/tests/peers/$(1).o: MODULE_CFLAGS = $$(call pkg_cflags,glib-2.0 gio-2.0 gio-unix-2.0 jansson $$(PEERPKGS_$(1)))
$(B)/peers/$(1): $(B)/tests/peers/$(1).o $$(call archives,tests/support $$(PEERUSES_$(1)))
	@mkdir -p $$(@D)
	@echo "  LINK  $$@"
	@$(CC) $(LDFLAGS_ALL) $$< $$(call link_libs,tests/support $$(PEERUSES_$(1))) $$(call pkg_libs,gio-unix-2.0 $$(PEERPKGS_$(1))) -lutil -o $$@
ALL_OBJ += $(B)/tests/peers/$(1).o
endef
$(foreach p,$(patsubst tests/peers/%.c,%,$(PEER_SRC)),$(eval $(call peer_rules,$(p))))
PEER_BIN := $(PEER_SRC:tests/peers/%.c=$(B)/peers/%)

# --- what is generated from assets -------------------------------------------------------------------
# A private subset of Noto Sans CJK SC without CFF subroutines: cairo 1.16 drops glyphs of the stock
# fonts in PDFs. Face 2 of Debian's collection is SC. Ranges: Latin, punctuation, symbols, kana,
# all CJK ideographs, private use (kept for rare characters on cards), full-width forms.
SHARE      := $(BUILD)/share
NOTO       := /usr/share/fonts/opentype/noto
FONT_RANGE := 0020-024F,02B0-036F,0370-03FF,2000-27BF,2B00-2BFF,3000-30FF,3100-312F,31A0-31BF,31C0-31EF,3200-33FF,3400-4DBF,4E00-9FFF,F900-FAFF,FE10-FE4F,FF00-FFEF,1F100-1F2FF,20000-323AF
# Everyday characters apart, for paper: cairo copies a face's whole outline table into memory for every PDF.
PRINT_FONTS := $(SHARE)/print-fonts/KioskSans-Regular.otf $(SHARE)/print-fonts/KioskSans-Bold.otf
FONTS      := $(SHARE)/fonts/KioskSans-Regular.otf $(SHARE)/fonts/KioskSans-Bold.otf
$(SHARE)/fonts/KioskSans-%.otf: $(NOTO)/NotoSansCJK-%.ttc
	@mkdir -p $(@D)
	@echo "  FONT  $@"
	@hb-subset --output-file=$@.new --face-index=2 --desubroutinize --unicodes=$(FONT_RANGE) $< && mv $@.new $@
$(SHARE)/print-fonts/%.otf: $(SHARE)/fonts/%.otf assets/fonts/common.txt
	@mkdir -p $(@D)
	@echo "  FONT  $@"
	@hb-subset --output-file=$@.new --text-file=assets/fonts/common.txt $< && mv $@.new $@
$(SHARE)/fonts/fonts.conf: assets/fonts/fonts.conf.in $(FONTS) $(PRINT_FONTS)
	@echo "  FONT  $@"
	@sed "s|@FONTS@|$(abspath $(SHARE)/fonts)|" $< > $@
	@FONTCONFIG_FILE=$(abspath $@) fc-cache -f >/dev/null 2>&1 || true

# Translations: assets/locale/<language>/<folder>.po, one file a folder, joined into one kiosk.mo.
LANGUAGES := $(notdir $(patsubst %/,%,$(sort $(dir $(wildcard assets/locale/*/*.po)))))
MO := $(LANGUAGES:%=$(SHARE)/locale/%/LC_MESSAGES/kiosk.mo)
$(SHARE)/locale/%/LC_MESSAGES/kiosk.mo: FORCE
	@mkdir -p $(@D)
	@new=$$(ls -t $@ assets/locale/$*/*.po 2>/dev/null | head -1); \
	 if [ "$$new" != "$@" ]; then echo "  MO    $@"; \
	  msgcat --use-first assets/locale/$*/*.po | msgfmt --check-format - -o $@; fi

ASSET_FILES := $(shell find assets -type f ! -name '*.po' ! -name '*.in' ! -name README.md ! -path assets/demo/home.png 2>/dev/null)
ASSET_COPY  := $(ASSET_FILES:assets/%=$(SHARE)/%)
$(SHARE)/%: assets/%
	@mkdir -p $(@D); cp $< $@
SHARED := $(ASSET_COPY) $(FONTS) $(SHARE)/fonts/fonts.conf $(MO)

# --- targets -------------------------------------------------------------------------------------------
# As many jobs as there are cores, unless the caller said otherwise.
PARALLEL := $(if $(findstring -j,$(MAKEFLAGS)),,-j$(shell nproc))
.PHONY: all run demo test bench fuzz check deps install clean help format FORCE tests-build share
FORCE:
all: $(BINARIES) share   ## build the programs and what they read at run time
share: $(SHARED)
tests-build: all $(TEST_BIN) $(FUZZ_BIN) $(PEER_BIN)

run: deps                ## install what is missing, build, open the kiosk in a window (or `make demo` without display)
	@$(MAKE) -s $(PARALLEL) --no-print-directory all $(BUILD)/$(VARIANT)/peers-built
	@tests/support/run-kiosk $(B) $(SHARE)
demo: deps               ## the whole journey in a window under Xvfb, left behind in build/demo/
	@$(MAKE) -s $(PARALLEL) --no-print-directory all $(BUILD)/$(VARIANT)/peers-built
	@tests/scenario/demo $(B) $(SHARE) $(BUILD)/demo
$(BUILD)/$(VARIANT)/peers-built: $(PEER_BIN)
	@touch $@
test: deps               ## build and run every test; VARIANT=asan|tsan, T=part-of-a-test's-path
	@tests/style/check-layers
	@$(MAKE) -s $(PARALLEL) --no-print-directory $(if $(T),all $(PEER_BIN) $(foreach t,$(TEST_BIN) $(FUZZ_BIN),$(if $(findstring $(T),$(t)),$(t))),tests-build)
	@tests/support/run-tests $(B) '$(T)' $(TEST_BIN) $(FUZZ_BIN) $(TEST_SH)
bench: deps              ## measure the figures of the release build into build/bench.json
	@$(MAKE) -s $(PARALLEL) --no-print-directory VARIANT=release all $(BENCH_BIN) $(PEER_BIN)
	@tests/bench/run-bench $(BUILD)/release $(BUILD)/bench.json
SECONDS_PER_TARGET ?= 60
fuzz: deps               ## run every fuzz target for SECONDS_PER_TARGET (60)
	@$(MAKE) -s $(PARALLEL) --no-print-directory VARIANT=fuzz $(FUZZ_SRC:%.c=$(BUILD)/fuzz/%)
	@tests/fuzz/run-fuzz $(BUILD) $(SECONDS_PER_TARGET) $(FUZZ_SRC:%.c=$(BUILD)/fuzz/%)
C_FILES = $(shell git ls-files '*.c' '*.h' 2>/dev/null)
check: deps              ## layers, formatting and static analysis
	@tests/style/check-layers
	@tests/style/check-source
	@clang-format --dry-run -Werror $(C_FILES)
	@cppcheck --quiet --std=c11 --enable=warning,portability --inline-suppr --error-exitcode=1 \
	  --suppress=missingInclude --suppress=unknownMacro -j2 -I. -Ihal/include kiosk hal tests/peers tests/support
format:                  ## lay out the sources as .clang-format says
	@clang-format -i $(C_FILES)
deps:                    ## install the Debian packages that are missing
	@tests/support/install-deps $(BUILD)
install: all             ## install below DESTDIR and PREFIX
	@config/install $(B) $(SHARE) '$(DESTDIR)' '$(PREFIX)'
clean:                   ## remove build/
	rm -rf $(BUILD)
help:                    ## this list
	@grep -hE '^[a-z]+:.*##' Makefile | sed -E 's/:.*##/ /' | awk '{n=$$1; $$1=""; printf "  make %-9s%s\n", n, $$0}'

-include $(ALL_OBJ:.o=.d) $(B)/tests/support/fuzz_main.d
