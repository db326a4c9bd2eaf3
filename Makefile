# Everything that a fresh machine needs is set up by these; Python 3.11 or newer with venv, and make, are enough.
PYTHON ?= python3
VENV ?= .venv
BENCH ?= 2000 20000 117000 --rivals 2000 20000
BIN := $(VENV)/bin

.PHONY: demo serve test lint types docs unit virtuoso chromium editor faults bench build clean

## demo: convert the five seed records and show one of them (default)
demo: $(VENV)/installed
	@mkdir -p out
	$(BIN)/pfocr-rdf convert seeds -o out/seeds.ttl
	@echo && echo "The figure record of seeds/002_ce78414ad204c60a.txt, from out/seeds.ttl:" && echo
	@sed -n -e '/^fig:PMC4745709/,/^$$/p' -e '/PMC4745709.*#gene-66b93d4387>$$/,/^$$/p' out/seeds.ttl

## serve: the seeds as an endpoint and a web site at http://127.0.0.1:8080, until Ctrl-C
serve: $(VENV)/installed-serve
	$(BIN)/pfocr-rdf serve seeds

## test: lint, strict types, documentation tests and all other tests
test: lint types docs unit

lint: $(VENV)/installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/codespell

types: $(VENV)/installed-dev
	$(BIN)/mypy

docs: $(VENV)/installed-dev
	$(BIN)/python tools/generate.py --check

unit: $(VENV)/installed-dev virtuoso chromium editor
	HYPOTHESIS_PROFILE=repeatable $(BIN)/python -m pytest

# A store that some tests load; without it they say that they skip, and in CI they fail.
virtuoso:
	@command -v virtuoso-t >/dev/null || { test "$$(id -u)" = 0 && command -v apt-get >/dev/null && \
		apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq install -y virtuoso-opensource-7-bin; } || \
		echo "Virtuoso cannot be installed here; its tests skip. Try: apt-get install virtuoso-opensource-7-bin"

# A browser that the site's tests look with; without it they say that they skip, and in CI they fail.
chromium: $(VENV)/installed-dev
	@command -v chromium >/dev/null || { test "$$(id -u)" = 0 && command -v apt-get >/dev/null && \
		apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq install -y chromium; } || \
		$(BIN)/playwright install chromium || \
		echo "No browser can be installed here; its tests skip. Try: apt-get install chromium"

# The query editor, packed from npm; without it the site has a plain text area.
editor: $(VENV)/installed-dev
	@command -v npm >/dev/null || { test "$$(id -u)" = 0 && command -v apt-get >/dev/null && \
		DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends npm; } || true
	@$(BIN)/python tools/editor.py || echo "The query editor is not packed; its tests skip."

## faults: kills, full disks, hostile bytes and other Pythons at length; half an hour
faults: $(VENV)/installed-dev
	$(BIN)/python -m pytest -o faulthandler_timeout=0 --full tests/test_faults.py tests/test_fuzz.py tests/test_pipeline.py tests/test_cache.py tests/test_plain.py

## bench: how fast converting is, beside what else can do it, into benchmarks/RESULTS.md; an hour
bench: $(VENV)/installed-dev
	$(BIN)/python -m pip install --quiet --editable '.[bench]'
	$(BIN)/python benchmarks/convert.py $(BENCH)

build: $(VENV)/installed-dev
	$(BIN)/python -m build --outdir dist .

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed; try make PYTHON=python3.11") if sys.version_info < (3, 11) else 0'
	$(PYTHON) -m venv $(VENV)

$(VENV)/installed: pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --editable .
	@touch $@

$(VENV)/installed-serve: pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --editable '.[serve]'
	@touch $@ $(VENV)/installed

$(VENV)/installed-dev: pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --editable '.[dev]'
	@touch $@ $(VENV)/installed $(VENV)/installed-serve

clean:
	rm -rf $(VENV) out dist .hypothesis .mypy_cache .pytest_cache .ruff_cache
