"""Whose words a quote is: the speaker that the article itself names, verbatim, or nobody where that is not clear.

Each sentence of a quote is judged by itself, and all must be one speaker's: the reporter's words are nobody's. A sentence is somebody's
where it stands in a quotation ("...", ujar Haryono) or is the clause of a verb of saying (Menpan RB menegaskan bahwa ...; ..., kata Rina).
A pronoun (... , katanya) stands for the speaker named last. The verbs, and what may be part of a name, are those of `data/speaker.toml`.
Where two people may have spoken, nobody is named: a wrong name would put words into a person's mouth.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path

from assistant.quotation import find_quotations
from assistant.tuning import TUNING
from index.document import Span
from index.honorifics import HONORIFICS
from index.sentences import split_sentences
from index.word_rules import WordRules

RULES = WordRules(Path(__file__).parents[1] / "data" / "speaker.toml", shared=(HONORIFICS,))


def find_speaker(text: str, quote: Span) -> str | None:
    """Who says what stands in `text` at `quote`, in the text's own words; None if nobody does, or it is not clear who."""
    spoken = _spoken(text)
    speaker: str | None = None
    for within in split_sentences(quote.of(text)):
        sentence = Span(quote.start + within.start, quote.start + within.end)
        found = _of_sentence(text, sentence, spoken, speaker)
        if found is None or (speaker and not _one_person(speaker, found)):
            return None
        speaker = speaker or found
    return speaker


# Of every sentence of a long article the same text is asked for: a regulation of 300 pages took 25 seconds to look through.
@lru_cache(maxsize=16)
def _spoken(text: str) -> tuple[Span, ...]:
    """What stands in quotation marks in a text and is a statement: a term in them is nobody's."""
    return tuple(span for span in find_quotations(text) if len(span.of(text).split()) >= TUNING.shortest_statement)


def _of_sentence(text: str, sentence: Span, spoken: Sequence[Span], before: str | None) -> str | None:
    """Who says a sentence; `before` is who says the one before it in the same quote."""
    said = _of_clause(sentence.of(text), before)
    quotations = [span for span in spoken if span.overlaps(sentence)]
    if not quotations:
        return said
    speakers = {_of_quotation(text, span) for span in quotations}
    if len(speakers) > 1:
        return None
    speaker = speakers.pop()
    # What stands around the quotation is the reporter's: where that is most of the sentence, the sentence is his, unless it only says
    # how the speaker introduces his words.
    inside = sum(_words_between(text, max(s.start, sentence.start), min(s.end, sentence.end)) for s in quotations)
    mostly = 2 * inside >= _words_between(text, sentence.start, sentence.end)
    return speaker if mostly or (said and speaker and _one_person(said, speaker)) else None


def _of_clause(sentence: str, before: str | None) -> str | None:
    """Who says a sentence by its own words; a pronoun is the speaker `before`."""
    body = RULES.pattern("head_of_sentence").sub("", sentence)
    body = RULES.pattern("opening").sub("", body)
    if before and RULES.pattern("pronoun_saying").search(body):
        return before
    found = (
        RULES.pattern("before_saying").match(body)
        or RULES.pattern("according_to").match(sentence)
        or RULES.pattern("said_at_the_end").search(sentence)
    )
    return _name(found.group("person")) if found else None


def _of_quotation(text: str, quotation: Span) -> str | None:
    """Who says a quotation; a name after it goes before all others."""
    after = text[quotation.end : quotation.end + TUNING.speaker_look_ahead]
    if found := RULES.pattern("said_after_quotation").match(after):
        return _name(found.group("person"))
    before = text[max(0, quotation.start - TUNING.speaker_look_back) : quotation.start]
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


def _one_person(one: str, other: str) -> bool:
    """Whether a name is the other, or a part of it: "Dewa Indra" is "Sekda Provinsi Bali Dewa Indra"."""
    short, long = sorted((set(one.split()), set(other.split())), key=len)
    return short <= long


def _words_between(text: str, start: int, end: int) -> int:
    return len(text[start:end].split())
