"""The HTML of the pages about one document: what publishing would make of it, its expected questions, and removing it."""

from __future__ import annotations

from contextlib import suppress
from urllib.parse import quote

from assistant.articles.blocks import article_blocks
from assistant.articles.marks import Marks
from assistant.articles.view import shown_furniture
from assistant.publishing.details import TEXT_LENGTH, Details
from assistant.publishing.difference import changed_entries
from assistant.publishing.sentence_questions import AUTHOR_LENGTH, DocumentSentence
from assistant.web.operator.frame import render_operator
from assistant.web.operator.notices import say_error
from assistant.web.operator.questions import PAGE_SENTENCES, sentence_rows, written_forms
from assistant.web.operator.workplace import Visit, Workplace
from assistant.wording import say_published
from index.document import Document
from index.errors import NetralError


def document_page(place: Workplace, file: str, visit: Visit) -> str:
    """What publishing would make of one document: its details, its questions, its text with the furniture grey, its passages."""
    document, passages, problem, count = None, [], None, None
    lang, drafter = visit.lang, place.desk.drafter
    try:
        document = place.folder.document(file)
        passages = place.publisher.cut(document)
        count = place.desk.count(document)
    except (NetralError, OSError) as error:
        problem = say_error(error, lang)
    typed = visit.session.take_typed()
    # A form that was refused shows what was typed; otherwise it shows what the document has.
    details = Details.shown(document) if document else Details()
    return render_operator(
        place,
        visit,
        "operator_document.html",
        f"/documents/{quote(file)}",
        "/documents",
        file=file,
        document=document,
        problem=problem,
        count=count,
        drafter=drafter.name if drafter else "",
        published=say_published(document.published, document.derived, lang) if document else "",
        fields={name: typed.get(name) or getattr(details, name) for name in Details.__slots__},
        shown=details,
        text_limit=TEXT_LENGTH,
        blocks=article_blocks(document, Marks()) if document else [],
        furniture=_furniture_rows(document) if document else [],
        passages=[[span.of(document.text) for span in p.sentences] for p in passages] if document else [],
    )


def questions_page(place: Workplace, file: str, number: int, visit: Visit) -> str:
    """The sentences of one document, `PAGE_SENTENCES` at a time, each with its expected questions and room for more."""
    document, problem, desk = None, None, place.desk
    sentences: list[DocumentSentence] = []
    try:
        document, sentences = desk.sentences(file)
    except (NetralError, OSError) as error:
        problem = say_error(error, visit.lang)
    pages = max(1, -(-len(sentences) // PAGE_SENTENCES))
    number = min(number, pages)
    first = (number - 1) * PAGE_SENTENCES
    typed, report, last = visit.session.take_typed(), desk.reports.get(file), place.publisher.last
    return render_operator(
        place,
        visit,
        "operator_questions.html",
        f"/questions/{quote(file)}?page={number}",
        "/documents",
        file=file,
        document=document,
        problem=problem,
        rows=sentence_rows(sentences[first : first + PAGE_SENTENCES], written_forms(typed)),
        sentences=len(sentences),
        page=number,
        pages=pages,
        author=typed.get("author", visit.session.person),
        author_limit=AUTHOR_LENGTH,
        drafter=desk.drafter.name if desk.drafter else "",
        dropped=report.dropped if report else (),
        running=last if last and last.running else None,
    )


def remove_page(place: Workplace, file: str, visit: Visit) -> str:
    """The page that asks for confirmation before a document is removed."""
    document = None
    with suppress(NetralError, OSError):  # a document that cannot be read can be removed all the same
        document = place.folder.document(file)
    lost = changed_entries(place.entries(), document, None)[0] if document else ()
    return render_operator(
        place,
        visit,
        "operator_remove.html",
        f"/remove/{quote(file)}",
        "/documents",
        file=file,
        title=document.title if document else file,
        lost=lost,
    )


def _furniture_rows(document: Document) -> list[tuple[str, str]]:
    """Each furniture that is greyed, with the rule that marked it, in the order of the text."""
    shown = shown_furniture(document)
    return [(item.rule, item.span.of(document.text)) for item in document.furniture if item.span in shown]
