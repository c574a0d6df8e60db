"""The frame of the operator's pages: tabs, the notice of the form before, and who is logged in."""

from __future__ import annotations

from assistant.answer import Lang
from assistant.html import other_lang, render_page
from assistant.web.operator.workplace import Visit, Workplace
from assistant.web.shared.notices import say_notice
from assistant.wording import words

TABS = ("", "/documents", "/bin", "/history")
"""The pages of the tabs, as their addresses below `/operator`."""


def login_page(lang: Lang, root: str, problem: str = "") -> str:
    """The form that asks for the token; `problem` is the key of what was wrong with the last one."""
    return _render("operator_login.html", "", lang, root, problem=words(lang)[problem] if problem else "")


def render_operator(
    place: Workplace, visit: Visit, template: str, below: str, tab: str, counted: int | None = None, /, **values: object
) -> str:
    """A page in the frame.

    Args:
        place: the workplace.
        visit: who looks at it.
        template: its file.
        below: the rest of its address after `/operator`.
        tab: which of `TABS` it belongs to.
        counted: changes that are not published yet, where the page has counted them.
        values: what the template needs.
    """
    session, lang = visit.session, visit.lang
    notice, remembered = session.take_notice(), place.memory.take(session)
    if counted is None:
        listed, problem = place.listed()
        counted = place.pending(listed, problem, place.publisher.index()).count
    around = {
        "tab": tab,
        "tabs": TABS,
        "pending_count": counted,
        "bin_count": len(place.folder.bin.items()),
        "form_token": session.form_token,
        "person": session.person,
        "notice": say_notice(notice, lang) if notice else None,
        "undo": remembered.undo,
        "results": [(each, say_notice(each.notice, lang)) for each in remembered.results],
    }
    return _render(template, below, lang, place.root, **around, **values)


def _render(template: str, below: str, lang: Lang, root: str, **values: object) -> str:
    joint = "&" if "?" in below else "?"
    return render_page(template, lang, root, f"{root}/operator{below}{joint}lang={other_lang(lang)}", **values)
