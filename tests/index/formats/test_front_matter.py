"""Front matter: which blocks are some, and what they state."""

from __future__ import annotations

import pytest

from index.formats.front_matter import split_front_matter


@pytest.mark.parametrize(
    ("text", "stated"),
    [
        ("---\ntitle: Rapat\ndate: 2024-08-20T09:00:00.000Z\n---\nIsi", {"title": "Rapat", "published": "2024-08-20"}),
        ('+++\ntitle = "Rapat"\ndate = 2024-08-20\n+++\nIsi', {"title": "Rapat", "published": "2024-08-20"}),
        ("---\ntitle: Rapat: Netralitas di Suka\n---\nIsi", {"title": "Rapat: Netralitas di Suka"}),
        ("---\njudul: 'Rapat'\ntanggal: 20 Agustus 2024\n...\nIsi", {"title": "Rapat", "published": "2024-08-20"}),
        ("---\nTitle: Rapat\nDate: 2024/08/20 10:00\n---\nIsi", {"title": "Rapat", "published": "2024-08-20"}),
        ("---\ntitle: >\n  Rapat\n  Netralitas\n---\nIsi", {"title": "Rapat Netralitas"}),
        ("---\ntitle: Rapat\npublisher: Humas Suka\nurl: https://suka.invalid/a\n---\nIsi",
         {"title": "Rapat", "publisher": "Humas Suka", "url": "https://suka.invalid/a"}),
    ],
)  # fmt: skip
def test_what_it_states(text: str, stated: dict[str, str]) -> None:
    front = split_front_matter(text)
    assert front.stated == stated
    assert front.rest == "Isi"
    assert front.text + "\nIsi" == text


@pytest.mark.parametrize(
    "text",
    [
        "---\ntitle: Rapat\ndate: 2024\n---\n",  # a year alone is no date
        "---\ntitle: Rapat\npublisher: https://www.facebook.com/suka\nurl: /rapat\n---\n",  # an address, and a part of one
        "---\ntitle: Rapat\nsource: [a, b]\ntags: [x]\n---\n",
    ],
)
def test_what_it_does_not_state_well_is_passed_over(text: str) -> None:
    assert split_front_matter(text).stated == {"title": "Rapat"}


@pytest.mark.parametrize(
    "text",
    [
        "---\nRapat ditunda.\n---\nIsi",  # rules around a sentence
        "---\nCatatan: rapat ditunda.\n---\nIsi",
        "---\n- title\n---\nIsi",
        "---\ntitle: Rapat\nIsi",  # never closed
        "Isi\n---\ntitle: Rapat\n---\n",  # not in front
        "+++\ntitle: Rapat\n---\n",
    ],
)
def test_what_is_none(text: str) -> None:
    front = split_front_matter(text)
    assert (front.text, front.rest, front.stated) == ("", text, {})
