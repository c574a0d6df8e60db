"""A question in another order of words. A rule applies only where it is sure to leave what is asked as it is; few do."""

from __future__ import annotations

import re

_ASKING = re.compile(
    r"\b(?:siapa|apa|kapan|mana|berapa|mengapa|kenapa|bagaimana|apakah|bolehkah|sapa|brp|kpn|dmn|gimana|knp)\b",
    re.IGNORECASE,
)
# What stands after "apa" there is asked for. Elsewhere "apa" may ask whether: "Apa ASN boleh memilih?"
_APA = (
    r"apa(?= (?:yang|tema|peran|sikap|tujuan|manfaat|dampak|harapan|alasan|ajakan|bunyi|isi|hukuman|sanksi|maksud"
    r"|akibat|fungsi|bentuk)\b)"
)
# "Berapa lama", "berapa banyak" and the like are one question word that does not stand apart.
_BERAPA = r"berapa(?! (?:lama|banyak|besar|persen|kali|orang|jauh|sering)\b)"
_FRONTED = re.compile(
    rf"^(?P<asks>(?:siapa|kapan|di mana|{_APA}|{_BERAPA})(?: (?:sih|saja|aja))?) (?P<rest>[^,;:]+)$",
    re.IGNORECASE,
)
# A second clause might take what is moved behind it: "supaya tidak ada yang melanggar menurut menteri".
_SECOND_CLAUSE = r"(?!.*\b(?:yang|bila|kalau|kalo|klo|jika|agar|supaya|karena|that|if|because)\b)"
_CONDITION = re.compile(
    rf"^(?P<clause>(?:kalau|jika|bila|apabila|if) [^,]+|(?:menurut|according to) [^,]+(?=, {_SECOND_CLAUSE})), (?P<rest>[^,]+)$",
    re.IGNORECASE,
)
_JOINED = re.compile(r"\b(?:dan|atau|bila|kalau|kalo|klo|jika|agar|supaya|karena)\b", re.IGNORECASE)
_ACCORDING = re.compile(
    r"^(?P<rest>(?!.*\byang menurut\b)[^,]+) (?P<clause>menurut (?:[^\W\d_][\w.-]*\s?){1,4})$", re.IGNORECASE
)


def reordered(question: str, lang: str) -> str | None:
    """The question in another order, or None where no rule is sure of it.

    "Menurut X, siapa ...?" and "Siapa ... menurut X?" become each other; "Kalau A, B?" becomes "B kalau A?"; and the question word goes
    to the end: "Kapan pendaftaran dimulai?" becomes "Pendaftaran dimulai kapan?".
    """
    body = question.rstrip(" ?")
    end = question[len(body) :]
    if re.search(r"[.!?](?:\s|$)", re.sub(r"\b(?:Pj|Plt|Drs|Dr|H)\.", "", body)):
        return None  # several sentences
    rules = (_clause_last, _clause_first, _question_word_last) if lang == "id" else (_clause_last,)
    written = next((made for rule in rules if (made := rule(body))), None)
    return written and _with_case_of(question, written) + end


def _clause_last(body: str) -> str | None:
    match = _CONDITION.match(body)
    return f"{match['rest']} {_lowered(match['clause'])}" if match else None


def _clause_first(body: str) -> str | None:
    match = _ACCORDING.match(body)
    return f"{match['clause']}, {_lowered(match['rest'])}" if match else None


def _question_word_last(body: str) -> str | None:
    match = _FRONTED.match(body)
    if match is None or _ASKING.search(match["rest"]) or _JOINED.search(match["rest"]):
        return None
    return f"{match['rest']} {_lowered(match['asks'])}"


def _lowered(text: str) -> str:
    """The text without the capital of a sentence's beginning."""
    return text[:1].lower() + text[1:]


def _with_case_of(question: str, written: str) -> str:
    return written[:1].upper() + written[1:] if question[:1].isupper() else written
