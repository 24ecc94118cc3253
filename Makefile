# One environment, .venv, serves every target. It is built from the hashed lock and brought up to date when that changes.
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' 2>/dev/null && { echo $$p; break; }; done)
BIN := .venv/bin
READY := .venv/.ready
COMPILE = $(BIN)/uv pip compile --quiet --universal --fork-strategy fewest --generate-hashes --no-annotate --no-header \
	$(if $(UPGRADE),--upgrade)

.DEFAULT_GOAL := help
.PHONY: help demo test check lint types layers docs web has-node bench licences package lock clean

help:
	@echo "make demo      assess three studies of the casebook and say where the pages are"
	@echo "make test      every test"
	@echo "make check     style, types, layering, documentation tests and unit tests"
	@echo "make web       the moving parts of the web application (needs node)"
	@echo "make docs      the documentation, as HTML in build/docs"
	@echo "make bench     the benchmarks"
	@echo "make package   source archive and wheel in dist"
	@echo "make lock      write requirements/*.txt anew from pyproject.toml (UPGRADE=1: to the newest versions)"
	@echo "make clean     remove what the other targets wrote, except .venv"

$(READY): pyproject.toml requirements/dev.txt src/oxyura/__init__.py
	@if ! $(BIN)/python -m pip --version >/dev/null 2>&1; then \
		if [ -z "$(PYTHON)" ]; then \
			echo "No Python 3.11, 3.12 or 3.13 was found. Install one (Debian, Ubuntu: apt install python3 python3-venv)" >&2; \
			echo "or name yours: make PYTHON=/path/to/python3.12" >&2; exit 1; \
		fi; \
		if ! $(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))'; then \
			echo "$(PYTHON) is not Python 3.11, 3.12 or 3.13. Name one that is: make PYTHON=/path/to/python3.12" >&2; exit 1; \
		fi; \
		if ! $(PYTHON) -c 'import ensurepip, venv' 2>/dev/null; then \
			echo "$(PYTHON) cannot create environments: its venv or ensurepip module is missing." >&2; \
			echo "Install it (Debian, Ubuntu: apt install python3-venv) and run make again." >&2; exit 1; \
		fi; \
		echo "Creating .venv with $$($(PYTHON) --version)"; \
		$(PYTHON) -m venv --clear .venv; \
	fi
	@echo "Installing the locked packages into .venv"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements/dev.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps --editable .
	@touch $@

demo: $(READY)
	@mkdir -p build/demo
	$(BIN)/oxyura assess nesting-turtles --out build/demo/nesting-turtles --force
	$(BIN)/oxyura assess gough-seabirds --out build/demo/gough-seabirds --force
	$(BIN)/oxyura assess gough --out build/demo/gough --force
	@printf '\nOpen these pages in a browser:\n'
	@printf '  file://%s/build/demo/%s/report.html\n' "$(CURDIR)" nesting-turtles "$(CURDIR)" gough-seabirds "$(CURDIR)" gough

# Tests of one group, those with a browser, share a process.
test: $(READY)
	$(BIN)/pytest -n 2

check: lint types layers
	$(BIN)/pytest -n 2 src tests/unit tests/docs tests/packaging

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(READY)
	$(BIN)/mypy --strict src

layers: $(READY)
	$(BIN)/lint-imports

docs: $(READY)
	$(BIN)/sphinx-build -W --keep-going -q -b html -d build/doctrees docs build/docs
	@echo "The documentation is in build/docs/index.html"

WEB_BUILT := src/oxyura/apps/web/static/built/.vite/manifest.json
WEB_PACKAGES := web/node_modules/.package-lock.json
NEEDS_NODE = command -v npm >/dev/null && node -e 'const [a, b] = process.versions.node.split(".").map(Number); \
	process.exit(a > 22 || (a === 22 && b >= 12) || (a === 20 && b >= 19) ? 0 : 1)' || \
	{ echo "The pages are built with npm and node 20.19 or newer: install them (Debian 13: apt install npm)" >&2; exit 1; }

web: $(WEB_BUILT)

has-node:
	@$(NEEDS_NODE)

$(WEB_PACKAGES): web/package.json web/package-lock.json web/.npmrc
	@$(NEEDS_NODE)
	cd web && npm ci --no-audit --no-fund
	@touch $@

# What a failed build has left does not count as built.
$(WEB_BUILT): $(WEB_PACKAGES) $(shell find web/src web/tools -type f 2>/dev/null) web/vite.config.ts web/tsconfig.json
	@$(NEEDS_NODE)
	cd web && npm run build || { rm -f "$(CURDIR)/$@"; exit 1; }
	@touch $@

bench: $(READY)
	@for file in benchmarks/*.py; do \
		[ -e "$$file" ] || { echo "There are no benchmarks yet."; exit 0; }; \
		echo "$$file"; $(BIN)/python "$$file" || exit 1; \
	done

licences: $(READY)
	$(BIN)/python tools/check_licences.py

package: $(READY)
	@if command -v npm >/dev/null; then $(MAKE) web; else echo "npm was not found: pages of this wheel will not move" >&2; fi
	rm -rf dist
	$(BIN)/python -m build --no-isolation --outdir dist .

lock: $(READY)
	$(COMPILE) pyproject.toml --group dev --output-file requirements/dev.txt
	$(COMPILE) pyproject.toml --constraints requirements/dev.txt --output-file requirements/run.txt

clean:
	rm -rf build dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	rm -rf web/node_modules src/oxyura/apps/web/static/built
	find src tests tools docs benchmarks -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true
