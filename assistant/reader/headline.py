"""Whether words can be the short answer to what is asked: a date to "kapan", a person to "siapa".

The rules are those of `data/headline.toml`. A short answer is never words of the question, and is never cut out of what a sentence
denies or forbids.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from assistant.question.asked import Asked
from assistant.question.offices import has_no_holder, offices_of_a_question
from assistant.reader.grown_spans import QuestionWords, fit_span, organiser
from assistant.reader.headline_rules import RULES
from assistant.reader.holders import choose_holder
from assistant.reader.person_names import PLAIN_WORD, names_person, person_words
from index.analyzer import WORD
from index.document import Span
from index.regions import region_places


def choose_words(
    asked: Asked,
    text: str,
    within: tuple[int, int],
    spans: Sequence[tuple[Span, float]],
    question: QuestionWords,
    lead: str = "",
) -> tuple[Span, float] | None:
    """The best of the reader's spans (offsets in `text`, with scores) that fits what is asked, cut or grown to it; None if none does.

    Args:
        asked: what the question asks for.
        text: what was read.
        within: the sentence's place in `text`.
        spans: the best of that sentence, the best first.
        question: what the question says itself.
        lead: the line that introduces the sentence, which may forbid what it names.
    """
    found: list[tuple[Span, float]] = []
    if "organiser" in asked.details and spans and (body := organiser(text, within)):
        # "Yang diselenggarakan Inspektorat": said in so many words.
        spans = [(body, spans[0][1]), *spans]
    plain = asked.kind == "place" or (asked.kind == "other" and "denied" not in asked.details)
    if plain and spans and RULES.pattern("tells_a_duty").search(spans[0][0].of(text)):
        # What must or must not be done is said by the whole sentence; other words of it would say less.
        return None
    for span, score in spans:
        fitted = fit_span(asked, text, within, span, question)
        if fitted and not question.own(fitted.of(text)) and words_fit(asked, text, within, fitted, lead):
            found.append((fitted, score))
    found = choose_holder(asked, question.text, text, within, found)
    if "holder" in asked.details:
        # Who holds an office or opened a meeting is a person, where the sentence names one.
        named = [one for one in found if names_person(one[0].of(text))]
        found = named if named or offices_of_a_question(question.text).asked else found
    found = [one for one in found if not question.own(one[0].of(text))]
    if asked.kind == "date":
        # "27 November 2024" before "2024", even where the reader prefers the latter.
        return next((one for one in found if is_full_date(one[0].of(text))), found[0] if found else None)
    return found[0] if found else None


def words_fit(asked: Asked, text: str, within: tuple[int, int], span: Span, lead: str = "") -> bool:
    """Whether the words at `span` are of the kind that is asked for, and not cut out of what their sentence or its `lead` denies."""
    words, before = span.of(text), text[within[0] : span.start]
    if "denied" not in asked.details and is_denied(before, lead):
        return False
    if "allowed" in asked.details and RULES.pattern("denies").search(words):
        return False
    if asked.kind == "date":
        return _is_asked_day(asked, words)
    if asked.kind == "number":
        return _is_number(asked, words)
    if asked.kind == "place":
        return _is_asked_place(asked, words, before)
    if asked.kind == "person":
        return _names_who(asked, words, before) and not _in_a_building(text, within, span)
    if "office" in asked.details:
        return _has_office(words)
    if "event" in asked.details:
        return bool(RULES.pattern("begins_with_an_event").search(words))
    return not RULES.pattern("loose_beginning").search(words)


def _is_asked_day(asked: Asked, words: str) -> bool:
    if "deadline" in asked.details and _is_time_allowed(words):
        return True
    if "year" not in asked.details and RULES.pattern("a_year").search(words):
        # Many sentences have the year of an election, and few say by it when something is.
        return False
    return bool(RULES.pattern("clock_time" if "clock" in asked.details else "day").search(words))


def _is_asked_place(asked: Asked, words: str, before: str) -> bool:
    rule = RULES.pattern
    if "building" in asked.details:
        return names_house(words) and not rule("begins_with_an_event").search(words)
    if rule("leads_to_a_place").search(before):
        return not _is_day(words)
    # "Inspektorat Daerah Provinsi Bali" and "Rapat Provinsi Bali" have a region's name, and are no places.
    return _is_place(words) and not (
        rule("begins_with_an_event").search(words) or rule("begins_with_a_body").search(words)
    )


def names_house(words: str) -> bool:
    """Whether they name a building, a room or a street, and not a region alone."""
    return bool(RULES.pattern("has_a_house").search(words))


def _names_who(asked: Asked, words: str, before: str) -> bool:
    rule = RULES.pattern
    if _is_day(words) or ("receiver" in asked.details and not rule("leads_to_a_receiver").search(before)):
        return False
    named = names_person(words)
    if "body" in asked.details:
        a_body = rule("begins_with_a_body").search(words)
        of_a_person = "organiser" in asked.details and (
            (named and not a_body) or rule("begins_with_an_office").search(words)
        )
        return not of_a_person and any(rule(kind).search(words) for kind in ("body", "acronym"))
    if named:
        return True
    if rule("begins_with_an_event").search(words) or rule("begins_with_a_house").search(words):
        return False
    if "holder" in asked.details:
        return bool(rule("begins_with_an_office").search(words))
    return any(rule(kind).search(words) for kind in ("body", "acronym", "an_office", "a_group"))


def _in_a_building(text: str, within: tuple[int, int], span: Span) -> bool:
    """Whether the words begin within a building's name: "Wiswa Sabha" names nobody."""
    buildings = RULES.pattern("name_of_a_building").finditer(text, *within)
    return any(match.start() <= span.start < match.end() for match in buildings)


def _has_office(words: str) -> bool:
    return any(not has_no_holder(words, match.start()) for match in RULES.pattern("an_office").finditer(words))


def is_denied(before: str, lead: str = "") -> bool:
    """Whether what follows `before` in a sentence is denied or forbidden there, or by the line that introduces the sentence."""
    # "Pegawai dilarang:" forbids every item below it.
    introduced = lead.rstrip().removesuffix(":")
    return any(RULES.pattern("in_scope_of_a_denial").search(f"{text} ") for text in (before.rstrip(), introduced))


def forbids_instead(asked: Asked, sentence: str) -> bool:
    """Whether it is asked what may be done, and a sentence, told behind its introducing line, only says what may not."""
    if "allowed" not in asked.details or asked.kind == "yes_no":
        return False
    return bool(RULES.pattern("denies").search(sentence)) and not RULES.pattern("allows").search(sentence)


def sentence_fits(asked: Asked, sentence: str, own_words: Callable[[str], bool]) -> float:
    """How far a sentence contains what is asked for, beside the words of the question: 1, or 0 if it does not.

    A half for a month or a year where a date is asked for; 1 for kinds that no words tell.
    """
    rule = RULES.pattern
    if asked.kind in ("other", "list", "yes_no") and asked.details & {"allowed", "denied"}:
        allows, denies = bool(rule("allows").search(sentence)), bool(rule("denies").search(sentence))
        # What is forbidden answers "bolehkah", and not "apa yang boleh".
        return float(allows or denies if asked.kind == "yes_no" else allows if "allowed" in asked.details else denies)
    if asked.kind == "date":
        return _date_fits(asked, sentence, own_words)
    if asked.kind == "number":
        plain = rule("day").sub(" ", sentence)
        return float(_is_number(asked, plain) and any(not own_words(found) for found in _numbers(plain)))
    if asked.kind == "place":
        return float(_is_place(sentence) or bool(rule("place_in_a_sentence").search(sentence)))
    if asked.kind == "person":
        named = any(not own_words(name) for name in person_words(sentence))
        others = () if "holder" in asked.details else ("body", "acronym", "an_office", "a_group")
        return float(named or any(rule(kind).search(sentence) for kind in others))
    if asked.kind in ("reason", "list"):
        return float(bool(rule("gives_a_reason" if asked.kind == "reason" else "gives_a_list").search(sentence)))
    return 1.0


def _is_time_allowed(words: str) -> bool:
    """Whether they have a number of days or the like: "dua hari kerja setelah undangan diterima"."""
    return bool(RULES.pattern("number").search(words)) and bool(RULES.pattern("length_of_time").search(words))


def _date_fits(asked: Asked, sentence: str, own_words: Callable[[str], bool]) -> float:
    if "deadline" in asked.details and _is_time_allowed(sentence):
        return 1.0
    rule = "clock_time" if "clock" in asked.details else "day"
    found = [match.group() for match in RULES.pattern(rule).finditer(sentence) if not own_words(match.group())]
    return 0.5 if rule == "day" and found and not any(map(is_full_date, found)) else float(bool(found))


def is_full_date(words: str) -> bool:
    """Whether the words have a day of a month, and not a month, a year or a weekday alone."""
    return bool(RULES.pattern("full_date").search(words))


def _numbers(text: str) -> list[str]:
    return [word for word in WORD.findall(text) if RULES.pattern("number").search(word)]


def _is_number(asked: Asked, words: str) -> bool:
    special = [
        rule
        for detail, rule in (("money", "money"), ("time", "length_of_time"), ("share", "share"))
        if detail in asked.details
    ]
    # "Berapa persen tunjangan" asks for a share, not for money.
    special = ["share"] if "share" in special else special
    return bool(RULES.pattern("number").search(words)) and all(RULES.pattern(rule).search(words) for rule in special)


def _is_place(words: str) -> bool:
    return bool(
        RULES.pattern("place").search(words) or region_places([w.casefold() for w in PLAIN_WORD.findall(words)])
    )


def _is_day(words: str) -> bool:
    return bool(RULES.pattern("day").search(words))
