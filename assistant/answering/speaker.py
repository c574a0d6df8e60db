"""Whose words a quote is: the speaker that the article itself names, verbatim, or nobody where that is not clear.

Indonesian news names a speaker in three ways: after the quotation ("...", ujar Haryono), before a verb of saying (Menpan RB menegaskan
bahwa ...), or by a pronoun (... , katanya), which stands for the speaker named last.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from index.document import Span
from index.honorifics import DEGREE, TITLE
from index.sentences import split

_DAY = (
    "Senin|Selasa|Rabu|Kamis|Jumat|Jum’at|Sabtu|Minggu"
    "|Januari|Februari|Maret|April|Mei|Juni|Juli|Agustus|September|Oktober|November|Desember"
)
_SHORT = rf"(?:{TITLE}|(?:Plt|Plh|Pjs?|Kombes|Pol|[A-Z])\.)"
_CAPITAL = rf"(?:{_SHORT}|(?!(?:{_DAY})\b)[A-Z][\w’'/-]*)"
# A name with what stands around it: roles, titles, degrees, "Asisten 1", "(BKPSDM)", "Ni Luh Putu, S.H., M.Si.".
_PERSON = rf"{_CAPITAL}(?:{DEGREE}|,? (?:dan |bin |binti )?{_CAPITAL}| \d{{1,2}}(?= )| \([A-Z][\w-]*\)(?= [A-Z]))*"
_SAID = "ujar|kata|ucap|tutur|jelas|tegas|terang|papar|imbuh|tambah|pungkas|sebut|ungkap|lanjut|beber|pinta|pesan|ajak|urai|tandas|cetus"
_SAYING = (
    "mengatakan|menegaskan|menyampaikan|menjelaskan|mengungkapkan|menuturkan|menyatakan|meminta|mengimbau|menghimbau|menekankan"
    "|mengingatkan|berharap|menambahkan|memaparkan|menyebut|menyebutkan|menilai|membeberkan|menerangkan|mengajak|berpesan|mengakui"
)
_AFTER = re.compile(rf"^[,.]?\s*(?:{_SAID})\s(?P<person>{_PERSON})")
_PRONOUN_AFTER = re.compile(rf"^[,.]?\s*(?:{_SAID})nya\b")
_BEFORE = re.compile(rf"(?P<person>{_PERSON})[.,]{{0,2}}(?:\s[a-z]+){{0,4}}?\s(?:{_SAYING})\b")
_NAMED_AFTER = re.compile(rf"[”\"][,.]?\s*(?:{_SAID})\s(?P<person>{_PERSON})")
_ACCORDING = re.compile(rf"^Menurut\s(?P<person>{_PERSON}),")
_QUOTATION = re.compile(r"“[^“”]*”|\"[^\"\n]*\"")
# Capitalised at the head of a sentence, and no part of a name.
_HEAD = re.compile(
    r"^(?:(?:Sementara(?: itu)?|Selanjutnya|Lebih lanjut|Selain itu|Sedangkan|Namun|Tetapi|Kemudian|Adapun|Dan|Lalu|Juga|Senada"
    r"|Dalam kesempatan (?:itu|tersebut|ini|yang sama)|Di sisi lain|Oleh karena itu(?:lah)?|Sebelumnya|Terpisah|Menurut),?\s*)+"
)
_NOBODY = re.compile(
    r"^(?:Dia|Ia|Beliau|Mereka|Kami|Kita|Saya|Hal|Ini|Itu|Rapat|Rakor|Kegiatan|Acara|Webinar|Artikel|Jangan|Mohon|Mari|Silakan|Harap)\b"
)
LOOK_BACK = 900
"""Characters before a quotation in which a pronoun's speaker is looked for."""


def speaker(text: str, quote: Span) -> str | None:
    """Who says what stands in `text` at `quote`, as the text names them; None where nobody does or it is not clear."""
    for quotation in _QUOTATION.finditer(text):
        if quotation.start() < quote.end and quote.start < quotation.end():
            if len(quotation.group().split()) < 4:  # a term in quotation marks is nobody's statement
                continue
            return _of_quotation(text, quotation.start(), quotation.end())
    named = list(dict.fromkeys(_persons(quote.of(text))))
    return named[0] if len(named) == 1 else None


def _of_quotation(text: str, start: int, end: int) -> str | None:
    after = text[end : end + 200]
    if found := _AFTER.match(after):
        return _name(found.group("person"))
    before = text[max(0, start - LOOK_BACK) : start]
    sentences = split(before)
    if (
        sentences
        and before[sentences[-1].end - 1] not in '.!?”"'
        and (named := list(_persons(sentences[-1].of(before))))
    ):
        return named[-1]
    if _PRONOUN_AFTER.match(after):
        return next(reversed(list(_persons(before))), None)
    return None


def _persons(text: str) -> Iterator[str]:
    """The speakers that a text names, in order."""
    found = []
    for sentence in split(text):
        body = _HEAD.sub("", sentence.of(text))
        if match := _BEFORE.search(body) or _ACCORDING.match(sentence.of(text)):
            found.append((sentence.start, match.group("person")))
    found += [(match.start("person"), match.group("person")) for match in _NAMED_AFTER.finditer(text)]
    for _, person in sorted(found):
        name = _name(person)
        if name is not None:
            yield name


def _name(person: str) -> str | None:
    name = _HEAD.sub("", person).rstrip(" ,")
    return None if not name or _NOBODY.match(name) else name
