"""A real browser against the running site, on a small demonstration county.

Without a browser the journeys are skipped with the reason; where CI says so, that is a failure.
"""

import os
import shutil
import threading

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import override_settings
from django.utils import timezone
from playwright import sync_api
from pytest_django.live_server_helper import LiveServer

from core import codelists
from core.jobs import queue
from tests import factories

ARGUMENTS = (  # nothing of its own on the line
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
)


def browser_path():
    path = next(
        filter(
            None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))
        ),
        None,
    )
    if path is None and os.environ.get("CI", "") not in ("", "0", "false"):
        pytest.fail("No chromium on this machine; in CI the journeys must run.")
    return path or pytest.skip("No chromium on this machine.")


@pytest.fixture
def chromium(monkeypatch):
    """A browser for one test; ended before the database is emptied."""
    path = browser_path()
    # Playwright keeps an event loop in this thread; our ORM calls here are plain ones all the same.
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, args=ARGUMENTS.split()
        )
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def county(django_db_setup, django_db_blocker, tmp_path_factory):
    """A small demonstration county, once for all journeys: people at every post, cases at every step."""
    from config.demo.county import plant

    media = tmp_path_factory.mktemp("media")
    with django_db_blocker.unblock(), override_settings(DEMO=True, MEDIA_ROOT=media):
        call_command("import_regions", only="36", verbosity=0)
        call_command("load_holidays", verbosity=0)
        plant(timezone.localdate(), lambda line: None, households=400)
        yield
        with connection.cursor() as cursor:  # threads of the site may still hold theirs
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
            )
        call_command("flush", interactive=False, verbosity=0)
        codelists.forget()
        factories.plant_regions()
        call_command("load_codes", verbosity=0)


@pytest.fixture(scope="module")
def site(county):
    """The running site; its address."""
    server = LiveServer("127.0.0.1")
    yield server.url
    server.stop()


@pytest.fixture
def worker(monkeypatch):
    """Background work is done at once, in a thread of its own, as a worker would."""
    threads = []

    def ring(job_id):
        def work():
            try:
                queue.run(job_id)
            finally:
                connection.close()

        threads.append(threading.Thread(target=work))
        threads[-1].start()

    monkeypatch.setattr(queue, "wake", ring)
    yield
    for thread in threads:
        thread.join(timeout=30)


@pytest.fixture
def visitor(chromium, site):
    """Opens a window for somebody: signed in when an account is named, at a given width."""
    from config.demo.people import PASSWORD

    def open_window(account=None, width=1280):
        window = chromium.new_context(
            viewport={"width": width, "height": 900},
            locale="zh-CN",
            accept_downloads=True,
        ).new_page()
        window.set_default_timeout(15_000)
        window.goto(site + ("/" if account else "/publicity/public/"))
        if account:
            window.fill("input[name=username]", account)
            window.fill("input[name=password]", PASSWORD)
            window.press("input[name=password]", "Enter")
            window.wait_for_selector("main#main h1")
        return window

    return open_window
