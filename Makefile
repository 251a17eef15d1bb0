# The one door: everything that is done to this project is a target here; `make help` lists them.
# Set-up is part of every target that needs it and does nothing when there is nothing to do.

PREFIX ?= /usr/local
CC ?= cc
KERNEL ?= 6.1
CFLAGS ?= -O2 -Wall -Wextra
BUN := node_modules/.bin/bun
DENO := node_modules/deno/deno
NPM := node_modules/.stamp
VERSION = $(shell sed -n 's/^  "version": "\(.*\)",$$/\1/p' package.json)
SOURCES := $(shell find bpf ffi runtime scripts-examples -name '*.ts' -o -path '*/shells/*' 2>/dev/null)
LOADS := $(patsubst bench/workloads/%.c,bench/bin/%,$(wildcard bench/workloads/*.c))

.DELETE_ON_ERROR:
.SUFFIXES:
.PHONY: default help setup setup-run setup-test build run check types lint boundaries format dev \
	test test-deno test-vm test-fast golden fuzz bench generate install uninstall fresh-clone clean distclean

default: check test-fast ## types, lint, boundaries and the tests that need no root: what to run while working

help: ## this list
	@awk -F ':.*## ' '/^[a-z][a-z-]*:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' Makefile

# --- set-up

setup: $(NPM) setup-run setup-test ## install everything that the other targets need

$(NPM): package.json package-lock.json tools/setup.sh
	@tools/setup.sh npm
	@touch $@

setup-run:
	@tools/setup.sh run

setup-test:
	@tools/setup.sh test

# --- build and run

build: dist/systrace$(if $(ARCH),-linux-$(ARCH)) ## dist/systrace, one file; ARCH=arm64: dist/systrace-linux-arm64

# The types that scripts see, from the sources: for the npm package, and inside of the binary.
dist/types/systrace.d.ts: $(SOURCES) $(NPM) tsconfig.json
	@$(BUN) runtime/typing/gen/declarations.ts

# No .env and no bunfig.toml of the folder that systrace is started in: it runs as root. What package.json says of a
# package's entry is needed to import it.
COMPILE = $(BUN) build --compile --splitting --minify --keep-names --bytecode --format=esm --sourcemap=none \
	--no-compile-autoload-dotenv --no-compile-autoload-bunfig --compile-autoload-package-json \
	--define SYSTRACE_VERSION='"$(VERSION)"' runtime/main.ts

dist/systrace: dist/types/systrace.d.ts package.json
	@$(COMPILE) --outfile dist/systrace.new
	@mv dist/systrace.new dist/systrace

# Another machine's Bun, and the parser for it, take the places of those of this one.
dist/systrace-linux-%: dist/types/systrace.d.ts package.json tools/other-machine.sh
	@tools/other-machine.sh $*
	@NODE_PATH=dist/$*/node_modules $(COMPILE) --target=bun-linux-$* \
		--compile-executable-path=$$(echo dist/$*/node_modules/@oven/bun-linux-*/bin/bun) --outfile $@.new
	@mv $@.new $@

run: setup-run build ## the main job on live events of this machine for three seconds
	@tools/demo.sh

SHARE := $(DESTDIR)$(PREFIX)/share
INSTALLED := $(DESTDIR)$(PREFIX)/bin/systrace $(SHARE)/man/man1/systrace.1 \
	$(SHARE)/bash-completion/completions/systrace $(SHARE)/zsh/site-functions/_systrace \
	$(SHARE)/fish/vendor_completions.d/systrace.fish

install: build ## dist/systrace, its manual page and completions into PREFIX (PREFIX=/usr/local)
	@install -d $(dir $(INSTALLED))
	install -m 0755 dist/systrace $(word 1,$(INSTALLED))
	dist/systrace man >$(word 2,$(INSTALLED))
	dist/systrace completions bash >$(word 3,$(INSTALLED))
	dist/systrace completions zsh >$(word 4,$(INSTALLED))
	dist/systrace completions fish >$(word 5,$(INSTALLED))
	@chmod 0644 $(wordlist 2,5,$(INSTALLED))

uninstall: ## remove what install put there
	rm -f $(INSTALLED)

# --- checks and tests

check: lint types boundaries ## lint and format, types, import boundaries

lint: $(NPM)
	@node_modules/.bin/biome check --error-on-warnings

types: $(NPM)
	@node_modules/.bin/tsc --noEmit
	@$(DENO) check --quiet $(wildcard ffi/host-deno*.ts runtime/host-deno*.ts)

boundaries: $(NPM)
	@$(BUN) test --only-failures ./test/boundaries.test.ts

format: $(NPM) ## rewrite the files as the formatter wants them
	@node_modules/.bin/biome check --write

test: $(NPM) setup-run setup-test build ## set-up, checks, build and every test; ends with the totals
	@$(BUN) test/run.ts --checks --deno part $(if $(ONLY),--only '$(ONLY)') $(if $(NAME),--name '$(NAME)')

test-deno: $(NPM) setup-run setup-test build ## all that is tested under Deno; ONLY=part of a path
	@$(BUN) test/run.ts --deno all $(if $(ONLY),--only '$(ONLY)') $(if $(NAME),--name '$(NAME)')

# SYSTRACE_VM_RUN names a program that runs a command under another kernel, in this folder: `$SYSTRACE_VM_RUN 6.1 -- uname -r`.
test-vm: $(NPM) build ## tests under another kernel: KERNEL=6.1 SYSTRACE_VM_RUN=program ONLY=part of path (kernel/kprobes)
	@test -n "$(SYSTRACE_VM_RUN)" || { echo 'make: SYSTRACE_VM_RUN is not set: test/README.md says what it is' >&2; exit 2; }
	@$(SYSTRACE_VM_RUN) $(KERNEL) -- env SYSTRACE_PATIENCE=$(or $(SYSTRACE_PATIENCE),20) $(BUN) test/run.ts --only '$(or $(ONLY),kernel/kprobes)'

test-fast: $(NPM) ## the tests that need no root: ONLY=part of a path, NAME=pattern of test names
	@$(BUN) test/run.ts --fast $(if $(ONLY),--only '$(ONLY)') $(if $(NAME),--name '$(NAME)')

dev: $(NPM) ## the fast tests again at every change
	@SYSTRACE_FAST=1 $(BUN) test --watch --only-failures

golden: $(NPM) ## rewrite the expected outputs; read the diff before committing it
	@SYSTRACE_UPDATE_GOLDENS=1 $(BUN) test/run.ts --fast $(if $(ONLY),--only '$(ONLY)')

fuzz: $(NPM) ## random handlers against JavaScript until Ctrl-C; SEED=n repeats one run
	@SYSTRACE_FUZZ=1 $(if $(SEED),SYSTRACE_SEED=$(SEED)) $(BUN) test --timeout=2147483647 fuzz

fresh-clone: ## make run and make test in an empty clone of HEAD with an empty home
	@tools/fresh-clone.sh

# --- the rest

bench: $(NPM) setup-run setup-test build $(LOADS) ## measure systrace against its goals; ONLY=scenario, QUICK=1
	@$(BUN) bench/run.ts $(if $(ONLY),--only '$(ONLY)') $(if $(QUICK),--quick)

bench/bin/%: bench/workloads/%.c bench/workloads/load.h
	@mkdir -p $(@D)
	@$(CC) $(CFLAGS) -o $@ $<

generate: $(NPM) ## write bpf/facts/*.gen.ts anew from the kernel's headers
	@$(BUN) bpf/gen/facts.ts
	@$(BUN) runtime/typing/gen/syscall-args.ts

clean: ## remove what the build made
	rm -rf dist bench/bin

distclean: clean ## and the npm packages and measurements
	rm -rf node_modules bench/results
