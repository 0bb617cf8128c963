# One way to do each thing; `make` alone lists them.
PYTHON ?= python3
VENV ?= .venv
RUN := $(VENV)/bin

.PHONY: help test check prove bench messages lock clean
help:
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/'

CATALOGS := $(wildcard src/commonbeat/locale/*/LC_MESSAGES/*.po)

$(VENV)/installed: requirements/test.txt pyproject.toml hatch_build.py frontend/package-lock.json $(CATALOGS)
	$(PYTHON) -m venv $(VENV)
	$(RUN)/python -m pip install --quiet uv
	$(RUN)/uv pip install --quiet --python $(RUN)/python --require-hashes -r requirements/test.txt
	$(RUN)/uv pip install --quiet --python $(RUN)/python --no-deps -e .
	touch $@

test: $(VENV)/installed check ## lint, types, arrows and every short test, those of the program on PostgreSQL too
	$(RUN)/pytest -n 2 -m "not prove"
	$(RUN)/python tests/with_postgres.py $(RUN)/pytest -n 2 -m "not prove" tests/program tests/web

check: $(VENV)/installed ## lint, types and arrows only
	$(RUN)/ruff check .
	$(RUN)/ruff format --check .
	$(RUN)/mypy
	$(RUN)/lint-imports

prove: $(VENV)/installed ## the long proofs; writes their table to docs/proofs.md
	$(RUN)/pytest -m prove --proofs docs/proofs.md

messages: $(VENV)/installed ## collect the strings of the report, the pages and the officer's app for the translators
	mkdir -p build
	$(RUN)/pybabel -q extract -F src/commonbeat/locale/babel.cfg --no-location -o build/commonbeat.pot src/commonbeat
	$(RUN)/pybabel -q update -i build/commonbeat.pot -d src/commonbeat/locale -D commonbeat --no-fuzzy-matching \
	  --ignore-pot-creation-date -w 110
	cd src && COMMONBEAT_DATA=$(abspath build)/messages DJANGO_SETTINGS_MODULE=commonbeat.web.settings \
	  $(abspath $(RUN))/django-admin makemessages --pythonpath . --locale es --no-location --no-obsolete --no-wrap \
	  --extension html,txt,py --ignore 'commonbeat/report/*' --ignore 'commonbeat/analysis/*' \
	  --ignore 'commonbeat/commands/*' --ignore '*/assets/*'
	$(RUN)/pybabel -q extract -F src/commonbeat/locale/javascript.cfg --no-location --sort-output \
	  -o build/djangojs.pot src/commonbeat/web/static/field
	$(RUN)/pybabel -q update -i build/djangojs.pot -d src/commonbeat/locale -D djangojs --no-fuzzy-matching \
	  --ignore-pot-creation-date --ignore-obsolete -w 110

lock: ## resolve the test environment again into requirements/test.txt
	uv export --quiet --all-extras --group test --no-emit-project --no-emit-index-url --no-header -o requirements/test.txt
	uv export --quiet --all-extras --group bench --no-emit-project --no-emit-index-url --no-header -o requirements/bench.txt

bench: $(VENV)/installed ## install the peers; each file in benchmarks/ is then one command
	$(RUN)/uv pip install --quiet --python $(RUN)/python --require-hashes -r requirements/bench.txt

clean: ## remove the environment and everything built
	rm -rf $(VENV) dist build src/commonbeat/report/assets frontend/node_modules
