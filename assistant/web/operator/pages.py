"""The HTML of the operator's page: the documents, what publishing would make of one, and what publishing did."""

from __future__ import annotations

from urllib.parse import quote

from assistant.answer import Lang
from assistant.articles.view import Marks, article_blocks, shown_furniture
from assistant.html import other_lang, render_page
from assistant.publishing.details import TEXT_LENGTH, Details
from assistant.publishing.folder import UPLOAD_LIMIT, SourcesFolder
from assistant.publishing.publisher import Publication, Publisher
from assistant.publishing.sentence_questions import AUTHOR_LENGTH, DocumentSentence
from assistant.web.operator.documents import document_row, leaving_documents
from assistant.web.operator.notices import say_error
from assistant.web.operator.questions import PAGE_SENTENCES, QuestionDesk, sentence_rows, written_forms
from assistant.web.security.login import Session
from assistant.web.shared.notices import say_notice
from assistant.wording import say_published, words
from index.build import BuildReport
from index.document import Document
from index.errors import NetralError, SourceError
from index.formats import EXTRACTORS


def login_page(lang: Lang, root: str, problem: str = "") -> str:
    """The form that asks for the token; `problem` is the key of what was wrong with the last one."""
    return _render("operator_login.html", "", lang, root, problem=words(lang)[problem] if problem else "")


def overview_page(
    folder: SourcesFolder, publisher: Publisher, desk: QuestionDesk, session: Session, lang: Lang, root: str
) -> str:
    """The documents, the form for another one, and the state of publishing."""
    index, problem, listed = publisher.index(), None, []
    try:
        listed = folder.documents()
    except (SourceError, OSError) as error:
        problem = say_error(error, lang)
    typed, last = session.take_typed(), publisher.last
    return _render(
        "operator.html",
        "",
        lang,
        root,
        rows=[document_row(one, index, lang) for one in listed],
        questions=desk.file.counts(),
        # A folder that cannot be read is not an empty one.
        leaving=[] if problem else leaving_documents(listed, index),
        problem=problem,
        folder=folder.folder,
        trash=folder.trash if folder.trash.is_dir() else None,
        endings=list(EXTRACTORS),
        limit=UPLOAD_LIMIT,
        megabytes=UPLOAD_LIMIT // 2**20,
        text_limit=TEXT_LENGTH,
        typed={name: typed.get(name, "") for name in Details.__slots__},
        watching=publisher.watching,
        running=last if last and last.running else None,
        last=last,
        result=_result_lines(last, lang),
        stale=sum(problem.stale for problem in last.report.bank_problems) if last and last.report else 0,
        **_of_session(session, lang),
    )


def document_page(
    folder: SourcesFolder,
    publisher: Publisher,
    desk: QuestionDesk,
    file: str,
    session: Session,
    lang: Lang,
    root: str,
) -> str:
    """What publishing would make of one document: its details, its questions, its text with the furniture grey, its passages."""
    document, passages, problem, count = None, [], None, None
    try:
        document = folder.document(file)
        passages = publisher.cut(document)
        count = desk.count(document)
    except (NetralError, OSError) as error:
        problem = say_error(error, lang)
    typed = session.take_typed()
    # A form that was refused shows what was typed; otherwise it shows what the document has.
    details = Details.shown(document) if document else Details()
    return _render(
        "operator_document.html",
        f"/documents/{quote(file)}",
        lang,
        root,
        file=file,
        document=document,
        problem=problem,
        count=count,
        drafter=desk.drafter.name if desk.drafter else "",
        published=say_published(document.published, document.derived, lang) if document else "",
        fields={name: typed.get(name) or getattr(details, name) for name in Details.__slots__},
        text_limit=TEXT_LENGTH,
        blocks=article_blocks(document, Marks()) if document else [],
        furniture=_furniture_rows(document) if document else [],
        passages=[[span.of(document.text) for span in p.sentences] for p in passages] if document else [],
        **_of_session(session, lang),
    )


def questions_page(
    desk: QuestionDesk, publisher: Publisher, file: str, number: int, session: Session, lang: Lang, root: str
) -> str:
    """The sentences of one document, `PAGE_SENTENCES` at a time, each with its expected questions and room for more."""
    document, problem = None, None
    sentences: list[DocumentSentence] = []
    try:
        document, sentences = desk.sentences(file)
    except (NetralError, OSError) as error:
        problem = say_error(error, lang)
    pages = max(1, -(-len(sentences) // PAGE_SENTENCES))
    number = min(number, pages)
    first = (number - 1) * PAGE_SENTENCES
    typed, report, last = session.take_typed(), desk.reports.get(file), publisher.last
    return _render(
        "operator_questions.html",
        f"/questions/{quote(file)}?page={number}",
        lang,
        root,
        file=file,
        document=document,
        problem=problem,
        rows=sentence_rows(sentences[first : first + PAGE_SENTENCES], written_forms(typed)),
        sentences=len(sentences),
        page=number,
        pages=pages,
        author=typed.get("author", session.person),
        author_limit=AUTHOR_LENGTH,
        drafter=desk.drafter.name if desk.drafter else "",
        dropped=report.dropped if report else (),
        running=last if last and last.running else None,
        **_of_session(session, lang),
    )


def remove_page(folder: SourcesFolder, file: str, session: Session, lang: Lang, root: str) -> str:
    """The page that asks for confirmation before a document is removed."""
    below = f"/remove/{quote(file)}"
    return _render(
        "operator_remove.html", below, lang, root, file=file, trash=folder.trash, **_of_session(session, lang)
    )


def _render(template: str, below: str, lang: Lang, root: str, **values: object) -> str:
    """A page of the operator's; `below` is the rest of its address after `/operator`."""
    joint = "&" if "?" in below else "?"
    return render_page(template, lang, root, f"{root}/operator{below}{joint}lang={other_lang(lang)}", **values)


def _of_session(session: Session, lang: Lang) -> dict[str, object]:
    """What every page needs of the session: the token for its forms, and the notice, which is shown once."""
    notice = session.take_notice()
    return {"form_token": session.form_token, "notice": say_notice(notice, lang) if notice else None}


def _furniture_rows(document: Document) -> list[tuple[str, str]]:
    """(rule, text) of what is shown grey."""
    shown = shown_furniture(document)
    return [(item.rule, item.span.of(document.text)) for item in document.furniture if item.span in shown]


def _result_lines(last: Publication | None, lang: Lang) -> list[str]:
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
        *_bank_lines(report, lang),
    ]


def _bank_lines(report: BuildReport, lang: Lang) -> list[str]:
    """What the index has of the question bank; nothing where the folder has none."""
    say, flawed = words(lang), [problem for problem in report.bank_problems if not problem.stale]
    lines = [say["operator_result_bank"].format(entries=report.entries, wordings=report.wordings)]
    if flawed:
        lines.append(say["operator_result_bank_problems"].format(count=len(flawed), first=str(flawed[0])))
    return lines if report.entries or report.bank_problems else []
