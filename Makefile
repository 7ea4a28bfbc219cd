# Siklus. `make run` and `make test` set themselves up; they need Python 3.11 or later, and make.
PYTHON ?= python3
BIN := .venv/bin
# Two cores are enough; more workers than cores only make the timeouts of real processes tight.
JOBS ?= 2
DATA ?= $(SIKLUS_DATA_MIRROR)

.DEFAULT_GOAL := help
.PHONY: help run test check fix bench bench-first-answer bench-models bench-scorer bench-behaviour bench-loop bench-loop-live bench-monitoring bench-pages bench-estimators bench-drift bench-alarms bench-rollback bench-trials bench-gate bench-attack bench-kill bench-rebuild bench-faults bench-anonymise bench-score bench-serving show-bad-input screenshots schema bench-encoder bench-cluster bench-sizing scan sbom site docs clean bench-dask

help: ## Show this help
	@awk 'BEGIN {FS = ":.*## "} /^[a-z][a-z-]*:.*## / {printf "  make %-16s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: .venv/.run ## Start everything here: service, worker and interface (Ctrl-C stops)
	@$(BIN)/siklus up

test: .venv/.dev ## Run every test (SQLite, PostgreSQL, a real browser)
	@scripts/install-test-tools
	$(BIN)/pytest -n $(JOBS) --dist loadgroup

check: .venv/.dev ## Look at format, lint, types and import rules
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

fix: .venv/.dev ## Mend format and lint where a program can
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

scan: .venv/.dev ## Look for known holes in the locked packages, and for secrets in the files (asks pypi.org)
	@scripts/scan

sbom: .venv/.dev ## Write dist/siklus.cdx.json: every package that is shipped, with its hashes (CycloneDX)
	@mkdir -p dist
	@$(BIN)/uv export --quiet --locked --all-extras --no-dev --no-emit-project --preview-features sbom-export --format cyclonedx1.5 --output-file dist/siklus.cdx.json > /dev/null
	@echo dist/siklus.cdx.json

site: .venv/.dev ## Build the documentation as a site in dist/site; a dead link or a foreign script fails
	@scripts/build-site

schema: .venv/.dev ## Write database/schema.sql anew from the migrations
	$(BIN)/siklus db schema > database/schema.sql

docs: .venv/.dev ## Write the generated reference pages anew
	$(BIN)/python docs/generate.py

screenshots: .venv/.dev ## Take the pictures of the pages anew (needs /usr/bin/chromium; TO=folder for every one)
	$(BIN)/python scripts/screenshots.py $(if $(TO),--all --to "$(TO)")

show-bad-input: .venv/.dev ## Send every kind of bad input to a real service and print the answers
	$(BIN)/python benchmarks/show_bad_input.py

bench: bench-first-answer bench-models bench-scorer bench-anonymise bench-serving bench-score bench-pages bench-encoder bench-behaviour bench-gate bench-loop bench-loop-live bench-monitoring bench-sizing bench-estimators bench-drift bench-alarms ## Measure everything that the README claims

bench-first-answer: .venv/.dev ## Time a stranger's wait: fresh clone, make run, first answer
	$(BIN)/python benchmarks/bench_first_answer.py

bench-models: .venv/.dev ## Measure the models (DATA=folder with the public sets)
	$(BIN)/python benchmarks/bench_models.py --data "$(DATA)"

bench-scorer: .venv/.dev ## Measure the exact scorer beside scikit-learn (DATA=folder)
	$(BIN)/python benchmarks/bench_scorer.py --data "$(DATA)"

bench-behaviour: .venv/.dev ## What models can do, by capability (DATA=folder for more than the starter reviews)
	$(BIN)/python benchmarks/bench_behaviour.py $(if $(DATA),--data "$(DATA)")

bench-gate: .venv/.dev ## How often the gate errs, by resampling on real data (DATA=folder)
	$(BIN)/python benchmarks/bench_gate.py --data "$(DATA)"

bench-loop: .venv/.dev ## What the loop is worth on real data, simulated (DATA=folder; half an hour)
	$(BIN)/python benchmarks/bench_loop.py --data "$(DATA)"

bench-loop-live: .venv/.dev ## Run the loop on real data through real processes (DATA=folder)
	$(BIN)/python benchmarks/bench_loop_live.py --data "$(DATA)"

bench-estimators: .venv/.dev ## Measure the estimates of accuracy on simulated readers
	$(BIN)/python benchmarks/bench_estimators.py

bench-drift: .venv/.dev ## Time a drift check beside scipy, evidently and nannyml (DATA=folder for real texts)
	$(BIN)/python benchmarks/bench_drift.py $(if $(DATA),--data "$(DATA)")

bench-alarms: .venv/.dev ## How soon the drift alarm comes, how often for nothing (DATA=folder)
	$(BIN)/python benchmarks/bench_alarms.py --data "$(DATA)"

bench-rollback: .venv/.dev ## How soon a bad version is taken back (DATA=folder)
	$(BIN)/python benchmarks/bench_rollback.py --data $(DATA)

bench-trials: .venv/.dev ## What a shadow or a canary finds, and what it costs (DATA=folder)
	$(BIN)/python benchmarks/bench_trials.py --data $(DATA)

bench-attack: .venv/.dev ## What lying readers cost, with and without trust and gate (DATA=folder; an hour)
	$(BIN)/python benchmarks/bench_attack.py --data "$(DATA)"

bench-kill: .venv/.dev ## Kill -9 at random moments, 100 rounds on each database (20 minutes)
	$(BIN)/python benchmarks/bench_kill.py

bench-faults: .venv/.dev ## Break everything around the HTTP service, 20 rounds on each database (as root: also its disk)
	$(BIN)/python benchmarks/bench_faults.py

bench-cluster: .venv/.dev ## Hosts that are killed or cut off, and an upgrade under way (as root; 25 minutes)
	$(BIN)/python benchmarks/bench_cluster.py

bench-rebuild: .venv/.dev ## Ten versions made again bit for bit, and one person erased, step by step
	$(BIN)/python benchmarks/bench_rebuild.py

bench-anonymise: .venv/.dev ## Time the anonymiser beside presidio, with the same kinds of personal data
	$(BIN)/python benchmarks/bench_anonymise.py

bench-score: .venv/.dev ## Score a million reviews on all cores, beside scikit-learn on a process pool
	$(BIN)/python benchmarks/bench_score.py $(if $(DATA),--data "$(DATA)")

bench-dask: .venv/.dev ## Bulk scoring by Dask, and training out of core (DATA=folder; a dozen minutes)
	$(BIN)/python benchmarks/bench_dask.py --data "$(DATA)"

bench-serving: .venv/.dev ## Requests a second beside other servers, one core each (DATA=folder; needs wrk, a quarter of an hour)
	$(BIN)/python benchmarks/bench_serving.py --data "$(DATA)"

bench-monitoring: .venv/.dev ## Time the monitoring page over 5M and 50M predictions, and the fold
	$(BIN)/python benchmarks/bench_monitoring.py

bench-sizing: .venv/.dev ## Weigh a prediction in PostgreSQL: rows, indexes, log, roll-ups
	$(BIN)/python benchmarks/bench_sizing.py

bench-pages: .venv/.dev ## Time the pages in a browser, beside a page with the model inside (needs /usr/bin/chromium)
	$(BIN)/python benchmarks/bench_pages.py

bench-encoder: .venv/.dev ## Our features beside a sentence encoder as the first step (DATA=folder for more than the starter reviews)
	$(BIN)/python benchmarks/bench_encoder.py $(if $(DATA),--data "$(DATA)")

clean: ## Remove what set-up made (not .siklus: that is your data)
	rm -rf .venv .tools .mypy_cache .ruff_cache .hypothesis .import_linter_cache

# Running needs less than testing; a full environment serves both.
.venv/.run: uv.lock pyproject.toml scripts/setup.py
	@if [ -f .venv/.dev ]; then $(PYTHON) scripts/setup.py; else $(PYTHON) scripts/setup.py --no-dev; fi
	@touch $@

.venv/.dev: uv.lock pyproject.toml scripts/setup.py
	@$(PYTHON) scripts/setup.py
	@touch $@ .venv/.run
