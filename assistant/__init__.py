"""From a question to a cited answer, and the surfaces that show it. Start at `answering/service.py`.

For programs: `from assistant import Netral`.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from assistant.answer import Answer, Citation
    from assistant.answering.passage_search import FoundPassage
    from assistant.python.netral import Netral
    from assistant.settings import Settings, load_settings

__all__ = ["Answer", "Citation", "FoundPassage", "Netral", "Settings", "load_settings"]

_HOMES = {
    "Answer": "assistant.answer",
    "Citation": "assistant.answer",
    "FoundPassage": "assistant.answering.passage_search",
    "Netral": "assistant.python.netral",
    "Settings": "assistant.settings",
    "load_settings": "assistant.settings",
}


def __getattr__(name: str) -> Any:
    # Loaded when asked for (PEP 562): `import assistant.cli` must not wait for all that answers.
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted((*globals(), *__all__))
