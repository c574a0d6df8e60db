"""Retrieval figures by `ir_measures` (the extra `eval`), over rankings and judgements in the formats of TREC tools.

Passages overlap, so most gold places are in several of them. Recall (`R@k`) is the share of these among the first k, and cannot be 1
for a small k. Whether any is among them is `Success@k`, often called recall where only one passage answers.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from urllib.parse import quote, unquote

from eval.measures.judge import half_shared
from eval.questions.cases import Case, DatasetError, Sources
from index.document import Passage

MEASURES = ("R@1", "R@5", "R@10", "R@20", "Success@1", "Success@5", "Success@10", "RR@10", "nDCG@10")
DEPTH = 100
"""Passages of a ranking that are kept."""
TAG = "netral"
"""The last column of a TREC run names the system; here it also proves that a line was written to its end."""


def relevant_passages(cases: Iterable[Case], passages: Iterable[Passage], source: Sources) -> dict[str, list[str]]:
    """The ids of the passages that answer each answerable question: those that share half of a gold quote, or half of themselves."""
    of_document: dict[str, list[Passage]] = {}
    for passage in passages:
        of_document.setdefault(passage.document_id, []).append(passage)
    found: dict[str, dict[str, None]] = {}
    for case in cases:
        if case.answerable:
            ids = found.setdefault(case.id, {})
            for gold in case.gold:
                place = gold.span(source(gold.source_id))
                inside = of_document.get(gold.source_id, ())
                ids.update(dict.fromkeys(p.id for p in inside if half_shared(p.span, place)))
    return {name: list(ids) for name, ids in found.items()}


def measures_by_question(
    judgements: Mapping[str, Collection[str]], rankings: Mapping[str, Sequence[str]]
) -> dict[str, dict[str, float]]:
    """The measures of every judged question; 0 throughout for one without a ranking, or without a passage that answers.

    Raises:
        DatasetError: ir_measures is not installed.
    """
    try:
        import ir_measures
    except ImportError as error:
        raise DatasetError("Retrieval figures need ir_measures: pip install 'netral[eval]'") from error
    qrels = [ir_measures.Qrel(name, passage, 1) for name, ids in judgements.items() for passage in ids]
    found = [
        ir_measures.ScoredDoc(name, passage, float(-place))
        for name in judgements
        for place, passage in enumerate(rankings.get(name, ()))
    ]
    # ir_measures leaves out a question without judgements; here it counts, as everywhere: one denominator.
    values = {name: dict.fromkeys(MEASURES, 0.0) for name in judgements}
    if qrels and found:
        measures = {ir_measures.parse_measure(name): name for name in MEASURES}
        for metric in ir_measures.iter_calc(list(measures), qrels, found):
            values[metric.query_id][measures[metric.measure]] = float(metric.value)
    return values


def qrels_lines(judgements: Mapping[str, Iterable[str]]) -> list[str]:
    """`question 0 passage 1`; ids are percent-encoded, because spaces separate the columns."""
    return [f"{_id(name)} 0 {_id(passage)} 1" for name, ids in judgements.items() for passage in ids]


def ranking_lines(name: str, ranking: Sequence[str]) -> list[str]:
    """`question Q0 passage rank score tag`. The score is made from the rank: tools sort by it, and fused scores may be equal."""
    last = len(ranking)
    return [f"{_id(name)} Q0 {_id(p)} {rank} {last - rank + 1} {TAG}" for rank, p in enumerate(ranking, 1)]


def read_rankings(text: str) -> dict[str, list[str]]:
    """Reads what `ranking_lines` wrote; a line that was cut off is left out."""
    found: dict[str, list[str]] = {}
    for columns in (line.split() for line in text.splitlines()):
        # A score or rank may look whole when cut off ("1" of "12"); the tag cannot.
        if len(columns) == 6 and columns[5] == TAG:
            found.setdefault(unquote(columns[0]), []).append(unquote(columns[2]))
    return found


def _id(name: str) -> str:
    return quote(name, safe=":")
