"""An index opened with its encoder, reader and question bank. `live_engine.py` hands out that of the index in force."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.answer import Lang
from assistant.answering.decision import Calibration
from assistant.answering.gathered import ArticleText
from assistant.answering.kept import Kept
from assistant.answering.open_bank import empty_bank, open_bank
from assistant.answering.said_by import Statement, find_article_statements
from assistant.answering.suggestions import BankSuggestions, ExampleQuestion, example_questions
from assistant.question.held_regulations import HeldRegulations
from assistant.question.intent import IntentClassifier
from assistant.question.query import QueryAnalyzer
from assistant.reader.reading import Reader
from assistant.reader.sentences import SentenceReader
from assistant.retrieval.question_bank import QuestionBank
from assistant.retrieval.rerank import CrossEncoderReranker, Reranker
from assistant.settings import Fusion, Settings
from index.document import Document
from index.encoder import BUNDLED, Encoder, load_encoder
from index.errors import IndexMismatchError
from index.store import Index
from index.versions import without_older

if TYPE_CHECKING:
    from assistant.reader.spans import ReaderModel

log = logging.getLogger("netral")
LEXICON = Path("lexicon.tsv")
"""An operator's own words, beside netral.toml; they are added to the shipped ones."""
INTENTS = Path("intents.toml")
"""An operator's own example sentences of turns, beside netral.toml; they are added to the shipped ones."""
COVERED = 0.5
"""Share of an article's sentences that the question bank quotes, from which what it does not quote counts against an answer."""
WORDS_KEPT, ARTICLES_KEPT = 4_096, 512
"""Earlier questions of which it is remembered what answered them, and conversations of which it is the article that they are about.

At 500 characters a question, and ten of them a conversation, either takes a few megabytes at most.
"""
CALIBRATION = Path("calibration.json")
"""An operator's own, beside netral.toml: for a reader that none was shipped for, or in place of the shipped one."""


@dataclass(frozen=True)
class Engine:
    """Everything that answers a question, all of one index generation.

    `passages_read` is how many passages are read for a question (the setting `candidates`), `fusion` how the two searches become
    one ranking. `calibration` judges where there is no question bank, and `bank_calibration` where there is one;
    `parts_calibration` judges documents with parts. The latter two are None where none was fitted for the reader.
    """

    index: Index
    encoder: Encoder
    reader: Reader
    calibration: Calibration
    query_analyzer: QueryAnalyzer
    intents: IntentClassifier
    passages_read: int
    fusion: Fusion
    bank: QuestionBank
    bank_calibration: Calibration | None = None
    parts_calibration: Calibration | None = None
    reranker: Reranker | None = None

    @classmethod
    def open(
        cls,
        settings: Settings,
        encoder: Encoder | None = None,
        calibration: Calibration | None = None,
    ) -> Engine:
        """Open the index in force. `encoder` is used again where the index was built with it.

        Raises:
            StoreError: no index, or one that does not fit; the message names the command that repairs it.
            EncoderError: its encoder cannot be loaded.
            ConfigError: the operator's example sentences are none.
        """
        index = Index(settings.index)
        encoder = _encoder_of(index, settings, encoder)
        reader = _load_reader(settings, index)
        reranker = _load_reranker(settings.reranker, settings.threads)
        name = calibration_id(reader, reranker)
        with_bank = Calibration.load_if_fitted(bank_calibration_id(name), CALIBRATION)
        return cls(
            index=index,
            encoder=encoder,
            reader=reader,
            calibration=calibration or Calibration.load(name, CALIBRATION),
            bank_calibration=calibration or with_bank,
            parts_calibration=None
            if calibration
            else Calibration.load_if_fitted(parts_calibration_id(name), CALIBRATION),
            query_analyzer=_query_analyzer(index, encoder),
            intents=IntentClassifier.load(encoder, INTENTS),
            passages_read=settings.candidates,
            fusion=settings.fusion,
            bank=open_bank(index, encoder) if settings.question_bank else empty_bank(index),
            reranker=reranker,
        )

    @cached_property
    def suggestions(self) -> BankSuggestions:
        """The entries of the bank that can be suggested to readers."""
        return BankSuggestions(self.bank.entries, self.index.analyzer, self.index.rarity, self.index.document)

    @cached_property
    def examples(self) -> Callable[[Lang], tuple[ExampleQuestion, ...]]:
        """A language to questions for an empty page."""

        def found(lang: Lang) -> tuple[ExampleQuestion, ...]:
            documents = [self.index.document(document_id) for document_id in self.index.document_ids]
            of_bank = self.suggestions.examples(documents, lang)
            return tuple(of_bank) or tuple(ExampleQuestion(text) for text in example_questions(documents, lang))

        # Every page that opens shows some, and every article is read for them.
        return lru_cache(maxsize=None)(found)

    @cached_property
    def document_terms(self) -> Callable[[str], frozenset[str]]:
        """An article's id to the terms of its title and text."""

        def terms(document_id: str) -> frozenset[str]:
            document = self.index.document(document_id)
            return frozenset(self.index.analyzer.terms(f"{document.title} {document.text}"))

        # The decision asks for the best passage's article on every question, and few articles answer most of them.
        return lru_cache(maxsize=256)(terms)

    @cached_property
    def bank_covers(self) -> Callable[[str], bool]:
        """Whether the question bank quotes at least half of the sentences of the article with an id."""

        def covers(document_id: str) -> bool:
            sentences = ArticleText.of_index(self.index, document_id).sentences
            quoted = self.bank.quoted(document_id)
            known = sum(any(span.overlaps(sentence) for span in quoted) for sentence in sentences)
            return known >= COVERED * len(sentences) > 0

        return lru_cache(maxsize=1024)(covers)

    @cached_property
    def regulations(self) -> HeldRegulations:
        """The regulations among the documents; of two versions of one, the newer."""
        documents = without_older(map(self.index.document, self.index.document_ids))
        # Of one that is furniture throughout nothing can be quoted.
        held = ((document.id, document.regulation) for document in documents if self.index.rows_of(document.id))
        return HeldRegulations(
            tuple((document_id, regulation) for document_id, regulation in held if regulation), self.index.analyzer
        )

    @cached_property
    def found_words(self) -> Kept[str, str]:
        """A standalone question that was searched to the words that answer it; empty where it is refused.

        Follow-ups ask for no more of an earlier question, and what it found stays as long as the engine does.
        """
        return Kept(WORDS_KEPT)

    @cached_property
    def turn_articles(self) -> Kept[tuple[str, ...], str]:
        """A turn behind those before it to the id of the article that it was about; empty where it was about none."""
        return Kept(ARTICLES_KEPT)

    @cached_property
    def generation(self) -> object:
        """Another object for every engine: what was answered by one is not answered by the next, whose bank or index is another."""
        return object()

    def newest_documents(self, count: int) -> list[Document]:
        """The newest articles, the newest first and those without a date last."""
        return [self.index.document(document_id) for document_id in self._newest_first[:count]]

    @cached_property
    def _newest_first(self) -> list[str]:
        # Kept, because every article is read for it, and only the ids, because the texts may be many.
        dates = {name: self.index.document(name).published or "" for name in self.index.document_ids}
        return sorted(dates, key=lambda name: dates[name], reverse=True)

    @cached_property
    def article_statements(self) -> Callable[[str], tuple[Statement, ...]]:
        """An article's id to its statements, each with its speaker."""

        def statements(document_id: str) -> tuple[Statement, ...]:
            article = ArticleText.of_index(self.index, document_id)
            return tuple(find_article_statements(article, self.index.analyzer))

        # Who speaks is looked up in every article that has the name, and takes some milliseconds each.
        return lru_cache(maxsize=1024)(statements)


def _encoder_of(index: Index, settings: Settings, open_already: Encoder | None) -> Encoder:
    """The encoder that an index was built with: vectors of two encoders must never meet."""
    name = index.config.encoder
    if settings.encoder and settings.encoder != name:
        raise IndexMismatchError(
            f"The index was built with the encoder {name!r}, the settings ask for {settings.encoder!r}. "
            f"Build it again: netral index build {settings.sources} --encoder {settings.encoder}"
        )
    # Loading takes seconds and memory, so a new index of the same encoder goes on with the one that is open.
    same = open_already is not None and open_already.id == index.encoder_id
    encoder = open_already if same and open_already else load_encoder(name, settings.threads)
    # The name may be a path whose model has changed since: its id contains a hash of the weights.
    if encoder.id != index.encoder_id or encoder.dimension != index.vectors.dimension:
        raise IndexMismatchError(
            f"The index was built with {index.encoder_id}, here is {encoder.id}. "
            f"Build it again: netral index build {settings.sources}" + ("" if name == BUNDLED else f" --encoder {name}")
        )
    return encoder


def _query_analyzer(index: Index, encoder: Encoder) -> QueryAnalyzer:
    return QueryAnalyzer.load(
        index.analyzer, index.words(), LEXICON, word_test(encoder), index.names(), name_test(encoder), index.rarity
    )


def word_test(encoder: Encoder) -> Callable[[str], bool]:
    """Whether the encoder knows a word as one token, as it does the frequent words of its languages but no misspelt one."""

    def known(word: str) -> bool:
        one, given = encoder.count_tokens(["yang", word])
        return given <= one

    return known


def name_test(encoder: Encoder) -> Callable[[str], bool]:
    """Whether the encoder knows a word better with a capital, as it does names that are written often."""

    def named(word: str) -> bool:
        small, capital = encoder.count_tokens([word, word.capitalize()])
        return capital < small

    return named


def calibration_id(reader: Reader, reranker: Reranker | None) -> str:
    """What a calibration is fitted for: a reader, with its reranker."""
    return f"{reader.id} after {reranker.id}" if reranker else reader.id


def bank_calibration_id(name: str) -> str:
    """What a calibration is fitted for that counts on a question bank; `name` is that of the one without."""
    return f"{name} with a question bank"


def parts_calibration_id(name: str) -> str:
    """What a calibration is fitted for that judges documents with parts: articles, lists, tables; `name` is that of the one for prose."""
    return f"{name} in documents with parts"


def _load_reader(settings: Settings, index: Index) -> Reader:
    if settings.reader == "sentences":
        return SentenceReader(index.analyzer)
    from assistant.reader.spans import SpanReader  # onnxruntime is not wanted where no model is

    return SpanReader(index.analyzer, reader_model(settings.reader, settings.threads))


@lru_cache(maxsize=1)
def reader_model(name: str, threads: int) -> ReaderModel:
    """`"spans"`, or a model by hub name or path. Loaded once: the next index is read with the same one.

    Raises:
        ReaderError: it cannot be loaded.
    """
    if name == "spans":
        from assistant.reader.bundled import BundledModel

        return BundledModel(threads)
    from assistant.reader.hub import HubModel

    return HubModel(name, threads)


@lru_cache(maxsize=1)
def _load_reranker(name: str, threads: int) -> Reranker | None:
    return CrossEncoderReranker(name, threads) if name else None
