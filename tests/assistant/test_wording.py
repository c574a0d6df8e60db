"""The texts: the same in both languages, each one used, and none missing where one is asked for."""

from __future__ import annotations

import ast
import re
import string
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest

from assistant.answer import ConfidenceLevel, Lang, RefusalReason, Verified
from assistant.answering import talk
from assistant.answering.decision import Evidence
from assistant.articles.search import SearchForm, search_articles
from assistant.conversations.opinions import OPINION_REASONS, Verdict
from assistant.explanation import BANK_USES, HINDRANCES
from assistant.publishing.difference import ParagraphKind
from assistant.publishing.health import CHECKS
from assistant.publishing.pending import State
from assistant.publishing.round_trip import DropReason
from assistant.publishing.waiting import Clash
from assistant.quality.inbox import REASONS as INBOX_REASONS
from assistant.quality.run_answers import FAULTS
from assistant.quality.run_figures import GROUPS, MEASURES
from assistant.quality.run_pairs import Verdict as RunVerdict
from assistant.quality.saved_changes import ACTIONS
from assistant.retrieval.bank_match import MatchFeatures
from assistant.web.operator.documents import SHOWS
from assistant.web.quality.runs_page import COLUMNS
from assistant.web.shared.error_page import TEXT_NAMES
from assistant.wording import DATA, as_lang, fill_text, headline_text, say_published, say_verified, spell_date, words
from index.bank import ENTRY_KINDS
from index.generations import Did
from index.toml import read_toml

ROOT = Path(__file__).parents[2]
LANGUAGES: tuple[Lang, ...] = get_args(Lang)
KEYS = tuple(words("id"))


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


# Both languages


def test_both_languages_have_the_same_keys_in_the_same_order() -> None:
    assert tuple(words("en")) == KEYS


@pytest.mark.parametrize("key", KEYS)
def test_every_text_is_there_in_both_languages_with_the_same_places_to_fill(key: str) -> None:
    texts = [words(lang)[key] for lang in LANGUAGES]
    assert all(text.strip() for text in texts)
    assert places(texts[0]) == places(texts[1])


def test_no_key_reads_as_a_method_of_a_mapping() -> None:
    """A template's `say.copy` would be the method of that name."""
    assert [key for key in KEYS if hasattr(words("id"), key)] == []


def test_no_text_repeats_a_limit_that_the_code_sets() -> None:
    """Those of a question and of a document's details are filled in."""
    assert [key for lang in LANGUAGES for key, text in words(lang).items() if "500" in text] == []


def test_no_text_says_the_name_itself() -> None:
    """An office may have its own, which takes the place of `{brand}`."""
    for path in DATA.glob("wording.*.json"):
        text = path.read_text(encoding="utf-8")
        assert "{brand}" in text
        assert re.findall(r"^.*\bNetral\b.*$", text, re.MULTILINE) == []


# Used and missing: keys are found in the code itself, those that it builds from a beginning and a value in FAMILIES


def sources(*endings: str) -> list[str]:
    files = [path for room in ("index", "assistant", "eval") for path in sorted((ROOT / room).rglob("*"))]
    return [path.read_text(encoding="utf-8") for path in files if path.suffix in endings]


PYTHON = [ast.parse(text) for text in sources(".py")]


def raised(error: str) -> set[str]:
    """The codes with which that error is raised anywhere."""
    calls = [node for tree in PYTHON for node in ast.walk(tree) if isinstance(node, ast.Call)]
    codes = [call.args[0] for call in calls if isinstance(call.func, ast.Name) and call.func.id == error and call.args]
    return {node.value for code in codes for node in ast.walk(code) if isinstance(node, ast.Constant)}


PANEL = (ROOT / "assistant" / "static" / "panel.js").read_text(encoding="utf-8")
RENAMED = dict(re.findall(r"(\w+): \"(\w+)\"", PANEL.split("const KEYS = ")[1].split("}")[0]))
UNREAD_KINDS = read_toml(ROOT / "index" / "data" / "endings.toml")["kind"]
"""The kinds of files that are no documents; an upload of one is refused by its code."""
FAMILIES: dict[str, set[str]] = {
    "confidence_": {*get_args(ConfidenceLevel)},
    "disagreement_": {"spelling", "substance"},
    "error_": {*raised("QuestionError"), *RENAMED.values(), "unreachable"},
    "explain_against_": {*HINDRANCES},
    "explain_feature_": {*Evidence.__slots__},
    "explain_match_": {*MatchFeatures.__slots__},
    "explain_use_": {*BANK_USES},
    "feedback_": {*get_args(Verdict)},
    "feedback_reason_": {*OPINION_REASONS},
    "hello_": {name.removeprefix("hello_") for name in talk.RULES.rules if name.startswith("hello_")},
    "operator_ago_": {"minutes", "hours", "days", "now"},
    "operator_ago_one_": {"minutes", "hours", "days"},
    "operator_bad_": {*CHECKS},
    "operator_check_": {*CHECKS, "good"},
    "operator_clash_": {*get_args(Clash)},
    "operator_count_": {*get_args(ParagraphKind)},
    "operator_did_": {*get_args(Did)},
    "operator_drop_": {*get_args(DropReason)},
    "operator_error_": raised("DocumentError")
    | raised("SentenceError")
    | raised("LimitError")
    | {kind["code"] for kind in UNREAD_KINDS},
    "operator_show_": {*SHOWS},
    "operator_state_": {*get_args(State)},
    "problem_": {*TEXT_NAMES} - {"question"},
    "problem_title_": {*TEXT_NAMES},
    "operator_switch_": raised("SwitchError"),
    "quality_did_": {*ACTIONS},
    "quality_kind_": {*ENTRY_KINDS} - {"refuse"},
    "quality_refusal_": {*get_args(RefusalReason)},
    "quality_show_": {*INBOX_REASONS},
    "reply_": {*get_args(talk.TalkIntent)} - {"articles"},
    "runs_": {"lost", "lost_none", "won", "won_none"},
    "runs_column_": {*COLUMNS},
    "runs_fault_": {*FAULTS},
    "runs_group_": {*GROUPS},
    "runs_measure_": {one.key for one in MEASURES},
    "runs_verdict_": {*get_args(RunVerdict)},
    "status_": {"search"},
    "subject_": {*ENTRY_KINDS, "other"} - {"refuse"},
    "talk_": {"docx", "pdf", "md", "json"},  # the files of a conversation
    "": {*get_args(RefusalReason)},
}
"""The beginning of a key that is put together to the values that may follow it."""
WITHOUT = {"operator_error_": {"manifest"}}
"""Values that have no text: the error's own words are shown."""


def is_texts(node: ast.expr) -> bool:
    """Whether an expression is the mapping of texts: `say`, or `words(...)`."""
    called = node.func if isinstance(node, ast.Call) else node
    return isinstance(called, ast.Name) and called.id == ("words" if called is not node else "say")


def constants(node: ast.AST) -> Iterator[str]:
    """The strings of a tree that may be keys of a text: not those that are keys of something else, or types."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.Subscript) and not is_texts(node.value):
        yield from constants(node.value)
    elif isinstance(node, ast.Dict):
        for value in node.values:
            yield from constants(value)
    else:
        for child in ast.iter_child_nodes(node):
            yield from constants(child)


def in_python() -> Iterator[str]:
    """The keys, and beginnings of keys, with which Python asks for a text at once."""
    for tree in PYTHON:
        for node in ast.walk(tree):
            asked: list[ast.expr] = []
            if isinstance(node, ast.Subscript) and is_texts(node.value):
                asked = [node.slice]
            elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args:
                asked = (
                    node.args[:1] if node.func.id in ("fill_text", "show_notice", "Notice", "suggestions_html") else []
                )
            for key in asked:
                yield from (found for found in constants(key) if found.isidentifier())


def in_pages() -> Iterator[str]:
    """The same for templates and scripts."""
    for text in sources(".html", ".js"):
        yield from re.findall(r"\bsay(?:\.|\[[\"`])([a-z_]+)", text)


ASKED = {*in_python(), *in_pages()}
BUILT = {
    beginning + value for beginning, values in FAMILIES.items() for value in values - WITHOUT.get(beginning, set())
}


def test_the_code_is_read() -> None:
    """That the walks above see what they should: one key of each kind of file, and one that is put together."""
    assert {"months", "unclear", "refusal_title", "counter_label", "error_", "operator_state_"} <= ASKED
    assert "short_answer" not in named_in_python()  # a field of the record, by dozens of lines
    assert {"empty", "control"} <= raised("QuestionError")
    assert {"busy", "encoding"} <= raised("DocumentError")


def test_every_beginning_of_a_key_is_a_known_family() -> None:
    assert {key for key in ASKED if key.endswith("_")} <= set(FAMILIES)


def test_no_text_is_missing() -> None:
    whole = {key for key in ASKED if not key.endswith("_")}
    assert sorted((whole | BUILT) - set(KEYS)) == []


def named_in_python() -> set[str]:
    """Every string that may be a key, wherever it goes from there."""
    return {found for tree in PYTHON for found in constants(tree)}


def test_no_text_is_left_over() -> None:
    titles = {f"{name}_title" for name in ("source_missing", "library_unavailable")}
    forms = SearchForm(q="x" * 1000, since="then", until="now"), SearchForm(since="2024-02-01", until="2024-01-01")
    wrong = {key for form in forms for key in search_articles([], form).wrong}
    assert sorted(set(KEYS) - named_in_python() - ASKED - BUILT - titles - wrong) == []


def test_every_reason_to_refuse_has_a_message() -> None:
    assert set(get_args(RefusalReason)) <= set(KEYS)


def test_every_code_of_a_question_error_has_a_message() -> None:
    assert {"empty", "too_long", "control", "history"} <= raised("QuestionError")
    assert {f"error_{code}" for code in raised("QuestionError")} <= set(KEYS)


# What is made of them


def test_places_are_filled() -> None:
    text = fill_text("not_in_sources", "en", searched="who {x}?", documents=5)
    assert text == "The source articles do not answer this question. Searched for: “who {x}?” in 5 articles."


def test_a_place_without_its_value_is_an_error() -> None:
    with pytest.raises(KeyError, match="documents"):
        fill_text("not_in_sources", "en", searched="x")


def test_nobody_can_change_the_texts_of_all() -> None:
    with pytest.raises(TypeError):
        words("id")["send"] = "x"  # type: ignore[index]


@pytest.mark.parametrize(
    ("iso", "lang", "spelled"),
    [
        ("2024-04-18", "id", "18 April 2024"),
        ("2024-02-06", "id", "6 Februari 2024"),
        ("2024-02-06", "en", "6 February 2024"),
        ("2023-12-31", "id", "31 Desember 2023"),
        ("2024", "id", "2024"),
        ("<b>", "id", "<b>"),
    ],
)
def test_dates_are_spelled_out(iso: str, lang: Lang, spelled: str) -> None:
    assert spell_date(iso, lang) == spelled


def test_a_date_read_from_the_text_is_not_called_a_date_of_publication() -> None:
    assert say_published("2024-04-18", ("published",), "id") == "18 April 2024 (tanggal peristiwa menurut teks)"
    assert say_published("2024-04-18", ("title",), "id") == "terbit 18 April 2024"
    assert say_published("2024-04-18", ("published",), "en") == "18 April 2024 (date of the event in the text)"
    assert say_published(None, (), "id") == "tanggal tidak disebutkan"


def test_who_checked_an_answer_is_said_with_the_day_in_words() -> None:
    assert say_verified(Verified("{Sari}", "2026-11-26"), "id") == "Diperiksa oleh {Sari} pada 26 November 2026"
    assert say_verified(Verified("Sari", "2026-11-26"), "en") == "Checked by Sari on 26 November 2026"


@pytest.mark.parametrize(
    ("found", "shown"),
    [
        ("menjaga netralitas ASN", "Menjaga netralitas ASN"),
        ("Badan\n Kepegawaian  Negara", "Badan Kepegawaian Negara"),
        ("“tidak boleh” memihak", "“Tidak boleh” memihak"),
        ("27 November 2024", "27 November 2024"),
        ("e-KTP", "E-KTP"),
        ("dua pega-\nwai", "Dua pegawai"),
        ("undang-\nundang", "Undang-undang"),
        ("enam (6) orang, a.n. Bupati", "Enam (6) orang, a.n. Bupati"),
        ("pH tanah", "pH tanah"),
        ("kasn.go.id", "kasn.go.id"),
        ("pengaduan@kasn.go.id", "pengaduan@kasn.go.id"),
        ("https://kasn.go.id", "https://kasn.go.id"),
        ("—", "—"),
    ],
)
def test_a_headline_begins_as_a_line_does(found: str, shown: str) -> None:
    assert headline_text(found) == shown


@pytest.mark.parametrize(
    ("value", "default", "lang"),
    [
        ("en", "id", "en"),
        ("id", "en", "id"),
        ("", "en", "en"),
        (None, "id", "id"),
        (["en"], "id", "id"),
        ("fr", "fr", "id"),
    ],
)
def test_only_languages_of_the_page_are_taken(value: object, default: str, lang: Lang) -> None:
    assert as_lang(value, default) == lang
