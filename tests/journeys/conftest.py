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

from config import roles
from core.jobs import queue
from tests import template_database

# The browser asks nothing of the network by itself.
ARGUMENTS = (
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


@pytest.fixture(scope="module")
def chromium():
    """A browser for the tests of a module; each opens windows that share nothing."""
    path = browser_path()
    with (
        pytest.MonkeyPatch.context() as patch,
        sync_api.sync_playwright() as playwright,
    ):
        # Playwright keeps an event loop in this thread; our ORM calls are plain ones here.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        browser = playwright.chromium.launch(
            executable_path=path, args=ARGUMENTS.split()
        )
        yield browser
        browser.close()


@pytest.fixture
def contexts(chromium):
    """Open windows of the browser, and close them with the test."""
    opened = []

    def open_context(**options):
        opened.append(chromium.new_context(**options))
        return opened[-1]

    yield open_context
    for context in opened:
        context.close()


@pytest.fixture(scope="session")
def county_database(django_db_setup, django_db_blocker, tmp_path_factory):
    """A small demonstration county, made once: people at every post, cases at every step.

    It stands in a database of its own, from which each module copies; returns its name and the
    folder of its files.
    """
    from config.demo.county import plant

    media = tmp_path_factory.mktemp("media")
    name = f"{connection.settings_dict['NAME']}_county"
    with django_db_blocker.unblock():
        template_database.copy(template_database.template_name(), name)
        with (
            template_database.connected_to(name),
            override_settings(DEMO=True, MEDIA_ROOT=media),
        ):
            with roles.as_owner():
                call_command("import_regions", only="36", verbosity=0)
                roles.grant_tables()  # of a demonstration: it may make its clock
            call_command("load_holidays", verbosity=0)
            plant(timezone.localdate(), lambda line: None, households=400)
        yield name, media
        with template_database.server() as cursor:
            template_database.drop(name, cursor)


@pytest.fixture(scope="module")
def county(county_database, django_db_blocker):
    """The demonstration county for one module, as it was made."""
    name, media = county_database
    with django_db_blocker.unblock(), override_settings(DEMO=True, MEDIA_ROOT=media):
        template_database.copy(name, connection.settings_dict["NAME"])
        yield
        template_database.restore()


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
def visitor(contexts, site):
    """Open a window at a given width; an account that is named is signed in."""
    from config.demo.people import PASSWORD

    def open_window(account=None, width=1280):
        window = contexts(
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
