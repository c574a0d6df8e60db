"""A deterministic answer service for the tests of the surfaces: two articles, and a word in a question decides."""

from __future__ import annotations

import asyncio
import dataclasses
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from fastapi import FastAPI

from assistant.answer import Answer, Citation, Disagreement, Lang, Part, Refusal, ShortAnswer, Verified
from assistant.answering.holdings import Holdings
from assistant.answering.passage_search import FoundPassage
from assistant.answering.suggestions import ExampleQuestion
from assistant.explanation import (
    Analysis,
    Attempt,
    BankSeen,
    CandidateSeen,
    ConceptSeen,
    Explanation,
    Factor,
    FiredRule,
    MatchSeen,
    QuoteSeen,
    ReadingSeen,
)
from assistant.publishing.drafting import DraftQuestions
from assistant.publishing.publisher import Publisher
from assistant.settings import Settings
from assistant.web.app import create_app
from assistant.web.shared.pool import Service
from index.arrays import Vectors
from index.bank import LocatedEntry
from index.document import Document, Furniture, Span
from index.errors import IndexMissingError, QuestionError, SourceNotFoundError

SECRET = "the password is in /etc/shadow"
HOSTILE = (
    "<script>window.hacked=1</script>",
    "<img src=x onerror=window.hacked=1>",
    '<img src="https://outside.invalid/a.png">',
    "<svg onload=window.hacked=1>",
    '<form action="https://outside.invalid/"><button>x</button></form>',
    '<p style="background:url(https://outside.invalid/b)">x</p>',
    '<a href="javascript:window.hacked=1">x</a>',
    '"><script>window.hacked=1</script>',
    "'><iframe srcdoc='<script>parent.hacked=1</script>'></iframe>",
    "![x](https://outside.invalid/c.png)",
    "[x](javascript:window.hacked=1)",
    "$$\\href{javascript:window.hacked=1}{x}$$",
    "</blockquote></article></div><script>window.hacked=1</script>",
    "<video src=https://outside.invalid/d autoplay></video>",
    "{{7*7}} ${7*7} <!-- -->",
)

_FACTS = (
    "Pilkada Gubernur dan Wakil Gubernur, Walikota/Bupati dan Wakil Bupati/Wakil Walikota Tahun 2024 akan dilaksanakan "
    "pada 27 November 2024. Proses pendaftaran calon, dimulai 22 September 2024."
)
_SANCTION = (
    "ASN yang melanggar dipastikan akan dijatuhi sanksi berat seperti penurunan pangkat  dan mutasi ke tempat jauh."
)
_CAPTION = "Suasana Rakor pengawasan netralitas ASN di lingkungan pemerintah provinsi Bali, Kamis 18 April 2024. (ist)"
_BALI = "\n\n".join(
    [
        "ASN Diminta Tegakkan Netralitas dalam Pilkada Gubernur dan Bupati 2024",
        _CAPTION,
        "Aparatur Sipil Negara (ASN) adalah perekat Negara Kesatuan Republik Indonesia (NKRI).",
        *["Netralitas ASN itu penting untuk menjaga sistem merit. Netralitas itu penting agar kebijakan itu adil."] * 9,
        _FACTS,
        "See also  Gempabumi Tektonik Kembali Guncang Kuta",
        "Keberhasilan tersebut agar dilanjutkan dalam Pilkada 2024. " + _SANCTION,
        "Rakor ini, dibuka Sekda Provinsi Bali Dewa Made Indra.",
    ]
)
_TARAKAN = "Sosialisasi <Netralitas> ASN & Pemilu\n\n" + "\n\n".join(HOSTILE)


def _span(text: str, part: str) -> Span:
    start = text.index(part)
    return Span(start, start + len(part))


DOCUMENTS = (
    Document(
        id="001_bali",
        text=_BALI,
        title="ASN Diminta Tegakkan Netralitas dalam Pilkada Gubernur dan Bupati 2024",
        file="001_bali.txt",
        sha256="0" * 64,
        publisher="baliprawara.com",
        place="Denpasar",
        published="2024-04-18",
        derived=("published",),
        furniture=(
            Furniture(_span(_BALI, "ASN Diminta Tegakkan Netralitas dalam Pilkada Gubernur dan Bupati 2024"), "title"),
            Furniture(_span(_BALI, _CAPTION), "caption"),
            Furniture(_span(_BALI, "See also  Gempabumi Tektonik Kembali Guncang Kuta"), "see-also"),
        ),
    ),
    Document(
        id="002_xss",
        text=_TARAKAN,
        title="Sosialisasi <Netralitas> ASN & Pemilu <script>window.hacked=1</script>",
        file="002_xss.txt",
        sha256="1" * 64,
        publisher='<b onmouseover="window.hacked=1">penerbit</b>',
        published="2024-07-04",
        url="javascript:window.hacked=1",
    ),
)


def cite(number: int, document: Document, quote: str, *marks: str, speaker: str | None = None) -> Citation:
    """A citation of `quote` with `marks` highlighted."""
    span = _span(document.text, quote)
    found = [_span(document.text, mark) for mark in marks]
    return Citation(
        number=number,
        source_id=document.id,
        title=document.title,
        publisher=document.publisher,
        published=document.published,
        passage_id=f"{document.id}:{span.start}-{span.end}",
        quote=quote,
        start=span.start,
        end=span.end,
        highlights=tuple((m.start, m.end) for m in found),
        speaker=speaker,
        url=f"/sources/{document.id}?start={span.start}&end={span.end}",
        derived=document.derived,
    )


def found(document: Document, text: str, score: float) -> FoundPassage:
    """A passage of a document, as a search finds it."""
    span = _span(document.text, text)
    return FoundPassage(
        source_id=document.id,
        title=document.title,
        publisher=document.publisher,
        published=document.published,
        passage_id=f"{document.id}:{span.start}-{span.end}",
        text=text,
        start=span.start,
        end=span.end,
        score=score,
        url=f"/sources/{document.id}?start={span.start}&end={span.end}",
    )


def answered(question: str, **changes: object) -> Answer:
    """The answer about the date of registration, with `changes`."""
    bali = DOCUMENTS[0]
    base = Answer(
        question=question,
        searched_as=question,
        answered=True,
        refusal=None,
        confidence=0.93,
        confidence_level="high",
        short_answer=ShortAnswer("22 September 2024", 1),
        text="Proses pendaftaran calon, dimulai 22 September 2024. [1]\nYang melanggar akan dijatuhi sanksi berat. [2]",
        citations=(
            cite(1, bali, _FACTS, "22 September 2024"),
            cite(2, bali, _SANCTION, "penurunan pangkat", "mutasi ke tempat jauh", speaker="Dewa Made Indra"),
        ),
        nearest=(),
        disagreement=None,
        index="f" * 16,
        timings_ms={"total": 12.0},
    )
    return dataclasses.replace(base, **changes)  # type: ignore[arg-type]


_MESSAGES = {
    ("partisan", "id"): "Netral tidak membantu memihak partai atau calon mana pun.",
    ("partisan", "en"): "Netral does not side with any party or candidate.",
    ("not_in_sources", "id"): "Artikel sumber tidak memuat jawaban atas pertanyaan ini.",
    ("not_in_sources", "en"): "The source articles do not answer this question.",
}


SEVERAL = answered(
    "Kapan, apa sanksinya, dan di mana?",
    text="Kapan? 22 September 2024 [1]\n\nApa sanksinya?\n\nTentang di mana: tidak ada jawaban dalam sumber.",
    parts=(
        Part("Kapan?", "kapan pendaftaran?", ShortAnswer("22 September 2024", 1), (1,), None),
        Part("Apa sanksinya?", "apa sanksinya?", None, (2,), None),
        Part(
            "Di mana?",
            "di mana pendaftaran?",
            None,
            (),
            Refusal("not_in_sources", "Tentang di mana: tidak ada jawaban dalam sumber."),
        ),
    ),
)
"""An answer to three questions in one: with a short answer, with a quote alone, and refused."""


def refused(question: str, reason: str, lang: Lang) -> Answer:
    """A refusal, with the nearest passages when the question was not partisan."""
    nearest = (cite(1, DOCUMENTS[0], _SANCTION),) if reason == "not_in_sources" else ()
    message = _MESSAGES[(reason, lang)]
    refusal = Refusal(reason, message)  # type: ignore[arg-type]
    return answered(
        question,
        answered=False,
        refusal=refusal,
        confidence=0.08,
        confidence_level=None,
        short_answer=None,
        text=message,
        citations=(),
        nearest=nearest,
    )


def talked(question: str, intent: str, text: str) -> Answer:
    """A reply to small talk, or to a question about the assistant."""
    return answered(
        question,
        answered=False,
        confidence=0.0,
        confidence_level=None,
        short_answer=None,
        text=text,
        citations=(),
        kind="talk",
        intent=intent,
    )


def explanation(answer: Answer, earlier: Sequence[str] = (), text: str = "Rapat dimulai.") -> Explanation:
    """A trace of one try, with `text` wherever a document or a question can put some."""
    analysis = Analysis(
        text, text, "id", ((text, text),), (text,), (text,), (ConceptSeen(text, (text,), True, False, True),)
    )
    source = ("001_bali", "001_bali:5-9")
    reading = ReadingSeen(
        1, *source, 5, 5 + len(text), text, text, (5, 5 + len(text)), 2.5, 1.5, 0.75, {"reading": 1.25}, 6.5
    )
    match = MatchSeen(
        place=1,
        entry="b7",
        kind="who",
        origin="feedback",
        wording=text,
        refuse=None,
        short=text,
        quotes=(QuoteSeen(source[0], 5, 5 + len(text), text),),
        verified=Verified(text, "2031-07-01"),
        features={"cosine": 0.625, "names_missing": 2.0},
        score=4.375,
        probability=0.972,
        uses=("joins",),
        undecided=("unsure", "names_missing"),
    )
    refusal = dataclasses.replace(
        match, place=2, entry="b8", kind="refuse", refuse="off_topic", quotes=(), uses=(), undecided=("farther",)
    )
    attempt = Attempt(
        analysis=analysis,
        candidates=(CandidateSeen(1, source[1], source[0], text, 5, 5 + len(text), text, 3, 0.875, None, 7.25, 2.125),),
        readings=(reading,),
        factors=(Factor("score", 6.5, 0.5, 3.25), Factor("lead", 0.5, -0.5, -0.25)),
        bias=-1.0,
        log_odds=2.0,
        probability=0.881,
        threshold=0.341,
        passed=answer.answered,
        confidence=0.75,
        bank=BankSeen((match, refusal), 0.05, 0.5, 0.95),
    )
    rules = () if answer.answered else (FiredRule("which-to-choose", "partisan", text),)
    return Explanation(answer.question, tuple(earlier), rules, (attempt,), 0, answer, "fake reader", "fake encoder")


_EXAMPLES: dict[Lang, tuple[ExampleQuestion, ...]] = {
    "id": (
        ExampleQuestion("Kapan pendaftaran calon Pilkada 2024 dimulai?", "when"),
        ExampleQuestion("Sanksi apa yang dijatuhkan kepada ASN yang tidak netral?", "list"),
        ExampleQuestion("Siapa yang membuka rapat koordinasi di Bali?", "who"),
        ExampleQuestion("Di mana ASN boleh menyatakan pilihan politiknya?"),
    ),
    "en": (
        ExampleQuestion("When does registration begin?", "when"),
        ExampleQuestion("What sanctions do civil servants face?", "list"),
        ExampleQuestion("Who opened the meeting?", "who"),
    ),
}


class FakeService:
    """Answers by the words of a question; remembers what it was asked.

    "presiden" and "partai" are refused, "rusak" raises, "indeks" finds none, "lambat" waits for `released`,
    "xss" cites the hostile article, "sepakat" shows a disagreement, "diperiksa" was checked, "?!" counts as control characters,
    "halo" is a greeting, and "artikel apa saja" asks which articles there are, one of them hostile.
    """

    def __init__(self, settings: Settings | None = None) -> None:
        self.settings = settings or Settings()
        self.asked: list[tuple[str, tuple[str, ...], Lang | None]] = []
        self.followed: list[tuple[str, ...]] = []
        self.released = threading.Event()
        self.published: object | None = None  # no answer is kept, unless a test says what is in force
        self.missing = False
        self.broken_suggestions = False
        self.bank: list[LocatedEntry] = []

    def ask(self, question: str, history: Sequence[str] = (), lang: Lang | None = None) -> Answer:
        self.asked.append((question, tuple(history), lang))
        tongue: Lang = lang or "id"
        if not any(character.isalnum() for character in question):
            raise QuestionError("control", "The question contains control characters. Type it.")
        self._stumble(question)
        for word, reason in (("presiden", "not_in_sources"), ("partai", "partisan")):
            if word in question:
                return refused(question, reason, tongue)
        if "xss" in question:
            return self._hostile(question)
        if talk := self._talked(question, tongue):
            return talk
        if "sepakat" in question:
            answers = (ShortAnswer("22 September 2024", 1), ShortAnswer("27 Agustus 2024", 2))
            return answered(
                question, confidence=0.6, confidence_level=None, disagreement=Disagreement("substance", answers)
            )
        if "diperiksa" in question:
            return answered(question, entry="b7", verified=Verified("Sari", "2031-07-01"))
        if history:
            return answered(question, searched_as=f"{history[-1]} {question}")
        return answered(question)

    def explain(self, question: str, history: Sequence[str] = (), lang: Lang | None = None) -> Explanation:
        answer = self.ask(question, history, lang)
        return explanation(answer, history, " ".join(HOSTILE) if "xss" in question else "Rapat dimulai.")

    def search(self, query: str, k: int = 10) -> tuple[FoundPassage, ...]:
        self.asked.append((query, (), None))
        self._stumble(query)
        return tuple(found(DOCUMENTS[0], part, score) for part, score in ((_FACTS, 2.5), (_SANCTION, 1.25))[:k])

    def generation(self) -> object | None:
        return self.published

    def _stumble(self, question: str) -> None:
        if "lambat" in question:
            self.released.wait(20)
        if "rusak" in question:
            raise RuntimeError(SECRET)
        if "indeks" in question or self.missing:
            raise IndexMissingError(f"no index in {SECRET}")

    def _talked(self, question: str, lang: Lang) -> Answer | None:
        if "halo" in question:
            return talked(question, "greeting", "Halo! Saya Netral." if lang == "id" else "Hello! I am Netral.")
        if "artikel apa saja" in question:
            lines = ["Ada 2 artikel:", *(f"• {each.title}" for each in DOCUMENTS), *HOSTILE]
            return talked(question, "articles", "\n".join(lines))
        return None

    def _hostile(self, question: str) -> Answer:
        document = DOCUMENTS[1]
        cited = [cite(n, document, part, part, speaker=part) for n, part in enumerate(HOSTILE, 1)]
        return answered(
            question,
            searched_as=" ".join(HOSTILE),
            short_answer=ShortAnswer(HOSTILE[0], 1),
            text="\n\n".join(f"{part} [{n}]" for n, part in enumerate(HOSTILE, 1)),
            citations=tuple(cited),
            disagreement=Disagreement("spelling", (ShortAnswer(HOSTILE[1], 1),)),
        )

    def source(self, source_id: str) -> Document:
        for document in self.sources():
            if document.id == source_id:
                return document
        raise SourceNotFoundError("There is no such source. See /api/sources for those there are.")

    def original(self, source_id: str) -> bytes:
        raise SourceNotFoundError(f"{self.source(source_id).id!r} is no PDF.")

    def sources(self) -> list[Document]:
        if self.missing:
            raise IndexMissingError(f"no index in {SECRET}")
        return list(DOCUMENTS)

    def neighbours(self, source_id: str) -> tuple[Document | None, Document | None]:
        documents: list[Document | None] = [None, *self.sources(), None]
        at = documents.index(self.source(source_id))
        return documents[at - 1], documents[at + 1]

    def holdings(self) -> Holdings:
        documents = self.sources()
        return Holdings(len(documents), max((each.published or "" for each in documents), default="") or None)

    def examples(self, lang: Lang) -> list[ExampleQuestion]:
        if self.missing:
            raise IndexMissingError(f"no index in {SECRET}")
        if self.broken_suggestions:
            raise RuntimeError(SECRET)
        return list(_EXAMPLES[lang])

    def suggestions(self, lang: Lang) -> list[str]:
        return [example.text for example in self.examples(lang)]

    def follow_ups(self, answer: Answer, lang: Lang, history: Sequence[str] = ()) -> list[str]:
        self.followed.append(tuple(history))
        if self.broken_suggestions:
            raise RuntimeError(SECRET)
        if answer.kind == "talk":
            return self.suggestions(lang)[:2]
        if not answer.answered:
            return []
        if lang == "en":
            return ["And when is the vote?", "What sanctions are there?"]
        return ["Lalu kapan pemungutan suaranya?", "Apa sanksinya bagi yang melanggar?"]

    def entries(self) -> list[LocatedEntry]:
        return self.bank

    def index_entries(self) -> list[LocatedEntry]:
        return self.bank

    def stale_entries(self) -> list[str]:
        return []

    def question_vectors(self, texts: Sequence[str]) -> Vectors:
        return np.zeros((len(texts), 4), np.float32)

    def ready(self) -> dict[str, object]:
        if self.missing:
            raise IndexMissingError(f"no index in {SECRET}")
        return {"index": "f" * 16, "documents": 2, "passages": 9, "encoder": "fake"}


def make_app(
    service: Service,
    settings: Settings,
    page: bool = True,
    publisher: Publisher | None = None,
    drafter: DraftQuestions | None = None,
) -> FastAPI:
    """The application, made inside an event loop: outside of one, Gradio opens loops and never closes them.

    In a thread of its own, because playwright's loop runs in the tests' thread. Without records of its own, it logs no questions:
    they would go into the working folder.
    """
    if settings.records == Settings().records:
        settings = settings.with_changes(question_log=False)
    if not settings.allowed_hosts:  # the names that test clients call the server by
        settings = settings.with_changes(allowed_hosts=("testserver", "netral.example"))

    async def build() -> FastAPI:
        return create_app(service, settings, page, publisher, drafter)

    with ThreadPoolExecutor(1) as thread:
        return thread.submit(lambda: asyncio.run(build())).result()
