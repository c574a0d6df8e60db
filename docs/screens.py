"""The screens of the gallery: for each, how a browser gets there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from playwright.sync_api import FrameLocator, Page

SEEDS = Path(__file__).parents[1] / "seeds"
CHANGED = "001_354e1def9f1e9756.txt"
SANCTION = "Apa sanksi bagi ASN yang melanggar netralitas?"
SPELLINGS = "Siapa Plt. Kepala BKN?"
UNANSWERED = "Kapan Pilkada 2029 dilaksanakan?"
LISTED = "Apa saja larangan ASN?"
SUMMARY = "Ringkas artikel tentang Tarakan"
SEEN = "Kapan pendaftaran calon Pilkada 2024 dimulai?"
PERSON, OPERATOR_TOKEN, EVALUATOR_TOKEN = "Rina", "gallery-operator-token", "gallery-evaluator-token"


@dataclass(frozen=True, slots=True)
class Site:
    """Where the pages are: the server, and the intranet page of another origin that holds the widget."""

    server: str
    intranet: str


Act = Callable[[Page, Site], None]


@dataclass(frozen=True, slots=True)
class Screen:
    """One screen. `name` is that of its pictures, `title` what a visitor of the gallery reads; one that is `passing` soon changes."""

    name: str
    title: str
    act: Act
    passing: bool = False


def _is_phone(page: Page) -> bool:
    return bool(page.viewport_size and page.viewport_size["width"] < 500)


def _open(page: Page, site: Site) -> None:
    page.goto(site.server)
    page.locator("#welcome .example").first.wait_for()


def _ask(page: Page, question: str) -> None:
    before = page.locator("#chat .answer.done").count()
    page.fill("#question textarea", question)
    page.press("#question textarea", "Enter")
    page.locator("#chat .answer.done").nth(before).wait_for()
    page.locator("#suggestions button, #notice .notice").first.wait_for()


def _asked(question: str) -> Act:
    def act(page: Page, site: Site) -> None:
        _open(page, site)
        _ask(page, question)

    return act


def _waiting(page: Page, site: Site) -> None:
    _open(page, site)
    page.fill("#question textarea", "Mengapa ASN harus netral?")
    page.press("#question textarea", "Enter")
    page.locator("#chat .answer.pending").wait_for()


def _english(page: Page, site: Site) -> None:
    _open(page, site)
    page.locator(".do-switch").click()
    page.get_by_placeholder("Ask about").wait_for()
    _ask(page, "What sanctions do civil servants face?")


def _source(page: Page, site: Site) -> None:
    _asked(SANCTION)(page, site)
    page.locator("#chat a.open").first.click()
    page.locator(".pane-body mark").first.wait_for()


def _editing(page: Page, site: Site) -> None:
    _asked(SEEN)(page, site)
    page.locator(".question").hover()
    page.locator(".question .edit").click()


def _judging(page: Page, site: Site) -> None:
    _asked(SEEN)(page, site)
    page.locator(".fb-down").click()
    page.locator(".reason").first.click()


def _conversations(page: Page, site: Site) -> None:
    _asked(SANCTION)(page, site)
    for question in (SPELLINGS, SEEN):
        page.locator("#header .do-new" if _is_phone(page) else "#side .do-new").click()
        page.locator("#welcome .example").first.wait_for()
        _ask(page, question)
    if _is_phone(page):
        page.locator(".show-talks").click()
    page.locator(".talk.on .talk-menu").click()


def _stopped(page: Page, site: Site) -> None:
    _open(page, site)
    page.fill("#question textarea", " ")
    page.press("#question textarea", "Enter")
    page.locator("#notice .notice").wait_for()


def _at(path: str) -> Act:
    return lambda page, site: (page.goto(f"{site.server}{path}"), None)[1]


def _panel(page: Page, site: Site) -> FrameLocator:
    page.goto(f"{site.intranet}/{site.server.removeprefix('http://')}")
    page.locator("netral-chat button.ask").click()
    panel = page.frame_locator("netral-chat iframe")
    panel.locator("#question").wait_for()
    return panel


def _launcher(page: Page, site: Site) -> None:
    page.goto(f"{site.intranet}/{site.server.removeprefix('http://')}")
    page.locator("netral-chat button.ask").wait_for()


def _widget(page: Page, site: Site) -> None:
    panel = _panel(page, site)
    panel.locator("#question").fill(SANCTION)
    panel.locator("#question").press("Enter")
    panel.locator(".answer.done").wait_for()


def _empty_widget(page: Page, site: Site) -> None:
    _panel(page, site)


_COOKIES: dict[str, Any] = {}
"""Of each page behind a login, once somebody has signed in: the server lets nobody try more than a few times a minute."""


def _sign_in(page: Page, address: str, token: str, inside: str) -> None:
    """Sign in at `address`; `inside` is a selector of what is there only after that."""
    if address in _COOKIES:
        page.context.add_cookies(_COOKIES[address])
        return
    page.goto(f"{address}?lang=id")
    page.fill("input[name=person]", PERSON)
    page.fill("input[name=token]", token)
    page.press("input[name=token]", "Enter")
    page.locator(inside).first.wait_for()
    _COOKIES[address] = page.context.cookies(address)


def _operator(path: str) -> Act:
    """A page of the operator, after signing in."""

    def act(page: Page, site: Site) -> None:
        _sign_in(page, f"{site.server}/operator", OPERATOR_TOKEN, "a[href*='/operator/documents']")
        page.goto(f"{site.server}{path}")

    return act


def _difference(page: Page, site: Site) -> None:
    """A document that is uploaded again with other words waits for a decision."""
    _operator("/operator/documents?lang=id")(page, site)
    old = (SEEDS / CHANGED).read_text(encoding="utf-8")
    page.set_input_files("input[type=file]", {"name": CHANGED, "mimeType": "text/plain", "buffer": _changed(old)})
    page.locator("#upload button.main").click()
    page.wait_for_url("**/operator/waiting/**")


def _changed(text: str) -> bytes:
    return text.replace("sanksi berat", "sanksi disiplin berat").replace("18 April", "19 April").encode()


def _evaluator(path: str) -> Act:
    """A page of the evaluators, after signing in."""

    def act(page: Page, site: Site) -> None:
        _sign_in(page, f"{site.server}/quality", EVALUATOR_TOKEN, "a[href*='/quality/entries']")
        page.goto(f"{site.server}{path}")

    return act


def _inbox_question(page: Page, site: Site) -> None:
    _evaluator("/quality?lang=id")(page, site)
    page.locator("main a[href*='/quality/question/']").first.click()
    page.locator("main h1").wait_for()


def _run(page: Page, site: Site) -> None:
    _evaluator("/quality/runs?lang=id")(page, site)
    page.locator("main a[href*='/quality/runs/one']").first.click()
    page.locator("main h1").wait_for()


STAFF = (
    Screen("empty", "An empty page: what answers come from, and questions that can be answered", _open),
    Screen("waiting", "While an answer is on its way", _waiting, passing=True),
    Screen("answer", "An answer: the headline, the quote, its source", _asked(SANCTION)),
    Screen("source", "The source beside the answer; a sheet on a phone", _source),
    Screen("disagreement", "Two sources that write a name differently", _asked(SPELLINGS)),
    Screen("list", "A list", _asked(LISTED)),
    Screen("summary", "The main sentences of an article", _asked(SUMMARY)),
    Screen("refusal", "What the sources do not answer", _asked(UNANSWERED)),
    Screen("english", "In English", _english),
    Screen("editing", "A question that is edited in its place", _editing),
    Screen("opinion", "What was wrong with an answer", _judging),
    Screen("conversations", "The reader's conversations, and the menu of one", _conversations),
    Screen("notice", "A notice", _stopped),
)
LIBRARY = (
    Screen("library", "The library", _at("/sources?lang=id")),
    Screen("search", "A search in the articles", _at("/sources?lang=id&q=netralitas")),
    Screen("nothing-found", "A search that finds nothing", _at("/sources?lang=id&q=zzzz")),
    Screen("article", "An article", _at("/sources/001_354e1def9f1e9756?lang=id&start=2366&end=2476#quote")),
    Screen("error", "An address where nothing is", _at("/nix?lang=id")),
)
WIDGET = (
    Screen("launcher", "The widget on another page", _launcher),
    Screen("widget-empty", "The widget, opened", _empty_widget),
    Screen("widget", "An answer in the widget", _widget),
)
OPERATOR = (
    Screen("operator-login", "Signing in", _at("/operator?lang=id")),
    Screen("operator", "The operator's overview", _operator("/operator?lang=id")),
    Screen("operator-documents", "Documents, and where files are dropped", _operator("/operator/documents?lang=id")),
    Screen("operator-document", "One document", _operator(f"/operator/documents/{CHANGED}?lang=id")),
    Screen("operator-difference", "What replacing a document would change", _difference),
    Screen(
        "operator-questions", "Expected questions of a document", _operator(f"/operator/questions/{CHANGED}?lang=id")
    ),
    Screen("operator-bin", "The bin", _operator("/operator/bin?lang=id")),
    Screen("operator-history", "Earlier indexes", _operator("/operator/history?lang=id")),
)
EVALUATORS = (
    Screen("inbox", "The evaluators' inbox", _evaluator("/quality?lang=id")),
    Screen("inbox-question", "A question that becomes a verified answer", _inbox_question),
    Screen("insight", "What readers ask", _evaluator("/quality/insight?lang=id")),
    Screen("entries", "What evaluators saved", _evaluator("/quality/entries?lang=id")),
    Screen("runs", "Evaluation runs", _evaluator("/quality/runs?lang=id")),
    Screen("run", "One run", _run),
    Screen(
        "comparison",
        "Two runs side by side",
        _evaluator("/quality/runs/compare?lang=id&before=without-bank&after=with-bank"),
    ),
    Screen("trace", "How an answer came about", _evaluator(f"/explain?lang=id&question={quote(SANCTION)}")),
)
SECTIONS = (
    ("The staff page", STAFF),
    ("Sources", LIBRARY),
    ("The widget", WIDGET),
    ("The operator's pages", OPERATOR),
    ("The evaluators' pages", EVALUATORS),
)
