# make chat    install, build the index from seeds/, serve the chat page on http://127.0.0.1:7860
# make test    install what the checks need, then ruff, mypy and pytest (browser tests included)
# make install make lint make eval make gate make baseline make bench make bench-page make bench-widget make faults make intents make screenshots make architecture make clean
# make lock make audit make licences make sbom make clean-machine

PYTHON ?= python3
# A CPU build of PyTorch; the tests use it to run a real sentence-transformers model. Elsewhere, for example:
#   make test TORCH="torch --index-url https://download.pytorch.org/whl/cpu"
TORCH ?= torch==2.13.0

VENV := .venv
BIN := $(VENV)/bin
SOURCES := index assistant eval benchmarks docs release tests

.PHONY: chat install test test-install browser chromium firefox tesseract react-example lint eval gate baseline bench bench-page bench-widget faults intents screenshots architecture lock audit licences sbom clean-machine supply-install clean

chat: install
	$(BIN)/netral index build
	$(BIN)/netral serve

install: $(VENV)/.installed

$(VENV)/.installed: pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 10) and "Netral needs Python 3.10 or later; name one: make PYTHON=python3.11 ...")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check -e .
	@touch $@

test-install: $(VENV)/.installed-test

$(VENV)/.installed-test: $(VENV)/.installed
	$(BIN)/python -c 'import torch' 2>/dev/null || $(BIN)/pip install --quiet --disable-pip-version-check $(TORCH)
	$(BIN)/pip install --quiet --disable-pip-version-check -e '.[test]'
	@touch $@

# What the browser tests drive. Each says what is missing, and where it comes from, before it installs anything.
browser: chromium firefox

# An installed one, else Debian's package, else Playwright's download.
chromium: test-install
	@for name in chromium chromium-browser google-chrome; do command -v $$name >/dev/null && exit 0; done; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  echo "The browser tests need Chromium, which is not installed. Installing the system packages chromium and fonts-dejavu-core (apt-get)."; \
	  apt-get update -qq && apt-get install -qq -y chromium fonts-dejavu-core && exit 0; \
	fi; \
	echo "The browser tests need Chromium, which is not installed. Downloading Playwright's own into your cache (playwright install)."; \
	$(BIN)/playwright install chromium

# An installed one, else Debian's package. Elsewhere it is yours to install; without it, the usability tests fail.
firefox:
	@for name in firefox-esr firefox; do command -v $$name >/dev/null && exit 0; done; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  echo "The usability tests need Firefox, which is not installed. Installing the system package firefox-esr (apt-get)."; \
	  apt-get update -qq && apt-get install -qq -y firefox-esr && exit 0; \
	fi; \
	echo "The usability tests need Firefox, which is not installed. Install it, with firefox-esr or firefox in the PATH:"; \
	echo "sudo apt-get install firefox-esr, or https://www.mozilla.org/firefox/"

# Reads scanned pages. An installed one with Indonesian, else Debian's packages. Without it, the tests that read scans are skipped.
tesseract:
	@tesseract --list-langs 2>/dev/null | grep -qx ind && exit 0; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  echo "Scanned pages need Tesseract with Indonesian, which is not installed. Installing tesseract-ocr and tesseract-ocr-ind (apt-get)."; \
	  apt-get update -qq && apt-get install -qq -y tesseract-ocr tesseract-ocr-ind && exit 0; \
	fi; \
	echo "Tesseract with Indonesian is not installed: reading scans is not tested. Install it:"; \
	echo "sudo apt-get install tesseract-ocr tesseract-ocr-ind, or https://tesseract-ocr.github.io/"

# React and a bundler for the example in docs/examples/react, which a test opens; without npm, that test is skipped.
react-example:
	@command -v npm >/dev/null || { echo "There is no npm: the React example is not tested."; exit 0; }; \
	[ -d docs/examples/react/node_modules ] || npm --prefix docs/examples/react install --silent --no-audit --no-fund --no-package-lock --fetch-retries 1 --fetch-timeout 20000 \
	  || echo "npm could not fetch React: its example is not tested."

# Several processes, each with whole files; one takes about 2 GiB. Browsers by themselves: Playwright keeps a loop of asyncio running in
# its process, in which no other test could start one.
SIDE_BY_SIDE := -n auto --maxprocesses 4 --dist loadfile

test: browser tesseract react-example
	$(BIN)/ruff check $(SOURCES)
	$(BIN)/ruff format --check $(SOURCES)
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest $(SIDE_BY_SIDE) --ignore tests/browser --cov --cov-report= --cov-fail-under=0
	$(BIN)/pytest $(SIDE_BY_SIDE) tests/browser --cov --cov-append --cov-report=term

lint: test-install
	$(BIN)/ruff check --fix $(SOURCES)
	$(BIN)/ruff format $(SOURCES)
	$(BIN)/mypy
	$(BIN)/lint-imports

eval: install
	$(BIN)/pip install --quiet --disable-pip-version-check -e '.[eval]'
	$(BIN)/netral index build
	$(BIN)/netral-eval run --out runs/latest --again
	$(BIN)/netral-eval run --questions eval/data/heldout.jsonl --out runs/heldout --again
	$(BIN)/netral-eval run --corpus offices --out runs/offices --again
	$(BIN)/netral-eval run --corpus offices --questions eval/corpora/offices/heldout.jsonl --out runs/offices-heldout --again

# The development questions about the articles and about the offices' documents, each against its committed baseline: fails on a
# significant loss or a broken rule.
gate: test-install
	$(BIN)/netral index build
	$(BIN)/netral-eval run --again --out runs/gate
	$(BIN)/netral-eval run --corpus offices --again --out runs/gate-offices
	$(BIN)/netral-eval gate --baseline eval/baseline runs/gate
	$(BIN)/netral-eval gate --corpus offices --baseline eval/corpora/offices/baseline runs/gate-offices

# Makes the last `make gate` the baseline: say in the commit what changed, and why.
baseline:
	mkdir -p eval/baseline
	cp runs/gate/run.json runs/gate/answers.jsonl eval/baseline/
	mkdir -p eval/corpora/offices/baseline
	cp runs/gate-offices/run.json runs/gate-offices/answers.jsonl eval/corpora/offices/baseline/

bench: install
	$(BIN)/python -m benchmarks

bench-page: chromium
	$(BIN)/netral index build
	$(BIN)/python -m benchmarks.staff_page

bench-widget: chromium
	$(BIN)/netral index build
	$(BIN)/python -m benchmarks.widget

# Every fault of docs/reliability.md, as often as it says there.
faults: test-install
	FAULTS=full $(BIN)/pytest -q tests/faults tests/assistant/web/test_connections.py tests/assistant/web/chat/test_storing.py

screenshots: chromium
	$(BIN)/netral index build
	$(BIN)/python -m docs.screenshots
	$(BIN)/python -m docs.document_pictures

# The vectors of the example sentences (assistant/question/data/intents.toml), after a change of them; a test fails when they are out of date.
intents: install
	$(BIN)/python -m assistant.question.intent_examples

# The picture in docs/architecture.md, from the imports; a test fails when it is out of date.
architecture: test-install
	$(BIN)/python docs/architecture.py

supply-install: $(VENV)/.installed-supply

$(VENV)/.installed-supply: $(VENV)/.installed
	$(BIN)/pip install --quiet --disable-pip-version-check -e '.[supply]'
	@touch $@

# Pins every package with its hashes: requirements.lock. After a change of the dependencies; UPGRADE=--upgrade takes newer versions.
lock: supply-install
	$(BIN)/python -m release.lock $(UPGRADE)

# Known vulnerabilities in what the lock pins. Ends with 1 where there are some, with 3 where nothing could be checked.
audit: supply-install
	$(BIN)/python -m release.audit

# The licence of each package, against release/licences.toml.
licences: supply-install
	$(BIN)/python -m release.licences

# What is installed, as CycloneDX: sbom.json.
sbom: supply-install
	$(BIN)/python -m release.sbom

# The steps of the Dockerfile and the commands of README.md in a bare Debian, as root on Debian; takes minutes.
clean-machine:
	$(PYTHON) -m release.clean_machine

clean:
	rm -rf $(VENV) .netral runs .mypy_cache .ruff_cache .pytest_cache *.egg-info
