"""The files of our own pages: those that a page loads are served, and nothing else of the folder."""

from __future__ import annotations

import json
import re

from assistant.html import STATIC, TEMPLATES
from assistant.web.shared.smaller import squeeze_css
from assistant.web.shared.static_files import BUNDLES, FILES, ICONS, MODULES, SPEAKING, bundled
from assistant.wording import words
from tests.assistant.web.site import client, problem


def test_every_listed_file_is_there_and_is_served() -> None:
    with client() as api:
        for name in FILES:
            response = api.get(f"/static/netral/{name}")
            assert (response.status_code, response.content) == (200, (STATIC / name).read_bytes())
            kind = response.headers["Content-Type"].partition(";")[0]
            assert (
                kind
                == {"css": "text/css", "js": "text/javascript", "svg": "image/svg+xml", "png": "image/png"}[
                    name.rpartition(".")[2]
                ]
            )
            again = api.get(f"/static/netral/{name}", headers={"If-None-Match": response.headers["ETag"]})
            assert (again.status_code, again.content) == (304, b"")


def test_a_style_sheet_is_its_parts_in_order_and_is_sent_again_only_when_it_has_changed() -> None:
    with client() as api:
        for name, parts in BUNDLES.items():
            address = f"/static/netral/{name}"
            response = api.get(address)
            assert response.content == bundled(name)
            begins = [
                response.text.find(squeeze_css((STATIC / part).read_text(encoding="utf-8"))[:40]) for part in parts
            ]
            assert -1 not in begins
            assert begins == sorted(begins)  # what comes later wins
            assert response.headers["Content-Type"].startswith("text/css")
            again = api.get(address, headers={"If-None-Match": response.headers["ETag"]})
            assert (again.status_code, again.content) == (304, b"")
            assert api.get(address, headers={"If-None-Match": '"other"'}).status_code == 200


def test_a_script_that_speaks_comes_with_its_words_in_both_languages() -> None:
    with client() as api:
        for name, keys in SPEAKING.items():
            response = api.get(f"/static/netral/{name}")
            first, rest = response.text.split("\n", 1)
            said = json.loads(first.removeprefix("const SAY = ").removesuffix(";"))
            assert said == {lang: {key: words(lang)[key] for key in keys} for lang in ("id", "en")}
            assert rest == (STATIC / name).read_text(encoding="utf-8")
            assert set(re.findall(r"\bsay\.([a-z_]+)", rest)) == set(keys)
            assert response.headers["Content-Type"].startswith("text/javascript")
            again = api.get(f"/static/netral/{name}", headers={"If-None-Match": response.headers["ETag"]})
            assert again.status_code == 304


def test_a_style_sheet_has_the_icons_that_are_used_beside_it() -> None:
    named = {name: set(re.findall(r"\.i-([a-z]+)\{", bundled(name).decode())) for name in BUNDLES}
    used = {"panel.css": ("answer.html", "panel.html"), "pane.css": ()}
    for sheet, templates in used.items():
        text = "".join((TEMPLATES / name).read_text(encoding="utf-8") for name in templates)
        wanted = set(re.findall(r"\bi-([a-z]+)", text)) | set(re.findall(r'tool\("[^"]+", "([a-z]+)"', text))
        assert wanted - {"why"} <= named[sheet]  # the trace is linked for evaluators, on the staff page
        assert named[sheet] == set(ICONS[sheet])
    shown = re.findall(r'\bact\("([a-z]+)"', (STATIC / "pane.js").read_text(encoding="utf-8"))
    assert set(shown) <= named["pane.css"]
    assert set(re.findall(r"\.i-([a-z]+) ", (STATIC / "icons.css").read_text(encoding="utf-8"))) == named["page.css"]


def test_scripts_that_are_sent_as_one_have_their_parts_and_their_exports() -> None:
    with client() as api:
        panel = api.get("/static/netral/panel.js").text
        assert panel.index("function attend(") < panel.index("async function ask(")
        assert not re.search(r"^(import|export) ", panel, re.MULTILINE)
        acts = api.get("/static/netral/acts.js")
        assert acts.headers["Content-Type"].startswith("text/javascript")
        assert acts.text.index("window.netralCopy=") < acts.text.index("export function beginActs(")
        for name, parts in MODULES.items():
            names = [
                found
                for part in parts
                for found in re.findall(DECLARED, (STATIC / part).read_text("utf-8"), re.MULTILINE)
            ]
            assert len(names) == len(set(names)), name


DECLARED = r"^(?:export )?(?:async )?(?:const|let|function\*?|class) ([\w$]+)"


def test_a_file_that_is_not_listed_is_not_served() -> None:
    assert (STATIC / "widget.js").exists()
    with client() as api:
        for name in ("widget.js", "none.css", "..", "."):
            assert problem(api.get(f"/static/netral/{name}"))["code"] == "not_found"


def test_what_the_templates_load_is_listed() -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in TEMPLATES.glob("*.html"))
    # A page may name another style sheet than the frame's.
    loaded = set(re.findall(r"/static/netral/([a-z.]+)\"", text)) | set(re.findall(r"block sheet %}([a-z.]+){%", text))
    assert {"source.css", "library.css", "source.js"} <= loaded
    assert loaded <= FILES | set(BUNDLES) | set(SPEAKING) | set(MODULES)
