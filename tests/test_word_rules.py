"""Every file of word lists and rules: each rule agrees with its examples, and each word is needed for one."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from assistant.answering import (
    agreement,
    compose,
    definitions,
    document_dates,
    list_items,
    mismatches,
    named_articles,
    regulation_facts,
    said_by,
    speaker,
    statements,
    talk,
)
from assistant.question import asked, asked_places, leaning, offices, several, small_talk, sure_intents
from assistant.reader import headline_rules, table_rows
from eval.questions import word_order
from index import (
    dates,
    document_head,
    honorifics,
    line_units,
    moments,
    number_words,
    regulation_dates,
    structure_lines,
    versions,
)
from index.errors import ConfigError
from index.formats import eml, html_tree, pdf_rules, style_names
from index.toml import read_toml
from index.word_rules import Rule, WordRules, any_word

ROOT = Path(__file__).parents[1]
OWNERS = {
    leaning: leaning.RULES,
    sure_intents: sure_intents.RULES,
    small_talk: small_talk.RULES,
    compose: compose.RULES,
    definitions: definitions.RULES,
    document_dates: document_dates.RULES,
    speaker: speaker.RULES,
    talk: talk.RULES,
    said_by: said_by.RULES,
    statements: statements.RULES,
    named_articles: named_articles.RULES,
    agreement: agreement.RULES,
    mismatches: mismatches.RULES,
    regulation_facts: regulation_facts.RULES,
    offices: offices.RULES,
    list_items: list_items.RULES,
    asked: asked.RULES,
    several: several.RULES,
    asked_places: asked_places.RULES,
    structure_lines: structure_lines.RULES,
    headline_rules: headline_rules.RULES,
    table_rows: table_rows.RULES,
    word_order: word_order.RULES,
    dates: dates.RULES,
    regulation_dates: regulation_dates.RULES,
    number_words: number_words.RULES,
    moments: moments.RULES,
    document_head: document_head.RULES,
    html_tree: html_tree.RULES,
    eml: eml.RULES,
    style_names: style_names.RULES,
    pdf_rules: pdf_rules.RULES,
    honorifics: honorifics.HONORIFICS,
    versions: versions.RULES,
    line_units: line_units.RULES,
}
"""A module to its file of rules."""
OTHER_FORMAT = {
    "furniture.toml",
    "intents.toml",
    "subjects.toml",
    "layout.toml",
    "endings.toml",
    "encodings.toml",
    "regulation_kinds.toml",
}
"""Rules about lines and blocks of a page (index/furniture.py), example sentences (assistant/question/intent_examples.py), the subjects of
the library (assistant/articles/subjects.py), the sizes of a memo (assistant/conversations/memo/layout.py), endings of files that are no
documents (index/folder_scan.py), characters by which encodings are told (index/formats/encodings.py), and the kinds of regulations
(index/regulation_kinds.py)."""

LINE = 140


@cache
def contents(rules: WordRules) -> Mapping[str, Any]:
    return read_toml(rules.path)


@cache
def with_words(rules: WordRules, name: str, words: tuple[str, ...]) -> Mapping[str, Rule]:
    """The rules as if these were the words of a list."""
    changed = {**contents(rules), "words": {**contents(rules)["words"], name: words}}
    return rules.parse(changed)[1]


def examples(rule: Rule) -> Iterator[tuple[str, bool]]:
    """Each example, and whether the rule has to apply to it."""
    yield from ((example, True) for example in rule.matches)
    yield from ((example, False) for example in rule.not_matches)


def swapped(example: str, words: tuple[str, ...], word: str, case_sensitive: bool) -> Iterator[str]:
    """The example with `word` in the place of another word of its list."""
    for match in re.finditer(any_word(words), example, 0 if case_sensitive else re.IGNORECASE):
        yield example[: match.start()] + word + example[match.end() :]


def is_needed(rules: WordRules, name: str, word: str) -> bool:
    """Whether some example, with the word in it, keeps its verdict by this word alone, and loses it without.

    A word that has another of its list within it ("pasangan calon" has "calon") need not be missed.
    """
    words = rules.words[name]
    others = tuple(other for other in words if other != word)
    alone, without = with_words(rules, name, (word,)), with_words(rules, name, others)
    part_remains = bool(re.search(rf"\b{any_word(others)}\b", word))
    for rule in rules.rules.values():
        if without[rule.name] == rule:
            continue  # does not use the list
        for example, verdict in examples(rule):
            for text in swapped(example, words, word, rule.case_sensitive):
                right = rule.applies(text) == alone[rule.name].applies(text) == verdict
                if right and (part_remains or without[rule.name].applies(text) != verdict):
                    return True
    return False


EACH_FILE = pytest.mark.parametrize("rules", OWNERS.values(), ids=lambda rules: rules.path.stem)
EACH_RULE = pytest.mark.parametrize(
    "rule",
    [
        pytest.param(rule, id=f"{file.path.stem}-{rule.name}")
        for file in OWNERS.values()
        for rule in file.rules.values()
    ],
)
EACH_LIST = pytest.mark.parametrize(
    ("owner", "name"),
    [pytest.param(owner, name, id=f"{file.path.stem}-{name}") for owner, file in OWNERS.items() for name in file.words],
)


def test_every_rules_file_is_checked_here() -> None:
    found = {path for room in ("index", "assistant", "eval") for path in (ROOT / room).rglob("data/*.toml")}
    assert {path for path in found if path.name not in OTHER_FORMAT} == {file.path for file in OWNERS.values()}


@EACH_RULE
def test_a_rule_applies_to_what_it_matches_and_to_nothing_that_it_does_not(rule: Rule) -> None:
    assert rule.matches
    assert rule.not_matches
    assert [(example, verdict) for example, verdict in examples(rule) if rule.applies(example) != verdict] == []


@EACH_LIST
def test_every_word_of_a_list_is_needed(owner: ModuleType, name: str) -> None:
    """By an example of a rule; a list that no rule uses is read by its module, and tested there."""
    rules = OWNERS[owner]
    words = rules.words[name]
    assert len(set(words)) == len(words)
    if with_words(rules, name, ()) == rules.rules:
        assert f'"{name}"' in inspect.getsource(owner)
    else:
        assert [word for word in words if not is_needed(rules, name, word)] == []


@EACH_FILE
def test_a_pattern_is_no_longer_than_a_line(rules: WordRules) -> None:
    lines = rules.path.read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if len(line) > LINE] == []


SMALL = WordRules(Path("small.toml"))


def small(*patterns: str | list[str], words: Mapping[str, list[str]], **fields: Any) -> list[Rule]:
    rows = [{"name": f"rule_{chr(97 + n)}", "pattern": pattern, **fields} for n, pattern in enumerate(patterns)]
    return list(SMALL.parse({"words": words, "rule": rows})[1].values())


def test_a_word_stands_for_itself_and_the_longer_of_two_comes_first() -> None:
    (rule,) = small("{greeting}", words={"greeting": ["hai", "hai.", "hai kak"]})
    assert [match.group() for match in rule.pattern.finditer("Hai kak! hai, hai.")] == ["Hai kak", "hai", "hai."]


def test_a_list_without_words_is_found_nowhere() -> None:
    (rule,) = small("{greeting}", words={"greeting": []})
    assert not rule.applies("")


def test_a_rule_names_earlier_rules_and_repeats_them_as_a_whole() -> None:
    _, rule = small(["{one}", "dua"], "^{rule_a}+$", words={"one": ["satu"]})
    assert rule.applies("satuduasatu")
    assert not rule.applies("satu dua")


def test_unless_takes_back_and_case_counts_where_it_is_said_to() -> None:
    (rule,) = small(r"\bumar\b", words={"not": ["bukan"]}, unless="{not}", case_sensitive=True)
    assert rule.applies("umar")
    assert not rule.applies("Umar")
    assert not rule.applies("bukan umar")


def test_a_pattern_with_a_quantifier_names_no_list() -> None:
    (rule,) = small("^a{2,3}$", words={})
    assert rule.applies("aaa")


def test_a_file_is_read_when_its_lists_are_first_asked_for() -> None:
    """Importing a module reads no file."""
    missing = WordRules(Path("missing.toml"))
    with pytest.raises(FileNotFoundError):
        missing.pattern("any")


def test_an_unknown_list_is_named_with_the_nearest() -> None:
    with pytest.raises(ConfigError, match=r"'gretings' in the pattern of .*did you mean 'greetings'"):
        small("{gretings}", words={"greetings": ["hai"]})


def test_an_unknown_key_and_a_name_that_is_given_twice_are_refused() -> None:
    with pytest.raises(ConfigError, match="'not_match'"):
        small("a", words={}, not_match=["b"])
    with pytest.raises(ConfigError, match="two lists or rules named 'rule_a'"):
        small("a", words={"rule_a": ["b"]})
