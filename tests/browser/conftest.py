"""A real Chromium on a real server, over the fake service."""

from __future__ import annotations

import shutil
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Playwright, Request, sync_playwright
from starlette.types import ASGIApp

from assistant.answering.service import AnswerService
from assistant.publishing.publisher import Publisher
from assistant.settings import Settings
from assistant.web.serve import open_socket
from tests.fakes import FakeService, make_app

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WAIT_MS = 20_000
READY = "#welcome .example, #chat .answer.done"
"""What the staff page shows once it can be used: questions to begin with, or the conversation of last time."""


class Site:
    """A server in a thread, on a free port; stopped and started again where a test needs it."""

    def __init__(
        self,
        service: FakeService | AnswerService,
        settings: Settings,
        wrap: Callable[[ASGIApp], ASGIApp] | None = None,
        page: bool = True,
        publisher: Publisher | None = None,
    ) -> None:
        self.service, self._settings, self._wrap, self._page = service, settings, wrap, page
        self._publisher = publisher
        self._socket: socket.socket | None = None
        self.port = 0

    @property
    def url(self) -> str:
        """Address of the page."""
        return f"http://127.0.0.1:{self.port}{self._settings.root_path}/"

    def start(self) -> None:
        """Listen, on the port of last time where there was one."""
        sock = open_socket(Settings(port=self.port))
        self._socket, self.port = sock, sock.getsockname()[1]
        app: ASGIApp = make_app(self.service, self._settings, self._page, self._publisher)
        config = uvicorn.Config(
            self._wrap(app) if self._wrap else app, log_level="critical", lifespan="on", timeout_graceful_shutdown=1
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, kwargs={"sockets": [sock]})
        self._thread.start()

    def stop(self) -> None:
        """Shut down and free the port."""
        if isinstance(self.service, FakeService):
            self.service.released.set()
        self._server.should_exit = True
        self._thread.join(timeout=20)
        assert not self._thread.is_alive()
        if self._socket:
            self._socket.close()


@pytest.fixture
def make_site(tmp_path: Path) -> Iterator[Callable[..., Site]]:
    """Makes sites that end with the test."""
    made: list[Site] = []

    def make(wrap: Callable[[ASGIApp], ASGIApp] | None = None, page: bool = True, **settings: object) -> Site:
        given = Settings(**({"rate_limit": 0, "records": tmp_path / "records.sqlite"} | settings))  # type: ignore[arg-type]
        site = Site(FakeService(given), given, wrap, page)
        site.start()
        made.append(site)
        return site

    yield make
    for site in made:
        site.stop()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """One site for the tests that leave it as it was."""
    records = tmp_path_factory.mktemp("site") / "records.sqlite"
    shared = Site(FakeService(), Settings(rate_limit=0, records=records))
    shared.start()
    yield shared
    shared.stop()


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """The driver of the browser."""
    with sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """Chromium: the system's, else the one that playwright keeps. Having none is a failure, never a skip."""
    own = Path(playwright.chromium.executable_path)
    found = shutil.which("chromium") or (str(own) if own.exists() else None)
    if found is None:
        pytest.fail("There is no Chromium for the browser tests. Run `make test`, which installs one.", pytrace=False)
    opened = playwright.chromium.launch(executable_path=found, args=FLAGS)
    yield opened
    opened.close()


class Watch:
    """What a page asked for and complained about."""

    def __init__(self) -> None:
        self.hosts: set[str] = set()
        self.errors: list[str] = []

    def request(self, request: Request) -> None:
        """Note the host of a request."""
        if "://" in request.url and not request.url.startswith(("data:", "blob:")):
            self.hosts.add(request.url.split("/")[2])

    def console(self, message: ConsoleMessage) -> None:
        """Note an error, with where it came from."""
        if message.type == "error":
            self.errors.append(f"{message.text} ({message.location.get('url')})")


@pytest.fixture
def watch() -> Watch:
    """The watch over `context`."""
    return Watch()


@pytest.fixture
def open_context(browser: Browser, watch: Watch) -> Iterator[Callable[..., BrowserContext]]:
    """Opens contexts, each watched."""
    opened: list[BrowserContext] = []

    def make(**options: object) -> BrowserContext:
        context = browser.new_context(**({"locale": "id-ID"} | options))  # type: ignore[arg-type]
        context.set_default_timeout(WAIT_MS)
        context.on("request", watch.request)
        context.on("weberror", lambda error: watch.errors.append(str(error.error)))
        context.on("console", watch.console)
        opened.append(context)
        return context

    yield make
    for context in opened:
        context.close()


@pytest.fixture
def page(open_context: Callable[..., BrowserContext], site: Site) -> Page:
    """The staff page, ready for a question, on a desktop."""
    return open_page(open_context(viewport={"width": 1280, "height": 800}), site)


def open_page(context: BrowserContext, site: Site) -> Page:
    """The staff page of `site`, ready for a question."""
    page = context.new_page()
    page.goto(site.url)
    page.locator(READY).first.wait_for()
    return page
