"""The HTML of the operator's page: the documents, what publishing would make of one, and what publishing did."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal
from urllib.parse import quote

from assistant.answer import Lang
from assistant.articles.view import Marks, blocks, shown_furniture
from assistant.html import frame, other_lang, templates
from assistant.publishing.details import TEXT_LENGTH, Details
from assistant.publishing.folder import UPLOAD_LIMIT, Listed, SourcesFolder
from assistant.publishing.publisher import Publication, Publisher
from assistant.web.operator.login import Notice, Session
from assistant.wording import say_published, words
from index.document import Document
from index.errors import DocumentError, NetralError, SourceError
from index.formats import EXTRACT
from index.store import Index

State = Literal["published", "changed", "new", "problem"]


@dataclass(frozen=True, slots=True)
class Said:
    """A notice in the page's language; `detail` holds an error's own words, which are English."""

    text: str
    detail: str = ""
    error: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list. `passages` are those in force; None where the document as it is now has none there yet."""

    listed: Listed
    state: State
    passages: int | None
    published: str
    problem: Said | None = None


def login_page(lang: Lang, root: str, problem: str = "") -> str:
    """The form that asks for the token; `problem` is the key of what was wrong with the last one."""
    return _render("operator_login.html", lang, root, {"problem": words(lang)[problem] if problem else ""})


def overview_page(folder: SourcesFolder, publisher: Publisher, session: Session, lang: Lang, root: str) -> str:
    """The documents, the form for another one, and the state of publishing. A notice is said once."""
    index, problem, listed = publisher.index(), None, []
    try:
        listed = folder.documents()
    except (SourceError, OSError) as error:
        problem = _said(failure(error), lang)
    typed, session.typed = session.typed, {}
    last = publisher.last
    values = {
        "rows": [_row(one, index, lang) for one in listed],
        "leaving": [] if problem else _leaving(listed, index),
        "problem": problem,
        "folder": folder.folder,
        "trash": folder.trash if folder.trash.is_dir() else None,
        "endings": ",".join(EXTRACT),
        "limit": UPLOAD_LIMIT,
        "megabytes": UPLOAD_LIMIT // 2**20,
        "typed": {name: typed.get(name, "") for name in Details.__slots__},
        "watching": publisher.watching,
        "running": last if last and last.running else None,
        "last": last,
        "result": _result(last, lang),
    }
    return _render("operator.html", lang, root, _of_session(session, lang) | values)


def document_page(
    folder: SourcesFolder, publisher: Publisher, file: str, session: Session, lang: Lang, root: str
) -> str:
    """What publishing would make of one document: its details, its text with the furniture grey, its passages."""
    document, passages, problem = None, [], None
    try:
        document = folder.document(file)
        passages = publisher.cut(document)
    except (NetralError, OSError) as error:
        problem = _said(failure(error), lang)
    typed, session.typed = session.typed, {}
    shown = Details.shown(document) if document else Details()
    values = {
        "file": file,
        "document": document,
        "problem": problem,
        "published": say_published(document.published, document.derived, lang) if document else "",
        "fields": {name: typed.get(name) or getattr(shown, name) for name in Details.__slots__},
        "blocks": blocks(document, Marks()) if document else [],
        "furniture": _furniture(document) if document else [],
        "passages": [[span.of(document.text) for span in p.sentences] for p in passages] if document else [],
    }
    return _render(
        "operator_document.html", lang, root, _of_session(session, lang) | values, f"/documents/{quote(file)}"
    )


def remove_page(folder: SourcesFolder, file: str, session: Session, lang: Lang, root: str) -> str:
    """Asks once more before a document is removed."""
    values = {"file": file, "trash": folder.trash}
    return _render("operator_remove.html", lang, root, _of_session(session, lang) | values, f"/remove/{quote(file)}")


def _render(template: str, lang: Lang, root: str, values: Mapping[str, object], below: str = "") -> str:
    around = frame(lang, root, f"{root}/operator{below}?lang={other_lang(lang)}")
    return templates().get_template(template).render(around, **values)


def failure(error: Exception) -> Notice:
    """What to say of an error: a sentence of ours where there is one, else the error's own words."""
    if isinstance(error, DocumentError) and f"operator_error_{error.code}" in words("en"):
        return Notice(f"operator_error_{error.code}", {"limit": TEXT_LENGTH}, error=True)
    return Notice("operator_error_document", detail=str(error), error=True)


def _of_session(session: Session, lang: Lang) -> dict[str, object]:
    notice, session.notice = session.notice, None
    return {"form_token": session.form_token, "notice": _said(notice, lang) if notice else None}


def _said(notice: Notice, lang: Lang) -> Said:
    return Said(words(lang)[notice.key].format(**notice.values), notice.detail, notice.error)


def _row(listed: Listed, index: Index | None, lang: Lang) -> Row:
    document = listed.document
    if document is None:
        return Row(listed, "problem", None, "", _said(failure(listed.problem), lang) if listed.problem else None)
    published = say_published(document.published, document.derived, lang)
    if index is None or document.id not in index.document_ids:
        return Row(listed, "new", None, published)
    if index.document(document.id) != document:
        return Row(listed, "changed", None, published)
    return Row(listed, "published", index.passage_counts()[document.id], published)


def _leaving(listed: list[Listed], index: Index | None) -> list[Document]:
    """Documents in force that are no longer in the folder."""
    files = {one.file for one in listed}
    found = [index.document(document_id) for document_id in index.document_ids] if index else []
    return [document for document in found if document.file not in files]


def _furniture(document: Document) -> list[tuple[str, str]]:
    """(rule, text) of what is shown grey."""
    shown = shown_furniture(document)
    return [(item.rule, item.span.of(document.text)) for item in document.furniture if item.span in shown]


def _result(last: Publication | None, lang: Lang) -> list[str]:
    """What the last build did, in sentences."""
    report, say = last.report if last else None, words(lang)
    if report is None:
        return []
    counts = {
        "documents": report.documents,
        "passages": report.passages,
        "encoded": report.encoded,
        "reused": report.reused,
        "seconds": f"{report.seconds:.1f}",
        "index": report.fingerprint,
    }
    names = {"title": say["operator_title"].lower(), "published": say["operator_published"].lower()}
    return [
        say["operator_result_unchanged" if report.unchanged else "operator_result"].format(**counts),
        *(
            say["operator_result_derived"].format(
                id=name, fields=", ".join(names.get(field, field) for field in fields)
            )
            for name, fields in report.derived.items()
        ),
        *(say["operator_result_furniture"].format(id=name) for name in report.without_passages),
    ]
