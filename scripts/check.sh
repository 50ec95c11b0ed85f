#!/bin/sh
# Everything that can be said about the code without running the site.
set -u
python=.venv/bin/python
failed=

step() {
    name=$1
    shift
    if output=$("$@" 2>&1); then
        printf 'ok      %s\n' "$name"
    else
        printf 'FAILED  %s\n%s\n' "$name" "$output"
        failed="$failed $name;"
    fi
}

step "ruff" "$python" -m ruff check .
step "format" "$python" -m ruff format --check .
step "line lengths" "$python" scripts/line_lengths.py
step "templates" sh -c 'find templates -name "*.html" -exec .venv/bin/djade --target-version 5.2 --check {} +'
step "types" "$python" -m mypy
step "order of apps" "$python" -c 'import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports())'
step "migrations" "$python" manage.py makemigrations --check --dry-run
step "workflows" "$python" manage.py workflows --check
step "translations" "$python" scripts/messages.py --check
step "static files" "$python" -m pytest -q tests/core/test_static.py  # nothing external or inline; hashes
step "system" "$python" manage.py check --database default --fail-level WARNING
step "deployment" env LIKA_LOCAL=0 SECRET_KEY="$(head -c 48 /dev/urandom | base64)" \
    DATABASE_URL=postgres://none@127.0.0.1:1/none REDIS_URL=redis://127.0.0.1:1/0 \
    ALLOWED_HOSTS=lika.example "$python" manage.py check --deploy --fail-level WARNING
# Every test that the page names exists; that it runs and passes is held by `make test`.
step "claims of capabilities" "$python" scripts/capabilities.py --check

[ -z "$failed" ] || { echo "failed:$failed"; exit 1; }
