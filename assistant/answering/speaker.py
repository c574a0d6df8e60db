"""Whose words a quote is: the speaker that the article itself names, verbatim, or nobody where that is not clear.

Indonesian news names a speaker in three ways: after the quotation ("...", ujar Haryono), before a verb of saying (Menpan RB menegaskan
bahwa ...), or by a pronoun (... , katanya), which stands for the speaker named last. The verbs, and what may be part of a name, are
those of `data/speaker.toml`. Where two people may have spoken, nobody is named: a wrong name would put words into a person's mouth.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from assistant.tuning import TUNING
from index.document import Span
from index.honorifics import HONORIFICS
from index.sentences import split_sentences
from index.word_rules import WordRules

RULES = WordRules(Path(__file__).parents[1] / "data" / "speaker.toml", shared=(HONORIFICS,))
_QUOTATION = re.compile(r"“[^“”]*”|\"[^\"\n]*\"")


def find_speaker(text: str, quote: Span) -> str | None:
    """Who says what stands in `text` at `quote`, in the text's own words; None if nobody does, or it is not clear who."""
    for quotation in _QUOTATION.finditer(text):
        if quotation.start() < quote.end and quote.start < quotation.end():
            # A term in quotation marks is nobody's statement.
            if len(quotation.group().split()) < TUNING.shortest_statement:
                continue
            return _of_quotation(text, quotation.start(), quotation.end())
    named = list(dict.fromkeys(_persons(quote.of(text))))
    return named[0] if len(named) == 1 else None


def _of_quotation(text: str, start: int, end: int) -> str | None:
    """Who says the quotation between `start` and `end`; a name after it goes before all others."""
    after = text[end : end + TUNING.speaker_look_ahead]
    if found := RULES.pattern("said_after_quotation").match(after):
        return _name(found.group("person"))
    before = text[max(0, start - TUNING.speaker_look_back) : start]
    # A sentence that the quotation ends: Menpan RB menegaskan, "...".
    sentences = split_sentences(before)
    if (
        sentences
        and before[sentences[-1].end - 1] not in '.!?”"'
        and (named := list(_persons(sentences[-1].of(before))))
    ):
        return named[-1]
    # "..., katanya" is said by the speaker named last, who may be sentences away.
    if RULES.pattern("pronoun_said_after_quotation").match(after):
        return next(reversed(list(_persons(before))), None)
    return None


def _persons(text: str) -> Iterator[str]:
    """The speakers that a text names, in order."""
    found = []
    for sentence in split_sentences(text):
        whole = sentence.of(text)
        body = RULES.pattern("head_of_sentence").sub("", whole)
        if match := RULES.pattern("before_saying").search(body) or RULES.pattern("according_to").match(whole):
            found.append((sentence.start, match.group("person")))
    after_quotations = RULES.pattern("said_within_a_text").finditer(text)
    found += [(match.start("person"), match.group("person")) for match in after_quotations]
    for _, person in sorted(found):
        name = _name(person)
        if name is not None:
            yield name


def _name(person: str) -> str | None:
    """The person without what only begins the sentence; None for a pronoun or a thing."""
    name = RULES.pattern("head_of_sentence").sub("", person).rstrip(" ,")
    return None if not name or RULES.pattern("names_nobody").match(name) else name
