"""The trained reader: a small extractive model that marks the words that answer, or none. See MODEL_CARD.md.

It runs in onnxruntime on a few cores; all candidates of a question go through in batches of like length.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

from assistant.question import Query
from assistant.reader import Found, Reading, shared_words, together
from assistant.reader.features import best_span, features, pad
from assistant.retrieve import Candidate
from index.chunk import context
from index.document import Span
from index.errors import ReaderError
from index.lexical import Analyzer

FOLDER = Path(__file__).parent
MODEL, TOKENIZER, SETTINGS = "reader.onnx", "tokenizer.json", "reader.json"
BATCH = 4

# Asks for a list, a reason or a manner: the whole sentence answers, not a few words cut out of it.
_WHOLE = re.compile(
    r"\b(?:mengapa|kenapa|alasan(?:nya)?|sebab(?:nya)?|bagaimana|gimana|sebutkan|jelaskan|uraikan|(?:apa|siapa|mana) (?:saja|aja)"
    r"|tujuan(?:nya)?|maksud(?:nya)?|faktor|manfaat(?:nya)?|fungsi|dampak(?:nya)?|why|how (?!many|much|long|old)|reasons?|list"
    r"|what are|explain|purpose|goals?|aims?|factors?|benefits?|functions?)\b",
    re.IGNORECASE,
)


class SpanReader:
    """Marks the words that answer in each candidate. Safe to share between threads."""

    def __init__(self, analyzer: Analyzer, threads: int = 2, folder: Path = FOLDER) -> None:
        """Open the model in `folder`.

        Raises:
            ReaderError: a file of it is missing or damaged.
        """
        self._analyzer = analyzer
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        # As in the encoder: threads that spin while they wait make everything else slow on a busy machine.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        try:
            settings = json.loads((folder / SETTINGS).read_text(encoding="utf-8"))
            self._tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
            self._session = onnxruntime.InferenceSession(
                str(folder / MODEL), options, providers=["CPUExecutionProvider"]
            )
        except Exception as error:
            raise ReaderError(
                f'The reader in {folder} cannot be opened: {error}. Install the package again, or set reader = "sentences".'
            ) from error
        self.id: str = settings["id"]
        self._null_weight = float(settings["null_weight"])

    def read(self, query: Query, candidates: Sequence[Candidate]) -> list[Reading]:
        """A reading for each sentence; `reading` is the margin of its best words over "no answer", in logits."""
        whole = bool(_WHOLE.search(query.text))
        chosen = covering(candidates)
        verdicts: dict[tuple[str, Span], tuple[float, Span]] = {}
        for candidate, found in zip(
            chosen, self.spans(query.text, [_with_context(candidate) for candidate in chosen]), strict=True
        ):
            offset = candidate.passage.span.start - len(context(candidate.document))
            for sentence, (span, margin) in zip(candidate.passage.sentences, found, strict=True):
                key = candidate.document.id, sentence
                answer = (
                    Span(span.start + offset, span.end + offset) if len(span) else Span(sentence.start, sentence.start)
                )
                verdicts[key] = max(verdicts.get(key, (-math.inf, answer)), (margin, answer))
        return together(
            self._found(query, candidate, sentence, *verdicts[candidate.document.id, sentence], whole)
            for candidate in candidates
            for sentence in candidate.passage.sentences
        )

    def spans(
        self, question: str, passages: Sequence[tuple[str, Sequence[tuple[int, int]]]]
    ) -> list[list[tuple[Span, float]]]:
        """For each character range of each passage, the words in it that answer best, and the margin over "no answer" in logits."""
        encoded = features(self._tokenizer, [(question, text) for text, _ in passages])
        order = sorted(range(len(encoded)), key=lambda i: len(encoded[i].ids))
        found: dict[int, list[tuple[Span, float]]] = {}
        for first in range(0, len(order), BATCH):
            rows = order[first : first + BATCH]
            ids, mask = pad([encoded[i] for i in rows])
            starts, ends, nulls = self._session.run(
                ["start_logits", "end_logits", "null_logit"], {"input_ids": ids, "attention_mask": mask}
            )
            for row, i in enumerate(rows):
                text, ranges = passages[i]
                none = self._null_weight * float(np.asarray(nulls)[row])
                best = [best_span(encoded[i], text, starts[row], ends[row], within) for within in ranges]
                found[i] = [
                    (whole_words(text, Span(start, end), within), score - null - none)
                    for (start, end, score, null), within in zip(best, ranges, strict=True)
                ]
        return [found[i] for i in range(len(passages))]

    def _found(
        self, query: Query, candidate: Candidate, sentence: Span, margin: float, answer: Span, whole: bool
    ) -> Found:
        shared = shared_words(query, frozenset(self._analyzer.terms(sentence.of(candidate.document.text))))
        return Found(candidate, sentence, None if whole or not len(answer) else answer, margin, shared)


def covering(candidates: Sequence[Candidate]) -> list[Candidate]:
    """The candidates, best first, without those whose every sentence stands in better ones: passages overlap, and reading is dear."""
    seen: set[tuple[str, Span]] = set()
    chosen = []
    for candidate in candidates:
        sentences = {(candidate.document.id, sentence) for sentence in candidate.passage.sentences}
        if not sentences <= seen:
            chosen.append(candidate)
            seen |= sentences
    return chosen


def _with_context(candidate: Candidate) -> tuple[str, list[tuple[int, int]]]:
    """What is read of a candidate, behind its article's title, place and date; and its sentences as character ranges of that."""
    before = context(candidate.document)
    offset = len(before) - candidate.passage.span.start
    return before + candidate.text, [(s.start + offset, s.end + offset) for s in candidate.passage.sentences]


def whole_words(text: str, span: Span, within: tuple[int, int]) -> Span:
    """The span grown to whole words inside a range, without punctuation at its ends or a bracket that lacks its partner."""
    (start, end), (low, high) = (span.start, span.end), within
    while low < start < high and text[start].isalnum() and text[start - 1].isalnum():
        start -= 1
    while low < end < high and text[end - 1].isalnum() and text[end].isalnum():
        end += 1
    while start < end and not (text[start].isalnum() or text[start] in '“"(‘'):
        start += 1
    while end > start and not (text[end - 1].isalnum() or text[end - 1] in '”")’%'):
        end -= 1
    for opening, closing in (("“", "”"), ("(", ")"), ("‘", "’")):
        inside = text[start:end]
        if inside.startswith(opening) and closing not in inside:
            start += 1
        elif inside.endswith(closing) and opening not in inside:
            end -= 1
    return Span(start, max(start, end))
