"""The way of a standalone question, top to bottom: it is searched, read, weighed and decided.

Every function here is pure but for the clock: it takes the engine and returns what a step found. `turns.py` says which questions are
asked for a turn of a conversation.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.answering.asked_place import rows_in_place, within_place
from assistant.answering.bank_answer import (
    NO_BANK,
    BankView,
    bank_evidence,
    lead_with_entry,
    rows_to_read,
    shows_first,
    supported_readings,
)
from assistant.answering.compose import RULES
from assistant.answering.decision import Calibration, Evidence, Scored, weigh_evidence
from assistant.answering.engine import Engine
from assistant.answering.mismatches import is_of_another
from assistant.answering.named_articles import names_one_article
from assistant.answering.regulation_facts import NO_FACTS, find_facts, without_readings
from assistant.answering.regulation_search import (
    of_named,
    only_names,
    query_in_their_words,
    rows_of_named,
    written_forms,
)
from assistant.answering.roles import asked_role, role_held
from assistant.question.asked import asking_sentence
from assistant.question.held_regulations import NO_REGULATIONS, NamedRegulations
from assistant.question.intent import IntentDecision
from assistant.question.query import Query
from assistant.reader.reading import Reading, terms_in_context
from assistant.retrieval.bank_match import Match
from assistant.retrieval.candidates import (
    Candidate,
    Retrieved,
    candidates_of_each_article,
    candidates_to_read,
    candidates_with,
    retrieve_candidates,
)
from assistant.retrieval.rerank import rerank_candidates
from assistant.tuning import TUNING
from index.arrays import Vectors

SURE_OF_A_FACT = 0.95
"""How sure it is that a regulation's head, foot or closing article is what was asked for."""


@dataclass(frozen=True, slots=True)
class Trace:
    """A question as it was searched and read; `ranked` are its readings, the best first, and `evidence` is for the first of them.

    `read_ms` includes reranking and weighing. `calibration` is what the readings are ranked and judged by. `across` is
    whether a list is asked for to which each article may add one. `bank` is what the question bank says of it.

    `query` calls a regulation that the question names, and that is held, as its own text does. `fact` is the reading of its head, foot
    or closing article that says what is asked of it, where no more is asked; `nowhere` is whether a regulation is named that is neither
    held nor spoken of, or a date of one is asked for that it does not say; or whether the question takes for granted what its best sentence
    says otherwise. `named` are the regulations that the question names.
    """

    searched_as: str
    query: Query
    found: Retrieved
    ranked: tuple[Scored, ...]
    evidence: Evidence
    read_ms: float
    calibration: Calibration
    across: bool = False
    bank: BankView = NO_BANK
    fact: Reading | None = None
    nowhere: bool = False
    named: NamedRegulations = NO_REGULATIONS

    @property
    def led_by(self) -> Match | None:
        """The entry of the bank whose quote comes first; not where that was given before, and what comes next is asked for."""
        leading = self.bank.leading
        return leading if leading and shows_first(leading, self.ranked[0].reading) else None

    @property
    def decided_by(self) -> Match | None:
        """The entry of the bank that alone decides whether the question is answered: with its own quote first, or not at all."""
        decided = self.bank.decided
        return decided if decided and (decided.entry.refuse or decided is self.led_by) else None

    @property
    def confidence(self) -> float:
        """The probability, 0 to 1, that the headline is right; what the bank decides is at least as sure as its match."""
        confidence = self.calibration.confidence(self.evidence)
        decided = self.decided_by
        if decided and not decided.entry.refuse:
            return max(confidence, decided.probability)
        if self.nowhere:
            return 0.0
        return max(confidence, SURE_OF_A_FACT) if self.says_the_fact else confidence

    @property
    def says_the_fact(self) -> bool:
        """Whether its first reading is the place where a regulation says of itself what is asked."""
        return self.ranked[0].reading is self.fact


def search_and_read(engine: Engine, searched: str, turn: IntentDecision | None = None) -> Trace | None:
    """Search and read a standalone question; None where it has no content word.

    `turn` is the intent of the question as asked: where that is what is searched, its vector is used again.
    """
    query = engine.query_analyzer.query(searched)
    if not query.concepts:
        return None
    started = time.perf_counter()
    vector = question_vector(engine, query, turn)
    encode_ms = (time.perf_counter() - started) * 1e3 + (turn.encode_ms if turn else 0.0)
    encoded = time.perf_counter()
    bank = view_bank(engine, query, vector)
    wanted = [*rows_to_read(engine.index, bank), *rows_in_place(engine, query)]
    named = engine.regulations.resolve(searched)
    forms = written_forms(engine, named)
    if named.documents or any(forms):
        # Only now: the entries of the bank tell one regulation from another by the numbers that the question has.
        query, vector = query_in_their_words(engine, named, forms)
    also = [*wanted, *rows_of_named(engine, query, vector, named)]
    match_ms = (time.perf_counter() - encoded) * 1e3
    found = retrieve_candidates(
        query, engine.index, engine.encoder, passages_to_retrieve(engine), engine.fusion, vector=vector, also=also
    )
    found = replace(found, encode_ms=encode_ms, search_ms=found.search_ms + match_ms)
    started = time.perf_counter()
    order = rerank_candidates(query, found.candidates, engine.reranker) if engine.reranker else found.candidates
    order = of_named(engine, order, named, wanted)
    # Reading 20 instead of 8, always or only where fewer left it open, moved the AUROC of the decision by at most .007: not built.
    across = len(named.documents) > 1 or asks_across_articles(engine, query, order)
    choose = candidates_of_each_article if across else candidates_to_read
    chosen = candidates_with(choose(order, engine.passages_read), order, wanted)
    found = replace(found, candidates=chosen)
    read = supported_readings(within_place(searched, engine.reader.read(query, found.candidates)), bank)
    calibration, ranked = rank_readings(engine, query, read, bank)
    facts = NO_FACTS if bank.leading else find_facts(engine.index, ranked, named)
    ranked = [*facts.readings, *without_readings(ranked, facts.readings)]
    evidence = weigh_best(engine, query, found.candidates, ranked, bank)
    read_ms = (time.perf_counter() - started) * 1e3
    across = across and bank.leading is None
    first = facts.readings[0].reading if facts.readings else None
    best = ranked[0].reading
    takes_other = facts.other_date and best.candidate.document.id in named.documents
    another = first is None and (is_of_another(query, best, engine.index.analyzer) or only_names(engine, best, named))
    nowhere = takes_other or None in forms or another
    return Trace(
        searched, query, found, tuple(ranked), evidence, read_ms, calibration, across, bank, first, nowhere, named
    )


def question_vector(engine: Engine, query: Query, turn: IntentDecision | None) -> Vectors:
    """The vector of a question, `(dimension,)`; that of the turn as asked, where it is what is searched."""
    known = turn.vector if turn is not None and turn.text == query.text else None
    return engine.encoder.encode_queries([query.text])[0] if known is None else known


def view_bank(engine: Engine, query: Query, vector: Vectors) -> BankView:
    """What the question bank says of a question, whose vector is `(dimension,)`.

    Of several sentences, the one that asks is looked up too: few wordings tell a situation first, or greet. One that does so with the
    question's very words, as one that an evaluator saved may, is the nearest all the same.
    """
    if not engine.bank:
        return NO_BANK
    views = [BankView(engine.bank.matches(query, vector))]
    asking = asking_sentence(query.text)
    if asking != query.text and (alone := engine.query_analyzer.query(asking)).concepts:
        views.append(BankView(engine.bank.matches(alone, engine.encoder.encode_queries([alone.text])[0])))
    return max(views, key=lambda view: (view.asked_exactly is not None, view.highest))


def rank_readings(
    engine: Engine, query: Query, readings: Sequence[Reading], bank: BankView
) -> tuple[Calibration, list[Scored]]:
    """The calibration to judge by, and the readings, best first; before them those of the bank's entry, where one is near enough.

    The calibration with a bank takes what no entry quotes for unanswered. So the other one judges what is found in an article that the
    bank says little of.
    """
    for calibration in filter(None, (engine.bank_calibration, engine.calibration)):
        ranked = calibration.ranked(readings)
        if leading := bank.leading:
            ranked = lead_with_entry(engine.index, ranked, leading, query.text)
        if calibration is engine.calibration or engine.bank_covers(ranked[0].reading.candidate.document.id):
            break
    with_parts = engine.parts_calibration
    # What is read of articles, items and rows has other margins than prose.
    if with_parts and calibration is engine.calibration and ranked[0].reading.candidate.document.structure:
        ranked = with_parts.ranked(readings)
        return with_parts, lead_with_entry(engine.index, ranked, bank.leading, query.text) if bank.leading else ranked
    return calibration, ranked


def asks_across_articles(engine: Engine, query: Query, found: Sequence[Candidate]) -> bool:
    """Whether a question asks for a list to which each article may add one: "Kegiatan apa saja ...", and of no article's own event."""
    if not RULES.rules["asks_across_articles"].applies(query.text):
        return False
    documents = {candidate.document.id: candidate.document for candidate in found}
    return not names_one_article(engine, query.concepts, list(documents.values()))


def passages_to_retrieve(engine: Engine) -> int:
    """Passages that are retrieved, from which a reranker and `candidates_to_read` choose those that are read."""
    return engine.passages_read * TUNING.ranked_per_read


def weigh_best(
    engine: Engine, query: Query, candidates: Sequence[Candidate], ranked: Sequence[Scored], bank: BankView
) -> Evidence:
    """The evidence for the first of `ranked`."""
    reading, analyzer = ranked[0].reading, engine.index.analyzer
    best, text = reading.candidate, reading.candidate.document.text
    role = asked_role(query.text, analyzer)
    around = text[max(0, reading.sentence.start - TUNING.role_within) : reading.sentence.end + TUNING.role_within]
    return weigh_evidence(
        query,
        candidates,
        ranked,
        engine.index,
        passage_terms=terms_in_context(analyzer, best.document, best.passage.span),
        document_terms=engine.document_terms(best.document.id),
        sentence_terms=terms_in_context(analyzer, best.document, reading.sentence),
        role_missing=role is not None and not role_held(role, f"{best.document.title}. {around}", analyzer),
        bank=bank_evidence(bank, reading),
    )


def answer_probability(trace: Trace) -> float:
    """The probability, 0 to 1, that the question is to be answered, and with what was found."""
    if trace.nowhere:
        return 0.0
    if trace.says_the_fact:
        return 1.0
    return trace.calibration.probability(trace.evidence)


def is_answered(trace: Trace) -> bool:
    """Whether a question that was read is answered rather than refused: as the bank says where it is sure, else by the evidence.

    What is asked of a regulation that nothing held is, or speaks of, is refused, however well the words of another fit.
    """
    if decided := trace.decided_by:
        return decided.entry.refuse is None
    return answer_probability(trace) >= trace.calibration.threshold


def passes_alone(engine: Engine, trace: Trace, reading: Reading) -> bool:
    """Whether a question would be answered if this reading were its best one."""
    # Without the better ones: the evidence was fitted on readings that lead all others.
    at = next(at for at, scored in enumerate(trace.ranked) if scored.reading is reading)
    evidence = weigh_best(engine, trace.query, trace.found.candidates, trace.ranked[at:], trace.bank)
    return trace.calibration.probability(evidence) >= trace.calibration.threshold
