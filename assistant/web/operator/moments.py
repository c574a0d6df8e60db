"""How long ago something was, in words."""

from __future__ import annotations

import datetime as dt

from assistant.answer import Lang
from assistant.wording import fill_text


def say_ago(iso: str, lang: Lang, now: dt.datetime | None = None) -> str:
    """A moment in ISO format with its zone as "3 days ago"; `now` is this moment where none is given."""
    passed = (now or dt.datetime.now(dt.timezone.utc)) - dt.datetime.fromisoformat(iso)
    minutes = max(0, int(passed.total_seconds() // 60))
    if minutes < 1:
        return fill_text("operator_ago_now", lang)
    for unit, size in (("days", 24 * 60), ("hours", 60), ("minutes", 1)):
        if minutes >= size:
            count = minutes // size
            # English has a word for one.
            return fill_text(f"operator_ago_{unit}" if count > 1 else f"operator_ago_one_{unit}", lang, count=count)
    return ""
