"""What is read of each sentence beside a model's verdict: how much of the question it speaks of, and whether it has what is asked for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

from assistant.question.asked import RULES as ASKED
from assistant.question.asked import Asked, asks_in_days, read_question
from assistant.question.query import Concept, Query
from assistant.reader.grown_spans import QuestionWords
from assistant.reader.headline import sentence_fits
from assistant.reader.headline_rules import RULES as HEADLINE
from assistant.reader.reading import SentenceRead, overlap_with_terms
from assistant.reader.table_rows import fields_of
from assistant.retrieval.candidates import Candidate
from index.analyzer import Analyzer, word_tokens
from index.document import Document, Span
from index.passages import context_of
from index.places import leads_of, lists_around
from index.reading_form import reading_form
from index.roots import terms_and_roots

RARE = 0.5
"""The least weight of a word by which a question names one item of a list."""

RARE_NAME = 0.2
"""The least weight of a name or number without which a row is not the one that is asked for."""

EXACT = frozenset({"date", "number"})
"""Kinds that a sentence without one cannot answer: a reason may go without "karena", and "siapa" may be answered by a body."""


# Without slots, which would leave `cached_property` no place to keep its value.
@dataclass(frozen=True)
class SentenceJudge:
    """Judges the sentences that are read for one question."""

    query: Query
    analyzer: Analyzer

    @cached_property
    def asked(self) -> Asked:
        """What the question asks for."""
        names = {concept.term for concept in self.query.concepts if concept.name}
        words = word_tokens(self.query.text)
        return read_question(self.query.text, frozenset(word for word in words if self.analyzer.stem(word) in names))

    @property
    def questions(self) -> tuple[str, ...]:
        """The question, and what else is read for it: a deadline may be a number of days."""
        text = self.query.text
        in_days = asks_in_days(text) if "deadline" in self.asked.details else text
        return tuple(dict.fromkeys((text, in_days)))

    def own_words(self, words: str) -> bool:
        """Whether words are only those of the question, and so no answer to it; true of words of which none counts."""
        return self.own_terms.issuperset(self.analyzer.terms(words))

    @cached_property
    def question_words(self) -> QuestionWords:
        """What short answers are compared with."""
        return QuestionWords(self.query.text, self.own_words, self._mentions)

    def kinds_found(self, text: str) -> float:
        """The share, 0 to 1, of the kinds asked for that a sentence has."""
        parts = [replace(self.asked, kinds=(kind,)) for kind in self.asked.kinds]
        return sum(sentence_fits(part, text, self.own_words) for part in parts) / len(parts)

    def about_another_act(self, document: Document, sentence: Span) -> bool:
        """Whether it is asked if one may do something, and a sentence has no word of that: it allows or forbids something else.

        Of "memakai seragam" it must have "seragam": much else is worn.
        """
        if not self._act:
            return False
        text = self.lead(document, sentence) + reading_form(document.text).of(sentence)
        if HEADLINE.pattern("answers_the_sentence_before").search(text):
            return False
        terms = terms_and_roots(self.analyzer, text)
        return not any(concept.found_in(terms) for concept in self._act)

    @cached_property
    def _act(self) -> tuple[Concept, ...]:
        """The content words of what is asked to be allowed, without its verb where that is done to something."""
        if self.asked.kind != "yes_no" or self.asked.details.isdisjoint({"allowed", "denied"}):
            return ()
        found = ASKED.pattern("act_in_question").search(self.query.text)
        said = (found["act"] or found["act_en"]) if found else ""
        words = self.analyzer.terms(said)
        act = tuple(concept for concept in self.query.concepts if concept.term in words)
        to_something = ASKED.pattern("act_upon_something").match(said)
        return tuple(concept for concept in act if not to_something or concept.term != words[0]) or act

    def read(self, candidate: Candidate, sentence: Span, answer: Span | None, reading: float) -> SentenceRead:
        """A sentence with its features."""
        document = candidate.document
        text = reading_form(document.text).of(sentence)
        # An item says nothing without the line that introduces it, nor a row without its header.
        lead = self.lead(document, sentence)
        own = terms_and_roots(self.analyzer, lead + text)
        # What is forbidden or allowed is often said by the introducing line alone.
        told = self.asked.details & {"allowed", "denied"} or fields_of(document, sentence)
        kind_fits = self.kinds_found(lead + text if told else text)
        around = own | terms_and_roots(self.analyzer, context_of(document, sentence))
        asked_list = self._asked_list(document, sentence) if document.structure else None
        return SentenceRead(
            candidate=candidate,
            sentence=sentence,
            answer=None if asked_list else answer,
            reading=reading,
            overlap=overlap_with_terms(self.query, self.analyzer, candidate, around),
            kind_fits=kind_fits,
            exact_kind=float(kind_fits == 1.0 or not EXACT.intersection(self.asked.kinds)),
            own_overlap=overlap_with_terms(self.query, self.analyzer, candidate, own),
            as_list=self.asked.kind == "list",
            asked_list=asked_list,
        )

    def picks(self, document: Document, sentence: Span) -> bool:
        """Whether a question has a word of a row, or an item, that what introduces it does not have."""
        return self._picks(sentence.of(document.text), context_of(document, sentence))

    def _picks(self, words: str, before: str) -> bool:
        own, around = terms_and_roots(self.analyzer, words), terms_and_roots(self.analyzer, before)
        return any(concept.found_in(own) and not concept.found_in(around) for concept in self.query.concepts)

    def share_known(self, document: Document, sentence: Span) -> float:
        """The share, by weight, of a question's words that a sentence has, or what belongs before it: 0 to 1; 0 where a name is missing."""
        terms = terms_and_roots(self.analyzer, context_of(document, sentence) + sentence.of(document.text))
        missing = [concept for concept in self.query.concepts if not concept.found_in(terms)]
        if any(concept.name and concept.weight >= RARE_NAME for concept in missing):
            return 0.0
        total = sum(concept.weight for concept in self.query.concepts)
        return 1.0 - sum(concept.weight for concept in missing) / total if total else 0.0

    def _asked_list(self, document: Document, sentence: Span) -> Span | None:
        """The list, or table, that a question asks for with all its items; None where it asks for this one, or there is no list.

        It asks for all where it has no word of the item that it does not have of what introduces the list; and where it asks for a list in
        so many words.
        """
        around = [node for node in lists_around(document, sentence) if node.head.end <= sentence.start]
        inner, found = sentence, None
        for node in around:
            before = terms_and_roots(self.analyzer, context_of(document, inner))
            chosen = self._picks(inner.of(document.text), context_of(document, inner))
            named = any(concept.found_in(before) for concept in self.query.concepts)
            if (chosen or not named) and not (found is None and self.asked.kind == "list"):
                break
            inner, found = node.head, node.span
        return found

    @staticmethod
    def lead(document: Document, sentence: Span) -> str:
        """The lines that introduce a sentence, in their reading form, each with a line break; "" where none does."""
        form = reading_form(document.text)
        return "".join(f"{form.of(line)}\n" for line in leads_of(document, sentence))

    @cached_property
    def own_terms(self) -> frozenset[str]:
        """The terms of the question, and its names in their other forms."""
        own = frozenset(self.analyzer.terms(self.query.text))
        # "BKN" for "Badan Kepegawaian Negara" is the question's, too.
        return own | frozenset(other for concept in self.query.concepts if concept.name for other in concept.others)

    def _mentions(self, word: str) -> bool:
        # Not by what many sentences have: with "ASN" every question would speak of "Komisi Aparatur Sipil Negara".
        terms = terms_and_roots(self.analyzer, word)
        return any(concept.weight >= RARE and concept.found_in(terms) for concept in self.query.concepts)
