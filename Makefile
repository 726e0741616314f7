# make run      creates .venv, installs gliomine with pinned versions, runs it over seeds/ into outputs/seeds
# make test     installs what the tests need and runs all of them
# After either has run once, both work without a network.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check

.PHONY: install run test test-fast lint lock clean

install: $(VENV)/.installed

$(VENV)/.installed: pyproject.toml requirements.lock
	@test -n "$(PYTHON)" || { echo "gliomine needs Python 3.11 or newer; none was found"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "gliomine needs Python 3.11 or newer; $(PYTHON) is older"; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(PIP) --require-hashes --requirement requirements.lock
	$(PIP) --no-deps --no-build-isolation --editable .
	@$(BIN)/python -m compileall -q pipeline/gliomine  # a run starts a second earlier where Python may not write byte code
	@touch $@

# biolink-model without what it requires: only its tables are read.
$(VENV)/.installed-test: $(VENV)/.installed requirements-test.lock requirements-biolink.lock
	$(PIP) --require-hashes --requirement requirements-test.lock
	$(PIP) --require-hashes --no-deps --requirement requirements-biolink.lock
	@touch $@

run: install
	$(BIN)/gliomine run seeds --output outputs/seeds

test: $(VENV)/.installed-test
	$(BIN)/python -m pytest

test-fast: $(VENV)/.installed-test
	$(BIN)/python -m pytest -m "not slow" -n 2

lint: $(VENV)/.installed-test
	$(BIN)/ruff check .
	$(BIN)/python -m mypy
	$(BIN)/lint-imports

# Writes the newest versions that fit together, for every Python and system, with the checksums of their files: what gliomine
# needs and what builds it, and what the tests need. Commit the files only after `make test` has passed with them.
LOCKED = .cache/lock/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-header
lock:
	rm -rf .cache/lock && $(PYTHON) -m venv .cache/lock
	.cache/lock/bin/python -m pip install --quiet --disable-pip-version-check uv
	echo 'hatchling>=1.25' | $(LOCKED) --upgrade pyproject.toml - --output-file requirements.lock
	$(LOCKED) --upgrade --extra test --extra dask --extra kb --constraint requirements.lock pyproject.toml \
	  --output-file requirements-test.lock
	echo 'biolink-model==4.4.6' | $(LOCKED) --no-deps - --output-file requirements-biolink.lock

clean:
	rm -rf $(VENV) .cache build dist
