"""The examples of docs/embed.md and docs/examples in Chromium, on another origin than Netral's."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import Site, Watch
from tests.browser.widget.intranet import DESKTOP, Host, ask, complaints, panel
from tests.docs.blocks import ROOT, blocks

NETRAL = "https://netral.example.go.id"
EXAMPLES = ROOT / "docs/examples"
SNIPPETS = [block for block in blocks(ROOT / "docs/embed.md") if block.language == "html"]
REACT = EXAMPLES / "react"


@pytest.fixture
def open_text(open_context: Callable[..., BrowserContext], host: Host, site: Site) -> Callable[..., Page]:
    """Opens a page of the intranet whose text names the server as the documentation does."""

    def make(text: str, policy: str = "") -> Page:
        assert NETRAL in text
        host.pages["/"] = (policy, text.replace(NETRAL, site.url.removesuffix("/")))
        page = open_context(viewport=DESKTOP).new_page()
        page.goto(host.origin)
        return page

    return make


def read(name: str) -> str:
    return (EXAMPLES / name).read_text(encoding="utf-8")


def test_a_plain_page_asks_by_its_own_button_and_hears_the_answer(open_text: Callable[..., Page], watch: Watch) -> None:
    page = open_text(read("plain.html"))
    page.get_by_role("button", name="Apa sanksinya?").click()
    expect(page.locator("#jawaban")).to_have_text("22 September 2024")
    expect(panel(page).locator(".asked")).to_have_text("Apa sanksinya?")
    assert complaints(watch) == []


LOOK = """() => [".ask", "dialog", ".top", "iframe", "svg"].map((name) => {
    const style = getComputedStyle(document.querySelector("netral-chat").shadowRoot.querySelector(name));
    return ["color", "fontFamily", "letterSpacing", "textTransform", "display", "opacity", "transform", "width", "height",
        "direction", "borderTopWidth"].map((key) => style[key]);
})"""


def test_the_theme_of_a_cms_changes_nothing_of_the_widget(open_text: Callable[..., Page], watch: Watch) -> None:
    seen = []
    for text in (read("cms.html"), re.sub(r"<style>.*?</style>", "", read("cms.html"), flags=re.DOTALL)):
        page = open_text(text)
        page.get_by_role("button", name="Tanya netralitas").click()
        ask(panel(page), "Kapan?")
        seen.append((page.evaluate(LOOK), page.locator("netral-chat iframe").bounding_box()))
    assert seen[0] == seen[1]
    assert complaints(watch) == []


def test_a_strict_policy_is_kept(open_text: Callable[..., Page], watch: Watch) -> None:
    page = open_text(read("csp.html"))
    page.locator("netral-chat .hello button").first.click()
    inner = panel(page)
    expect(inner.locator("#greeting")).to_have_text("Ada pertanyaan?")
    ask(inner, "Kapan?")
    expect(page.locator("netral-chat svg.mark")).to_have_count(1)
    assert complaints(watch) == []


@pytest.fixture(scope="module")
def react_page(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The React example as its bundler makes it, in one page."""
    bundler = REACT / "node_modules/.bin/esbuild"
    if not bundler.exists():
        pytest.skip("React and its bundler are not here: `make react-example` fetches them with npm")
    made = tmp_path_factory.mktemp("react") / "main.js"
    command = [str(bundler), str(REACT / "main.jsx"), "--bundle", "--jsx=automatic", "--minify", f"--outfile={made}"]
    subprocess.run(command, check=True, capture_output=True)
    # In the page: the intranet of these tests serves pages alone.
    script = made.read_text(encoding="utf-8").replace("</script", "<\\/script")
    return (REACT / "index.html").read_text(encoding="utf-8").replace(' src="main.js">', f">{script}", 1)


def test_a_react_component_comes_goes_changes_and_hears(
    react_page: str, open_text: Callable[..., Page], watch: Watch
) -> None:
    page = open_text(react_page)
    button = page.get_by_role("button", name="Tanya netralitas ASN")
    expect(button).to_have_count(1)
    button.click()
    ask(panel(page), "Kapan?")
    expect(page.locator("output")).to_have_text("22 September 2024")
    page.get_by_role("button", name="Ganti tampilan").click()
    expect(panel(page).locator("body")).to_have_class("dark")
    expect(panel(page).locator(".asked")).to_have_text(["Kapan?"])
    for _ in range(3):
        page.get_by_role("button", name="Sembunyikan").click()
        expect(page.locator("netral-chat")).to_have_count(0)
        page.get_by_role("button", name="Tampilkan").click()
        expect(page.locator("netral-chat")).to_have_count(1)
    expect(page.locator("script[src$='widget.js']")).to_have_count(1)
    assert complaints(watch) == []


@pytest.mark.parametrize("snippet", SNIPPETS, ids=str)
def test_what_the_documentation_puts_on_a_page_answers(
    snippet: object, open_text: Callable[..., Page], watch: Watch
) -> None:
    text = snippet.text  # type: ignore[attr-defined]
    page = open_text(f'<!doctype html><html lang="id"><meta charset="utf-8"><title>Intranet</title><body>{text}')
    if "<iframe" in text:
        if "/panel" not in text:
            return  # the whole page, which the tests of the chat page open
        inner = page.frame_locator("iframe")
        expect(inner.locator("#question[aria-invalid]")).to_be_attached()
    else:
        if "inline" not in text:
            page.locator("netral-chat .ask").click()
        inner = page.frame_locator("netral-chat iframe").first
        expect(inner.locator("#question[aria-invalid]")).to_be_attached()
    inner.locator("#question").fill("Kapan?")
    inner.locator("#question").press("Enter")
    expect(inner.locator(".answer.done").first).to_contain_text("22 September 2024")
    assert complaints(watch) == []


def test_the_policy_of_the_documentation_is_enough(open_text: Callable[..., Page], site: Site, watch: Watch) -> None:
    (policy,) = [block.text for block in blocks(ROOT / "docs/embed.md") if block.language == "http"]
    value = policy.split(": ", 1)[1].strip().replace(NETRAL, site.url.removesuffix("/"))
    page = open_text(f'<!doctype html><title>x</title><script src="{NETRAL}/widget.js" defer></script>', policy=value)
    page.locator("netral-chat .ask").click()
    ask(panel(page), "Kapan?")
    assert complaints(watch) == []


def test_the_script_of_the_documentation_hears_answers(open_text: Callable[..., Page]) -> None:
    (code,) = [block.text for block in blocks(ROOT / "docs/embed.md") if block.language == "js"]
    page = open_text(
        f'<!doctype html><title>x</title><script>{code}</script><script src="{NETRAL}/widget.js"></script>'
    )
    with page.expect_console_message(lambda message: message.type == "log") as said:
        page.evaluate("Netral.ask('Kapan?')")
    assert said.value.text.startswith("Proses pendaftaran calon")


def test_every_example_is_listed_and_tested() -> None:
    page = (ROOT / "docs/embed.md").read_text(encoding="utf-8")
    here = Path(__file__).read_text(encoding="utf-8")
    # The documents belong to docs/documents.md.
    for path in (each for each in EXAMPLES.iterdir() if each.name != "documents"):
        assert f"](examples/{path.name}" in page
        assert path.name in here
