"""The operator's dashboard, uploads of many files, decisions, bin and history over HTTP."""

from __future__ import annotations

import datetime as dt
import json
import re
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from assistant.publishing.folder import UPLOAD_LIMIT
from assistant.quality.insight import AskedSubject
from assistant.quality.question_log import QuestionLog
from assistant.web.operator import asked, documents
from assistant.web.operator.asked import COUNT_SECONDS, AskedList, AskedQuestions
from assistant.web.operator.moments import say_ago
from assistant.wording import words
from index.errors import RecordsError
from index.store import current_generation
from tests.assistant.web.operator.test_routes import OURS, SAY, TEXT, TOKEN, Site
from tests.fakes import HOSTILE, answered, refused
from tests.index.made_up_bank import lines

JSON = {**OURS, "Accept": "application/json"}


@pytest.fixture
def inside(tmp_path: Path) -> Iterator[Site]:
    site = Site(tmp_path)
    with site.browser:
        login = {"token": TOKEN, "person": "  Sari\n Wulandari "}
        assert site.browser.post("/operator/login", data=login, headers=OURS).status_code == 200
        yield site


def page(site: Site, path: str) -> str:
    text: str = site.browser.get(f"/operator{path}").text
    return text


def upload_many(site: Site, *files: tuple[str, str | bytes], **data: str) -> Any:
    return site.send("upload", data, files=[("document", file) for file in files])


def upload_json(site: Site, name: str, text: str | bytes) -> list[dict[str, str]]:
    response = site.send("upload", files={"document": (name, text)}, headers=JSON)
    assert response.status_code == 200
    found: list[dict[str, str]] = response.json()["results"]
    return found


def waiting_token(site: Site, name: str = "satu.txt", text: str = "Apel digelar pada 2 Juni 2031.") -> str:
    response = site.upload(name, text)
    found = re.search(r"/operator/waiting/([0-9a-f]{24})", str(response.url))
    assert found
    return found.group(1)


def hidden(text: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', text)
    assert found
    return found.group(1)


# The dashboard


def test_the_dashboard_says_what_is_published_and_what_is_not(inside: Site) -> None:
    assert SAY["operator_pending_none"] in page(inside, "")
    inside.upload("rapat.txt")
    inside.send("details", {"file": "satu.txt", "title": "Apel"})
    text = page(inside, "")
    assert SAY["operator_pending_count"].format(count=2) in text
    assert SAY["operator_pending_new"].format(count=1) in text
    assert SAY["operator_pending_changed"].format(count=1) in text
    assert "fake reader" in text
    assert SAY["operator_pending_count"].format(count=2) in page(inside, "/bin")
    inside.publish()
    text = page(inside, "")
    assert SAY["operator_pending_none"] in text
    assert SAY["operator_by"].format(person="Sari Wulandari") in text


def test_questions_of_the_bank_are_changes_too(inside: Site) -> None:
    entry = {
        "id": "q",
        "kind": "when",
        "short": None,
        "refuse": None,
        "author": "S",
        "reviewed": None,
        "origin": "shipped",
        "questions": [{"text": "Kapan apel?", "language": "id"}],
        "quotes": [{"source_id": "satu", "quote": "Apel digelar pada 1 Juni 2031."}],
    }
    (inside.sources / "questions.jsonl").write_text(lines(entry), encoding="utf-8")
    assert SAY["operator_pending_questions"].format(count=1) in page(inside, "")


def test_the_last_build_of_an_earlier_server_is_told_from_its_index(inside: Site) -> None:
    text = page(inside, "")
    assert SAY["operator_no_warnings"] in text
    assert str(current_generation(inside.settings.index)) in text


def test_without_an_index_the_dashboard_says_so_and_offers_to_publish(inside: Site) -> None:
    (inside.settings.index / "CURRENT").unlink()
    text = page(inside, "")
    assert SAY["operator_no_index"] in text
    assert SAY["operator_bad_encoder"] in text
    assert SAY["operator_pending_count"].format(count=1) in text
    assert SAY["operator_no_index"] not in inside.publish()


def test_most_asked_and_most_refused_are_counted_aside_and_then_shown(tmp_path: Path) -> None:
    inside = Site(tmp_path)
    log = QuestionLog(inside.settings.records, 90)
    for question in ("Kapan apel?", "Kapan apel?", HOSTILE[0]):
        log.add(answered(question, searched_as=question), (), "id")
    log.add(refused("Siapa <b>presiden</b>?", "not_in_sources", "id"), (), "id")
    inside.log_in()
    for _ in range(200):
        text = page(inside, "/asked")
        if "data-counting" not in text:
            break
        assert SAY["operator_asked_counting"] in text
        time.sleep(0.05)
    assert "Kapan apel?" in text
    assert SAY["operator_times"].format(count=2) in text
    assert "Siapa &lt;b&gt;presiden&lt;/b&gt;?" in text
    assert "<script>" not in text
    assert "Kapan apel?" in page(inside, "")


def test_without_a_log_the_lists_say_that_nothing_is_logged(tmp_path: Path) -> None:
    site = Site(tmp_path, question_log=False)
    site.log_in()
    assert page(site, "").count(SAY["operator_asked_off"]) == 2
    site.browser.cookies.clear()
    assert site.browser.get("/operator/asked").status_code == 401


def test_a_count_is_kept_for_a_while_and_a_failed_one_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    now, counts = [0.0], iter([AskedList("ready", 3, (AskedSubject("Apa?", 3, 0, 1),)), None])
    inbox: Any = SimpleNamespace(log=SimpleNamespace(keeps=True))

    def count(_: Any) -> AskedList:
        found = next(counts)
        if found is None:
            raise RecordsError("damaged")
        return found

    monkeypatch.setattr(asked, "count_asked", count)
    lists = AskedQuestions(inbox, lambda: now[0])

    def state() -> str:
        lists.last()
        for _ in range(200):
            if not lists._counting.locked():
                break
            time.sleep(0.01)
        return lists.last().state

    assert state() == "ready"
    now[0] = COUNT_SECONDS - 1
    assert state() == "ready"
    now[0] = COUNT_SECONDS
    assert state() == "failed"


@pytest.mark.parametrize(
    ("passed", "said"),
    [
        (dt.timedelta(seconds=59), "just now"),
        (dt.timedelta(minutes=1), "1 minute ago"),
        (dt.timedelta(minutes=59), "59 minutes ago"),
        (dt.timedelta(hours=23, minutes=59), "23 hours ago"),
        (dt.timedelta(days=1), "1 day ago"),
        (dt.timedelta(days=400), "400 days ago"),
        (dt.timedelta(seconds=-90), "just now"),
    ],
)
def test_how_long_ago(passed: dt.timedelta, said: str) -> None:
    now = dt.datetime(2031, 5, 3, tzinfo=dt.timezone.utc)
    assert say_ago((now - passed).isoformat(), "en", now) == said


# Many files


def test_of_many_files_each_has_its_own_result_and_one_bad_file_stops_no_other(inside: Site) -> None:
    text = upload_many(
        inside,
        ("rapat.txt", TEXT),
        ("rusak.pdf", b"%PDF-1.4 half"),
        ("satu.txt", "Apel digelar pada 2 Juni 2031."),
        ("program.exe", b"x"),
        ("apel.txt", "Upacara digelar pada 5 Juni 2031 di alun-alun."),
    ).text
    results = text.split('id="upload-results"')[1].split("</section>")[0]
    assert re.findall(r'<li class="op-(\w+)">', results) == ["added", "failed", "waiting", "failed", "added"]
    assert SAY["operator_error_unreadable"] in results
    assert sorted(path.name for path in inside.sources.iterdir()) == ["apel.txt", "rapat.txt", "satu.txt"]
    assert "1 Juni" in (inside.sources / "satu.txt").read_text("utf-8")
    assert 'id="upload-results"' not in inside.documents()


def test_title_and_address_are_those_of_one_file_and_publisher_of_all(inside: Site) -> None:
    files = (("rapat.txt", TEXT), ("upacara.txt", "Upacara digelar pada 5 Juni 2031."))
    text = upload_many(inside, *files, title="Judul").text
    assert SAY["operator_error_many_details"] in text
    assert not (inside.sources / "rapat.txt").exists()
    upload_many(inside, *files, publisher="Kabar Desa")
    assert inside.documents().count("Kabar Desa") == 2


def test_a_script_gets_each_result_as_json(inside: Site) -> None:
    (added,) = upload_json(inside, "rapat.txt", TEXT)
    assert (added["state"], added["name"], added["page"]) == (
        "added",
        "rapat.txt",
        "/operator/documents/rapat.txt?lang=id",
    )
    (same,) = upload_json(inside, "rapat.txt", TEXT)
    (waiting,) = upload_json(inside, "rapat.txt", TEXT.replace("3 Mei", "4 Mei"))
    (failed,) = upload_json(inside, "koi.txt", "Привет, друг".encode("koi8_r"))
    assert [same["state"], waiting["state"], failed["state"]] == ["same", "waiting", "failed"]
    assert failed["text"] == SAY["operator_error_encoding"]
    assert inside.browser.get(waiting["page"]).status_code == 200
    (nothing,) = inside.send("upload", headers=JSON).json()["results"]
    assert nothing["text"] == SAY["operator_error_nothing"]
    inside.browser.cookies.clear()
    refused = inside.browser.post("/operator/upload", files={"document": ("a.txt", "x")}, headers=JSON)
    assert (refused.status_code, refused.json()["code"]) == (401, "logged_out")


def test_files_that_are_too_large_together_are_refused_before_any_is_read(inside: Site) -> None:
    half = b"x" * (UPLOAD_LIMIT // 2 + 100_000)
    assert upload_many(inside, ("a.txt", half), ("b.txt", half)).status_code == 413
    assert not (inside.sources / "a.txt").exists()


# Replacing


def test_nothing_is_replaced_before_the_difference_was_seen(inside: Site) -> None:
    token = waiting_token(inside)
    text = page(inside, f"/waiting/{token}")
    assert "<del>1</del>" in text
    assert "<ins>2</ins>" in text
    assert SAY["operator_waiting"].format(count=1) in inside.documents()
    assert "1 Juni" in (inside.sources / "satu.txt").read_text("utf-8")
    done = inside.send("replace", {"token": token, "seal": hidden(text, "seal")}).text
    assert SAY["operator_replaced"].format(file="satu.txt") in done
    assert "2 Juni" in (inside.sources / "satu.txt").read_text("utf-8")
    assert SAY["operator_bin_version"] in page(inside, "/bin")


def test_questions_that_would_go_stale_are_named_first(inside: Site) -> None:
    entry = {
        "id": "q",
        "kind": "when",
        "short": None,
        "refuse": None,
        "author": "S",
        "reviewed": None,
        "origin": "shipped",
        "questions": [{"text": "Kapan <i>apel</i>?", "language": "id"}],
        "quotes": [
            {"source_id": "lain", "quote": "Bukan dari dokumen ini."},
            {"source_id": "satu", "quote": "Apel digelar pada 1 Juni 2031."},
        ],
    }
    (inside.sources / "questions.jsonl").write_text(lines(entry), encoding="utf-8")
    text = page(inside, f"/waiting/{waiting_token(inside)}")
    assert SAY["operator_stale"].format(count=1) in text
    assert "Kapan &lt;i&gt;apel&lt;/i&gt;?" in text
    assert '<q class="small">Apel digelar pada 1 Juni 2031.</q>' in text
    assert "Bukan dari dokumen ini." not in text
    assert SAY["operator_stale"].format(count=1) in page(inside, "/remove/satu.txt")


def test_an_upload_can_be_discarded_or_saved_beside(inside: Site) -> None:
    token = waiting_token(inside)
    taken = inside.send("beside", {"token": token, "name": "satu.txt"}).text
    assert SAY["operator_error_exists"] in taken
    assert 'name="name" value="satu.txt"' in taken
    assert (
        SAY["operator_uploaded"].format(file="dua.txt") in inside.send("beside", {"token": token, "name": "dua"}).text
    )
    token = waiting_token(inside, text="Apel batal.")
    assert SAY["operator_discarded"] in inside.send("discard", {"token": token}).text
    assert inside.browser.get(f"/operator/waiting/{token}").status_code == 404
    assert SAY["operator_error_waiting_gone"] in inside.send("replace", {"token": token, "seal": ""}).text
    assert "1 Juni" in (inside.sources / "satu.txt").read_text("utf-8")


def test_a_decision_on_an_old_difference_shows_the_new_one(inside: Site) -> None:
    token = waiting_token(inside)
    seal = hidden(page(inside, f"/waiting/{token}"), "seal")
    (inside.sources / "satu.txt").write_text("Apel digelar pada 9 Juni 2031.", encoding="utf-8")
    text = inside.send("replace", {"token": token, "seal": seal}).text
    assert SAY["operator_error_changed"] in text
    assert "<del>9</del>" in text
    assert "9 Juni" in (inside.sources / "satu.txt").read_text("utf-8")


def test_a_waiting_upload_whose_document_is_gone_can_still_be_discarded(inside: Site) -> None:
    token = waiting_token(inside)
    inside.send("remove", {"file": "satu.txt"})
    text = inside.browser.get(f"/operator/waiting/{token}")
    assert SAY["operator_error_gone"] in text.text
    assert SAY["operator_replace_no"] in text.text


# The list


def test_the_list_is_found_by_words_and_state_and_has_pages(inside: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "PAGE_ROWS", 2)
    upload_many(
        inside, *[(f"surat-{n}.txt", f"Surat nomor {n}\n\nIsi surat {n} tentang urusan {n}.") for n in range(3)]
    )
    (inside.sources / "rusak.pdf").write_bytes(b"%PDF-1.4 half")

    def found(query: str) -> list[str]:
        return re.findall(
            r"<code>([\w-]+\.\w+)</code>", page(inside, f"/documents{query}").split("<tbody")[-1].split("</tbody>")[0]
        )

    assert found("") == ["rusak.pdf", "satu.txt"]
    assert found("?page=3") == ["surat-2.txt"]
    assert found("?page=99") == ["surat-2.txt"]
    assert found("?find=surat+nomor") == ["surat-0.txt", "surat-1.txt"]
    assert found("?find=SATU") == ["satu.txt"]
    assert found("?show=problem") == ["rusak.pdf"]
    assert found("?show=pending&page=2") == ["surat-2.txt"]
    assert SAY["operator_found_none"] in page(inside, "/documents?find=tidak+ada")
    assert "show=pending&amp;page=2&amp;lang=en" in page(inside, "/documents?show=pending&page=2")


def test_an_empty_folder_says_what_to_do(inside: Site) -> None:
    inside.send("remove", {"file": "satu.txt"})
    assert SAY["operator_documents_none_note"] in inside.documents()


def test_title_and_date_are_edited_in_the_list_which_stays_where_it_was(inside: Site) -> None:
    inside.send("details", {"file": "satu.txt", "publisher": "Kabar", "was-publisher": ""})
    given = {
        "file": "satu.txt",
        "list": "1",
        "find": "apel",
        "show": "pending",
        "page": "1",
        "title": "Apel Besar",
        "was-title": "Apel digelar pada 1 Juni 2031.",
        "published": "2031-06-02",
        "was-published": "2031-06-01",
    }
    response = inside.send("details", given, follow_redirects=False)
    assert response.headers["location"] == "/operator/documents?find=apel&show=pending&lang=id"
    text = page(inside, "/documents/satu.txt")
    assert 'name="title" value="Apel Besar"' in text
    assert 'name="published" type="date" value="2031-06-02"' in text
    assert 'name="publisher" value="Kabar"' in text  # what the form did not have stays


def test_of_two_who_edit_the_same_title_the_later_is_told(inside: Site) -> None:
    was = {"file": "satu.txt", "list": "1", "was-title": "Apel digelar pada 1 Juni 2031."}
    inside.send("details", was | {"title": "Apel Pagi"})
    text = inside.send("details", was | {"title": "Apel Sore"}).text
    assert SAY["operator_error_details_changed"] in text
    assert "Apel Pagi" in text


# The bin


def test_a_removed_document_is_brought_back_by_undo_and_by_the_bin(inside: Site) -> None:
    text = inside.send("remove", {"file": "satu.txt"}).text
    name = hidden(text.split('id="notice"')[1], "name")
    assert SAY["operator_undo"] in text
    assert SAY["operator_undo"] not in inside.documents()
    assert SAY["operator_restored"].format(file="satu.txt") in inside.send("restore", {"name": name}).text
    assert SAY["operator_pending_none"] in page(inside, "")
    inside.send("remove", {"file": "satu.txt"})
    text = page(inside, "/bin")
    name = hidden(text, "name")
    assert SAY["operator_restore_note"] in page(inside, f"/bin/{name}")
    inside.send("restore", {"name": name, "seal": ""})
    assert (inside.sources / "satu.txt").exists()
    assert SAY["operator_bin_none"] in page(inside, "/bin")


def test_restoring_an_earlier_version_shows_what_changes_first(inside: Site) -> None:
    token = waiting_token(inside)
    inside.send("replace", {"token": token, "seal": hidden(page(inside, f"/waiting/{token}"), "seal")})
    address = re.search(r'href="/operator(/bin/[^"?]+)\?', page(inside, "/bin"))
    assert address
    text = page(inside, address.group(1))
    assert "<del>2</del>" in text
    done = inside.send("restore", {"name": hidden(text, "name"), "seal": hidden(text, "seal")}).text
    assert SAY["operator_restored_over"].format(file="satu.txt") in done
    assert "1 Juni" in (inside.sources / "satu.txt").read_text("utf-8")


def test_deleting_for_good_is_asked_first_and_then_done(inside: Site) -> None:
    for name in ("rapat.txt", "apel.txt"):
        inside.upload(name, f"{name}: Upacara digelar pada 5 Juni 2031.")
        inside.send("remove", {"file": name})
    name = hidden(page(inside, "/bin"), "name")
    assert SAY["operator_delete_sure"].format(file="apel.txt") in page(inside, f"/delete/{name}")
    inside.send("delete", {"name": name})
    asked_first = page(inside, "/empty?days=0")
    assert SAY["operator_empty_sure"].format(count=1) in asked_first
    assert SAY["operator_empty_nothing"] in page(inside, "/empty?days=30")
    # A form that does not say what deletes nothing.
    assert SAY["operator_emptied"].format(count=0) in inside.send("empty", {"days": "x", "newest": "z"}).text
    newest = hidden(asked_first, "newest")
    assert SAY["operator_emptied"].format(count=1) in inside.send("empty", {"days": "0", "newest": newest}).text
    assert SAY["operator_bin_none"] in page(inside, "/bin")


@pytest.mark.parametrize("path", ["/bin/x", "/bin/..%2f..%2fetc", "/delete/x", "/waiting/x", "/history/x"])
def test_what_is_not_there_is_a_page_that_says_so(inside: Site, path: str) -> None:
    assert inside.browser.get(f"/operator{path}").status_code == 404
    assert SAY["operator_error_bin_gone"] in inside.send("restore", {"name": "../satu.txt"}).text
    assert SAY["operator_error_bin_gone"] in inside.send("delete", {"name": "../satu.txt"}).text
    assert (inside.sources / "satu.txt").exists()


# The history


def test_going_back_to_an_earlier_index_and_what_the_pages_say_then(inside: Site) -> None:
    first = str(current_generation(inside.settings.index))
    inside.upload("rapat.txt")
    inside.publish()
    second = str(current_generation(inside.settings.index))
    sure = page(inside, f"/history/{first}")
    assert hidden(sure, "seen") == second
    text = inside.send("back", {"index": first, "seen": second}).text
    assert SAY["operator_went_back"] in text
    assert current_generation(inside.settings.index) == first
    assert SAY["operator_did_back"] in text
    for shown in (text, page(inside, "")):
        assert SAY["operator_documents_newer"] in shown
        assert SAY["operator_pending_count"].format(count=1) in shown
    assert SAY["operator_back_already"] in page(inside, f"/history/{first}")
    # Somebody else decided on the same page a moment later.
    assert SAY["operator_switch_changed"] in inside.send("back", {"index": second, "seen": second}).text
    assert SAY["operator_switch_gone"] in inside.send("back", {"index": "0" * 16, "seen": first}).text
    assert SAY["operator_documents_newer"] not in inside.publish()
    assert current_generation(inside.settings.index) == second


def test_a_damaged_earlier_index_is_refused_in_words(inside: Site) -> None:
    first = str(current_generation(inside.settings.index))
    inside.upload("rapat.txt")
    inside.publish()
    (inside.settings.index / first / "words.json").write_text("{}", encoding="utf-8")
    text = inside.send("back", {"index": first, "seen": str(current_generation(inside.settings.index))}).text
    assert SAY["operator_switch_unusable"] in text
    assert "differs from what was written" in text


def test_names_in_the_history_are_text_and_every_page_speaks_both_languages(tmp_path: Path) -> None:
    site = Site(tmp_path)
    with site.browser:
        site.browser.post("/operator/login", data={"token": TOKEN, "person": HOSTILE[0]}, headers=OURS)
        site.upload("rapat.txt")
        site.publish()
        for path in ("", "/documents", "/bin", "/history", "/empty"):
            text = page(site, f"{path}?lang=en")
            assert "<script>window" not in text
            assert words("en")["operator_tab_documents"] in text
            assert f'href="/operator{path}?lang=id"' in text or f'href="/operator{path}?days=0&amp;lang=id"' in text
        assert "&lt;script&gt;window" in page(site, "/history")
    assert json.loads((site.settings.index / "history.jsonl").read_text("utf-8").splitlines()[-1])["by"] == HOSTILE[0]
