export PYTHONPATH := site
PY := .venv/bin/python
HOST ?= 127.0.0.1
PORT ?= 8000
WISHES ?= 20000
export HOST PORT

.PHONY: run test check prove audit bench screenshots lock

run:  ## the platform with demo content on http://$(HOST):$(PORT)
	@bin/venv requirements.txt
	@exec $(PY) bin/serve.py

test:  ## unit suite on SQLite and PostgreSQL, journeys and races on a real server
	@bin/venv requirements-dev.txt
	@exec $(PY) bin/test.py

check:  ## every house rule that a tool can hold
	@bin/venv requirements-dev.txt
	@bin/venv requirements-templates.txt .venv-templates
	@bin/check

WHOLE := tests/workflows/test_http_permissions.py tests/wishes/test_privacy.py tests/home/test_demo.py tests/desk/test_chinese.py

prove:  ## everyone at every page, the slow proofs, and the races at full size
	@bin/venv requirements-dev.txt
	@$(PY) -m tests.postgres sh -c 'DATABASE_URL=$$POSTGRES_URL/wuwei exec $(PY) -m pytest -n 2 $(WHOLE)'
	@env -u DATABASE_URL $(PY) -m pytest -m prove tests/imports/test_speed.py
	@PROVE=1 $(PY) -m tests.postgres $(PY) -m pytest -m "prove and not (journey or race)" --ignore tests/imports
	@PROVE=1 exec $(PY) -m tests.postgres $(PY) -m pytest -m "race or (prove and journey)"

audit:  ## HTML validity of every kind of page, and Lighthouse on a slow phone; needs Node and Java
	@bin/venv requirements-dev.txt
	@exec $(PY) bin/audit.py

bench:  ## PostgreSQL at seed scale: make bench WISHES=1000000
	@bin/venv requirements-dev.txt
	@exec $(PY) -m tests.postgres $(PY) -m bench --wishes $(WISHES)

screenshots:  ## the pictures of README and handbook, and every page in every state in var/screens
	@bin/venv requirements-dev.txt
	@exec $(PY) bin/screenshots.py

lock:  ## new pins after a change of requirements*.in; needs uv
	for name in requirements requirements-dev requirements-templates; do \
		uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-annotate --custom-compile-command "make lock" $$name.in -o $$name.txt; \
	done
