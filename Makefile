# 民声: two commands are enough: `make run` and `make test`.
PYTHON ?= python3
VENV   ?= .venv
PORT   ?= 8012
DATA   ?= data
BIN    := $(VENV)/bin
STAMP  := $(VENV)/.installed
PIP    := $(BIN)/python -m pip --disable-pip-version-check

.PHONY: help run test test-fast check bench browser pin clean
.DEFAULT_GOAL := help

help:            ## this list
	@grep -E '^[a-z-]+: .*##|^[a-z-]+: +##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1|/' | column -t -s '|'

$(STAMP): pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(PIP) install --quiet --upgrade "pip>=25.1"
	$(PIP) install --quiet --constraint constraints.txt --editable . --group test --group dev
	@touch $@

run: $(STAMP)    ## install, build the demo city if there is no data, serve on http://127.0.0.1:$(PORT)
	@$(BIN)/minsheng run --demo-if-empty --port $(PORT) --data $(DATA)

browser:         ## install Chromium and a Chinese font for the browser tests (root on Debian)
	@sh tests/browser/install.sh

test: $(STAMP) browser  ## the whole suite: SQLite, PostgreSQL, browser
	$(BIN)/python -m pytest -n 2 --dist loadgroup

test-fast: $(STAMP)  ## the suite without browser, PostgreSQL and what takes long
	$(BIN)/python -m pytest -n 2 --dist loadgroup -m "not browser and not postgres and not long"

check: $(STAMP)  ## format, lint, types
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy service models analytics

bench: $(STAMP)  ## every benchmark, against a reference in the same run, into bench/results.json
	$(BIN)/minsheng bench all --out bench/results.json

pin: $(STAMP)    ## write the installed versions to constraints.txt
	@(echo "# Versions this release was built and tested with; regenerate with: make pin"; $(PIP) freeze --exclude-editable) > constraints.txt

clean:           ## remove the virtual environment and caches, never the data
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache
