"""What each form of the operator's page changes, and what the next page says about it."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote

from starlette.datastructures import FormData, UploadFile

from assistant.publishing.details import Details
from assistant.publishing.folder import SourcesFolder
from assistant.publishing.publisher import Publisher
from assistant.web.operator.notices import notice_of
from assistant.web.operator.outcome import Outcome
from assistant.web.operator.questions import QuestionDesk
from assistant.web.shared.notices import Notice
from index.errors import DocumentError

Change = Callable[[FormData], Outcome]


def changes_of(folder: SourcesFolder, publisher: Publisher, desk: QuestionDesk) -> dict[str, Change]:
    """The change behind each form, by its name in the address. Each may raise a `NetralError` or an `OSError`."""
    return {
        "upload": lambda form: _upload(folder, form),
        "details": lambda form: _describe(folder, form),
        "remove": lambda form: _remove(folder, form),
        "publish": lambda _: Outcome("", None if publisher.start() else Notice("operator_error_busy", error=True)),
        "questions": desk.save,
    } | ({"draft": desk.draft} if desk.drafter else {})


def refused_outcome(name: str, form: FormData, error: Exception) -> Outcome:
    """What follows a form whose change failed: the page that the form was on, saying why."""
    # The name has not been checked, so its slashes are quoted too.
    file, page = quote(_file(form), safe=""), str(form.get("page", ""))
    pages = {
        "details": f"/documents/{file}",
        "questions": f"/questions/{file}?page={page if page.isdecimal() else 1}",
        "draft": f"/questions/{file}",
    }
    return Outcome(pages.get(name, ""), notice_of(error))


def _upload(folder: SourcesFolder, form: FormData) -> Outcome:
    sent = form.get("document")
    if not isinstance(sent, UploadFile) or not sent.filename:
        raise DocumentError("nothing", "No file was chosen. Choose one.")
    replace = form.get("replace") == "yes"
    file, replaced = folder.add(sent.filename, sent.file.read(), Details.of(dict(form)), replace)
    key = "operator_replaced" if replaced else "operator_uploaded"
    return Outcome(f"/documents/{quote(file)}", Notice(key, {"file": file, "trash": folder.trash}))


def _describe(folder: SourcesFolder, form: FormData) -> Outcome:
    file = _file(form)
    folder.describe(file, Details.of(dict(form)))
    return Outcome(f"/documents/{quote(file)}", Notice("operator_details_kept", {"file": file}))


def _remove(folder: SourcesFolder, form: FormData) -> Outcome:
    file = _file(form)
    folder.remove(file)
    return Outcome("", Notice("operator_removed", {"file": file, "trash": folder.trash}))


def _file(form: FormData) -> str:
    """The file name in a form's hidden field; the folder checks it."""
    return str(form.get("file", ""))
