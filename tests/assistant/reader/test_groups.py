"""Groups of windows with one softmax, and the windows they are made of."""

from __future__ import annotations

import json
import math
import random
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
import torch
from tokenizers import Tokenizer

from assistant.reader.bundled import FOLDER, TOKENIZER
from assistant.reader.pieces import Feature
from assistant.reader.scoring import Pair, WindowRead
from assistant.reader.training.averaging import WeightAverage
from assistant.reader.training.config import TrainingConfig
from assistant.reader.training.examples import Miner, load_translated
from assistant.reader.training.groups import Group, draw_group_batches, draw_groups, draw_windows, shared_loss
from assistant.reader.training.loop import train_steps
from assistant.reader.training.model import Reader
from assistant.reader.training.ranking import draw_rankings, ranking_figures

TOWNS = ("Bima", "Denpasar", "Tarakan", "Kupang", "Ambon", "Solo", "Tegal", "Malang")
FILLER = (
    "Warga senang dan pulang dengan tenang karena semua urusan selesai pada hari itu juga tanpa halangan apa pun. " * 2
)


def pair(town: str, source: str = "idk_mrc", question: str = "", answerable: bool = True, title: str = "") -> Pair:
    text = f"Rapat di {town} dipimpin Ketua {town}wati. {FILLER}"
    start = text.index(f"{town}wati")
    answers = ((start, start + len(town) + 4),) if answerable else ()
    return Pair(
        town, source, "train", question or f"Siapa yang memimpin rapat {town}?", f"p-{town}", text, answers, title
    )


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    return Tokenizer.from_file(str(FOLDER / TOKENIZER))


def group(windows: int, answers: Sequence[tuple[int, int]]) -> Group:
    # Two pieces of question, then a passage of two pieces; position 5 ends it.
    feature = Feature([0, 9, 2, 2, 9, 9, 2], 4, [(0, 1), (1, 2)])
    return Group((feature,) * windows, tuple(answers), "idk_mrc:answerable")


def logits(rows: Sequence[tuple[float, float]]) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Of windows whose first passage piece starts and ends an answer with these scores; the other piece cannot."""
    start = torch.zeros(len(rows), 7)
    end = torch.zeros(len(rows), 7)
    for row, (first, null) in enumerate(rows):
        start[row, 4], start[row, 5], end[row, 5] = first, -1e4, -1e4
        start[row, 0] = null
    return start, end, torch.zeros(len(rows))


def test_one_softmax_goes_over_the_spans_of_all_windows_and_no_answer() -> None:
    start, end, null = logits([(2.0, 0.5), (1.0, 0.0)])
    loss = shared_loss(start, end, null, [group(2, [(4, 4)])])
    # Margins 1.5 and 1.0, and 0 for "no answer".
    assert float(loss) == pytest.approx(math.log(math.exp(1.5) + math.exp(1.0) + 1) - 1.5, abs=1e-5)


def test_the_null_logit_counts_against_every_span_of_its_window() -> None:
    start, end, _ = logits([(2.0, 0.5), (1.0, 0.0)])
    loss = shared_loss(start, end, torch.tensor([0.5, -1.0]), [group(2, [(4, 4)])])
    assert float(loss) == pytest.approx(math.log(math.exp(1.0) + math.exp(2.0) + 1) - 1.0, abs=1e-5)


def test_where_no_window_answers_no_answer_is_right() -> None:
    start, end, null = logits([(2.0, 0.0), (1.0, 0.0)])
    loss = shared_loss(start, end, null, [group(2, [])])
    assert float(loss) == pytest.approx(math.log(math.exp(2.0) + math.exp(1.0) + 1), abs=1e-5)


def test_groups_do_not_share_their_softmax() -> None:
    start, end, null = logits([(2.0, 0.0), (9.0, 0.0)])
    loss = shared_loss(start, end, null, [group(1, [(4, 4)]), group(1, [(4, 4)])])
    expected = [math.log(math.exp(m) + 1) - m for m in (2.0, 9.0)]
    assert float(loss) == pytest.approx(sum(expected) / 2, abs=1e-5)


def test_the_question_s_own_window_stands_first_and_the_others_do_not_answer() -> None:
    pairs = [pair(town) for town in TOWNS]
    windows = draw_windows(pairs[0], Miner(pairs), 4, random.Random(1))
    assert len(windows) == 4
    assert windows[0].answer is not None
    assert windows[0].passage[slice(*windows[0].answer)] == "Bimawati"
    assert all(one.answer is None and "Bimawati" not in one.passage for one in windows[1:])


@pytest.mark.parametrize("seed", range(6))
def test_either_all_windows_stand_behind_titles_or_none(seed: int) -> None:
    pairs = [pair(town, "own", title=f"Judul {town}") for town in TOWNS] + [pair("Garut"), pair("Cirebon")]
    windows = draw_windows(pairs[0], Miner(pairs), 4, random.Random(seed))
    assert len({one.passage.startswith("Judul ") for one in windows}) == 1


def test_a_question_of_ours_that_names_nothing_has_no_neighbour_of_ours() -> None:
    """Any other meeting would answer "who chaired the meeting", too."""
    pairs = [pair(town, "own", "Siapa ketuanya?", title=f"Judul {town}") for town in TOWNS] + [pair("Garut")]
    found = Miner(pairs).neighbours(pairs[0], 20, random.Random(1))
    assert {window.passage.split()[2] for window, _ in found} <= {"Garut"}
    named = [pair(town, "own", f"Siapa ketua rapat {town}?", title=f"Judul {town}") for town in TOWNS]
    assert len(Miner(named).neighbours(named[0], 3, random.Random(1))) == 3


def test_batches_hold_every_group_once(tokenizer: Tokenizer) -> None:
    pairs = [pair(town) for town in TOWNS] + [pair("Garut", answerable=False)]
    groups = draw_groups(pairs, Miner(pairs), tokenizer, 3, 0.0, random.Random(1))
    batches = list(draw_group_batches(groups, 2, random.Random(1), pool=2))
    drawn = [one for batch in batches for one in batch]
    assert len(drawn) == 9
    assert sorted(len(batch) for batch in batches) == [1, 2, 2, 2, 2]
    assert sum(one.answers == () for one in drawn) == 1


def test_training_on_groups_tells_the_right_window_from_the_others(tokenizer: Tokenizer, tmp_path: Path) -> None:
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    torch.manual_seed(1)
    model = Reader(tokenizer.get_vocab_size(), 24, 1, 12, 24, 1e-12, 400)
    settings = TrainingConfig(
        tmp_path, tmp_path, examples=400, batch=2, groups=4, warm=24, rate=3e-3, head_rate=1e-2, altered=0.0, words=True
    )
    pairs = [pair(town) for town in TOWNS]
    steps = list(train_steps(model, tokenizer, pairs, WeightAverage(model), settings, random.Random(1)))
    torch.set_num_threads(threads)
    # Eight windows or so in groups, and two alone, at each step.
    assert steps[-1].seen > 5 * steps[-1].number
    grouped = [step.grouped for step in steps]
    assert sum(grouped[-8:]) < 0.8 * sum(grouped[:8])


def test_a_translated_question_whose_answer_is_cut_off_inside_a_word_is_dropped(tmp_path: Path) -> None:
    folder = tmp_path / "squad_id"
    folder.mkdir()
    text = "Bangsa itu muncul pada abad ke-10 dan ke-11 di Perancis."
    (folder / "passages.jsonl").write_text(json.dumps({"id": "p", "text": text}), encoding="utf-8")
    asked = {"split": "train", "question": "Kapan?", "passage_id": "p", "answerable": True}
    rows = [
        {**asked, "id": answer, "answers": [{"text": answer, "start": text.index(answer)}]}
        for answer in ("10 dan ke", "Peranci", "abad ke-10 dan ke-11", "Perancis")
    ]
    (folder / "questions.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    assert [one.id for one in load_translated(folder)] == ["abad ke-10 dan ke-11", "Perancis"]


def test_the_ranking_counts_where_the_right_window_has_the_largest_margin() -> None:
    asked = draw_rankings([pair(town) for town in TOWNS[:4]], [pair(town) for town in TOWNS[4:]], 4)

    def read(question: str, passages: Sequence[str]) -> list[WindowRead]:
        town = question.removesuffix("?").split()[-1]
        margins = [0.0 if town == "Solo" else 1.0 if town in passage else 0.5 for passage in passages]
        return [WindowRead(0, len(passages[0]), margin, 0.0) for margin in margins]

    assert ranking_figures(asked, read) == {"n": 4.0, "right_first": 1.0, "overlap": 1.0, "margin_gap": 0.5}

    def wrong(_: str, passages: Sequence[str]) -> list[WindowRead]:
        return [WindowRead(0, 1, float(i), 0.0) for i in range(len(passages))]

    found = ranking_figures(asked, wrong)
    assert found["right_first"] == found["overlap"] == 0.0
    assert np.isclose(found["margin_gap"], -np.mean([len(windows) - 1 for _, windows in asked]))
