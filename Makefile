# Two commands do everything on a fresh Debian machine: `make run` and `make test`.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

# Without a desktop session Mesa's device chooser complains about what is not there; nothing is chosen here.
export NODEVICE_SELECT := 1

.PHONY: help run test dist setup

# Software Vulkan for drawing without a GPU, the loaders that a window needs at run time, and for the tests a reader of PDFs, a screen without a screen, and a look at who is asked over the network.
PACKAGES := ca-certificates gcc libc6-dev libvulkan1 mesa-vulkan-drivers libxkbcommon0 libxkbcommon-x11-0 libwayland-client0 libegl1 libx11-6 libx11-xcb1 libxcursor1 libxi6 libxrandr2 poppler-utils strace xvfb

# Addresses that move with the program, packed to nothing where the C library can unpack them.
DIST_FLAGS := $(shell getconf GNU_LIBC_VERSION 2>/dev/null | awk '$$1 == "glibc" && $$2 + 0 >= 2.36 { print "-C link-arg=-Wl,-z,pack-relative-relocs" }')

CARGO := $(shell command -v cargo || echo $(HOME)/.cargo/bin/cargo)
PICTURE := $(CURDIR)/target/palmyra-2016.png

help:
	@echo "make run    install what is missing, build, and open the window on the bundled sample"
	@echo "make test   install what is missing, and run every check"
	@echo "make dist   install what is missing, and build the smallest program, to be handed out"

# Installs nothing where everything is there; elsewhere than on Debian it leaves the packages to you.
setup:
	@if command -v dpkg-query >/dev/null; then \
	  missing=""; \
	  for package in $(PACKAGES); do \
	    dpkg-query -W -f='$${Status}' $$package 2>/dev/null | grep -q 'install ok installed' || missing="$$missing $$package"; \
	  done; \
	  if [ -n "$$missing" ]; then \
	    echo "installing$$missing"; \
	    sudo=""; if [ "$$(id -u)" != 0 ]; then sudo=sudo; fi; \
	    $$sudo apt-get update -qq; \
	    DEBIAN_FRONTEND=noninteractive $$sudo apt-get install -y -qq --no-install-recommends $$missing >/dev/null; \
	  fi; \
	fi
	@if ! [ -x "$(CARGO)" ]; then \
	  echo "Rust is missing: install it with rustup (version 1.95 or newer), then run make again" >&2; exit 2; \
	fi

run: setup
	"$(CARGO)" build --release --locked
	@binary=$$("$(CARGO)" metadata --format-version 1 --no-deps --locked | sed 's/.*"target_directory":"\([^"]*\)".*/\1/')/release/strabo; \
	if [ -n "$${DISPLAY:-}$${WAYLAND_DISPLAY:-}" ] || [ "$$(uname)" = Darwin ]; then \
	  "$$binary"; \
	else \
	  echo "No display here: drawing the sample to $(PICTURE) instead."; \
	  mkdir -p "$(dir $(PICTURE))"; \
	  "$$binary" render data/palmyra-2016.geojson -o "$(PICTURE)"; \
	fi

test: setup
	"$(CARGO)" fmt --check
	"$(CARGO)" clippy --locked --all-targets -- -D warnings
	RUSTDOCFLAGS="-D warnings" "$(CARGO)" doc --locked --no-deps --document-private-items
	"$(CARGO)" test --locked

dist: setup
	"$(CARGO)" rustc --profile dist --locked --bin strabo -- $(DIST_FLAGS)
