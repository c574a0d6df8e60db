"""What adding a file, or bringing one back, does to the ids of the others."""

from __future__ import annotations

from typing import Any

import pytest

from assistant.publishing.folder_ids import displaced_file, id_with

NAMES = ("surat.txt", "2030/edaran.txt", "2031/rapat.txt", "2030/rapat.txt")


@pytest.mark.parametrize(
    ("file", "options", "other"),
    [
        ("baru.txt", {}, ""),
        ("surat.docx", {}, "surat.txt"),  # would become "surat.txt"
        ("edaran.txt", {}, "2030/edaran.txt"),  # would become "2030/edaran"
        ("rapat.txt", {}, ""),  # the others have their folders in their ids already
        ("surat.txt", {}, ""),
        ("2030/surat.txt", {}, ""),
        ("surat.docx", {"instead_of": "surat.txt"}, ""),
        ("edaran.txt", {"coming_back": True}, ""),
        ("surat.docx", {"coming_back": True}, "surat.txt"),
        ("baru.txt", {"entry": {"id": "edaran"}}, "2030/edaran.txt"),
        ("baru.txt", {"entry": {"id": "edaran"}, "coming_back": True}, "2030/edaran.txt"),
        ("surat.docx", {"entry": {"id": "surat-baru"}}, ""),
    ],
)
def test_a_file_is_displaced_if_its_id_is_taken_or_changes(file: str, options: dict[str, Any], other: str) -> None:
    assert displaced_file(NAMES, {}, file, **options) == other


@pytest.mark.parametrize(
    ("file", "options", "document_id"),
    [
        ("baru.txt", {}, "baru"),
        ("rapat.txt", {}, "rapat"),
        ("2030/surat.txt", {}, "2030/surat"),
        ("2030/edaran.pdf", {"instead_of": "2030/edaran.txt"}, "edaran"),
        ("2030/rapat.pdf", {"instead_of": "2030/rapat.txt"}, "2030/rapat"),
        ("baru.txt", {"entry": {"id": "x"}}, "x"),
    ],
)
def test_the_id_that_a_file_would_have(file: str, options: dict[str, Any], document_id: str) -> None:
    assert id_with(NAMES, {}, file, **options) == document_id
