from __future__ import annotations

import dataclasses
import json

import pytest

from assistant.answer import Answer, Citation, Disagreement, Lead, Part, Refusal, ShortAnswer, Verified

CITATION = Citation(1, "a", "Judul", None, None, "a:0-4", "Isi.", 0, 4, ((0, 3),), None, "/sources/a?start=0&end=4")
ANSWER = Answer(
    question="Apa?",
    searched_as="Apa?",
    answered=True,
    refusal=None,
    confidence=0.9,
    short_answer=ShortAnswer("Isi", 1),
    text="Isi [1]",
    citations=(CITATION,),
    nearest=(),
    disagreement=Disagreement("substance", (ShortAnswer("Isi", 1), ShortAnswer("Lain", 2))),
    index="f" * 16,
)


@pytest.mark.parametrize(
    "record", [CITATION, ANSWER, Refusal("unclear", "?"), ShortAnswer("Isi", 1)], ids=lambda r: type(r).__name__
)
def test_records_cannot_be_changed(record: object) -> None:
    first = dataclasses.fields(record)[0].name  # type: ignore[arg-type]
    with pytest.raises(dataclasses.FrozenInstanceError):
        setattr(record, first, "x")


def test_a_record_goes_through_json_and_comes_back_the_same() -> None:
    plain = json.loads(json.dumps(ANSWER.as_dict(), ensure_ascii=False))
    assert plain["citations"][0]["highlights"] == [[0, 3]]
    assert plain["short_answer"] == {"text": "Isi", "citation": 1}
    assert plain["disagreement"]["answers"][1] == {"text": "Lain", "citation": 2}
    assert plain["refusal"] is None


def test_who_checked_an_answer_comes_back_from_json() -> None:
    checked = dataclasses.replace(ANSWER, entry="b1", verified=Verified("Sari", "2031-07-01"))
    plain = json.loads(json.dumps(checked.as_dict()))
    assert (plain["entry"], plain["verified"]) == ("b1", {"by": "Sari", "on": "2031-07-01"})
    assert Answer.from_dict(plain).verified == checked.verified
    older = {name: value for name, value in plain.items() if name not in ("entry", "verified")}
    assert (Answer.from_dict(older).entry, Answer.from_dict(older).verified) == ("", None)


def test_changing_the_plain_record_leaves_the_answer_alone() -> None:
    plain = ANSWER.as_dict()
    plain["timings_ms"]["total"] = 1.0
    assert ANSWER.timings_ms == {}


@pytest.mark.parametrize(("answered", "kind"), [(True, "answer"), (False, "refusal")])
def test_a_record_stored_before_there_were_kinds_has_that_of_its_outcome(answered: bool, kind: str) -> None:
    stored = {name: value for name, value in ANSWER.as_dict().items() if name not in ("kind", "intent")}
    read = Answer.from_dict(stored | {"answered": answered})
    assert (read.kind, read.intent) == (kind, "question")


def test_talk_comes_back_as_talk_and_is_never_an_answer() -> None:
    talk = dataclasses.replace(ANSWER, answered=False, kind="talk", intent="thanks")
    assert Answer.from_dict(json.loads(json.dumps(talk.as_dict()))).kind == "talk"
    assert dataclasses.replace(talk, answered=True).kind == "answer"
    assert dataclasses.replace(ANSWER, answered=False).kind == "refusal"


def test_the_parts_of_an_answer_come_back_from_json_and_older_records_have_none() -> None:
    found = Part("Kapan?", "kapan apel digelar?", ShortAnswer("Isi", 1), (1,), None)
    missing = Part(
        "Di mana?", "di mana apel digelar?", None, (), Refusal("not_in_sources", "Tentang di mana: tidak ada.")
    )
    several = dataclasses.replace(ANSWER, parts=(found, missing))
    plain = json.loads(json.dumps(several.as_dict()))
    assert plain["parts"][0]["short_answer"] == {"text": "Isi", "citation": 1}
    assert plain["parts"][1]["refusal"]["reason"] == "not_in_sources"
    assert Answer.from_dict(plain) == several
    del plain["parts"]
    assert Answer.from_dict(plain).parts == ()


def lead(text: str, start: int) -> Lead:
    return Lead(text, start, start + len(text))


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ((), "Isi."),
        ((lead("Dilarang:", 90),), "Dilarang: Isi."),  # ends at 99, the quote begins at 100
        ((lead("Dilarang:", 87),), "Dilarang: Isi."),  # an empty line, with Windows' line ends
        ((lead("Dilarang:", 86),), "Dilarang: … Isi."),
        (
            (lead("(2) Wajib:", 10), lead("a. menolak:", 22), lead("1. hadiah:", 60)),
            "(2) Wajib: a. menolak: … 1. hadiah: … Isi.",
        ),
    ],
)
def test_a_quote_is_told_behind_the_lines_that_belong_before_it(lines: tuple[Lead, ...], told: str) -> None:
    citation = dataclasses.replace(CITATION, lead=lines, start=100, end=104)
    assert citation.told == told
    assert [text for text, _ in citation.leading()] == [line.text for line in lines]


def test_where_a_quote_stands_comes_back_from_json_and_older_records_have_none() -> None:
    placed = dataclasses.replace(
        CITATION, lead=(lead("Dilarang:", 0),), page=3, place="Pasal 5 ayat (2)", ocr_confidence=0.91
    )
    plain = json.loads(json.dumps(dataclasses.replace(ANSWER, citations=(placed,)).as_dict()))
    assert plain["citations"][0]["lead"] == [{"text": "Dilarang:", "start": 0, "end": 9}]
    assert Answer.from_dict(plain).citations == (placed,)
    for name in ("lead", "page", "place", "ocr_confidence"):
        del plain["citations"][0][name]
    assert Answer.from_dict(plain).citations == (CITATION,)
