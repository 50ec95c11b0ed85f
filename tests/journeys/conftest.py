"""A real browser; the journeys are skipped, with the reason, where there is none."""

import shutil

import pytest

ARGUMENTS = (  # nothing of its own on the line
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
)


@pytest.fixture
def chromium(monkeypatch):
    """A browser for one test; ended before the database is emptied."""
    sync_api = pytest.importorskip("playwright.sync_api")
    path = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if path is None:
        pytest.skip("No chromium on this machine.")
    # Playwright keeps an event loop in this thread; our ORM calls here are plain ones all the same.
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS.split())
        yield browser
        browser.close()
