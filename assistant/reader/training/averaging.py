"""The learning rate of a run, and the moving average of its weights; apart, because `tune` runs where little is installed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import torch
from torch import Tensor

from assistant.reader.training.model import Reader

RATE_FLOOR = 0.02
"""Share of the peak learning rate that is left at the end."""
AVERAGE_KEEPS = 0.995
"""Share of itself that the average keeps at a step, once the run is under way."""


def rate_factor(seen: int, total: int, warm: int, decay_from: int) -> float:
    """The learning rate after ``seen`` examples, as a factor of its peak: warm-up, plateau, linear decay to RATE_FLOOR.

    It depends on examples, not on time, so that a run may be paused.
    """
    if seen < warm:
        return seen / warm
    if seen < decay_from:
        return 1.0
    return RATE_FLOOR + (1 - RATE_FLOOR) * max(0.0, (total - seen) / max(1, total - decay_from))


def trained_parameters(model: Reader) -> dict[str, torch.nn.Parameter]:
    """The parameters that are trained, by name."""
    return {name: parameter for name, parameter in model.named_parameters() if parameter.requires_grad}


class WeightAverage:
    """An exponential moving average of the trained weights. It is what is measured and kept: single steps are noisy."""

    def __init__(self, model: Reader) -> None:
        self._model = model
        self._trained = trained_parameters(model)
        self._average = {name: p.detach().clone() for name, p in self._trained.items()}

    def update(self, step: int) -> None:
        """Take in the weights after step number ``step``, from 1; the first steps count for little later on."""
        share = min(AVERAGE_KEEPS, (1 + step) / (20 + step))
        torch._foreach_lerp_(list(self._average.values()), [p.detach() for p in self._trained.values()], 1 - share)

    def state(self) -> dict[str, Tensor]:
        """The model's state with the averages in place of the trained weights."""
        return self._model.state_dict() | self._average

    @contextmanager
    def in_model(self) -> Iterator[None]:
        """The model with the averages as its weights; afterwards it has its own again."""
        live = {name: p.detach().clone() for name, p in self._trained.items()}
        # Not strict: the average has no frozen weights.
        self._model.load_state_dict(self._average, strict=False)
        try:
            yield
        finally:
            self._model.load_state_dict(live, strict=False)
