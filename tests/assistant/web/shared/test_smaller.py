"""What is taken out of style sheets and scripts, and above all what is not."""

from __future__ import annotations

import brotli
import pytest

from assistant.html import STATIC
from assistant.web.shared.smaller import brotli_of, join_modules, only_icons, squeeze_css, squeeze_script


@pytest.mark.parametrize(
    ("css", "small"),
    [
        ("/* said */\na {\n  color: red;\n  margin: 0 1px;\n}\n", "a{color:red;margin:0 1px}"),
        ("a :hover, a:hover { top: 0; }", "a :hover,a:hover{top:0}"),
        ("a > b + c { width: calc(1px + 2em); }", "a > b + c{width:calc(1px + 2em)}"),
        ('a::before { content: "/* kept */  ; {"; }', 'a::before{content:"/* kept */  ; {"}'),
        (
            "a { background: url(\"data:image/svg+xml,<svg a='b c'/>\"); }",
            "a{background:url(\"data:image/svg+xml,<svg a='b c'/>\")}",
        ),
        ("a { font: 1rem/1.5 x, 'A  B' !important; }", "a{font:1rem/1.5 x,'A  B' !important}"),
        ("@media (max-width: 1px) {\n a { top: 0; }\n}", "@media (max-width:1px){a{top:0}}"),
        (
            "a { margin: 0 0.5em -0.25em 10.05em; width: calc(1em + 0.1em); }",
            "a{margin:0 .5em -.25em 10.05em;width:calc(1em + .1em)}",
        ),
        ("a { background: url('b0.5c'); }", "a{background:url('b0.5c')}"),
        ("a/* between */b { top: 0 }", "a b{top:0}"),
        ("", ""),
    ],
)
def test_a_style_sheet_loses_what_means_nothing(css: str, small: str) -> None:
    assert squeeze_css(css) == small
    assert squeeze_css(small) == small


@pytest.mark.parametrize(
    ("script", "small"),
    [
        ("// said\n  const a = [1, 2]; // three\n\n", "const a=[1,2];"),
        ('f("https://a.b // c");', 'f("https://a.b // c");'),
        ("f('it \\' // c', `x // y`);", "f('it \\' // c',`x // y`);"),
        ('const a = /"[ ,]/; // "quote', 'const a=/"[ ,]/;'),
        ("f(/^a \\/\\/ [/b]$/, x)", "f(/^a \\/\\/ [/b]$/,x)\n"),
        ("const a = b / c / d; // ratio", "const a=b / c / d;"),
        ("if (a) { return b + +c; }", "if(a){return b + +c;}\n"),
        ('say("a, b = { c }")', 'say("a, b = { c }")\n'),
        ("try { x() } catch { /* in memory */ }", "try{x()}catch{/* in memory */}\n"),
        ("a(\n  b,\n  c,\n)\nd()", "a(b,c,)\nd()\n"),
        ("", ""),
    ],
)
def test_a_script_loses_comments_and_spaces_that_mean_nothing(script: str, small: str) -> None:
    assert squeeze_script(script) == small
    assert squeeze_script(small) == small


def test_a_text_over_several_lines_is_refused_because_its_spaces_count() -> None:
    with pytest.raises(ValueError, match="line 2 begins a template literal that ends in another line"):
        squeeze_script("const a = 1;\nconst b = `x\n  y`;")


def test_lines_of_a_script_stay_lines_since_some_end_a_statement() -> None:
    assert squeeze_script("let a = 1\n(b)\n") == "let a=1\n(b)\n"


@pytest.mark.parametrize("path", sorted(STATIC.glob("*.js")), ids=lambda path: path.name)
def test_our_scripts_keep_every_string_and_lose_every_comment(path: object) -> None:
    text = (STATIC / path.name).read_text(encoding="utf-8")  # type: ignore[attr-defined]
    small = squeeze_script(text)
    assert " // " not in small
    assert small.count('"') <= text.count('"')
    assert [line for line in small.split("\n") if line.startswith("//")] == []
    without = [line for line in text.split("\n") if not line.strip().startswith("//")]
    assert len(small.split("\n")) <= len(without)


def test_modules_become_one_that_exports_what_the_last_one_does() -> None:
    found = join_modules(
        {
            "a.js": "export const one = 1;\nexport async function two() {}\n",
            "b.js": 'import { one,\n  two } from "./a.js";\nimport "./a.js";\nexport function three() { return one; }\n',
        }
    )
    assert found == "const one = 1;\nasync function two() {}\n\nexport function three() { return one; }\n"


def test_a_module_whose_import_does_not_stand_before_it_is_refused() -> None:
    with pytest.raises(ValueError, match=r"b\.js imports a\.js, which must stand before it"):
        join_modules({"b.js": 'import { one } from "./a.js";\n', "a.js": "export const one = 1;\n"})


def test_only_the_icons_that_are_used_stay() -> None:
    css = ":root {\n  --icon-send: url(1);\n  --icon-find: url(2);\n}\n.icon { width: 1px; }\n.i-send { a: b; }\n.i-copy { c: d; }\n"
    assert (
        only_icons(css, ("send",)) == ":root {\n  --icon-send: url(1);\n}\n.icon { width: 1px; }\n.i-send { a: b; }\n"
    )


def test_brotli_gives_back_what_it_was_given() -> None:
    text = b"netralitas ASN " * 100
    assert brotli.decompress(brotli_of(text)) == text
    assert len(brotli_of(text)) < 60
