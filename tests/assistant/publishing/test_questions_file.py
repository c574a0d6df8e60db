"""The bank of the folder of articles as an operator changes it, and what is written for single sentences."""

from __future__ import annotations

import dataclasses
from contextlib import nullcontext
from pathlib import Path

import pytest

from assistant.publishing.questions_file import QuestionsFile, entry_seal
from assistant.publishing.sentence_questions import (
    AUTHOR_LENGTH,
    MOST_EDITED,
    DocumentSentence,
    SentenceError,
    WrittenQuestions,
    can_be_edited,
    document_sentences,
    written_entries,
)
from index.bank import BankEntry, BankQuote, LocatedEntry, Wording, locate_entry
from index.bank_file import bank_lines, read_bank
from index.document import Document, Passage, Span
from index.errors import BankError, DocumentError

TEXT = "Rapat dibuka Lurah Sari. Rapat digelar pada 3 Mei 2031. Hadir\n40 warga. Rapat dibuka Lurah Sari."
SPANS = (Span(0, 24), Span(25, 55), Span(56, 71), Span(72, 96))
DOCUMENT = Document("rapat", TEXT, "Rapat", "rapat.txt", "0" * 64)
PASSAGES = [Passage("rapat", Span(0, 71), SPANS[:3]), Passage("rapat", Span(25, 96), SPANS[1:])]


def entry(name: str, *questions: str, quote: str = "Rapat digelar pada 3 Mei 2031.", **more: object) -> BankEntry:
    made = BankEntry(
        name, "when", tuple(Wording(q, "id", "Ana") for q in questions), (BankQuote("rapat", quote),), author="Ana"
    )
    return dataclasses.replace(made, **more)  # type: ignore[arg-type]


def located(made: BankEntry) -> LocatedEntry:
    found = locate_entry(made, {"rapat": DOCUMENT}.get)
    assert isinstance(found, LocatedEntry)
    return found


@pytest.fixture
def file(tmp_path: Path) -> QuestionsFile:
    return QuestionsFile(tmp_path / "articles", nullcontext)


# The file


def test_a_folder_without_the_file_has_no_questions(file: QuestionsFile) -> None:
    assert (file.entries(), file.entries_of(DOCUMENT), file.counts()) == ((), [], {})


def test_what_is_saved_is_read_again_and_the_first_entry_makes_the_file(file: QuestionsFile) -> None:
    made = entry("a", "Kapan rapat digelar?")
    file.save([made])
    assert read_bank(file.path).entries == file.entries() == (made,)
    assert file.entries_of(DOCUMENT) == [located(made)]
    assert file.counts() == {"rapat": 1}


def test_an_entry_takes_the_place_of_the_one_with_its_id_and_other_lines_stay_as_they_are(file: QuestionsFile) -> None:
    file.save([entry("a", "Kapan rapat digelar?"), entry("b", "Tanggal berapa rapat?")])
    odd = '{"id":   "c"}'
    file.path.write_text(odd + "\n" + file.path.read_text() + "not JSON\n")
    file.save([entry("a", "Bilamana rapat digelar?"), entry("d", "Jadwal rapat?")])
    lines = file.path.read_text().splitlines()
    assert (lines[0], lines[3]) == (odd, "not JSON")
    assert [e.id for e in file.entries()] == ["a", "b", "d"]
    assert file.entries()[0].wordings[0].text == "Bilamana rapat digelar?"


def test_the_last_entry_takes_the_file_with_it(file: QuestionsFile) -> None:
    file.save([entry("a", "Kapan rapat digelar?")])
    file.save([], ["a"])
    assert not file.path.exists()


def test_a_wording_that_another_entry_answers_otherwise_is_refused_and_nothing_is_written(file: QuestionsFile) -> None:
    file.save([entry("a", "Kapan rapat?"), entry("z", "Tanggal rapat?")])
    before = file.path.read_bytes()
    for clash in (entry("b", "kapan RAPAT", short="3 Mei 2031"), entry("a", "Tanggal rapat?", short="3 Mei 2031")):
        with pytest.raises(BankError, match="otherwise"):
            file.save([clash])
    assert file.path.read_bytes() == before


def test_mistakes_that_were_there_already_stop_nobody(file: QuestionsFile) -> None:
    file.path.parent.mkdir()
    file.path.write_text('{"id": "a"}\n{"id": "a"}\n')
    file.save([entry("b", "Kapan rapat?")])
    assert [e.id for e in file.entries()] == ["b"]


def test_the_later_of_two_people_is_told(file: QuestionsFile) -> None:
    first = entry("a", "Kapan rapat?")
    file.save([first, entry("b", "Jadwal?")])
    seen = {"a": entry_seal(first)}
    file.save([entry("a", "Bilamana rapat?")], seen=seen)
    for change in ({"entries": [first]}, {"entries": (), "removed": ["a"]}):
        with pytest.raises(DocumentError, match="meanwhile") as raised:
            file.save(**change, seen=seen)
        assert raised.value.code == "questions_changed"
    file.save([entry("b", "Jadwal rapat?")], seen=seen)  # another entry
    file.save([], ["a"])
    with pytest.raises(DocumentError, match="meanwhile"):
        file.save([first], seen=seen)  # it is gone


def test_a_stale_entry_is_no_entry_of_its_document(file: QuestionsFile) -> None:
    file.save([entry("a", "Kapan rapat?", quote="Rapat batal.")])
    assert file.entries_of(DOCUMENT) == []
    assert file.counts() == {"rapat": 1}


def test_an_entry_of_several_documents_is_one_of_its_first(file: QuestionsFile) -> None:
    two = entry(
        "a", "Kapan rapat?", quotes=(BankQuote("rapat", "Rapat digelar pada 3 Mei 2031."), BankQuote("x", "Lain."))
    )
    file.save([two])
    assert [found.entry for found in file.entries_of(DOCUMENT)] == [two]
    assert file.entries_of(dataclasses.replace(DOCUMENT, id="x")) == []


def test_a_file_that_cannot_be_read_counts_nothing(file: QuestionsFile) -> None:
    file.path.parent.mkdir()
    file.path.write_bytes(b"\xff\xfe")
    assert file.counts() == {}
    with pytest.raises(BankError, match="UTF-8"):
        file.save([entry("a", "Kapan rapat?")])


def test_a_line_that_is_not_utf8_stays_as_it_is(file: QuestionsFile) -> None:
    file.path.parent.mkdir()
    file.path.write_bytes(b'{"id": "caf\xe9"}\n')
    made = entry("a", "Kapan rapat?")
    file.save([made])
    assert file.path.read_bytes() == b'{"id": "caf\xe9"}\n' + bank_lines([made]).encode()


# Sentences


def sentences(*entries: BankEntry) -> list[DocumentSentence]:
    return document_sentences(DOCUMENT, PASSAGES, [located(e) for e in entries])


def written(
    number: int, questions: str, short: str = "", *has: BankEntry, author: str = "Ana", **more: object
) -> BankEntry:
    shown = sentences(*has)
    form = WrittenQuestions(shown[number - 1].key, questions=questions, short=short, **more)  # type: ignore[arg-type]
    [made], removed = written_entries(DOCUMENT, shown, [form], author)
    assert removed == []
    return made


def test_each_sentence_is_shown_once_in_order_with_the_entries_that_quote_it() -> None:
    made = entry("a", "Kapan rapat?")
    shown = sentences(made)
    assert [(s.number, s.text) for s in shown] == [(n, SPANS[n - 1].of(TEXT)) for n in (1, 2, 3)]
    assert [[e.entry for e in s.entries] for s in shown] == [[], [made], []]
    assert len({s.key for s in shown}) == 3


def test_an_entry_across_two_sentences_is_shown_at_the_first() -> None:
    both = entry("a", "Apa?", quote="Lurah Sari. Rapat digelar")
    assert [len(s.entries) for s in sentences(both)] == [1, 0, 0]


def test_questions_become_an_entry_that_its_document_holds() -> None:
    made = written(
        2,
        "Kapan rapat digelar?\n\n  Tanggal  berapa rapatnya? \nkapan rapat digelar\nWhen was the meeting held?",
        "3 Mei 2031",
    )
    assert [(w.text, w.language, w.author) for w in made.wordings] == [
        ("Kapan rapat digelar?", "id", "Ana"),
        ("Tanggal berapa rapatnya?", "id", "Ana"),
        ("When was the meeting held?", "en", "Ana"),
    ]
    assert (made.kind, made.short, made.author, made.origin, made.is_draft) == (
        "when",
        "3 Mei 2031",
        "Ana",
        "shipped",
        False,
    )
    assert located(made).quotes[0].span == SPANS[1]
    assert bank_lines([made])  # can be written


def test_a_sentence_with_a_line_break_is_quoted_as_it_is_and_its_short_answer_may_span_the_break() -> None:
    made = written(3, "Berapa warga yang hadir?", "Hadir 40 warga")
    assert (made.kind, made.quotes[0].quote) == ("how_many", "Hadir\n40 warga.")


def test_two_entries_of_one_sentence_have_two_ids_and_the_same_one_twice_has_one() -> None:
    ids = {
        written(1, question).id
        for question in ("Siapa yang membuka rapat?", "Apa yang dibuka?", "Siapa yang membuka rapat?")
    }
    assert len(ids) == 2


@pytest.mark.parametrize(
    ("questions", "short", "code"),
    [
        ("Kapan?", "4 Mei 2031", "short"),
        ("???", "", "question"),
        ("x" * 501, "", "question"),
        ("Kapan\x00?", "", "question"),
        ("", "3 Mei 2031", "no_question"),
    ],
)
def test_what_cannot_be_saved_is_refused_with_the_number_of_its_sentence(questions: str, short: str, code: str) -> None:
    with pytest.raises(SentenceError) as raised:
        written(2, questions, short)
    assert (raised.value.code, raised.value.sentence) == (code, 2)


@pytest.mark.parametrize("author", ["", "  ", "x" * (AUTHOR_LENGTH + 1), "Ana\x07"])
def test_an_author_has_a_name(author: str) -> None:
    with pytest.raises(DocumentError) as raised:
        written(2, "Kapan?", author=author)
    assert raised.value.code == "author"


def test_a_sentence_that_the_document_no_longer_has_is_refused() -> None:
    with pytest.raises(DocumentError) as raised:
        written_entries(DOCUMENT, sentences(), [WrittenQuestions("0" * 12, questions="Kapan?")], "Ana")
    assert raised.value.code == "sentence_gone"


def test_an_entry_that_someone_removed_meanwhile_is_not_brought_back() -> None:
    shown = sentences()
    with pytest.raises(DocumentError) as raised:
        written_entries(DOCUMENT, shown, [WrittenQuestions(shown[1].key, "a", "Kapan rapat?")], "Ana")
    assert raised.value.code == "questions_changed"


def test_what_was_not_changed_is_not_saved_and_what_was_emptied_goes() -> None:
    made = entry("a", "Kapan rapat?", short="3 Mei 2031")
    shown = sentences(made)
    same = WrittenQuestions(shown[1].key, "a", "Kapan rapat?", "3 Mei 2031")
    assert written_entries(DOCUMENT, shown, [same], "Budi") == ([], [])
    assert written_entries(DOCUMENT, shown, [dataclasses.replace(same, questions=" \n")], "Budi") == ([], ["a"])
    assert written_entries(DOCUMENT, shown, [WrittenQuestions(shown[0].key)], "Budi") == ([], [])


def test_a_changed_entry_keeps_its_author_and_names_the_one_of_a_new_wording() -> None:
    made = written(2, "Kapan rapat?\nTanggal berapa?", "", entry("a", "Kapan rapat?"), author="Budi", entry="a")
    assert (made.id, made.author, [w.author for w in made.wordings]) == ("a", "Ana", ["Ana", "Budi"])


def test_a_draft_is_reviewed_by_whoever_ticks_or_corrects_it() -> None:
    draft = entry("a", "Kapan rapat?", origin="model", author="model 1")
    assert draft.is_draft
    shown = sentences(draft)
    untouched = WrittenQuestions(shown[1].key, "a", "Kapan rapat?")
    assert written_entries(DOCUMENT, shown, [untouched], "Budi") == ([], [])
    for form in (dataclasses.replace(untouched, checked=True), dataclasses.replace(untouched, questions="Bilamana?")):
        [made], _ = written_entries(DOCUMENT, shown, [form], "Budi")
        assert made.reviewed
        assert (made.reviewed.by, made.is_draft, made.origin) == ("Budi", False, "model")


def test_a_long_entry_is_not_for_the_form() -> None:
    assert can_be_edited(entry("a", *(f"Kapan {n}?" for n in range(MOST_EDITED))))
    assert not can_be_edited(entry("a", *(f"Kapan {n}?" for n in range(MOST_EDITED + 1))))
