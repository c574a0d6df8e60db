"""Turn the project's hand-written passages (``own*.txt``) into the benchmarks' JSONL layout.

The text format: ``== title``, the passage, then ``? question || another wording => answer``, and ``- question || another wording`` for
what the passage does not answer. ``@2`` after an answer means its second occurrence. Facts, people and most places are invented.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
from pathlib import Path
from typing import Any

Record = dict[str, Any]
NTH = re.compile(r" @(\d+)$")
# One in eight until there were 600 passages.
EVERY = 16
"""Every sixteenth passage is for measuring."""


def convert_own_texts(texts: list[str], held_out: list[str]) -> tuple[list[Record], list[Record]]:
    """(passages, questions); all of ``held_out`` and every sixteenth passage of ``texts`` form the dev split.

    Raises:
        ValueError: a line is of neither form, or an answer is not in its passage.
    """
    passages: list[Record] = []
    questions: list[Record] = []
    blocks = [(block, False) for text in texts for block in text.split("\n== ")]
    blocks += [(block, True) for text in held_out for block in text.split("\n== ")]
    for block, measured in blocks:
        title, _, rest = block.removeprefix("== ").partition("\n")
        lines = rest.split("\n")
        cut = next(i for i, line in enumerate(lines) if line.startswith(("? ", "- ")))
        text = "\n".join(lines[:cut]).strip()
        passage_id = "my-" + hashlib.sha256(text.encode()).hexdigest()[:12]
        split = "dev" if measured or len(passages) % EVERY == EVERY - 1 else "train"
        passages.append({"id": passage_id, "title": title, "text": text})
        for line in lines[cut:]:
            if not line.strip():
                continue
            if not line.startswith(("? ", "- ")):
                raise ValueError(f"{title}: {line!r} is neither '? ' nor '- '")
            asked, arrow, answer = line[2:].partition(" => ")
            if bool(arrow) != line.startswith("? "):
                raise ValueError(f"{title}: {line!r}")
            answers = []
            if arrow:
                answer, nth = NTH.sub("", answer.strip()), NTH.search(answer.strip())
                start = -1
                for _ in range(int(nth[1]) if nth else 1):
                    start = text.find(answer, start + 1)
                if start < 0:
                    raise ValueError(f"{title}: no {answer!r} in the passage")
                answers = [{"text": answer, "start": start}]
            for wording in asked.split("||"):
                questions.append(
                    {
                        "id": f"{passage_id}-{len(questions)}",
                        "split": split,
                        "question": wording.strip(),
                        "passage_id": passage_id,
                        "answerable": bool(answers),
                        "answers": answers,
                    }
                )
    return passages, questions


def main() -> None:
    """Command line: ``python -m assistant.reader.training.own own1.txt own2.txt --held-out own6.txt --out DIR``."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("texts", type=Path, nargs="+")
    parser.add_argument("--held-out", type=Path, nargs="*", default=[], help="files to measure on, never to train on")
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    passages, questions = convert_own_texts(
        [path.read_text("utf-8").strip() for path in args.texts],
        [path.read_text("utf-8").strip() for path in args.held_out],
    )
    for name, records in (("my_passages", passages), ("my_questions", questions)):
        lines = [json.dumps(record, ensure_ascii=False) for record in records]
        (args.out / f"{name}.jsonl").write_text("\n".join(lines) + "\n", "utf-8")
    print(len(passages), "passages,", len(questions), "questions")


if __name__ == "__main__":
    main()
