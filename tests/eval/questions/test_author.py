"""A case written with its author."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from assistant.answer import Answer
from assistant.answering.decision import Scored
from assistant.answering.pipeline import Trace
from assistant.reader.reading import Reading
from eval.cli.main import main
from eval.questions.author import Aborted, Author, GivenOptions, append_cases, free_id
from eval.questions.cases import Case, DatasetError, Gold, read_cases
from index.document import Document
from index.errors import QuestionError
from tests.eval.calibration.test_calibrate import CANDIDATE, FOUND, QUERY, SENTENCES
from tests.eval.made_up import ARTICLE, END, OPENING, START, answered, case, refused, source, talked

TODAY = date(2024, 4, 18)


class Service:
    """Gives one answer, having read the three sentences of the article, the last first."""

    def __init__(self, answer: Answer, read: bool = True) -> None:
        self._answer, self._read = answer, read
        self.asked: list[tuple[str, tuple[str, ...]]] = []

    def ask(self, question: str, history: Sequence[str] = ()) -> Answer:
        self.asked.append((question, tuple(history)))
        return self._answer

    def trace(self, question: str, history: Sequence[str] = ()) -> Trace | None:
        assert (question, tuple(history)) == self.asked[-1]
        scored = tuple(Scored(Reading(CANDIDATE, s, None, 0.0, 0.0, 0.0), 0.0) for s in reversed(SENTENCES))
        return Trace("?", QUERY, FOUND, scored, None, 0.0, None) if self._read else None  # type: ignore[arg-type]

    def sources(self) -> list[Document]:
        return [ARTICLE, replace(ARTICLE, id="salinan", text=ARTICLE.text.replace(". ", ".\n\n"))]


def typed(*lines: str) -> Callable[[str], str]:
    """What is typed line by line; then the input ends."""
    waiting = iter(lines)

    def prompt(_: str) -> str:
        try:
            return next(waiting)
        except StopIteration:
            raise EOFError from None

    return prompt


def written(
    service: Service, *lines: str, known: Sequence[Case] = (), given: GivenOptions | None = None
) -> tuple[Case, list[str]]:
    said: list[str] = []
    return Author(service, typed(*lines), said.append, given or GivenOptions()).write(known, TODAY), said


REST = ("", "", "", "", "", "", "", "", "y")
"""Id, set, language, kind, short answers, tags, notes, author as proposed; written."""


def test_the_author_sees_what_was_read_and_chooses_by_number() -> None:
    service = Service(answered(START))
    made, said = written(service, "Rapat apa?", "Kapan  mulai?", "", "2,3", "", *REST)
    assert service.asked == [("Kapan mulai?", ("Rapat apa?",))]
    assert [line for line in said if line[:3].strip().isdigit()] == [
        f"  1  berita: {END}",
        f"  2  [1] berita: {START}",
        f"  3  berita: {OPENING}",
    ]
    assert made.gold == (Gold("berita", START), Gold("berita", OPENING))
    assert (made.id, made.split, made.lang, made.kind, made.refusal) == ("n-001", "dev", "id", "direct", None)
    assert made.date == "2024-04-18"


def test_what_is_cited_but_was_not_read_is_offered_too() -> None:
    _, said = written(Service(answered(START, OPENING), read=False), "Kapan?", "", "1", "", *REST)
    assert [line for line in said if line[:3].strip().isdigit()] == [
        f"  1  [1] berita: {START}",
        f"  2  [2] berita: {OPENING}",
    ]


def test_an_authors_own_quote_is_found_in_every_article_and_kept_as_each_has_it() -> None:
    own = "dibuka Sekda. Pendaftaran mulai"
    made, said = written(Service(refused()), "Kapan?", "", "Rapat ditutup.", "9", own, "", *REST)
    assert [gold.source_id for gold in made.gold] == ["berita", "salinan"]
    assert made.gold[1].quote == "dibuka Sekda.\n\nPendaftaran mulai"
    assert any("No article contains these words: 'Rapat ditutup.'" in line for line in said)
    assert "There is no place 9: they are 1 to 3." in said


def test_where_nothing_answers_the_reason_to_refuse_is_asked_for() -> None:
    made, said = written(Service(refused("unclear")), "Hm?", "", "", "", "", "en", "odd", "rude", "", "", "", "", "y")
    assert (made.refusal, made.gold, made.lang, made.kind) == ("unclear", (), "en", "odd")
    assert any("'rude' is not one of not_in_sources" in line for line in said)


def test_talk_is_called_talk_and_written_as_such() -> None:
    made, said = written(Service(talked("thanks"), read=False), "Makasih!", "", "", "", "", "", "talk", "", "", "", "y")
    assert said[1] == "\nTalk, thanks: Halo.\n"
    assert (made.talk, made.kind, made.gold, made.refusal) == (("thanks",), "talk", (), None)


def test_what_was_taken_for_talk_and_is_a_question_becomes_one() -> None:
    lines = ("Makasih buat siapa?", "", "question", "mulai Mei", "", *REST)
    made, _ = written(Service(talked("thanks"), read=False), *lines)
    assert (made.talk, made.gold[0].quote) == ((), "mulai Mei")
    given = GivenOptions(("Makasih buat siapa?",), refusal="off_topic", yes=True)
    assert written(Service(talked("thanks"), read=False), given=given)[0].refusal == "off_topic"


def test_options_take_the_place_of_prompts_and_yes_of_the_rest() -> None:
    texts = {"kind": "list", "answers": "Mei ; mulai Mei", "tags": "a;b", "notes": "n", "author": "me", "lang": "en"}
    given = GivenOptions(("Kapan?",), gold=("1", "mulai Mei"), texts=texts, yes=True)
    made, _ = written(Service(answered(START)), given=given)
    assert (made.kind, made.answers, made.tags, made.author) == ("list", ("Mei", "mulai Mei"), ("a", "b"), "me")
    assert made.gold == (Gold("berita", END), Gold("berita", "mulai Mei"), Gold("salinan", "mulai Mei"))
    refusing, _ = written(Service(answered(START)), given=GivenOptions(("Kapan?",), refusal="partisan", yes=True))
    assert (refusing.refusal, refusing.gold) == ("partisan", ())


def test_the_next_case_is_proposed_from_the_last_one_and_a_likeness_is_reported() -> None:
    last = replace(case("t-009", START), split="test", author="ana", turns=("Kapan pendaftaran calon dimulai?",))
    given = GivenOptions(("Kapan pendaftaran calonnya dimulai?",), gold=(START,), yes=True)
    made, said = written(Service(answered(START)), known=[last], given=given)
    assert (made.id, made.split, made.author) == ("t-010", "test", "ana")
    assert "It is near t-009: Kapan pendaftaran calon dimulai?" in said


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (GivenOptions(("apa C",), gold=(START,), yes=True), "asks the same as"),
        (GivenOptions(("Lain?",), gold=(START,), texts={"id": "c"}, yes=True), "The id 'c' is taken"),
        (GivenOptions(("Lain?",), gold=("4",), yes=True), "There is no place 4"),
        (GivenOptions(("Lain?",), gold=("Rapat ditutup.",), yes=True), "No article contains these words"),
        (GivenOptions(("Lain?",), gold=("1",), texts={"lang": "jv"}, yes=True), "'jv' is not one of id, en"),
    ],
)
def test_an_option_that_does_not_fit_is_refused(given: GivenOptions, says: str) -> None:
    with pytest.raises(DatasetError, match=says):
        written(Service(answered(START)), known=[case("c", START)], given=given)


def test_a_question_that_cannot_be_asked_is_asked_for_again() -> None:
    made, said = written(Service(answered(START)), "", "x" * 501, "Kapan?", "", "1", "", *REST)
    assert made.turns == ("Kapan?",)
    assert len([line for line in said if "at most 500" in line or "is empty" in line]) == 2
    with pytest.raises(QuestionError):
        written(Service(answered(START)), given=GivenOptions(("x" * 501,)))


@pytest.mark.parametrize("lines", [(), ("Kapan?",), ("Kapan?", "", "1", ""), ("Kapan?", "", "1", "", *REST[:-1], "n")])
def test_an_abort_writes_nothing(lines: tuple[str, ...]) -> None:
    with pytest.raises(Aborted, match="Nothing was written"):
        written(Service(answered(START)), *lines)


@pytest.mark.parametrize(
    ("taken", "free"),
    [([], "n-001"), (["d-099"], "d-100"), (["d-3", "d-4", "d-2"], "d-5"), (["a", "odd"], "n-001"), (["2"], "3")],
)
def test_an_id_is_made_up_that_is_free(taken: list[str], free: str) -> None:
    assert free_id(taken) == free


def test_cases_are_appended_and_nothing_of_the_file_is_touched(tmp_path: Path) -> None:
    path = tmp_path / "new" / "set.jsonl"
    append_cases(path, [])
    assert not path.exists()
    append_cases(path, [case("a", START)])
    path.write_text(path.read_text("utf-8").rstrip("\n"), encoding="utf-8")  # an editor left no line end
    before = path.read_text("utf-8")
    append_cases(path, [case("b", refusal="unclear")])
    assert path.read_text("utf-8").startswith(before + "\n")
    assert [one.id for one in read_cases(path, source)] == ["a", "b"]
    with pytest.raises(DatasetError, match="not complete"):
        append_cases(path, [case("c", START), case("d")])
    assert [one.id for one in read_cases(path)] == ["a", "b"]


def test_the_command_writes_a_case_that_check_takes(
    tmp_path: Path, index_folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NETRAL_READER", "sentences")
    options = ["--out", "my.jsonl", "--index", str(index_folder)]
    monkeypatch.setattr("builtins.input", typed("Kapan pendaftaran calon dimulai?", "", "1", "", *REST))
    assert main(["new", *options]) == 0
    monkeypatch.setattr("builtins.input", typed("Siapa yang membuka rakor?", "", "1"))
    assert main(["new", *options]) == 1
    assert "Nothing was written" in capsys.readouterr().err
    assert main(["new", *options, "--turn", "Cuaca besok?", "--refusal", "off_topic", "--yes"]) == 0
    rows = [json.loads(line) for line in (tmp_path / "my.jsonl").read_text("utf-8").splitlines()]
    assert [(row["id"], row["turns"][-1]) for row in rows] == [
        ("n-001", "Kapan pendaftaran calon dimulai?"),
        ("n-002", "Cuaca besok?"),
    ]
    assert main(["check", "--questions", "my.jsonl", "--index", str(index_folder)]) == 0
