"""Expected questions on the operator's page: written sentence by sentence, or drafted by a language model where there is one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from starlette.datastructures import FormData

from assistant.publishing.drafting import DraftQuestions, draft_document
from assistant.publishing.folder import SourcesFolder
from assistant.publishing.publisher import Publisher
from assistant.publishing.questions_file import QuestionsFile, entry_seal
from assistant.publishing.round_trip import DraftReport
from assistant.publishing.sentence_questions import (
    DocumentSentence,
    WrittenQuestions,
    can_be_edited,
    document_sentences,
    written_entries,
)
from assistant.web.operator.outcome import Outcome
from assistant.web.shared.notices import Notice
from index.bank import BankEntry
from index.document import Document
from index.errors import BankError, DocumentError

PAGE_SENTENCES = 20
"""Sentences on one page of the form."""


@dataclass(frozen=True, slots=True)
class QuestionGroup:
    """One entry in the form, or the empty fields for a new one.

    Attributes:
        entry: its id; "" for a new one.
        seal: of the entry as shown, so that the later of two people is told.
        questions, short: as they are, or as someone typed them into a form that was refused.
        is_draft: whether a model drafted it and nobody has reviewed it.
        author: who wrote it.
    """

    entry: str = ""
    seal: str = ""
    questions: str = ""
    short: str = ""
    is_draft: bool = False
    author: str = ""


@dataclass(frozen=True, slots=True)
class SentenceRow:
    """One sentence in the form: its entries, the fields for a new one, and the entries that are too long for the form."""

    sentence: DocumentSentence
    groups: tuple[QuestionGroup, ...]
    new: QuestionGroup
    long: tuple[BankEntry, ...]


@dataclass(frozen=True, slots=True)
class QuestionCount:
    """How many expected questions a document has, in how many entries, and how many of these are drafts."""

    questions: int = 0
    entries: int = 0
    drafts: int = 0


class QuestionDesk:
    """Shows and changes the expected questions of the folder's documents."""

    def __init__(self, folder: SourcesFolder, publisher: Publisher, drafter: DraftQuestions | None = None) -> None:
        self.drafter = drafter
        self.file = QuestionsFile(publisher.sources, publisher.unpublished)
        self.reports: dict[str, DraftReport] = {}
        self._folder, self._publisher = folder, publisher

    def usable_entries(self) -> tuple[BankEntry, ...]:
        """The entries of the bank; none where the file cannot be read."""
        try:
            return self.file.entries()
        except BankError:
            return ()

    def count(self, document: Document) -> QuestionCount:
        """What the bank has for one document.

        Raises:
            BankError: the file of questions cannot be read.
        """
        entries = [located.entry for located in self.file.entries_of(document)]
        return QuestionCount(
            sum(len(entry.wordings) for entry in entries), len(entries), sum(entry.is_draft for entry in entries)
        )

    def sentences(self, file: str) -> tuple[Document, list[DocumentSentence]]:
        """A document and its sentences, as publishing would cut it, with the entries that they have.

        Raises:
            NetralError: the document or the file of questions cannot be read, or the encoder cannot be loaded.
        """
        document = self._folder.document(file)
        entries = self.file.entries_of(document)
        return document, document_sentences(document, self._publisher.cut(document), entries)

    def save(self, form: FormData) -> Outcome:
        """Save what was written for the sentences of one page, and publish it where that was asked for."""
        file = str(form.get("file", ""))
        document, sentences = self.sentences(file)
        sent = written_forms({key: str(value) for key, value in form.items()})
        changed, removed = written_entries(document, sentences, sent.values(), str(form.get("author", "")))
        if changed or removed:
            self.file.save(changed, removed, {entry: seal for _, entry, seal in sent if entry})
        key = "operator_questions_saved" if changed or removed else "operator_questions_same"
        if form.get("then") == "publish":
            started = self._publisher.start()
            key = "operator_questions_publishing" if started else "operator_questions_waiting"
        # Only a number may enter the address.
        page = str(form.get("page", ""))
        return Outcome(
            f"/questions/{quote(file)}?page={page if page.isdecimal() else 1}",
            Notice(key, {"changed": len(changed), "removed": len(removed)}),
        )

    def draft(self, form: FormData) -> Outcome:
        """Have questions drafted for one document; those that pass the round trip are saved as drafts."""
        file = str(form.get("file", ""))
        document, engine = self._folder.document(file), self._publisher.engine()
        if self.drafter is None or engine is None:
            raise DocumentError("unpublished", f"{file} is not published as it is now. Publish it, then try again.")
        report = draft_document(self.drafter, document, engine)
        if report.kept:
            self.file.save(report.kept)
        self.reports[file] = report
        counts = {"kept": report.questions_kept, "dropped": len(report.dropped)}
        return Outcome(f"/questions/{quote(file)}", Notice("operator_drafted", counts))


def sentence_rows(
    sentences: Sequence[DocumentSentence], typed: Mapping[tuple[str, str, str], WrittenQuestions]
) -> list[SentenceRow]:
    """What the form shows for sentences; `typed` is what a refused form had, and counts only where nobody else changed the entry."""
    rows = []
    for sentence in sentences:
        entries = [located.entry for located in sentence.entries]
        groups = []
        for entry in filter(can_be_edited, entries):
            seal = entry_seal(entry)
            group = QuestionGroup(
                entry.id,
                seal,
                "\n".join(wording.text for wording in entry.wordings),
                " ".join((entry.short or "").split()),
                entry.is_draft,
                entry.author,
            )
            groups.append(_with_typed(group, typed.get((sentence.key, entry.id, seal))))
        new = _with_typed(QuestionGroup(), typed.get((sentence.key, "", "")))
        long = tuple(entry for entry in entries if not can_be_edited(entry))
        rows.append(SentenceRow(sentence, tuple(groups), new, long))
    return rows


def written_forms(values: Mapping[str, str]) -> dict[tuple[str, str, str], WrittenQuestions]:
    """(sentence, entry, seal) to what was written there, from the fields `sentence-1`, `questions-1` ... of a form."""
    found = {}
    for name, sentence in values.items():
        if name.startswith("sentence-"):
            field = {
                part: values.get(f"{part}-{name[9:]}", "")
                for part in ("entry", "seal", "questions", "short", "checked")
            }
            found[sentence, field["entry"], field["seal"]] = WrittenQuestions(
                sentence, field["entry"], field["questions"], field["short"], field["checked"] == "yes"
            )
    return found


def _with_typed(group: QuestionGroup, typed: WrittenQuestions | None) -> QuestionGroup:
    if typed is None:
        return group
    return QuestionGroup(group.entry, group.seal, typed.questions, typed.short, group.is_draft, group.author)
