"""What each form of the operator's page changes, and what the next page says about it."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote

from starlette.datastructures import FormData, UploadFile

from assistant.publishing.details import Details
from assistant.publishing.uploads import TakenUpload
from assistant.web.operator.documents import ListQuery
from assistant.web.operator.memory import UploadResult
from assistant.web.operator.notices import notice_of
from assistant.web.operator.outcome import Outcome
from assistant.web.operator.workplace import Workplace
from assistant.web.shared.notices import Notice
from index.errors import DocumentError, NetralError

MOST_FILES = 100
"""Files of one form, at most; without a script they are sent at once, and are limited to 20 MiB together."""

Change = Callable[[FormData, str], Outcome]
"""A form, and the name of who sent it ("" where nobody is known), to what follows."""


def changes_of(place: Workplace) -> dict[str, Change]:
    """The change behind each form, by its name in the address. Each may raise a `NetralError` or an `OSError`."""
    desk = place.desk
    return {
        "upload": lambda form, _: _upload(place, form),
        "details": lambda form, _: _describe(place, form),
        "remove": lambda form, _: _remove(place, form),
        "publish": lambda form, by: _publish(place, form, by),
        "replace": lambda form, _: _replace(place, form),
        "beside": lambda form, _: _add_beside(place, form),
        "discard": lambda form, _: _discard(place, form),
        "restore": lambda form, _: _restore(place, form),
        "delete": lambda form, _: _delete(place, form),
        "empty": lambda form, _: _empty(place, form),
        "back": lambda form, by: _go_back(place, form, by),
        "questions": lambda form, _: desk.save(form),
    } | ({"draft": lambda form, _: desk.draft(form)} if desk.drafter else {})


def refused_outcome(name: str, form: FormData, error: Exception) -> Outcome:
    """What follows a form whose change failed: the page that the form was on, saying why."""
    # What was sent has not been checked, so its slashes are quoted too.
    file, page, token = (quote(str(form.get(field, "")), safe="") for field in ("file", "page", "token"))
    pages = {
        "upload": "/documents",
        "details": _list_of(form) or f"/documents/{file}",
        "remove": "/documents",
        "questions": f"/questions/{file}?page={page if page.isdecimal() else 1}",
        "draft": f"/questions/{file}",
        "replace": f"/waiting/{token}",
        "beside": f"/waiting/{token}",
        "restore": f"/bin/{quote(str(form.get('name', '')), safe='')}",
        "delete": "/bin",
        "empty": "/bin",
        "back": "/history",
    }
    gone = {"waiting_gone": "/documents", "bin_gone": "/bin"}
    code = error.code if isinstance(error, DocumentError) else ""
    return Outcome(gone.get(code, pages.get(name, "")), notice_of(error))


def upload_result(name: str, error: Exception) -> UploadResult:
    """What is said of a file that cannot be used."""
    return UploadResult(name, "failed", notice_of(error))


def _upload(place: Workplace, form: FormData) -> Outcome:
    sent = [each for each in form.getlist("document") if isinstance(each, UploadFile) and each.filename]
    if not sent:
        raise DocumentError("nothing", "No file was chosen. Choose one.")
    details = Details.of(dict(form))
    if len(sent) > 1 and (details.title or details.url):
        raise DocumentError("many_details", "A title or an address is that of one document. Upload that one alone.")
    if len(sent) == 1:
        name = str(sent[0].filename)
        result = _taken(name, place.uploads.take(name, sent[0].file.read(), details))
        # The page of one that waits says itself what it is about.
        return Outcome(result.page, None if result.state == "waiting" else result.notice, (result,))
    results = []
    for each in sent:
        name = str(each.filename)
        try:
            results.append(_taken(name, place.uploads.take(name, each.file.read(), details)))
        except (NetralError, OSError) as error:  # one bad file does not stop the others
            results.append(upload_result(name, error))
    return Outcome("/documents", None, tuple(results))


def _taken(name: str, taken: TakenUpload) -> UploadResult:
    page = f"/waiting/{taken.token}" if taken.token else f"/documents/{quote(taken.file)}"
    keys = {"added": "operator_uploaded", "same": "operator_upload_same", "waiting": "operator_upload_waiting"}
    return UploadResult(name, taken.result, Notice(keys[taken.result], {"file": taken.file}), page)


def _describe(place: Workplace, form: FormData) -> Outcome:
    file = str(form.get("file", ""))
    now = Details.shown(place.folder.document(file))
    # The form in the list has title and date only: what a form does not have stays as it is.
    shown = {name: str(form.get(f"was-{name}", getattr(now, name))) for name in Details.__slots__}
    given = {name: form.get(name, shown[name]) for name in Details.__slots__}
    place.folder.describe(file, Details.of(given), Details.of(shown))
    return Outcome(_list_of(form) or f"/documents/{quote(file)}", Notice("operator_details_kept", {"file": file}))


def _list_of(form: FormData) -> str:
    """The address of the list that a form was on; "" where it was on the document's own page."""
    if "list" not in form:
        return ""
    page = str(form.get("page", "1"))
    number = int(page) if page.isdecimal() and len(page) < 7 else 1
    return ListQuery.of(str(form.get("find", "")), str(form.get("show", "")), number).address()


def _remove(place: Workplace, form: FormData) -> Outcome:
    file = str(form.get("file", ""))
    name = place.folder.remove(file)
    return Outcome("/documents", Notice("operator_removed", {"file": file}), undo=name)


def _publish(place: Workplace, form: FormData, by: str) -> Outcome:
    started = place.publisher.start(by)
    page = "/documents" if "list" in form else ""
    return Outcome(page if not started else "", None if started else Notice("operator_error_busy", error=True))


def _replace(place: Workplace, form: FormData) -> Outcome:
    file = place.uploads.replace(str(form.get("token", "")), str(form.get("seal", "")))
    return Outcome(f"/documents/{quote(file)}", Notice("operator_replaced", {"file": file}))


def _add_beside(place: Workplace, form: FormData) -> Outcome:
    file = place.uploads.add_beside(str(form.get("token", "")), str(form.get("name", "")))
    return Outcome(f"/documents/{quote(file)}", Notice("operator_uploaded", {"file": file}))


def _discard(place: Workplace, form: FormData) -> Outcome:
    place.uploads.waiting.drop(str(form.get("token", "")))
    return Outcome("/documents", Notice("operator_discarded"))


def _restore(place: Workplace, form: FormData) -> Outcome:
    seen = form.get("seal")
    file, replaced = place.folder.restore(str(form.get("name", "")), None if seen is None else str(seen))
    key = "operator_restored_over" if replaced else "operator_restored"
    return Outcome(f"/documents/{quote(file)}", Notice(key, {"file": file}))


def _delete(place: Workplace, form: FormData) -> Outcome:
    item = place.folder.bin.item(str(form.get("name", "")))
    place.folder.bin.drop(item.name)
    return Outcome("/bin", Notice("operator_deleted", {"file": item.file}))


def _empty(place: Workplace, form: FormData) -> Outcome:
    days = str(form.get("days", ""))
    # Nothing is deleted by a form that does not say what.
    count = place.folder.bin.empty(str(form.get("newest", "")), int(days)) if days.isdecimal() else 0
    return Outcome("/bin", Notice("operator_emptied", {"count": count}))


def _go_back(place: Workplace, form: FormData, by: str) -> Outcome:
    place.rollback.go_back(str(form.get("index", "")), str(form.get("seen", "")), by)
    return Outcome("/history", Notice("operator_went_back"))
