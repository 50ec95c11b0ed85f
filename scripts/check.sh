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

no_external_assets() {
    ! grep -rnE '(src|href)="(https?:)?//' templates ||
        { echo "a page may not load anything from another host"; return 1; }
}

no_inline_code() {
    ! grep -rnE '[[:space:]](style|on[a-z]+)="' templates ||
        { echo "the content security policy forbids inline style and handlers"; return 1; }
}

step "ruff" "$python" -m ruff check .
step "format" "$python" -m ruff format --check .
step "order of apps" "$python" -c 'import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports())'
step "migrations" "$python" manage.py makemigrations --check --dry-run
step "translations" "$python" scripts/messages.py --check
step "assets" no_external_assets
step "inline code" no_inline_code
[ -f static/vendor/VENDORED.json ] && step "vendored files" "$python" scripts/vendor_assets.py --check
step "system" "$python" manage.py check --database default --fail-level WARNING
step "deployment" env LIKA_LOCAL=0 SECRET_KEY="$(head -c 48 /dev/urandom | base64)" \
    DATABASE_URL=postgres://none@127.0.0.1:1/none REDIS_URL=redis://127.0.0.1:1/0 \
    ALLOWED_HOSTS=lika.example "$python" manage.py check --deploy --fail-level WARNING
step "capabilities" "$python" scripts/capabilities.py --check

[ -z "$failed" ] || { echo "failed:$failed"; exit 1; }
