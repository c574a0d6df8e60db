"""Several questions in one, taken apart: "Kapan dan di mana rakor digelar, dan siapa yang membuka?" to three that stand alone.

The words and patterns are those of `data/several.toml`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from assistant.question.asked import RULES as ASKED
from assistant.question.asked import ExpectedKind, asked_kind, expected_kind
from assistant.question.check import QUESTION_LIMIT
from assistant.question.follow_up import FollowUpReader
from assistant.question.leaning import RULES as LEANING
from assistant.question.leaning import find_leaning, find_subject
from assistant.question.query import detect_language, english_words
from index.document import Span
from index.sentences import split_sentences
from index.word_rules import WordRules

RULES = WordRules(Path(__file__).parent / "data" / "several.toml", shared=(ASKED,))
MOST_PARTS = 4
"""Parts of a question that are answered; each costs a search and a reading."""
NAMED_KINDS: frozenset[ExpectedKind] = frozenset({"date", "number", "person", "place"})
"""Kinds of which words of a sentence tell whether it answers."""
EXPLANATIONS: frozenset[ExpectedKind] = frozenset({"reason", "manner"})
"""Kinds that one explanation answers together: "Mengapa dan bagaimana ASN harus netral?"."""

After = Literal["nothing", "conversation", "parts"]
"""What a part is understood after: nothing, since it is whole; the conversation; or that and the parts before it."""


@dataclass(frozen=True, slots=True)
class QuestionPart:
    """One of several questions.

    Attributes:
        of: the sentence that it is in.
        place: where in that it is, without what joins it to the others.
        sentence: the number of that sentence, from 0.
        told: what was said before the sentence and asks nothing, such as a situation.
    """

    of: str
    place: Span
    sentence: int
    told: str = ""

    @property
    def text(self) -> str:
        """The part as it was asked: "di mana"."""
        return self.place.of(self.of)

    @property
    def shown(self) -> str:
        """The part as a question of its own: "Di mana?"."""
        return f"{self.text[:1].upper()}{self.text[1:]}?"

    @property
    def named(self) -> str:
        """The part within a sentence: "di mana"."""
        asks = RULES.rules["begins_another"].applies(self.text)
        return f"{self.text[:1].lower()}{self.text[1:]}" if asks else self.text


@dataclass(frozen=True, slots=True)
class StandingPart:
    """A part as it is to be asked.

    Attributes:
        part: what was asked.
        text: with what it leaves out, as far as another part of its sentence says that.
        anchor: the number of that other part; None where it takes nothing from one.
        only_asks: whether it has nothing but question words, so that it asks about what its anchor speaks of.
    """

    part: QuestionPart
    text: str
    after: After
    anchor: int | None
    only_asks: bool


def take_apart(question: str) -> tuple[QuestionPart, ...]:
    """The parts of a checked question that asks several things, in order; none where it asks one, or one sentence answers all of it."""
    if RULES.pattern("compares").search(question):
        return ()
    sentences = list(_sentences(question))
    marked = any(map(_is_marked, sentences))
    parts: list[QuestionPart] = []
    told: list[str] = []
    for number, sentence in enumerate(sentences):
        if RULES.pattern("asks_nothing").match(sentence):
            continue
        if not _asks(sentence, marked):
            told.append(sentence)
            continue
        parts += [QuestionPart(sentence, place, number, " ".join(told)) for place in _questions_of(sentence)]
        told = []
    return tuple(parts) if len(parts) > 1 else ()


def make_standing(parts: Sequence[QuestionPart], reader: FollowUpReader) -> tuple[StandingPart, ...]:
    """Each part with what it leaves out: taken from the part of its sentence that names the subject, before it or behind it."""
    return tuple(_standing(number, parts, reader) for number in range(len(parts)))


def person_asked(question: str, reader: FollowUpReader) -> str:
    """The last part of a question that asks for a person, as it is to be asked; the question itself where it asks one thing."""
    standing = make_standing(take_apart(question), reader)
    who = [each.text for each in standing if LEANING.pattern("asks_who").search(each.part.text)]
    return who[-1] if who else question


def asked_together(standing: Sequence[StandingPart]) -> tuple[tuple[int, ...], ...]:
    """The numbers of parts that one sentence is likely to answer: those that only ask when, where or who, with their anchor."""
    found: dict[tuple[int, int | None], set[int]] = {}
    for number, each in enumerate(standing):
        if each.only_asks:
            about = {number} if each.anchor is None else {number, each.anchor}
            found.setdefault((each.part.sentence, each.anchor), set()).update(about)
    groups = (tuple(sorted(numbers)) for numbers in found.values() if len(numbers) > 1)
    kinds = [expected_kind(each.part.text) for each in standing]
    return tuple(group for group in groups if all(kinds[number] in NAMED_KINDS for number in group))


def joined_text(standing: Sequence[StandingPart], numbers: Sequence[int]) -> str:
    """The question that some parts of one sentence make together, with what is told before them."""
    parts = [standing[number].part for number in numbers]
    whole = Span(parts[0].place.start, parts[-1].place.end).of(parts[0].of)
    in_a_row = numbers[-1] - numbers[0] == len(numbers) - 1
    return _after_told(parts[0], f"{whole if in_a_row else ', '.join(part.text for part in parts)}?")


def _standing(number: int, parts: Sequence[QuestionPart], reader: FollowUpReader) -> StandingPart:
    part = parts[number]
    asked = f"{part.text}?"
    leaning = find_leaning(asked, reader.analyzer, reader.names_of(asked))
    anchor = None if leaning == "alone" else _anchor(number, parts, reader, behind=leaning == "leans")
    after: After = "conversation" if number == 0 else "nothing"
    if anchor is not None:
        before = f"{parts[anchor].text}?"
        asked = reader.resolve(asked, [before]).searched
        # "When was the meeting held?" still does not say which.
        leans = find_leaning(before, reader.analyzer, reader.names_of(before)) == "leans"
        after = "conversation" if leans else "nothing"
    elif leaning == "leans":
        after = "parts"
    return StandingPart(part, _after_told(part, asked), after, anchor, _only_asks(part.text, reader))


def _after_told(part: QuestionPart, asked: str) -> str:
    whole = f"{part.told} {asked}".strip()
    return whole if len(whole) <= QUESTION_LIMIT else asked


def _anchor(number: int, parts: Sequence[QuestionPart], reader: FollowUpReader, *, behind: bool) -> int | None:
    """The number of the part of the same sentence from which another takes what it leaves out.

    One that names a subject, the nearest before it or else, if it may stand there, `behind` it; for question words alone, also one that
    only says what happened.
    """
    others = [at for at, part in enumerate(parts) if at != number and part.sentence == parts[number].sentence]
    others = others if behind else [at for at in others if at < number]
    naming = [
        at for at in others if find_subject(parts[at].shown, reader.analyzer, reader.names_of(parts[at].shown)).own
    ]
    if not naming and _only_asks(parts[number].text, reader):
        naming = [at for at in others if _says_what_happened(parts[at].text, reader)]
    return min(naming, key=lambda at: (at > number, abs(at - number)), default=None)


def _says_what_happened(question: str, reader: FollowUpReader) -> bool:
    """Whether a question tells what it asks about, without its name: "where was the meeting held", and not "who opened it"."""
    points_back = LEANING.pattern("points_back").search(question)
    return not points_back and len(_content(question, reader)) > 1


def _only_asks(question: str, reader: FollowUpReader) -> bool:
    return bool(RULES.pattern("only_a_circumstance").match(question)) or not _content(question, reader)


def _content(question: str, reader: FollowUpReader) -> set[str]:
    """The words of a question that neither ask nor name a property."""
    content = set(find_subject(question, reader.analyzer).content)
    if detect_language(question) == "en":
        content -= english_words()
    return content - {*LEANING.words["property"], *LEANING.words["asking"]}


def _sentences(question: str) -> Iterator[str]:
    """The sentences and lines of a question, without the numbers before them."""
    for line in filter(str.strip, question.split("\n")):
        for span in split_sentences(line):
            yield RULES.pattern("enumerator").sub("", span.of(line)).strip()


def _is_marked(sentence: str) -> bool:
    return sentence.rstrip(" \"”')").endswith("?")


def _asks(sentence: str, marked: bool) -> bool:
    """Whether a sentence asks; `marked` is whether any has a question mark, without which the others tell something."""
    if marked and not _is_marked(sentence):
        return False
    return asked_kind(sentence) is not None or (marked and expected_kind(sentence) == "yes_no")


def _questions_of(sentence: str) -> Iterator[Span]:
    """Where the questions of a sentence are, without what joins them. What asks nothing belongs to the question behind it."""
    begins = RULES.rules["begins_another"]
    gaps = [gap for gap in RULES.pattern("joined").finditer(sentence) if begins.applies(sentence[gap.end() :])]
    last_sure = max((gap.start() for gap in gaps if RULES.pattern("joins_for_sure").search(gap.group())), default=-1)
    told = RULES.pattern("asks_to_tell").match(sentence)
    found = [Span(told.end() if told else 0, len(sentence))]
    ends = [*(gap.start() for gap in gaps[1:]), len(sentence)]
    for gap, end in zip(gaps, ends, strict=False):
        behind = sentence[gap.end() : end]
        # "Kapan, di mana, dan siapa": the commas of a list are joined by what joins its last two.
        joined = gap.start() <= last_sure or _is_only_a_circumstance(behind)
        before = Span(found[-1].start, gap.start())
        if joined and not _belong_together(before.of(sentence), behind):
            found[-1:] = [before, Span(gap.end(), len(sentence))]
    for span in found:
        text = span.of(sentence).rstrip(" ?.!,;\"”'")
        yield Span(span.start + len(text) - len(text.lstrip()), span.start + len(text))


def _is_only_a_circumstance(text: str) -> bool:
    return LEANING.pattern("only_asks_for_a_circumstance").match(text.strip()) is not None


def _belong_together(before: str, behind: str) -> bool:
    """Whether two stretches are one question: the first asks nothing, or one sentence answers both: why and how, or where and where not."""
    first, second = asked_kind(before), expected_kind(behind)
    if first is None or {first, second} <= EXPLANATIONS or first == second == "place":
        return True
    bare = RULES.pattern("only_explains").match(before) or RULES.pattern("only_explains").match(behind)
    return bool(bare) and {first, second} <= {*EXPLANATIONS, "definition", "other"}
