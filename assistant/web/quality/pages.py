"""The HTML of the evaluators' pages: the inbox, one question with its articles, the entries and the audit trail."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from assistant.answer import Answer, Citation, Lang
from assistant.articles.search import SearchForm, search_articles
from assistant.conversations.opinions import Feedback
from assistant.html import other_lang, render_page
from assistant.quality.inbox import REASONS, AskedGroup, Asking, Inbox, Reason
from assistant.question.check import QUESTION_LIMIT
from assistant.web.quality.choice import Place, article_choice, loose_places, parse_place
from assistant.web.quality.reader_opinions import locate_opinions
from assistant.web.quality.subject import Subject, entry_places
from assistant.web.security.login import PERSON_LENGTH, Session
from assistant.web.shared.notices import say_notice
from assistant.web.shared.pool import Service
from assistant.wording import headline_text, say_moment, say_published, say_where, spell_date, words
from index.bank import ENTRY_KINDS, BankEntry, locate_entry
from index.bank import REASONS as REFUSALS
from index.document import Document, Span
from index.errors import NetralError, SourceNotFoundError

GROUPS_SHOWN = 100
ARTICLES_SHOWN = 5
ENTRIES_SHOWN = 50
CHANGES_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Visit:
    """What every page needs: the session and its person, the language, and the prefix of a reverse proxy."""

    session: Session
    person: str
    lang: Lang
    root: str


def login_page(lang: Lang, root: str, named: str = "", problem: str = "", back: str = "") -> str:
    """The form that asks for the token and a name; `named` by a proxy, it asks for the token alone.

    `back` is the page to go on to, as the rest of its address after `/quality`.
    """
    say = words(lang)
    return render_page(
        "quality_login.html",
        lang,
        root,
        f"{root}/quality{back}{'&' if '?' in back else '?'}lang={other_lang(lang)}",
        back=back,
        problem=say[problem] if problem else "",
        named=named,
        limit=PERSON_LENGTH,
    )


def inbox_page(inbox: Inbox, reason: Reason | None, visit: Visit) -> str:
    """The groups that wait, the most asked first; with a `reason`, those that have it."""
    groups = inbox.groups()
    counts = {each: sum(each in group.reasons for group in groups) for each in REASONS}
    shown = [group for group in groups if reason is None or reason in group.reasons]
    return render_quality(
        "quality_inbox.html",
        f"?show={reason}" if reason else "",
        visit,
        logging=inbox.log.keeps,
        rows=[_group_row(group, visit.lang) for group in shown[:GROUPS_SHOWN]],
        total=len(shown),
        everything=len(groups),
        counts=counts,
        reason=reason,
        reasons=REASONS,
        shown_limit=GROUPS_SHOWN,
    )


def question_page(inbox: Inbox, service: Service, subject: Subject, find: str, visit: Visit) -> str:
    """One group or entry: what was asked and answered, and the articles in which a click makes a quote."""
    typed = visit.session.take_typed()
    asking = subject.group.example if subject.group else None
    answer = inbox.answer(asking) if asking else None
    told = locate_opinions(_opinions(subject), service.sources())
    near = [*dict.fromkeys(one.place for one in told if one.place), *_answer_places(answer)]
    chosen = _typed_places(typed) if typed else entry_places(subject.entry, service)
    articles = [article_choice(each, chosen, near) for each in _articles(service, [*chosen, *near], find)]
    loose = [(place, _text_of(service, place)) for place in loose_places(chosen, articles)]
    return render_quality(
        "quality_question.html",
        subject.path + (f"?{urlencode({'find': find})}" if find else ""),
        visit,
        subject=subject,
        group=_group_row(subject.group, visit.lang) if subject.group else None,
        asking=asking,
        asked_at=say_moment(asking.created, visit.lang) if asking else "",
        opinions=told,
        answer=answer,
        headline=headline_text(answer.short_answer.text) if answer and answer.short_answer else "",
        cited=[(cited, say_where(cited, visit.lang)) for cited in _cited(answer)],
        articles=articles,
        loose=[(place, text) for place, text in loose if text],
        published={
            a.document.id: say_published(a.document.published, a.document.derived, visit.lang) for a in articles
        },
        find=find,
        kinds=[kind for kind in ENTRY_KINDS if kind != "refuse"],
        kind=typed.get("kind") or subject.kind,
        short=typed.get("short", "") if typed else (subject.entry.short if subject.entry else "") or "",
        more=typed.get("more", ""),
        refusals=REFUSALS,
        refusal=subject.entry.refuse
        if subject.entry and subject.entry.refuse
        else (asking.refusal if asking else None),
        reviewed_on=_reviewed(subject.entry, visit.lang),
        question_limit=QUESTION_LIMIT,
    )


def entries_page(inbox: Inbox, service: Service, find: str, visit: Visit) -> str:
    """What was saved, what is stale, the documents' own bank with its switches, export and import."""
    saved = inbox.verified.saved()
    stale = {each.id: why for each in saved if each.entry and (why := _stale(each.entry, service))}
    shipped = service.index_entries()
    own = {each.id for each in saved}
    found = [one.entry for one in shipped if one.entry.id not in own and _mentions(one.entry, find)] if find else []
    drafts = [one.entry for one in shipped if one.entry.is_draft and one.entry.id not in own]
    problems = visit.session.take_typed().get("problems", "")
    return render_quality(
        "quality_entries.html",
        f"/entries?{urlencode({'find': find})}" if find else "/entries",
        visit,
        entries=[each for each in saved if each.entry],
        off=[each for each in saved if each.off],
        reviewed={each.id: _reviewed(each.entry, visit.lang) for each in saved if each.entry},
        stale=stale,
        stale_shipped=service.stale_entries()[:ENTRIES_SHOWN],
        drafts=drafts[:ENTRIES_SHOWN],
        drafts_total=len(drafts),
        shipped=len(shipped),
        found=found[:ENTRIES_SHOWN],
        found_total=len(found),
        find=find,
        cases=inbox.aside.case_lines().count("\n"),
        problems=problems.splitlines(),
    )


def trail_page(inbox: Inbox, before: int | None, visit: Visit) -> str:
    """The latest changes: who, when, what before and what after."""
    changes = inbox.verified.changes.trail(CHANGES_SHOWN, before)
    return render_quality(
        "quality_trail.html",
        "/trail",
        visit,
        changes=[
            (change, say_moment(change.made, visit.lang), _summary(change.before), _summary(change.after))
            for change in changes
        ],
        older=changes[-1].number if len(changes) == CHANGES_SHOWN else None,
    )


def render_quality(template: str, below: str, visit: Visit, **values: object) -> str:
    """A page of the evaluators'; `below` is the rest of its address after `/quality`."""
    notice = visit.session.take_notice()
    joined = "&" if "?" in below else "?"
    return render_page(
        template,
        visit.lang,
        visit.root,
        f"{visit.root}/quality{below}{joined}lang={other_lang(visit.lang)}",
        tab=next(
            (tab for tab in ("/insight", "/entries", "/trail", "/runs") if below.startswith(tab)),
            "/entries" if below.startswith("/entry") else "",
        ),
        form_token=visit.session.form_token,
        person=visit.person,
        notice=say_notice(notice, visit.lang) if notice else None,
        **values,
    )


def _group_row(group: AskedGroup, lang: Lang) -> dict[str, object]:
    first, last = (spell_date(time[:10], lang) for time in (group.first, group.last))
    return {"group": group, "first": first, "last": last, "refusals": _refusals(group.askings)}


def _refusals(askings: Iterable[Asking]) -> list[str]:
    return sorted({asking.refusal for asking in askings if asking.refusal})


def _opinions(subject: Subject) -> list[Feedback]:
    """The opinions of readers, the latest first."""
    askings = subject.group.askings if subject.group else ()
    return [one.opinion for one in askings if one.opinion]


def _cited(answer: Answer | None) -> Sequence[Citation]:
    """What the answer quotes or, where it was refused, the nearest passages."""
    return (answer.citations or answer.nearest) if answer else ()


def _answer_places(answer: Answer | None) -> list[Place]:
    return [Place(each.source_id, Span(each.start, each.end)) for each in _cited(answer)]


def _articles(service: Service, places: Sequence[Place], find: str) -> list[Document]:
    """The articles to choose from: those that a search finds, or those quoted and then the others, a few."""
    documents = service.sources()
    if find:
        hits = search_articles(documents, SearchForm(q=find)).hits
        return [hit.document for hit in hits[:ARTICLES_SHOWN]]
    quoted = dict.fromkeys(place.source_id for place in places)
    first = [each for name in quoted for each in documents if each.id == name]
    return [*first, *(each for each in documents if each.id not in quoted)][:ARTICLES_SHOWN]


def _typed_places(typed: Mapping[str, str]) -> list[Place]:
    return [place for value in typed.get("quote", "").split("\n") if (place := parse_place(value))]


def _text_of(service: Service, place: Place) -> str:
    try:
        return place.span.of(service.source(place.source_id).text)
    except NetralError:
        return ""


def _reviewed(entry: BankEntry | None, lang: Lang) -> str:
    """Who checked the entry and when, in words; empty where nobody did."""
    review = entry.reviewed if entry else None
    return words(lang)["quality_reviewed"].format(by=review.by, on=spell_date(review.on, lang)) if review else ""


def _stale(entry: BankEntry, service: Service) -> str:
    """Why an entry is not used; empty where it is."""

    def document(source_id: str) -> Document | None:
        try:
            return service.source(source_id)
        except SourceNotFoundError:
            return None

    located = locate_entry(entry, document)
    return located if isinstance(located, str) else ""


def _mentions(entry: BankEntry, find: str) -> bool:
    wanted = find.casefold().split()
    text = " ".join([entry.id, *(w.text for w in entry.wordings), *(q.quote for q in entry.quotes)]).casefold()
    return all(word in text for word in wanted)


def _summary(value: Any) -> Mapping[str, object]:
    """What the trail shows of a value: its kind, first wordings, quotes and reply."""
    if not isinstance(value, dict):
        return {}
    asked = value.get("questions") or value.get("turns") or ()
    texts = [each["text"] if isinstance(each, dict) else each for each in asked]
    return {
        "texts": texts[:3],
        "more": max(0, len(texts) - 3),
        "quotes": [each["quote"] for each in value.get("quotes") or value.get("gold") or ()],
        "short": value.get("short"),
        "refuse": value.get("refuse"),
        "off": value.get("off", False),
    }
