"""Every number that tunes an answer, in one record. Each was set by a measurement, and every run of the evaluation notes them all.

To change one: run `make eval` before and after, and put the table into the commit message. Those that the decision depends on need a new
calibration too (`netral-eval calibrate`), because its weights were fitted with these numbers in force.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tuning:
    """The numbers in force.

    Attributes:
        proposed: passages that each of the two searches may propose.
        dense_share: share of the score by meaning in the fused score; the rest is that by words.
        rrf_k: k of reciprocal rank fusion, 60 as in its paper; only `fusion = "rrf"` uses it.
        ranked_per_read: passages that are ranked for each that is read, so that a reranker and the place for another article have a choice.
        stretch_characters: longest stretch that is read at once: about the length that the bundled model was trained on.
        aside_weight: what a word counts that a follow-up took over from the question before it; its own words count 1.
        most_citations: citations in an answer, at most.
        close: a further sentence is cited when its odds of answering are at least e^-close of the best one's.
        same_statement: share of the shorter sentence's words that another must hold to say the same.
        stands_alone_from: content words from which a question is taken to stand alone, unless it begins by going on from another.
        leans_up_to: content words up to which a question with a predecessor is taken to lean on it.
        corrected_from: letters from which a misspelt word is corrected.
        two_errors_from: letters from which two errors in one word are corrected.
        variant_from, two_variants_from: letters from which two spellings of one name may differ in one place, and in two.
        off_topic_dense, off_topic_coverage: a refused question is off the subject when its nearest passage is further away (scaled
            cosine), or speaks of a smaller share of its words.
        high_confidence, medium_confidence: probabilities from which a page calls an answer's confidence high or medium.
    """

    proposed: int = 50
    dense_share: float = 0.6
    rrf_k: int = 60
    ranked_per_read: int = 3
    stretch_characters: int = 700
    aside_weight: float = 0.5
    most_citations: int = 3
    close: float = 2.0
    same_statement: float = 0.6
    stands_alone_from: int = 5
    leans_up_to: int = 2
    corrected_from: int = 5
    two_errors_from: int = 11
    variant_from: int = 5
    two_variants_from: int = 8
    off_topic_dense: float = 0.0
    off_topic_coverage: float = 0.34
    high_confidence: float = 0.8
    medium_confidence: float = 0.5


TUNING = Tuning()
"""The one in force."""
