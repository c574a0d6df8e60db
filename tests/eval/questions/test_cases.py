from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from eval.questions.cases import QUESTIONS, REFUSALS, DatasetError, Gold, read_cases
from index.document import Document
from index.furniture import mark_furniture, rules_for
from index.load import load_folder
from tests.eval.made_up import END, OPENING, source
from tests.real import SEEDS

ROW = {
    "id": "a",
    "split": "dev",
    "lang": "id",
    "kind": "direct",
    "turns": ["Siapa yang membuka rapat?"],
    "gold": [{"source_id": "berita", "quote": OPENING}],
    "answers": ["Sekda"],
    "refusal": None,
}
REFUSED = {**ROW, "id": "b", "gold": [], "answers": [], "refusal": "off_topic"}


def file(folder: Path, *rows: object) -> Path:
    path = folder / "questions.jsonl"
    lines = [row if isinstance(row, str) else json.dumps(row) for row in rows]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def without(key: str) -> dict[str, object]:
    return {name: value for name, value in ROW.items() if name != key}


def test_cases_are_read_with_their_history(tmp_path: Path) -> None:
    first, second = read_cases(
        file(tmp_path, {**ROW, "turns": ["Kapan?", "Siapa?"], "tags": ["x"]}, "", REFUSED), source
    )
    assert (first.history, first.question, first.tags) == (("Kapan?",), "Siapa?", ("x",))
    assert first.gold[0].span(source("berita")).start == 0
    assert (second.id, second.refusal, second.gold) == ("b", "off_topic", ())


@pytest.mark.parametrize(
    ("rows", "line", "says"),
    [
        (["{"], 1, "no JSON: Expecting"),
        ([ROW, "[1, 2]"], 2, "a case is a JSON object"),
        ([ROW, {**REFUSED, "golds": []}], 2, "unknown key 'golds'"),
        ([without("turns")], 1, "no 'turns'"),
        ([without("refusal")], 1, "no 'refusal'"),
        ([ROW, "", REFUSED, {**ROW, "kind": "other"}], 4, "the id 'a' is already that of line 1"),
        ([{**ROW, "gold": [{"source_id": "berita", "quote": "Rapat ditutup."}]}], 1, "the quote is not in berita"),
        ([{**ROW, "gold": [{"source_id": "kabar", "quote": OPENING}]}], 1, "No source 'kabar'"),
        ([{**ROW, "gold": [{"quote": OPENING}]}], 1, "`gold` is a list of objects, each with a `source_id`"),
        ([{**ROW, "gold": [{"source_id": "berita", "quote": 3}]}], 1, "`gold`"),
        ([{**ROW, "gold": []}], 1, "a question that is answered has `gold`"),
        ([{**REFUSED, "gold": ROW["gold"]}], 1, "a question that is refused has no `gold`"),
        ([{**ROW, "gold": [{"source_id": "berita", "quote": "| |"}]}], 1, "the quote is not in berita"),
        ([{**REFUSED, "refusal": None, "talk": [{}]}], 1, "`talk` is a list of greeting"),
        ([{**ROW, "every": "yes"}], 1, "`every` is true or false"),
        ([{**ROW, "turns": []}], 1, "`turns`"),
        ([{**ROW, "turns": [3]}], 1, "`turns`"),
        ([{**ROW, "turns": "Siapa?"}], 1, "`turns` is a list"),
        ([{**ROW, "answers": "Sekda"}], 1, "`answers` is a list"),
        ([{**ROW, "tags": "person"}], 1, "`tags` is a list"),
        ([{**ROW, "gold": [{"source_id": "berita", "quote": ""}]}], 1, "a `quote` that is not empty"),
        ([{**ROW, "date": "18/4/2024"}], 1, "`date` is written as 2024-04-18"),
        ([{**ROW, "lang": "jv"}], 1, "`lang`"),
        ([{**ROW, "split": "train"}], 1, "`split`"),
        ([{**REFUSED, "refusal": "rude"}], 1, "`refusal`"),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_a_bad_line_is_named_with_its_number(tmp_path: Path, rows: list[object], line: int, says: str) -> None:
    path = file(tmp_path, *rows)
    with pytest.raises(DatasetError) as raised:
        read_cases(path, source)
    message = str(raised.value)
    assert message.startswith(f"{path}, line {line}: ")
    assert says in message


def test_without_the_articles_only_the_form_is_checked(tmp_path: Path) -> None:
    assert len(read_cases(file(tmp_path, {**ROW, "gold": [{"source_id": "kabar", "quote": END}]}))) == 1


def test_a_file_without_cases_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="no cases"):
        read_cases(file(tmp_path, "", ""))


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match=r"missing\.jsonl"):
        read_cases(tmp_path / "missing.jsonl")
    (tmp_path / "binary.jsonl").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(DatasetError, match=r"binary\.jsonl"):
        read_cases(tmp_path / "binary.jsonl")


def test_the_development_questions_are_enough_and_of_every_kind() -> None:
    documents = {document.id: document for document in load_folder(SEEDS)}
    cases = read_cases(QUESTIONS, documents.__getitem__)  # finds every gold quote
    assert len(cases) >= 150
    assert sum(case.refusal is not None for case in cases) >= 50
    kinds = Counter(case.kind for case in cases)
    assert set(kinds) >= {
        *("direct", "paraphrase", "english", "informal", "follow_up", "list", "several_sources", "long"),
        *("near_miss", "false_premise", "furniture", "off_topic", "partisan", "override", "unclear"),
    }
    assert {case.lang for case in cases} == {"id", "en"}
    assert {case.refusal for case in cases} == {None, *REFUSALS}
    assert {gold.source_id for case in cases for gold in case.gold} == set(documents)
    assert all(len(case.turns) > 1 for case in cases if case.kind == "follow_up")
    assert any(len({gold.source_id for gold in case.gold}) > 1 for case in cases)


def test_the_development_questions_are_all_different() -> None:
    turns = Counter(tuple(turn.casefold() for turn in case.turns) for case in read_cases(QUESTIONS))
    assert [asked for asked, count in turns.items() if count > 1] == []


def test_every_development_question_can_be_answered_from_outside_page_furniture() -> None:
    rules = rules_for(SEEDS)
    documents = {document.id: mark_furniture(document, rules) for document in load_folder(SEEDS)}

    def hidden(gold: Gold) -> bool:
        document = documents[gold.source_id]
        return any(item.span.contains(gold.span(document)) for item in document.furniture)

    cases = [case for case in read_cases(QUESTIONS) if case.gold]
    assert [case.id for case in cases if all(map(hidden, case.gold))] == []


def test_short_answers_of_the_development_questions_are_in_their_gold_quotes_or_say_why() -> None:
    odd = []
    for case in read_cases(QUESTIONS):
        # An article may have two spaces, or a line break, where an accepted answer has one space.
        quotes = " ".join(" ".join(gold.quote for gold in case.gold).casefold().split())
        if case.answers and not any(answer.casefold() in quotes for answer in case.answers):
            odd.append(case.id)
    assert odd == []


@pytest.mark.parametrize(
    ("text", "quote", "found"),
    [
        ("Rapat dibuka\nSekda di aula.", "Rapat dibuka Sekda", "Rapat dibuka\nSekda"),
        ("(2) Rapat\n   dibuka Sekda.", "Rapat dibuka", "Rapat\n   dibuka"),
        ("Camat | 3 | | 5\n", "Camat 3 5", "Camat | 3 | | 5"),
        ("Camat\n3\n5\n", "Camat | 3 | 5", "Camat\n3\n5"),
        ("a. (satu) b", "(satu)", "(satu)"),
        ("satu  dua. satu dua.", "satu dua", "satu dua"),  # as it is written, where it is, before any other form
    ],
)
def test_a_quote_is_found_whatever_its_lines_end_with_and_its_cells_are_parted_by(
    text: str, quote: str, found: str
) -> None:
    document = Document("x", text, "", "x.txt", "")
    assert Gold("x", quote).span(document).of(text) == found


@pytest.mark.parametrize("quote", ["dua satu", "satudua", "satu. dua", "| "])
def test_other_words_are_another_quote(quote: str) -> None:
    with pytest.raises(DatasetError, match="the quote is not in x"):
        Gold("x", quote).span(Document("x", "satu dua", "", "x.txt", ""))
