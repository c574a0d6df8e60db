"""The example documents answer their questions as `docs/documents.md` says, and are what their script makes."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.answering.service import AnswerService
from assistant.wording import say_where
from docs import example_documents
from docs.document_pictures import ASKED, PICTURES, Asked
from docs.example_documents import FOLDER, ROOT
from index.build import build_index
from index.formats.pdf_tesseract import ocr_available
from index.load import load_file
from tests import real

GUIDE = " ".join((ROOT / "docs/documents.md").read_text(encoding="utf-8").split())
SAID = {
    "regulation": ("(2) Pegawai dilarang: … c. memasang spanduk", "Pasal 4 ayat (2) huruf c, hlm. 2"),
    "letter": (
        "Kepala Perangkat Daerah diminta: 1. mengingatkan",
        "Surat Edaran Nomor 800/41/SETDA/2031 tentang Pengawasan",
    ),
    "scan": ("Tim diketuai oleh Inspektur Daerah", "Diktum KEDUA, hlm. 1, dibaca mesin"),
    "table": ("Kecamatan | Tanggal | Tempat | Narasumber … Girimulya", ""),
}
"""How each answer begins to be told, and what the guide says of its citation."""


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> AnswerService:
    folder = tmp_path_factory.mktemp("examples")
    build_index(FOLDER, folder)
    return AnswerService(real.settings(folder, "spans").with_changes(records=folder / "r.sqlite"))


@pytest.mark.parametrize("one", ASKED, ids=lambda one: one.name)
def test_each_question_is_answered_with_the_citation_that_the_guide_names(service: AnswerService, one: Asked) -> None:
    if one.name == "scan" and not ocr_available():
        pytest.skip("Tesseract with Indonesian is not installed")
    answer = service.ask(one.question)
    assert answer.answered
    first = answer.citations[0]
    told, said = SAID[one.name]
    assert told in " ".join(first.told.split())
    assert f'"{one.question}"' in GUIDE
    assert said in GUIDE
    assert said in ", ".join((first.title, *say_where(first, "id")))
    assert (PICTURES / f"{one.name}.webp").exists()


def test_the_documents_are_those_that_the_script_makes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By their text: the libraries put versions and dates into the files."""
    monkeypatch.setattr(example_documents, "FOLDER", tmp_path)
    example_documents.main()
    names = sorted(path.name for path in FOLDER.iterdir())
    assert sorted(path.name for path in tmp_path.iterdir()) == names
    for name in names:
        if "pindaian" not in name:
            assert load_file(tmp_path / name).text == load_file(FOLDER / name).text, name
    assert sum((FOLDER / name).stat().st_size for name in names) < 200_000
