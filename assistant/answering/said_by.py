"""Who says what in an article: its statements, each with its speaker as the article names him there and everywhere else.

One person is named by name and by office: "MenPAN-RB", "Azwar Anas" and "Menteri ... (MenPAN-RB) Abdullah Azwar Anas" are the speaker of
three statements of one article. A short name is joined with the longer ones of the same article that contain all its words; names of two
articles are never joined. `data/said_by.toml` has the words for offices.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from assistant.answering.compose import Quoted
from assistant.answering.gathered import ArticleText
from assistant.answering.speaker import RULES as SPEAKER_RULES
from assistant.answering.speaker import find_speaker
from assistant.question.spelling import spelt_alike
from index.analyzer import Analyzer, word_tokens
from index.document import Span
from index.honorifics import HONORIFICS
from index.word_rules import WordRules

RULES = WordRules(Path(__file__).parents[1] / "data" / "said_by.toml", shared=(HONORIFICS, SPEAKER_RULES))
NAMES_KEPT = 4_096
"""Names whose words are kept: a question may name anybody."""
_AND = re.compile(r"\s(?:dan|serta|bersama)\s")
_BLANK_LINE = re.compile(r"\n\s*\n")
_ENDS_OFFICE = re.compile(r"[,(]")


@dataclass(frozen=True, slots=True)
class Statement:
    """Somebody's words in an article.

    Attributes:
        quoted: the words with their place, and the speaker as the article names him there.
        known_as: terms and words, case-folded, of all names by which the article names that person.
    """

    quoted: Quoted
    known_as: frozenset[str]


def find_article_statements(article: ArticleText, analyzer: Analyzer) -> list[Statement]:
    """The statements of an article, in the order of its text; what they quote does not overlap."""
    text, sentences = article.document.text, article.sentences
    named = list(named_persons(text, sentences))
    found: list[Statement] = []
    at = 0
    while at < len(sentences):
        speaker = _speaker_of(article, sentences[at])
        first, at = at, at + 1
        if speaker is None:
            continue
        while at < len(sentences) and _goes_on(text, sentences[at - 1], sentences[at]):
            at += 1
        quoted = article.quote_sentences(sentences[first:at], speaker)
        before = found[-1].quoted if found else None
        # "Dia juga menegaskan ..." takes along what it leans on, which is a statement already: one quote of both.
        if before is not None and before.span.overlaps(quoted.span):
            joined = Span(before.span.start, quoted.span.end)
            found[-1] = Statement(Quoted(before.reading, joined, before.speaker), found[-1].known_as)
            continue
        found.append(Statement(quoted, _known_as(speaker, named, analyzer)))
    return found


def _speaker_of(article: ArticleText, sentence: Span) -> str | None:
    text = article.document.text
    if speaker := find_speaker(text, sentence):
        return speaker
    # Whoever the sentence before names; what only stands behind a statement is the reporter's.
    if RULES.pattern("pronoun_says").search(sentence.of(text)):
        return find_speaker(text, article.quote_sentence(sentence).span)
    if RULES.pattern("pronoun_said").search(sentence.of(text)):
        return _holder_of_office(text, article.sentences, sentence)
    return None


def _holder_of_office(text: str, sentences: Sequence[Span], sentence: Span) -> str | None:
    """The only person with an office in the sentence before one that "katanya" ends; no speaker is named as such."""
    at = sentences.index(sentence)
    if at == 0:
        return None
    matches = RULES.pattern("person_with_office").finditer(sentences[at - 1].of(text))
    persons = [person for match in matches for person in _apart(match.group())]
    holders = [person.strip(" ,.") for person in persons if _has_role(person) and len(name_words(person)) > 2]
    # Without the degrees that stood within it, a name may not be the text's own words any more.
    return holders[0] if len(holders) == 1 and holders[0] in text else None


def _has_role(person: str) -> bool:
    return not set(RULES.words["role"]).isdisjoint(word_tokens(person))


def _goes_on(text: str, before: Span, sentence: Span) -> bool:
    """Whether a sentence goes on with the one before it, in the same paragraph."""
    same_paragraph = not _BLANK_LINE.search(text[before.end : sentence.start])
    return same_paragraph and bool(RULES.pattern("goes_on").search(sentence.of(text)))


def named_persons(text: str, sentences: Sequence[Span]) -> Iterator[str]:
    """Each person that the sentences name, with the office: "Sekda Bali Dewa Indra". Other names are among them, and do no harm."""
    for sentence in sentences:
        for match in RULES.pattern("person_with_office").finditer(sentence.of(text)):
            yield from _apart(match.group())


def _apart(named: str) -> Iterator[str]:
    """The persons of a list apart, each with the office."""
    bare = HONORIFICS.pattern("degrees_after").sub("", named)
    for some in RULES.pattern("next_person").split(bare):
        for several in _parted_at_and(some):
            yield from _parted_at_commas(several)


def _parted_at_and(named: str) -> Iterator[str]:
    """The persons of "Rina dan Umar" apart, and "Badan Umum dan Arsip (BUA), Rina" together."""
    for joined in _AND.finditer(named):
        before, after = named[: joined.start()], named[joined.end() :]
        # Within an office there is no comma yet, and the name comes after one, or after brackets.
        if _ENDS_OFFICE.search(before) or not _ENDS_OFFICE.search(after):
            yield before
            yield from _parted_at_and(after)
            return
    yield named


def _parted_at_commas(named: str) -> Iterator[str]:
    """The parts of "Sekda Ambon, Rina" and "Rina, Sekda Ambon" together; of longer lists, each office with the name after it."""
    parts = [part for part in named.split(",") if part.strip()]
    offices = [_has_role(part) for part in parts]
    at = 0
    while at < len(parts):
        one_name = at + 2 == len(parts) or (at + 2 < len(parts) and offices[at + 2])
        paired = at + 1 < len(parts) and one_name and (offices[at] != offices[at + 1])
        yield ",".join(parts[at : at + 1 + paired])
        at += 1 + paired


@lru_cache(maxsize=NAMES_KEPT)
def name_words(name: str) -> frozenset[str]:
    """The words of a name and office that tell who it is, case-folded: without titles, degrees, and the level of the office."""
    bare = HONORIFICS.pattern("degrees_after").sub(" ", HONORIFICS.pattern("title").sub(" ", name))
    return frozenset(word_tokens(bare)) - set(RULES.words["level"])


def _known_as(speaker: str, named: Sequence[str], analyzer: Analyzer) -> frozenset[str]:
    """The terms and words of a speaker and of all longer names that contain his; an office alone names nobody else."""
    words = name_words(speaker)
    names = [speaker]
    if words - set(RULES.words["role"]):
        # The article itself may spell a name in two ways: Wulandaru and Walndaru.
        names += [name for name in named if _contains(name_words(name), words)]
        names += [name for name in named if len(name_words(name)) > 1 and _contains(words, name_words(name))]
    return frozenset(term for name in names for term in (*analyzer.terms(name), *word_tokens(name)))


def _contains(long: frozenset[str], short: frozenset[str]) -> bool:
    return all(any(spelt_alike(word, other) for other in long) for word in short)
