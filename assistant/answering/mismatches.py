"""What a question takes for granted and its best sentence, or the document that it is from, says otherwise: it is refused then.

"Rapat 6 Agustus" is not the one of 11 July, the third quarter not the second, and "mengapa pegawai boleh ...?" has no answer where it is
forbidden. A model reads past such details, because all other words agree. The words are those of `data/mismatches.toml`.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from assistant.question.asked import asking_sentence, expected_kind
from assistant.question.identifiers import asked_entries, entry_numbers, identifiers
from assistant.question.query import Query
from assistant.reader.person_names import person_words
from assistant.reader.reading import Reading, terms_in_context
from assistant.reader.sentence_features import RARE
from assistant.reader.table_rows import fields_of
from index.analyzer import Analyzer
from index.dates import RULES as DATES
from index.dates import dates_in, month_number
from index.document import Document
from index.number_words import RULES as NUMBERS
from index.number_words import numeral_value
from index.numerals import roman_value
from index.places import leads_of
from index.reading_form import composed_form
from index.word_rules import WordRules

RULES = WordRules(Path(__file__).parents[1] / "data" / "mismatches.toml", shared=(DATES, NUMBERS))
DOCUMENTS_KEPT = 64
"""Documents whose days are kept."""
RANGE_WITHIN = 24
"""Characters between two dates that are the ends of one range."""

Day = tuple[int, int, int | None]
"""Day, month, and the year where it is said."""
Ordinal = tuple[str, int]


def is_of_another(query: Query, best: Reading, analyzer: Analyzer) -> bool:
    """Whether the best sentence tells of another letter, entry, row, day or number than the question, or says otherwise."""
    question, document = query.text, best.candidate.document
    # A letter or an entry is known by its number, and one that the document does not have is another's.
    for asked, known in ((identifiers(question), identifiers), (asked_entries(question), entry_numbers)):
        if asked and not set(known(f"{document.title} {document.text}")).issuperset(asked):
            return True
    return _has_no_row(query, best, analyzer) or mismatches(question, _said_by(best), document)


def mismatches(question: str, said: str, document: Document) -> bool:
    """Whether a question takes for granted what is said otherwise.

    Args:
        question: as it was searched.
        said: the sentence that answers best, behind the lines that introduce it.
        document: where it stands.
    """
    asking = asking_sentence(question)  # what is told before it happened to whoever asks, and stands in no document
    return (
        _another_day(asking, document)
        or _another_number(asking, said, document)
        or _says_otherwise(asking, said)
        or _nameless(asking, said)
    )


def _has_no_row(query: Query, best: Reading, analyzer: Analyzer) -> bool:
    """Whether a whole table would be quoted for want of the row that is asked for: "temuan warna hitam", of red, orange and green."""
    document, table = best.candidate.document, best.asked_list
    if table is None or not fields_of(document, best.sentence) or RULES.pattern("asks_for_all").search(query.text):
        return False
    terms = terms_in_context(analyzer, document, table)
    return any(concept.weight >= RARE and not (concept.aside or concept.found_in(terms)) for concept in query.concepts)


def _said_by(reading: Reading) -> str:
    """What a sentence says: itself, its words whole, behind the lines that introduce it."""
    document, said = reading.candidate.document, reading.asked_list or reading.sentence
    form = composed_form(document.text)
    return "\n".join(form.of(span) for span in (*leads_of(document, reading.sentence), said))


def _another_day(question: str, document: Document) -> bool:
    """Whether the question names a day that the document does not know."""
    # "Apakah 1 Oktober masih masa kampanye?" and "Kalau saya lapor 1 Oktober, ...?" ask what holds on a day that no document need name.
    if expected_kind(question) == "yes_no" or RULES.pattern("tells_a_situation").search(question):
        return False
    return any(not _knows(document, day) for day in _asked_days(question))


def _asked_days(question: str) -> Iterator[Day]:
    for match in RULES.pattern("asked_day").finditer(question):
        if not RULES.pattern("leads_to_a_bound").search(question[: match.start()]):
            yield int(match["d"]), month_number(match["name"]), int(match["y"]) if match["y"] else None
    for found in dates_in(question):
        written = found.span.of(question)
        if not (RULES.pattern("asked_day").search(written) or _bound_before(question, found.span.start)):
            yield found.day.day, found.day.month, found.day.year


def _bound_before(question: str, start: int) -> bool:
    return bool(RULES.pattern("leads_to_a_bound").search(question[:start]))


def _knows(document: Document, asked: Day) -> bool:
    days, ranges = _days_of(f"{document.title}\n{document.published or ''}\n{document.text}")
    day, month, year = asked
    if any((day, month) == (d, m) and (year is None or y is None or year == y) for d, m, y in days):
        return True
    years = {year} if year else {first.year for first, _ in ranges}
    return any(
        first <= possible <= last for first, last in ranges for each in years if (possible := _date(each, month, day))
    )


@lru_cache(maxsize=DOCUMENTS_KEPT)
def _days_of(text: str) -> tuple[frozenset[Day], tuple[tuple[dt.date, dt.date], ...]]:
    """The days that a text names, and the ranges of days."""
    found = list(dates_in(text))
    days: set[Day] = {(each.day.day, each.day.month, each.day.year) for each in found}
    ranges = []
    for each in found:
        before = RULES.pattern("days_before").search(text[max(0, each.span.start - RANGE_WITHIN) : each.span.start])
        listed = [int(number) for number in re.findall(r"\d+", before["days"])] if before else []
        days |= {(number, each.day.month, each.day.year) for number in listed}
        through = before and (before["range"] or RULES.pattern("through").search(before["days"]))
        if through and (first := _date(each.day.year, each.day.month, min(listed))):
            ranges.append((first, each.day))
    for one, other in pairwise(found):
        if RULES.pattern("through").fullmatch(text[one.span.end : other.span.start].strip()):
            ranges.append((one.day, other.day))
    for match in RULES.pattern("asked_day").finditer(text):
        if not match["y"]:
            day, month = int(match["d"]), month_number(match["name"])
            days.add((day, month, None))
            ends = next((each for each in found if each.span.start >= match.end()), None)
            # "25 September s.d. 23 November 2024": in the year of its end.
            if ends and RULES.pattern("through").fullmatch(text[match.end() : ends.span.start].strip()):
                first = _date(ends.day.year, month, day)
                ranges += [(first, ends.day)] if first else []
    days |= {(int(match["d"]), int(match["m"]), None) for match in RULES.pattern("short_day").finditer(text)}
    return frozenset(days), tuple(ranges)


def _date(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:  # what the calendar does not have
        return None


def _another_number(question: str, said: str, document: Document) -> bool:
    """Whether the question asks for the third of what the sentence, or for quarters and the like the document, has only others of."""
    for noun, number in _ordinals(question):
        beside = {other for name, other in _ordinals(said) if name == noun}
        if beside and number not in beside | _bare_numbers(said) and not RULES.pattern("through").search(said):
            return True
        numbers = {other for name, other in _ordinals(document.text) if name == noun} if _is_numbered(noun) else set()
        if numbers and number not in numbers:
            return True
    return False


def _ordinals(text: str) -> Iterator[Ordinal]:
    for match in RULES.pattern("ordinal").finditer(text):
        if match["noun"]:
            yield match["noun"].casefold(), _value(match)
        else:
            yield (
                match["numbered"].casefold(),
                int(match["plain"]) if match["plain"] else roman_value(match["roman"]) or 0,
            )


def _bare_numbers(text: str) -> set[int]:
    return {_value(match) for match in RULES.pattern("bare_ordinal").finditer(text)}


def _value(match: re.Match[str]) -> int:
    if match["first"]:
        return 1
    return int(match["digits"]) if match["digits"] else numeral_value(match["words"])


def _is_numbered(noun: str) -> bool:
    return noun in RULES.words["numbered"]


def _says_otherwise(question: str, said: str) -> bool:
    """Whether the reason is asked of what is allowed where it is forbidden, or the other way round; or of what is not so."""
    if not RULES.rules["asks_why"].applies(question):
        return False
    rules = ("presumes_allowed", "presumes_forbidden")
    asked_allowed, asked_forbidden = (bool(RULES.pattern(rule).search(question)) for rule in rules)
    if asked_allowed or asked_forbidden:
        said_allowed, said_forbidden = (
            bool(RULES.pattern(rule).search(said)) for rule in ("says_allowed", "says_forbidden")
        )
        # "Mengapa boleh memilih tetapi dilarang berkampanye?" takes both for granted.
        asked_only, said_only = asked_allowed - asked_forbidden, said_allowed - said_forbidden
        return asked_only * said_only < 0
    presumed, denied = _verbs(question), _denied_verbs(said)
    return not (presumed - _denied_verbs(question)).isdisjoint(denied)


def _verbs(text: str) -> set[str]:
    return {match["verb"].casefold() for match in RULES.pattern("verb").finditer(text)}


def _denied_verbs(text: str) -> set[str]:
    """The verbs of a text that are denied wherever they stand in it."""
    denied = [match["verb"].casefold() for match in RULES.pattern("denied_verb").finditer(text)]
    every = [match["verb"].casefold() for match in RULES.pattern("verb").finditer(text)]
    return {verb for verb in denied if denied.count(verb) == every.count(verb)}


def _nameless(question: str, said: str) -> bool:
    """Whether a person's name is asked for, and the sentence has none."""
    if not RULES.rules["asks_for_a_name"].applies(question) or said.isupper():
        return False
    # The capital with which a sentence begins makes no name of its only word.
    names = person_words(said)
    return not names or (len(names) == 1 and said.lstrip().startswith(names[0]))
