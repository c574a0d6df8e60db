"""An article in short: its first words, its address, the places of words in a text."""

from __future__ import annotations

from assistant.articles.view import first_words, marked_runs, opening_words, text_fragment, web_address
from index.document import Document, Furniture, Span


def document(text: str, *furniture: str, url: str | None = None) -> Document:
    """An article with those stretches of its text marked as furniture."""
    spans = [Span(text.index(part), text.index(part) + len(part)) for part in furniture]
    return Document(
        "d", text, "Judul", "d.txt", "0" * 64, url=url, furniture=tuple(Furniture(s, "rule") for s in spans)
    )


def test_an_original_is_opened_at_the_quote() -> None:
    url = "https://berita.example/a"
    assert (
        text_fragment(url, "sanksi  berat,\nkata A&B se-Bali")
        == f"{url}#:~:text=sanksi%20berat%2C%20kata%20A%26B%20se%2DBali"
    )
    assert text_fragment(f"{url}#isi", "é") == f"{url}#isi:~:text=%C3%A9"
    long = " ".join(f"kata{n}" for n in range(1, 12))
    assert text_fragment(url, long).split("=")[1] == (
        "kata1%20kata2%20kata3%20kata4%20kata5,kata7%20kata8%20kata9%20kata10%20kata11"
    )


def test_only_web_addresses_are_linked() -> None:
    assert web_address(document("a", url="https://x.example")) == "https://x.example"
    assert web_address(document("a", url="javascript:alert(1)")) is None
    assert web_address(document("a")) is None


def test_an_excerpt_ends_at_a_word() -> None:
    assert first_words("satu  dua\ntiga", 14) == "satu dua tiga"
    assert first_words("satu dua tiga", 10) == "satu dua …"


def test_an_article_opens_with_its_own_words() -> None:
    found = document(
        "Judul\n\nFoto: ist\n\nIsi yang panjang sekali.\n\nBaca juga\n\nAkhir.", "Judul", "Foto: ist", "Baca juga"
    )
    assert opening_words(found, 100) == "Isi yang panjang sekali. Akhir."
    assert opening_words(found, 12) == "Isi yang …"


def test_places_are_marked_within_a_text() -> None:
    assert marked_runs("abcd", [Span(0, 1), Span(2, 3)]) == [("a", True), ("b", False), ("c", True), ("d", False)]
    assert marked_runs("ab", []) == [("ab", False)]
    assert marked_runs("", []) == []
