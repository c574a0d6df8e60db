"""References in three styles, whatever an article does not state."""

from __future__ import annotations

import dataclasses
from datetime import date

import pytest

from assistant.answer import Lang
from assistant.articles.references import STYLES, CitedWords, Style, cite_in_style, quote_of
from index.document import Document, Page, Regulation, Span
from index.structure import find_structure

TODAY = date(2026, 11, 27)
HERE = "https://netral.example.go.id/sources/d"
WEB = "https://berita.example/a"
FULL = Document("d", "Isi.", "ASN  Diminta Netral", "d", "0", "Antara", "Bali", "2024-04-18", url=WEB)


def cite(style: Style, lang: Lang = "id", quoted: CitedWords | None = None, **changes: object) -> str:
    """The reference to FULL with changes."""
    return cite_in_style(style, dataclasses.replace(FULL, **changes), quoted, lang, HERE, TODAY)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("style", "lang", "said"),
    [
        ("plain", "id", f"“ASN Diminta Netral”, Antara, terbit 18 April 2024, {WEB}\n{HERE}"),
        ("footnote", "id", f"“ASN Diminta Netral”, Antara, 18 April 2024, {WEB}, diakses 27 November 2026."),
        ("footnote", "en", f"“ASN Diminta Netral”, Antara, 18 April 2024, {WEB}, accessed 27 November 2026."),
        ("apa", "id", f"Antara. (2024, 18 April). ASN Diminta Netral. {WEB}"),
        ("apa", "en", f"Antara. (2024, April 18). ASN Diminta Netral. {WEB}"),
    ],
)
def test_an_article_that_states_everything(style: Style, lang: Lang, said: str) -> None:
    assert cite(style, lang) == said


@pytest.mark.parametrize(
    ("changes", "footnote", "apa"),
    [
        ({"published": None}, f"“ASN Diminta Netral”, Antara, t.t., {WEB}, diakses", f"Antara. (t.t.). ASN Diminta Netral. {WEB}"),
        ({"publisher": None}, f"“ASN Diminta Netral”, 18 April 2024, {WEB}, diakses", f"ASN Diminta Netral. (2024, 18 April). {WEB}"),
        ({"publisher": None, "published": None}, f"“ASN Diminta Netral”, t.t., {WEB}", f"ASN Diminta Netral. (t.t.). {WEB}"),
        ({"url": None}, f"18 April 2024, {HERE}, diakses", f"ASN Diminta Netral. {HERE}"),
        ({"url": "javascript:x"}, f"18 April 2024, {HERE}, diakses", f"ASN Diminta Netral. {HERE}"),
        # A rule's date is that of the event, which is no date of publication
        ({"derived": ("published",)}, "Antara, t.t. (peristiwa 18 April 2024), ", "(t.t.). ASN Diminta Netral [peristiwa 18 April 2024]. "),
        ({"derived": ("published",), "publisher": None}, "t.t. (peristiwa 18", "ASN Diminta Netral [peristiwa 18 April 2024]. (t.t.). "),
        ({"derived": ("title",)}, "“[ASN Diminta Netral]”, ", "(2024, 18 April). [ASN Diminta Netral]. "),
        ({"title": "Siapa netral?"}, "“Siapa netral?”, ", "(2024, 18 April). Siapa netral? "),
        ({"publisher": "PT Berita Tbk."}, "PT Berita Tbk., 18 April", "PT Berita Tbk. (2024, 18 April). "),
        ({"published": "2024"}, "Antara, 2024, ", "Antara. (2024). "),
    ],
)  # fmt: skip
def test_what_is_not_stated_is_said_or_left_out(changes: dict[str, object], footnote: str, apa: str) -> None:
    assert footnote in cite("footnote", **changes)
    assert apa in cite("apa", **changes)
    for style in ("footnote", "apa"):
        made = cite(style, **changes)  # type: ignore[arg-type]
        assert not any(odd in made for odd in ("..", ",,", ", ,", "None", "  ", "?."))


@pytest.mark.parametrize("style", STYLES)
def test_the_quote_stands_above_it(style: Style) -> None:
    assert cite(style, quoted=CitedWords("sanksi\n  berat")).splitlines()[0] == "“sanksi berat”"
    assert cite(style, quoted=CitedWords("sanksi")).split("\n", 1)[1] == cite(style)


PLACED = CitedWords("(2) Dilarang: … b. memihak.", "Pasal 5 ayat (2) huruf b", 3, 0.914)


@pytest.mark.parametrize(
    ("style", "lang", "said"),
    [
        (
            "plain",
            "id",
            "“(2) Dilarang: … b. memihak.”\n“ASN Diminta Netral”, Antara, terbit 18 April 2024, Pasal 5 ayat (2) huruf b, hlm. 3, "
            f"dibaca mesin, keyakinan 91 %, {WEB}\n{HERE}",
        ),
        (
            "footnote",
            "en",
            "“(2) Dilarang: … b. memihak.”\n“ASN Diminta Netral”, Antara, 18 April 2024, Pasal 5 ayat (2) huruf b, p. 3, "
            f"read by machine, 91% sure, {WEB}, accessed 27 November 2026.",
        ),
        (
            "apa",
            "id",
            "“(2) Dilarang: … b. memihak.” (Pasal 5 ayat (2) huruf b, hlm. 3, dibaca mesin, keyakinan 91 %)\n"
            f"Antara. (2024, 18 April). ASN Diminta Netral. {WEB}",
        ),
    ],
)
def test_where_the_quote_stands_is_said(style: Style, lang: Lang, said: str) -> None:
    assert cite(style, lang, PLACED) == said


REGULATION = "Pasal 5\n(1) Wajib netral.\n(2) Dilarang:\na. ikut kampanye;\nb. memihak.\n\nPasal 6\nCukup jelas."


@pytest.mark.parametrize(
    ("quote", "told", "place", "page", "confidence"),
    [
        ("a. ikut kampanye;", "(2) Dilarang: a. ikut kampanye;", "Pasal 5 ayat (2) huruf a", 1, None),
        ("b. memihak.", "(2) Dilarang: … b. memihak.", "Pasal 5 ayat (2) huruf b", 2, 0.9),
        ("(1) Wajib netral.", "(1) Wajib netral.", "Pasal 5 ayat (1)", 1, None),
        ("Cukup jelas.", "Cukup jelas.", "Pasal 6", 3, 0.8),
        ("b. memihak.\n\nPasal 6\nCukup jelas.", "b. memihak.\n\nPasal 6\nCukup jelas.", "", 2, 0.8),
    ],
)
def test_a_stretch_is_quoted_with_what_belongs_before_it(
    quote: str, told: str, place: str, page: int, confidence: float | None
) -> None:
    starts = (0, REGULATION.index("b. mem"), REGULATION.index("Pasal 6"))
    pages = tuple(Page(at, sure) for at, sure in zip(starts, (None, 0.9, 0.8), strict=True))
    found = dataclasses.replace(FULL, text=REGULATION, structure=find_structure(REGULATION), pages=pages)
    at = REGULATION.index(quote)
    assert quote_of(found, Span(at, at + len(quote))) == CitedWords(told, place, page, confidence)


def test_no_stretch_is_no_quote() -> None:
    assert quote_of(FULL, None) is None


DECREE = Document(
    "r",
    "Isi.",
    "Peraturan Bupati Mekarjaya Nomor 17 Tahun 2023 tentang Cuti",
    "r",
    "0",
    published="2023-12-04",
    derived=("published", "title"),
    regulation=Regulation("Perbup", "17", 2023, "Mekarjaya", "Cuti"),
)
"""Title and date were read from its text, and are its own all the same."""


@pytest.mark.parametrize(
    ("style", "lang", "said"),
    [
        ("plain", "id", f"“{DECREE.title}”, ditetapkan 4 Desember 2023\n{HERE}"),
        ("footnote", "id", f"{DECREE.title}, ditetapkan 4 Desember 2023, {HERE}, diakses 27 November 2026."),
        ("footnote", "en", f"{DECREE.title}, made on 4 December 2023, {HERE}, accessed 27 November 2026."),
        ("apa", "id", f"{DECREE.title}. (2023, 4 Desember). {HERE}"),
    ],
)
def test_a_regulation_is_cited_by_its_title_and_the_day_on_which_it_was_made(
    style: Style, lang: Lang, said: str
) -> None:
    assert cite_in_style(style, DECREE, None, lang, HERE, TODAY) == said
