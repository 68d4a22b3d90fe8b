# make demo and make test do all the set-up themselves; they need Python 3.11 or later and make.
PYTHON ?= python3
BIN := .venv/bin
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt

.PHONY: help demo test lint types tests docs datapackage bench clean

help:  ## Show this list
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

demo: .venv/demo  ## Validate and publish the real figures of January 2022, and show what was made
	@$(BIN)/python tests/demo.py

test: .venv/dev tests/node_modules lint types tests docs  ## Everything that CI checks
	@echo "make test: all checks passed"

lint: .venv/dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: .venv/dev
	$(BIN)/mypy

tests: .venv/dev tests/node_modules
	$(BIN)/pytest --numprocesses 2 --dist loadfile --cov --cov-report=term-missing

docs: .venv/dev  ## Build the documentation into docs/_build/html
	$(BIN)/sphinx-build --quiet --fresh-env -W --keep-going -b html docs docs/_build/html
	@echo "docs/_build/html/index.html"

datapackage: .venv/demo  ## Publish datapackage/ anew from datapackage/submissions/
	rm -rf datapackage/data datapackage/datapackage.json datapackage/README.md datapackage/checksums.txt
	$(BIN)/mic-datapkg publish datapackage/submissions --to datapackage

bench: .venv/dev  ## Measure against other tools, and write docs/benchmarks.md
	$(BIN)/python -m tests.benchmarks --write

clean:  ## Remove everything that these commands made
	rm -rf .venv build dist docs/_build tests/node_modules .coverage* .pytest_cache .mypy_cache .ruff_cache .hypothesis

.venv/bin/python:
	$(PYTHON) -m venv .venv

.venv/demo: .venv/bin/python pyproject.toml constraints.txt
	$(INSTALL) --editable .
	@touch $@

.venv/dev: .venv/bin/python pyproject.toml constraints.txt
	$(INSTALL) --editable '.[dev]'
	@touch $@ .venv/demo

# Other people's validators and the browser tests run on Node.js; without it their tests skip and say so.
tests/node_modules: tests/package.json
	@if command -v npm >/dev/null; then npm install --prefix tests --no-package-lock --no-audit --no-fund --silent; \
	else echo "npm is not here: the tests that need Node.js will skip" >&2; fi
	@mkdir -p $@ && touch $@
