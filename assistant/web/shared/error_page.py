"""An error as a page for people: what happened and what to do, in their language, with ways on."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.answer import Lang
from assistant.html import render_page
from assistant.question.check import QUESTION_LIMIT
from assistant.wording import fill_text

_BY_CODE = {
    "source_not_found": "source",
    "index_unavailable": "index",
    "records_unavailable": "records",
    "rate_limited": "busy",
    "busy": "crowded",
    "sign_in": "sign_in",
    "logged_out": "logged_out",
    "foreign_form": "form",
    "host_not_allowed": "host",
}
"""A problem's code to the name of its texts, where the status alone says too little."""
_BY_STATUS = {
    404: "missing",
    405: "method",
    413: "large",
    422: "unreadable",
    429: "busy",
    401: "sign_in",
    403: "closed",
}
_QUESTION_CODES = ("empty", "too_long", "control", "history")
"""The codes of a question that cannot be asked: the chat has a sentence for each."""
TEXT_NAMES = frozenset((*_BY_CODE.values(), *_BY_STATUS.values(), "question", "failed"))
"""How the keys of the texts end: `problem_title_...`, `problem_...`; a question has the chat's sentence instead of the second."""
_AGAIN = ("index", "records", "busy", "crowded", "failed")
"""What may have passed when the same address is opened again."""
_NO_WAY_ON = ("sign_in", "host")
"""Where all our addresses give the same error."""


@dataclass(frozen=True, slots=True)
class FailedRequest:
    """An error and the request that met it.

    Attributes:
        status, code: as in `Problem`.
        wait: seconds after which to ask again; None where it does not help, or is not known.
        here: the address to open again, prefix included; empty where opening it would do something else, as after a form.
        other_url: the page's address in the other language.
        request_id: the id by which an operator finds the request in the log; empty where it has none.
    """

    status: int
    code: str
    wait: int | None
    here: str
    other_url: str
    request_id: str = ""


def error_page(failed: FailedRequest, lang: Lang, root: str) -> str:
    """The HTML of an error. The error's own words stay out: they are English, and may be meant for programs."""
    name = _text_name(failed)
    asking = failed.code in _QUESTION_CODES
    return render_page(
        "error.html",
        lang,
        root,
        failed.other_url,
        status=failed.status,
        title=fill_text(f"problem_title_{name}", lang),
        text=fill_text(f"error_{failed.code}" if asking else f"problem_{name}", lang, limit=QUESTION_LIMIT),
        wait=failed.wait if name in _AGAIN else None,
        again=failed.here if name in _AGAIN else "",
        ways=name not in _NO_WAY_ON,
        request_id=failed.request_id,
    )


def _text_name(failed: FailedRequest) -> str:
    """The end of the keys `problem_title_...` and `problem_...`."""
    if failed.code in _QUESTION_CODES:
        return "question"
    known = _BY_CODE.get(failed.code) or _BY_STATUS.get(failed.status)
    return known or ("failed" if failed.status >= 500 else "unreadable")
