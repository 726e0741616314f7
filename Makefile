# make run      creates .venv, installs gliomine with pinned versions, runs it over seeds/ into outputs/seeds
# make test     installs what the tests need and runs all of them
# After either has run once, both work without a network.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile --constraint requirements.lock

.PHONY: install run test test-fast lint lock clean

install: $(VENV)/.installed

$(VENV)/.installed: pyproject.toml requirements.lock
	@test -n "$(PYTHON)" || { echo "gliomine needs Python 3.11 or newer; none was found"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "gliomine needs Python 3.11 or newer; $(PYTHON) is older"; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(PIP) --editable .
	@touch $@

$(VENV)/.installed-test: $(VENV)/.installed
	$(PIP) --editable '.[test]'
	$(PIP) --no-deps biolink-model==4.4.6
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

# Writes the newest versions that fit together; commit the file only after `make test` has passed with it.
# scispacy holds NumPy at a version that Python 3.13, where scispacy is left out, cannot install.
lock:
	rm -rf .cache/lock && $(PYTHON) -m venv .cache/lock
	.cache/lock/bin/python -m pip install --quiet --disable-pip-version-check '.[test,dask,kb]'
	.cache/lock/bin/python -m pip freeze --exclude gliomine | sed 's/^numpy==.*/&; python_version < "3.13"/' > requirements.lock

clean:
	rm -rf $(VENV) .cache build dist
