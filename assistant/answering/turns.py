"""The way of a turn of a conversation: its intent; quotes are gathered for it, or it is made whole and goes the way of a question.

The service makes an answer of the outcome, `explain` a trace for people, and `netral-eval calibrate` its training data.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache

from assistant.answering.another import without_given
from assistant.answering.asked_place import find_asked_place
from assistant.answering.bank_answer import NO_BANK, BankView
from assistant.answering.definitions import find_definition
from assistant.answering.document_dates import find_document_date
from assistant.answering.engine import Engine
from assistant.answering.gathered import Gathered
from assistant.answering.named_articles import find_named_articles
from assistant.answering.overview import asks_for_overview, asks_of_articles
from assistant.answering.pipeline import (
    Trace,
    answer_probability,
    is_answered,
    question_vector,
    search_and_read,
    view_bank,
    weigh_best,
)
from assistant.answering.requests import gather, request_intent, request_of
from assistant.answering.statements import name_the_person, stands_for_a_person, take_apart
from assistant.question.follow_up import FollowUp, FollowUpReader
from assistant.question.intent import REPEATS, Intent, IntentDecision
from assistant.question.leaning import RULES as POINTING
from assistant.question.regulation_follow_up import name_again
from assistant.question.several import person_asked
from assistant.tuning import TUNING

Search = Callable[[str], Trace | None]
"""`search_and_read` of one turn, which searches for the same question once."""
SEARCHED: frozenset[Intent] = frozenset(("question", "overview", "statement"))
"""The intents of turns that are searched for."""
GATHERED: frozenset[Intent] = frozenset(("overview", "statement"))
"""The intents for which quotes are gathered."""
ABOUT_ASSISTANT: frozenset[Intent] = frozenset(("identity", "ability", "articles"))
"""The intents of questions that are meant for the assistant."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a turn was tried, and whether it is answered.

    Attributes:
        turn: what kind of turn it is, and how sure that is.
        searched: the question as it stands alone; of "ulangi", the earlier one.
        traces: the tries. Where two were made, the one that is answered is the last; none where nothing was searched: the intent decided,
            quotes were gathered, or no word was left to search for.
        answered: whether the last of them, or the request that was gathered for, is answered.
        explained: whether the answer is wanted in more words ("maksudnya?"): as whole sentences, with those around them.
        gathered: the quotes for a request that no single sentence answers.
        gather_ms: how long gathering took.
    """

    turn: IntentDecision
    searched: str
    traces: tuple[Trace, ...] = ()
    answered: bool = False
    explained: bool = False
    gathered: Gathered | None = None
    gather_ms: float = 0.0

    @property
    def intent(self) -> Intent:
        """What kind of turn it is."""
        return self.turn.intent

    @property
    def deciding_trace(self) -> Trace | None:
        """The try that was answered; the first one where none was."""
        return self.traces[-1 if self.answered else 0] if self.traces else None


def try_question(engine: Engine, asked: str, history: Sequence[str]) -> Outcome:
    """Try a checked turn, said after those of `history`, the oldest first."""
    earlier = earlier_questions(engine, history)
    outcome = try_turn(engine, asked, decide_intent(engine, asked, earlier), earlier)
    # The next turn may ask which article this one was about, and has it then without trying it again.
    engine.turn_articles.put((*history, asked), _article_of(outcome))
    return outcome


def try_turn(engine: Engine, asked: str, turn: IntentDecision, earlier: Sequence[str]) -> Outcome:
    """Try a turn whose intent is decided, after the questions `earlier`, the oldest first and without small talk."""
    if turn.intent in REPEATS:
        # Without a question to repeat, "ulangi" means nothing.
        return replace(try_question(engine, earlier[-1], earlier[:-1]), turn=turn) if earlier else Outcome(turn, asked)
    if not is_searched(turn):
        return Outcome(turn, asked)
    turn = _name_regulation(engine, turn, earlier)
    search = _search_of(engine, turn)
    return _gather_quotes(engine, turn, earlier, search) or _try_follow_up(engine, turn, earlier, search)


def trace_question(engine: Engine, asked: str, history: Sequence[str]) -> Trace | None:
    """The likelier reading's first try alone; None where nothing is searched, or quotes are gathered instead."""
    earlier = earlier_questions(engine, history)
    turn = decide_intent(engine, asked, earlier)
    if turn.intent in REPEATS and earlier:
        return trace_question(engine, earlier[-1], earlier[:-1])
    turn = _name_regulation(engine, turn, earlier)
    search = _search_of(engine, turn)
    if not is_searched(turn) or _gather_quotes(engine, turn, earlier, search):
        return None
    return search(follow_up_reader(engine, search).resolve(turn.text, earlier).likelier)


def decide_intent(engine: Engine, asked: str, earlier: Sequence[str] = ()) -> IntentDecision:
    """What kind of turn it is: as the classifier says, but off the subject only where the articles know few of its words.

    What is to be shorter is the last answer, unless an article is named: "ringkas artikel itu" asks for an overview. After the questions
    `earlier`, what points back asks about them and not about the assistant: "umurnya berapa?".
    """
    turn = engine.intents.decide(asked)
    if earlier and turn.intent in ABOUT_ASSISTANT and POINTING.pattern("points_back").search(turn.text):
        return replace(turn, intent="question", probability=turn.probabilities.get("question", 0.0), nearest="")
    if turn.intent == "shorter" and asks_for_overview(turn.text) and asks_of_articles(turn.text):
        return replace(turn, intent="overview", probability=turn.probabilities["overview"], nearest="")
    if turn.intent != "off_topic":
        return turn
    concepts = engine.query_analyzer.query(turn.text).concepts
    known = sum(any(engine.index.knows(term) for term in (concept.term, *concept.others)) for concept in concepts)
    # An example sentence can be near in meaning and still be about the subject: "jam kerja ASN" is not "jam berapa sekarang".
    if known < TUNING.off_topic_known * len(concepts) and not engine.regulations.resolve(turn.text).documents:
        return turn
    return replace(turn, intent="question", probability=turn.probabilities["question"], nearest="")


def _name_regulation(engine: Engine, turn: IntentDecision, earlier: Sequence[str]) -> IntentDecision:
    """The turn with the regulation that an earlier question names in the place of "peraturan itu"."""
    text = name_again(engine.regulations, turn.text, earlier)
    return turn if text == turn.text else replace(turn, text=text, vector=None)


def _search_of(engine: Engine, turn: IntentDecision) -> Search:
    """The search of one turn. What it finds is remembered by the engine, for the follow-ups that will ask for it."""

    def search(searched: str) -> Trace | None:
        trace = search_and_read(engine, searched, turn)
        engine.found_words.put(searched, _words_found(trace))
        return trace

    return cache(search)


def _words_found(trace: Trace | None) -> str:
    """The words that answer a question, the sentence where no words were told; empty where it is refused."""
    if trace is None or not is_answered(trace):
        return ""
    best = trace.ranked[0].reading
    return (best.answer or best.sentence).of(best.candidate.document.text)


def is_searched(turn: IntentDecision) -> bool:
    """Whether a turn is searched for: not small talk, refused by its intent, or a repetition (whose earlier question is)."""
    return turn.intent in SEARCHED


def earlier_questions(engine: Engine, history: Sequence[str]) -> list[str]:
    """The questions of a conversation: without small talk and repetitions, which no later question leans on."""
    turns = [decide_intent(engine, earlier) for earlier in history]
    return [turn.text for turn in turns if not turn.is_talk and turn.intent not in REPEATS]


def _gather_quotes(engine: Engine, turn: IntentDecision, earlier: Sequence[str], search: Search) -> Outcome | None:
    """An overview, or somebody's statements; None where the turn asks for neither."""
    started = time.perf_counter()
    # The patterns of a request are sure; the classifier knows more ways of asking.
    intent = request_of(engine, turn.text) if turn.intent == "question" else turn.intent
    asked = turn.text
    place = find_asked_place(engine, asked, earlier[-1] if earlier else "")
    if place := place or find_definition(engine, asked) or find_document_date(engine, asked):
        ms = (time.perf_counter() - started) * 1e3
        return Outcome(turn, asked, (), place.answered, gathered=place, gather_ms=ms)
    bank = turn_in_bank(engine, turn) if intent in GATHERED else NO_BANK
    if bank.decided:
        return None
    if intent == "statement" and stands_for_a_person(asked):
        asked = name_the_person(asked, _earlier_person(engine, earlier, search))
    gathered = gather(engine, intent, asked, _earlier_article(engine, intent, asked, earlier))
    if gathered is None or (not gathered.answered and bank.knows_all):
        return None
    ms = (time.perf_counter() - started) * 1e3
    return Outcome(turn, asked, (), gathered.answered, gathered=gathered, gather_ms=ms)


def turn_in_bank(engine: Engine, turn: IntentDecision) -> BankView:
    """What the question bank says of an overview or a statement, as it is asked.

    An entry has to be sure to come before quotes that are gathered: of a hundred such turns, these were right for 13 where a less sure
    entry was not, and wrong for 3 where it was. Where nothing was gathered, it has to know every word.
    """
    query = engine.query_analyzer.query(turn.text)
    return view_bank(engine, query, question_vector(engine, query, turn)) if query.concepts else NO_BANK


def _earlier_article(engine: Engine, intent: str, asked: str, earlier: Sequence[str]) -> str | None:
    """The article that the turn before was about, for an overview that names none: "Ringkas artikel itu"."""
    if intent != "overview" or not earlier or find_named_articles(engine, asked).names_one:
        return None
    known = engine.turn_articles.get(tuple(earlier))
    if known is None:
        known = _article_of(try_question(engine, earlier[-1], earlier[:-1]))
    return known or None


def _article_of(outcome: Outcome) -> str:
    """The id of the article that a turn was about; empty where it was about none."""
    if outcome.gathered:
        return next(iter(outcome.gathered.articles), "")
    trace = outcome.deciding_trace
    return trace.ranked[0].reading.candidate.document.id if trace and outcome.answered else ""


def _earlier_person(engine: Engine, earlier: Sequence[str], search: Search) -> str:
    """Whom the turn before was about: the person that a request for statements named, or the words that answered a question."""
    if not earlier:
        return ""
    if request_intent(earlier[-1]) == "statement":
        return take_apart(earlier[-1]).person
    reader = follow_up_reader(engine, search)
    return reader.answered(reader.resolve(earlier[-1], earlier[:-1]).likelier)


def _try_follow_up(engine: Engine, turn: IntentDecision, earlier: Sequence[str], search: Search) -> Outcome:
    follow_up = follow_up_reader(engine, search).resolve(turn.text, earlier)
    if follow_up.request != "answer":
        return _try_for_more(engine, turn, follow_up, search)
    if follow_up.leaning == "either":
        return _try_both_readings(turn, follow_up, search)
    first = search(follow_up.searched)
    if first is None:
        return Outcome(turn, follow_up.searched)
    answered = is_answered(first)
    # A question that stands alone is left alone, even if refused: no question before it may change what is said of it.
    if answered or follow_up.leaning == "alone":
        return Outcome(turn, follow_up.searched, (first,), answered)
    return _try_with_what_was_found(engine, turn, follow_up, search)


def _try_with_what_was_found(engine: Engine, turn: IntentDecision, follow_up: FollowUp, search: Search) -> Outcome:
    """A refused follow-up once more, with what answered the question before it: "Siapa dia?" may need the name."""
    reader = follow_up_reader(engine, search)
    wider = reader.append(turn.text, follow_up.before, reader.answered(follow_up.before))
    first, again = search(follow_up.searched), search(wider) if wider != follow_up.searched else None
    tried = tuple(trace for trace in (first, again) if trace)
    return Outcome(turn, follow_up.searched, tried, again is not None and is_answered(again))


def _try_both_readings(turn: IntentDecision, follow_up: FollowUp, search: Search) -> Outcome:
    """A question that may stand alone or lean on the one before: the reading that is more probably answered.

    Two searches, and never a third: what neither reading answers is refused.
    """
    readings = dict.fromkeys((follow_up.likelier, follow_up.alone, follow_up.searched))  # the likelier first, each once
    traces = [trace for trace in map(search, readings) if trace]
    if not traces:
        return Outcome(turn, follow_up.likelier)
    best, *others = traces
    for other in others:
        # The earlier question's words alone make many a passage look right: being a little more probable is not enough.
        ahead = answer_probability(other) - answer_probability(best)
        if is_answered(other) and ahead > TUNING.other_reading_by:
            best = other
    if not is_answered(best):
        return Outcome(turn, traces[0].searched_as, tuple(traces))
    return Outcome(turn, best.searched_as, (*(trace for trace in traces if trace is not best), best), True)


def _try_for_more(engine: Engine, turn: IntentDecision, follow_up: FollowUp, search: Search) -> Outcome:
    """The earlier question again: for its next answer ("siapa lagi?"), or for its answer in more words ("maksudnya?")."""
    trace = search(follow_up.searched)
    if trace is None:
        return Outcome(turn, follow_up.searched)
    left = without_given(trace.ranked, follow_up.given)
    if not left:
        return Outcome(turn, follow_up.searched, (trace,))
    if follow_up.given:
        evidence = weigh_best(engine, trace.query, trace.found.candidates, left, trace.bank)
        trace = replace(trace, ranked=left, evidence=evidence)
    explained = follow_up.request == "explanation"
    return Outcome(turn, follow_up.searched, (trace,), is_answered(trace), explained=explained)


def follow_up_reader(engine: Engine, search: Search) -> FollowUpReader:
    """Reads follow-ups with the engine's words, names and answers.

    This is the one loop in answering. A follow-up such as "Dia berterima kasih kepada siapa?" is understood only with the answer to the
    question before it, and that takes a search and a reading of its own. The rewriting stays pure: it gets this function as a parameter.
    Each question is looked up once while an index is in force, however many turns lean on it, and not at all where it was answered before.
    """
    plain = FollowUpReader(engine.index.analyzer, names_of=engine.query_analyzer.names_in)

    def look_up(question: str) -> str:
        question = person_asked(question, plain)
        if not is_searched(decide_intent(engine, question)):
            return ""
        known = engine.found_words.get(question)
        return _words_found(search(question)) if known is None else known

    return FollowUpReader(engine.index.analyzer, look_up, engine.query_analyzer.names_in)
