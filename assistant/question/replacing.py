"""Follow-ups that change one thing of the earlier question, and so are asked as that question with the thing replaced.

"Kalau di Bali?" changes the place, "lalu kapan?" what is asked for, "kalau webinar?" the subject. Each function returns None where the
question is no such follow-up, or the earlier question has nothing alike to replace.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence

from assistant.question.check import QUESTION_LIMIT
from assistant.question.leaning import RULES, asks_itself, is_general
from index.analyzer import WORD
from index.document import Span
from index.word_rules import any_word

NamesOf = Callable[[str], Collection[str]]
"""Which words of a question the articles write as names, case-folded."""


def replace_in_earlier(question: str, earlier: str, names_of: NamesOf) -> str | None:
    """The earlier question with what the follow-up names in the place of what is like it; the first way that fits."""
    replaced = (
        _replace_like_part(question, earlier)
        or _replace_what_is_asked(question, earlier)
        or _replace_subject(question, earlier, names_of)
    )
    return replaced if replaced and len(replaced) <= QUESTION_LIMIT else None


def _replace_like_part(question: str, earlier: str) -> str | None:
    """The earlier question with its like part replaced: "bagi birokrasi" for "bagi kepala daerah"."""
    part = RULES.pattern("only_a_part").match(question)
    if part is None or asks_itself(part.group("what")):
        return None
    alike = _words_like(part.group("word"))
    # Only words of one list: a place ("di ...") never replaces a person ("bagi ...").
    phrase = rf"\b{any_word(alike)}\s(?:{RULES.rules['rest_of_part'].expression})"
    places = list(re.finditer(phrase, earlier, re.IGNORECASE))
    if not places:
        return None
    last = places[-1]
    return _with_replaced(earlier, last.start(), last.end(), f"{part.group('word')} {part.group('what')}")


def _words_like(word: str) -> tuple[str, ...]:
    """The words that begin the same kind of part as `word` does; none for a spelling that only a pattern knows ("dı" for "di")."""
    return next(
        (words for name, words in RULES.words.items() if name.startswith("part_") and word.casefold() in words), ()
    )


def _replace_what_is_asked(question: str, earlier: str) -> str | None:
    """The earlier question with what it asks for replaced: "Lalu kapan?" after "Di mana rakor digelar?" to "kapan rakor digelar?"."""
    only = RULES.pattern("only_asks_for_a_circumstance").match(question)
    word = only.group("word") if only is not None else time_or_place_asked(question)
    asked = RULES.pattern("asks_for_a_circumstance").search(earlier)
    if word is None:
        return None
    if asked is not None:
        return _with_replaced(earlier, asked.start(), asked.end(), word)
    # "Apa tema rakor BKN?", "tanggalnya?": the theme was asked, the meeting is spoken of.
    head, subject = _asked_and_subject(earlier)
    return f"{word} {earlier[subject:]}" if only is None and _asks_only_for(head, RULES.words["property"]) else None


def time_or_place_asked(question: str) -> str | None:
    """The word that asks what a noun alone asks for: "kapan" for "tanggalnya?", "di mana" for "tempatnya?"."""
    if RULES.pattern("only_the_time").match(question):
        return "kapan"
    return "di mana" if RULES.pattern("only_the_place").match(question) else None


def asked_like_before(question: str, earlier: str) -> str | None:
    """The follow-up "kalau pendaftarannya?" asking as the earlier question did: "Kapan pendaftarannya" after "Kapan Pilkada?"."""
    other = RULES.pattern("names_another_subject").match(question)
    asking = RULES.pattern("begins_by_asking").match(earlier)
    if other is None or asking is None or asks_itself(question) or RULES.pattern("only_a_part").match(question):
        return None
    if not RULES.pattern("points_back").search(question):
        return None
    return f"{asking.group()} {other.group('what')}"


def _replace_subject(question: str, earlier: str, names_of: NamesOf) -> str | None:
    """The earlier question about something else: "kalau Tarakan?" after "Siapa Pj Bupati Pasuruan?".

    A name takes the place of the last name, and a place ("di Bali") that of a name too; another noun takes the place of everything after
    the property that is asked for ("Apa tema rakor BKN?", "kalau webinar?" to "Apa tema webinar?").
    """
    part = RULES.pattern("only_a_part").match(question)
    other = RULES.pattern("names_another_subject").match(question)
    if part is not None and _words_like(part.group("word")) and not asks_itself(part.group("what")):
        what, bare = f"{part.group('word')} {part.group('what')}", part.group("what")
    elif other is not None and not asks_itself(other.group("what")):
        what = bare = other.group("what")
    else:
        return None
    if RULES.pattern("points_back").search(bare):
        return None  # "kalau pendaftarannya?" asks about the same subject
    head, subject = _asked_and_subject(earlier)
    if not subject:
        return None
    if _is_named(bare, names_of) and (name := _last_name(earlier, subject, names_of)):
        before = {word.casefold() for word in WORD.findall(earlier[: name.start])}
        # "Kapan Pilkada?" without its name is no question that a place could end.
        if part is None or not before <= set(RULES.words["asking"]):
            return _with_replaced(earlier, name.start, name.end, what)
    if part is not None:
        return f"{earlier.rstrip(' ?.!')} {what}?"
    if meant := list(RULES.pattern("part_that_is_meant").finditer(earlier)):
        return _with_replaced(earlier, meant[-1].start("rest"), meant[-1].end("rest"), what)
    nouns = (*RULES.words["property"], *RULES.words["office"])
    return f"{earlier[: head[-1].end()]} {what}?" if _asks_only_for(head, nouns) else None


def _asked_and_subject(question: str) -> tuple[list[re.Match[str]], int]:
    """The words by which a question asks ("Berapa peserta"), and where what it asks about begins ("webinar"); 0 if nowhere."""
    head: list[re.Match[str]] = []
    for word in WORD.finditer(question):
        if (
            head
            and not RULES.pattern("before_the_subject").match(word.group())
            and not is_general(word.group().casefold())
        ):
            return head, word.start()
        head.append(word)
    return head, 0


def _last_name(question: str, subject: int, names_of: NamesOf) -> Span | None:
    """The last name of a question from its subject on, as many words as it has; an office is none."""
    last: Span | None = None
    for word in WORD.finditer(question, subject):
        if _is_named(word.group(), names_of) and not is_general(word.group().casefold()):
            goes_on = last is not None and question[last.end : word.start()].isspace()
            last = Span(last.start if last is not None and goes_on else word.start(), word.end())
    return last


def _asks_only_for(head: Sequence[re.Match[str]], nouns: Collection[str]) -> bool:
    """Whether the words before a subject ask for one of `nouns` ("Apa tema"), and not for what happened ("Siapa yang membuka")."""
    general = [folded for folded in (word.group().casefold() for word in head) if is_general(folded)]
    return bool(general) and set(nouns).issuperset(general)


def _is_named(words: str, names_of: NamesOf) -> bool:
    return words[:1].isupper() or bool(names_of(words))


def _with_replaced(text: str, start: int, end: int, by: str) -> str:
    """The text with one stretch replaced, and a space behind it where a word follows."""
    rest = text[end:]
    return f"{text[:start]}{by}{' ' if rest[:1].isalnum() else ''}{rest}"
