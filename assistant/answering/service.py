"""The one answer service that every surface calls: page, API, command line and evaluation.

Its only state is the engine in force. Each question takes the engine once and keeps it to the end, so that an index published
meanwhile never mixes two generations in one answer.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from assistant.answer import Answer, Lang
from assistant.answering.compose import prove_quotes
from assistant.answering.decision import Calibration, Evidence, Scored
from assistant.answering.engine import Engine, bank_calibration_id, calibration_id, parts_calibration_id
from assistant.answering.explain import explain_outcome
from assistant.answering.holdings import Holdings
from assistant.answering.live_engine import LiveEngine
from assistant.answering.parts_reply import write_parts
from assistant.answering.passage_search import FoundPassage, rank_passages, search_passages
from assistant.answering.pipeline import Trace, weigh_best
from assistant.answering.reply import write_answer
from assistant.answering.several_parts import try_several
from assistant.answering.suggestions import NEXT, ExampleQuestion, next_questions
from assistant.answering.turns import SEARCHED, Outcome, trace_question, try_question
from assistant.explanation import Explanation
from assistant.question.check import check_history, check_question
from assistant.question.intent import REPEATS
from assistant.question.query import detect_language
from assistant.retrieval.candidates import Candidate
from assistant.retrieval.question_bank import VerifiedEntries
from assistant.settings import Settings
from assistant.wording import as_lang
from index.arrays import Vectors
from index.bank import LocatedEntry
from index.document import Document


class AnswerService:
    """Answers questions from the index in force. Safe to share between threads."""

    def __init__(
        self, settings: Settings, calibration: Calibration | None = None, verified: VerifiedEntries | None = None
    ) -> None:
        """Serve under `settings`, with what evaluators `verified`; `calibration` takes the place of the one fitted for the reader."""
        self.settings = settings
        self._live = LiveEngine(settings, calibration, verified)

    def ask(self, question: str, history: Sequence[str] = (), lang: Lang | None = None) -> Answer:
        """Answer or refuse one question; `history` has the earlier questions, the oldest first.

        Raises:
            QuestionError: a question that cannot be asked.
            StoreError: there is no usable index.
            QuoteError: a quote that is not its source's text; nothing is shown then.
        """
        started = time.perf_counter()
        _, _, answer = self._asked(question, history, lang)
        timings = {**answer.timings_ms, "total": (time.perf_counter() - started) * 1e3}
        return replace(answer, timings_ms={name: round(ms, 2) for name, ms in timings.items()})

    def explain(self, question: str, history: Sequence[str] = (), lang: Lang | None = None) -> Explanation:
        """Answer one question as `ask` does, and say how the answer came about; raises what `ask` raises."""
        return explain_outcome(check_history(history), *self._asked(question, history, lang))

    def search(self, query: str, k: int) -> tuple[FoundPassage, ...]:
        """The `k` passages nearest to a query, best first; nothing is read or decided.

        Raises:
            QuestionError: a query that cannot be searched, or `k` is not 1 to 50.
            StoreError: there is no usable index.
        """
        return search_passages(self._live.get(), query, k)

    def engine(self) -> Engine:
        """All that answers a question, of the index in force.

        Raises:
            StoreError, EncoderError: there is none.
        """
        return self._live.get()

    def generation(self) -> object | None:
        """What stands for all that answers at the moment, bank and verified answers included: another object after each change of them.

        None where the next question will first have to open an index, or take up what evaluators saved. Cheap to ask for.
        """
        return self._live.generation()

    @property
    def reader_id(self) -> str:
        """The reader in use, with its reranker, and what it reads: with a question bank, prose, or documents most of which have parts.

        A calibration belongs to it.
        """
        engine = self._live.get()
        name = calibration_id(engine.reader, engine.reranker)
        if engine.bank:
            return bank_calibration_id(name)
        index = engine.index
        parted = sum(bool(index.document(document_id).structure) for document_id in index.document_ids)
        return parts_calibration_id(name) if 2 * parted > len(index.document_ids) else name

    def trace(self, question: str, history: Sequence[str] = ()) -> Trace | None:
        """How the service sees a question; None where it is refused before anything is read."""
        return trace_question(self._live.get(), check_question(question), check_history(history))

    def ranking(self, answer: Answer, depth: int) -> tuple[Candidate, ...]:
        """The passages found for a question that was answered or refused, best first: `depth` of them, or all there are.

        Those that were read are among the first; none where the question was refused before anything was searched.
        """
        engine = self._live.get()
        query = engine.query_analyzer.query(answer.searched_as)
        repeated = answer.intent in REPEATS and answer.searched_as != answer.question
        if not (query.concepts and (repeated or answer.intent in SEARCHED)):
            return ()
        return rank_passages(engine, query, depth)

    def weigh(self, trace: Trace, ranked: Sequence[Scored]) -> Evidence:
        """The evidence for the first of `ranked`, which may be in another order than the trace's own."""
        return weigh_best(self._live.get(), trace.query, trace.found.candidates, ranked, trace.bank)

    def source(self, source_id: str) -> Document:
        """An article with its furniture marked.

        Raises:
            SourceNotFoundError: the index has no such article.
        """
        return self._live.get().index.document(source_id)

    def original(self, source_id: str) -> bytes:
        """The file of an article that is a PDF, for the pictures of its pages.

        Raises:
            SourceNotFoundError: the index has no such article, or it is no PDF.
            IndexDamagedError: the file is missing, or differs from what was indexed.
        """
        return self._live.get().index.original(source_id)

    def sources(self) -> list[Document]:
        """All articles, in the order of their ids."""
        index = self._live.get().index
        return [index.document(document_id) for document_id in index.document_ids]

    def neighbours(self, source_id: str) -> tuple[Document | None, Document | None]:
        """The article before that one and the article after it, in the order of `sources`; None at the ends.

        Raises:
            SourceNotFoundError: the index has no such article.
        """
        index = self._live.get().index
        own = index.document(source_id).id  # not the id asked for, which may be that of a copy
        ids = [None, *index.document_ids, None]
        at = ids.index(own)
        before, after = (index.document(name) if name is not None else None for name in (ids[at - 1], ids[at + 1]))
        return before, after

    def examples(self, lang: Lang) -> list[ExampleQuestion]:
        """Questions for an empty page, with what each asks for."""
        return list(self._live.get().examples(lang))

    def holdings(self) -> Holdings:
        """How many articles answers come from, and how new they are."""
        engine = self._live.get()
        newest = engine.newest_documents(1)
        return Holdings(len(engine.index.document_ids), newest[0].published if newest else None)

    def suggestions(self, lang: Lang) -> list[str]:
        """The words of `examples`."""
        return [example.text for example in self.examples(lang)]

    def follow_ups(self, answer: Answer, lang: Lang, history: Sequence[str] = ()) -> list[str]:
        """Questions that could come next, or, after talk, to begin with; articles that are no longer there offer none."""
        if answer.kind == "talk":
            return self.suggestions(lang)[:NEXT]
        engine = self._live.get()
        if found := engine.suggestions.after(answer, history, lang):
            return found
        index = engine.index
        cited = dict.fromkeys(c.source_id for c in (*answer.citations, *answer.nearest))
        known = [index.document(source_id) for source_id in cited if source_id in index.document_ids]
        return next_questions(known, (answer.question, answer.searched_as, *history), lang)

    def entries(self) -> Sequence[LocatedEntry]:
        """The entries of the question bank in force, those that evaluators saved included."""
        return self._live.get().bank.entries

    def index_entries(self) -> Sequence[LocatedEntry]:
        """The entries that came with the documents, whether or not evaluators replaced them or switched them off."""
        bank = self._live.get().index.bank
        return bank.entries if bank else ()

    def stale_entries(self) -> list[str]:
        """What is wrong with the question bank of the documents, in words: its entries and wordings that are not used."""
        return self._live.get().index.stale_entries()

    def question_vectors(self, texts: Sequence[str]) -> Vectors:
        """`(n, dimension)` unit vectors of questions, around the centre of what people ask: far apart where questions differ."""
        engine = self._live.get()
        centre = engine.intents.model.vectors.mean(axis=0)
        # One by one: a long batch would keep the encoder from those who ask meanwhile.
        rows = [engine.encoder.encode_queries([text])[0] - centre for text in texts]
        found = np.array(rows, np.float32).reshape(len(rows), engine.encoder.dimension)
        norms = np.linalg.norm(found, axis=1, keepdims=True)
        unit: Vectors = found / np.maximum(norms, 1e-9)
        return unit

    def ready(self) -> dict[str, object]:
        """What is being served.

        Raises:
            StoreError, EncoderError: nothing can be.
        """
        index = self._live.get().index
        return {
            "index": index.fingerprint,
            "documents": len(index.document_ids),
            "passages": len(index),
            "encoder": index.encoder_id,
        }

    def _asked(self, question: str, history: Sequence[str], lang: Lang | None) -> tuple[Engine, Outcome, Answer]:
        asked = check_question(question)
        earlier = check_history(history)
        # Only English is recognised with certainty (by its function words); everything else is answered in the page's language.
        lang = lang or ("en" if detect_language(asked) == "en" else as_lang(self.settings.language, "id"))
        engine = self._live.get()
        if several := try_several(engine, asked, earlier):
            outcome, answer = several.outcome, write_parts(engine, asked, several, lang)
        else:
            outcome = try_question(engine, asked, earlier)
            answer = write_answer(engine, asked, outcome, lang)
        # No answer leaves with a quote that is not its source's text to the character, whatever went wrong above.
        prove_quotes((*answer.citations, *answer.nearest), engine.index.document)
        return engine, outcome, answer
