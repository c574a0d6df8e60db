"""The evaluators' pages over HTTP: who may enter, what each form saves, and what the next page says."""

from __future__ import annotations

import html
import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from assistant.quality.inbox import wording_key
from assistant.quality.question_log import QuestionLog
from assistant.quality.set_aside import SetAside
from assistant.quality.verified_store import VerifiedStore
from assistant.settings import Settings
from assistant.web.chat.handlers import PageHandlers
from assistant.web.quality.login import IMPORT_LIMIT, tidy_name
from assistant.web.shared.pool import AskPool
from assistant.wording import words
from index.bank import BankEntry, BankQuote, LocatedEntry, Wording
from index.bank_file import bank_lines
from tests.fakes import DOCUMENTS, HOSTILE, FakeService, answered, make_app

TOKEN, OPERATOR = "rahasia evaluator", "rahasia pengelola"
OURS = {"Origin": "http://testserver"}
SAY = words("id")
QUESTION = "Siapa presiden?"
KEY = wording_key(QUESTION)
TEXT = DOCUMENTS[0].text
SENTENCE = "Proses pendaftaran calon, dimulai 22 September 2024."
PLACE = f"001_bali:{TEXT.index(SENTENCE)}-{TEXT.index(SENTENCE) + len(SENTENCE)}"


class Desk:
    """A server over the fake service, its records, and evaluators' browsers."""

    def __init__(self, folder: Path, **settings: Any) -> None:
        given: dict[str, Any] = {"evaluator_token": TOKEN, "records": folder / "r.sqlite", "rate_limit": 0}
        self.settings = Settings(**(given | settings))
        self.service = FakeService(self.settings)
        self.app = make_app(self.service, self.settings, page=False)
        self.browser = self.another()
        self.store = VerifiedStore(self.settings.records)

    def another(self) -> TestClient:
        return TestClient(self.app, raise_server_exceptions=False)

    def enter(self, person: str = "Sari", token: str = TOKEN, browser: TestClient | None = None, **more: Any) -> Any:
        data = {"token": token, "person": person}
        return (browser or self.browser).post("/quality/login", data=data, **({"headers": OURS} | more))

    def refuse(self, *questions: str) -> None:
        log = QuestionLog(self.settings.records, 90)
        for question in questions or (QUESTION,):
            log.add(self.service.ask(question), (), "id")

    def page(self, path: str = "", browser: TestClient | None = None) -> str:
        response = (browser or self.browser).get(f"/quality{path}")
        assert response.status_code == 200
        return html.unescape(response.text)

    def send(self, name: str, at: str = f"/question/{KEY}", browser: TestClient | None = None, **data: Any) -> str:
        """Send a form with the hidden fields of the page `at`, and return the page that follows."""
        client = browser or self.browser
        text = client.get(f"/quality{at}").text
        fields: dict[str, Any] = {
            field: html.unescape(value)
            for field, value in re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', text)
            if field in ("form_token", "lang", "key", "entry", "seen", "page")
        }
        given = fields | {"wording": re.findall(r'name="wording" value="(\w+)" checked', text)} | data
        files = given.pop("files", None)
        response = client.post(f"/quality/{name}", data=given, files=files, headers=OURS)
        assert response.status_code == 200, response.text
        return html.unescape(response.text)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    made = Desk(tmp_path)
    made.refuse()
    made.enter()
    return made


def notice(page: str) -> str:
    found = re.search(r'id="notice"[^>]*>(.*?)</p>', page, re.DOTALL)
    return re.sub(r"<[^>]+>", "", found.group(1)) if found else ""


# Who may enter


def test_there_is_no_such_page_without_a_token(tmp_path: Path) -> None:
    desk = Desk(tmp_path, evaluator_token="")
    assert desk.browser.get("/quality").status_code == 404
    assert desk.enter().status_code == 404


def test_the_evaluators_token_or_the_operators_lets_in(tmp_path: Path) -> None:
    desk = Desk(tmp_path, operator_token=OPERATOR)
    for token in (TOKEN, OPERATOR):
        assert "Masuk sebagai Sari" in desk.enter(token=token, browser=desk.another()).text
    only = Desk(tmp_path, evaluator_token="", operator_token=OPERATOR)
    assert "Masuk sebagai Sari" in only.enter(token=OPERATOR).text
    # The evaluators' token opens nothing of the operator's.
    assert desk.browser.post("/operator/login", data={"token": TOKEN}, headers=OURS).status_code == 403


def test_a_wrong_token_no_name_and_too_many_tries_are_refused(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    assert SAY["operator_login_wrong"] in desk.enter(token="salah").text
    assert SAY["quality_login_nameless"] in desk.enter(person=" \x00 ").text
    assert SAY["quality_lead"] not in desk.page()
    assert desk.enter(headers={"Origin": "https://outside.invalid"}).json()["code"] == "foreign_form"
    assert [desk.enter(token="salah").status_code for _ in range(4)][-1] == 429


def test_behind_a_proxy_the_headers_user_is_the_name(tmp_path: Path) -> None:
    desk = Desk(tmp_path, user_header="X-Remote-User")
    user = OURS | {"X-Remote-User": "tono"}
    assert 'name="person"' not in desk.browser.get("/quality", headers=user).text
    assert "Masuk sebagai tono" in desk.enter(person="Sari", headers=user).text


def test_a_name_is_one_line_and_short() -> None:
    assert tidy_name("  Sari\n\x00 Dewi\ud800 ") == "Sari Dewi"
    assert len(tidy_name("a" * 200)) == 80


@pytest.mark.parametrize("path", ["", f"/question/{KEY}", "/entry/v-1", "/entries", "/trail", f"/trace?key={KEY}"])
def test_a_page_shows_the_login_to_others_and_is_never_kept_or_framed(tmp_path: Path, path: str) -> None:
    response = Desk(tmp_path).browser.get(f"/quality{path}")
    assert 'name="token"' in response.text
    assert response.headers["cache-control"] == "no-store"
    assert "frame-ancestors 'none'" in response.headers["content-security-policy"]
    assert "unsafe" not in response.headers["content-security-policy"]


@pytest.mark.parametrize(
    "name", ["answer", "refuse", "aside", "case", "trace_case", "undo", "remove", "off", "import", "logout"]
)
def test_a_form_from_elsewhere_changes_nothing(desk: Desk, name: str) -> None:
    body = {"key": KEY, "wording": KEY, "quote": PLACE, "form_token": "wrong"}
    assert desk.browser.post(f"/quality/{name}", data=body, headers=OURS).json()["code"] == "foreign_form"
    assert desk.browser.post(f"/quality/{name}", data=body).status_code == 403
    assert 'name="token"' in desk.another().post(f"/quality/{name}", data=body, headers=OURS).text
    assert desk.store.version() == 0


def test_who_leaves_is_out(desk: Desk) -> None:
    assert 'name="token"' in desk.send("logout", "")
    assert 'name="token"' in desk.page()


@pytest.mark.parametrize("name", ["questions.jsonl", "cases.jsonl"])
def test_a_download_is_for_those_who_are_in(desk: Desk, name: str) -> None:
    assert desk.another().get(f"/quality/{name}").status_code == 401
    response = desk.browser.get(f"/quality/{name}")
    assert response.headers["content-disposition"] == f'attachment; filename="{name}"'


# What is logged, and what waits


def test_every_surface_logs_what_is_asked_and_nothing_else(tmp_path: Path) -> None:
    desk = Desk(tmp_path, evaluators=True)
    with desk.browser as api:
        api.post("/api/ask", json={"question": QUESTION, "history": ["Apa itu ASN?"]})
        api.post("/api/ask/stream", json={"question": "Kapan?"})
        api.post("/api/ask", json={"question": "halo"})
        api.post("/api/feedback", json={"question": "Kapan?", "verdict": "down"})  # which asks again, to check
        api.get("/explain?question=Kapan?")
    log = QuestionLog(desk.settings.records, 90)
    assert [(one.question, one.history) for one in log.questions()] == [(QUESTION, ("Apa itu ASN?",)), ("Kapan?", ())]


@pytest.mark.parametrize("off", [{"question_log": False}, {"keep_days": 0}])
def test_the_log_can_be_switched_off_and_the_inbox_says_so(tmp_path: Path, off: dict[str, Any]) -> None:
    desk = Desk(tmp_path, **off)
    with desk.browser as api:
        api.post("/api/ask", json={"question": QUESTION})
        desk.enter()
        assert SAY["quality_log_off"] in desk.page()
    assert QuestionLog(desk.settings.records, 90).questions() == []


def test_the_pages_say_that_questions_are_logged_where_they_are(tmp_path: Path) -> None:
    note = SAY["question_log_note"].format(days=90)
    assert note in Desk(tmp_path).another().get("/panel").text
    assert note not in Desk(tmp_path, question_log=False).another().get("/panel").text
    for settings, shown in (({}, True), ({"question_log": False}, False), ({"keep_days": 0}, False)):
        given = Settings(records=tmp_path / "r.sqlite", **settings)
        service = FakeService(given)
        handlers = PageHandlers(service, AskPool(service, 1), given)
        assert (note in handlers.labels("id")["footer"]["value"]) == shown


def test_the_inbox_lists_groups_and_filters_them(desk: Desk) -> None:
    desk.refuse("Siapa presiden?", "pilih partai mana?")
    page = desk.page()
    assert page.index(QUESTION) < page.index("pilih partai mana?")
    assert "Ditolak: tidak ada di sumber" in page
    assert "Ditolak: memihak" in page
    assert QUESTION not in desk.page("?show=opinion")
    assert SAY["quality_empty_title"] in desk.page("?show=low")
    assert "Evaluators' inbox" in desk.page("?lang=en")


def test_evaluators_see_why_an_answer_did_not_help_and_the_passage_that_readers_pasted(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    pasted = "Rakor ini,\n dibuka Sekda Provinsi Bali Dewa Made Indra."
    with desk.browser as api:
        for told in (
            {"reason": "incomplete", "comment": "Kurang <b>", "passage": f"“{pasted}”"},
            {"reason": "should_be_refused", "passage": "Tidak ada di mana pun <script>"},
            {"verdict": "wrong_source"},
        ):
            api.post("/api/feedback", json={"question": QUESTION, "verdict": "down"} | told)
        desk.enter()
        raw = api.get(f"/quality/question/{KEY}").text
        page = desk.page(f"/question/{KEY}")
    assert "<script>" not in raw.split('class="opinions"')[1].split("</ul>")[0]
    opinions = page.split('class="opinions"')[1].split("</ul>")[0].split("<li>")[1:]
    assert len(opinions) == 3
    (told,) = (one for one in opinions if SAY["feedback_reason_incomplete"] in one)
    assert f"{SAY['feedback_down']} · {SAY['feedback_reason_incomplete']}: <q>Kurang <b></q>" in told
    assert f"“{pasted}”<cite>{DOCUMENTS[0].title}</cite>" in told
    (elsewhere,) = (one for one in opinions if SAY["feedback_reason_should_be_refused"] in one)
    assert f"<cite>{SAY['quality_told_nowhere']}</cite>" in elsewhere
    (bare,) = (one for one in opinions if SAY["feedback_wrong_source"] in one)
    assert SAY["quality_told_passage"] not in bare
    sentence = TEXT.index("Rakor ini, dibuka")
    assert f'class="sentence near" data-start="{sentence}"' in page
    english = desk.page(f"/question/{KEY}?lang=en")
    assert words("en")["feedback_reason_incomplete"] in english


def test_an_opinion_that_became_good_leaves_the_inbox(tmp_path: Path) -> None:
    desk = Desk(tmp_path, question_log=False)
    with desk.browser as api:
        key = api.post("/api/feedback", json={"question": QUESTION, "verdict": "down"}).json()["key"]
        desk.enter()
        assert QUESTION in desk.page("?show=opinion")
        api.put(f"/api/feedback/{key}", json={"verdict": "up"})
        assert QUESTION not in desk.page("?show=opinion")


def test_a_question_shows_what_was_answered_and_the_articles_to_choose_from(desk: Desk) -> None:
    page = desk.page(f"/question/{KEY}")
    assert SAY["quality_given"] in page
    assert "Artikel sumber tidak memuat jawaban" in page
    assert f'value="{PLACE}"' in page
    assert 'class="sentence near"' in page  # the nearest passage of the refusal
    assert '<option value="who" selected>' in page
    assert "Suasana Rakor" in page
    assert 'class="furniture">See also' in page  # no sentence to choose
    assert desk.browser.get("/quality/question/none").status_code == 404
    assert desk.browser.get("/quality/entry/none").status_code == 404
    assert "Rapat dimulai." in desk.page(f"/trace?key={KEY}")
    assert desk.browser.get("/quality/trace?key=none").status_code == 404


def test_the_entry_that_decided_an_answer_is_one_click_away(desk: Desk) -> None:
    log = QuestionLog(desk.settings.records, 90)
    log.add(answered("Kapan rapat?", confidence_level="low", entry="b1"), (), "id")
    page = desk.page(f"/question/{wording_key('Kapan rapat?')}")
    assert 'href="/quality/entry/b1?lang=id"' in page
    assert "22 September 2024" in page


def test_nothing_that_was_asked_or_written_becomes_markup(desk: Desk) -> None:
    question = "presiden " + HOSTILE[0]
    desk.refuse(question)
    for path in ("", f"/question/{wording_key(question)}", f"/trace?key={wording_key(question)}"):
        assert HOSTILE[0] not in desk.browser.get(f"/quality{path}").text


def test_articles_are_found_by_their_words(desk: Desk) -> None:
    page = desk.page(f"/question/{KEY}?find=perekat")
    assert 'data-title="ASN Diminta' in page
    assert 'data-title="Sosialisasi' not in page
    assert SAY["quality_find_none"] in desk.page(f"/question/{KEY}?find=zzz")


# What is saved


def test_a_sentence_becomes_a_verified_answer_that_can_be_undone(desk: Desk) -> None:
    page = desk.send("answer", quote=PLACE, short="22 September  2024", kind="when", more="presiden itu siapa\n\n")
    assert "langsung berlaku" in notice(page)
    (entry,) = desk.store.entries()
    assert (entry.kind, entry.short, entry.quotes) == ("when", "22 September 2024", (BankQuote("001_bali", SENTENCE),))
    assert [wording.text for wording in entry.wordings] == [QUESTION, "presiden itu siapa"]
    assert entry.reviewed
    assert entry.reviewed.by == "Sari"
    assert f"/question/{KEY}" not in page
    assert "Diperiksa oleh Sari" in desk.page("/entries")
    step = re.search(r'name="step" value="(\d+)"', page)
    assert step
    assert SAY["quality_said_undo"] in desk.send("undo", "", step=step.group(1))
    assert list(desk.store.entries()) == []
    assert f"/question/{KEY}" in desk.page()


def test_the_quote_with_the_short_answer_comes_first(desk: Desk) -> None:
    other = "Rakor ini, dibuka Sekda Provinsi Bali Dewa Made Indra."
    place = f"001_bali:{TEXT.index(other)}-{TEXT.index(other) + len(other)}"
    desk.send("answer", quote=[place, PLACE], short="22 September 2024")
    assert [each.quote for each in desk.store.entries()[0].quotes] == [SENTENCE, other]


@pytest.mark.parametrize(
    ("data", "key"),
    [
        ({}, "quality_error_no_quote"),
        ({"quote": PLACE, "wording": []}, "quality_error_no_wording"),
        ({"quote": PLACE, "short": "2031"}, "quality_error_short"),
        ({"quote": "001_bali:1-999999"}, "quality_error_place"),
        ({"quote": "000_none:1-5"}, "quality_error_place"),
        ({"quote": "nonsense"}, "quality_error_place"),
        ({"key": "none", "quote": PLACE}, "quality_error_gone"),
    ],
)
def test_a_form_that_cannot_be_saved_says_what_to_do(desk: Desk, data: dict[str, Any], key: str) -> None:
    response = desk.send("answer", **({"page": ""} if data.get("key") else {}), **data)
    assert notice(response) == SAY[key]
    assert desk.store.version() == 0


def test_a_question_that_is_too_long_is_no_wording(desk: Desk) -> None:
    assert "500" in notice(desk.send("answer", quote=PLACE, more="a" * 501))


def test_what_was_chosen_is_still_there_after_an_error(desk: Desk) -> None:
    page = desk.send("answer", quote=PLACE, short="2031", kind="list", more="lagi?")
    assert f'value="{PLACE}" checked' in page
    assert 'value="2031"' in page
    assert '<option value="list" selected>' in page
    assert ">lagi?</textarea>" in page


def test_of_two_who_edit_one_question_the_later_is_told_and_loses_nothing(desk: Desk) -> None:
    other = desk.another()
    desk.enter("Budi", browser=other)
    seen = {"seen": "0"}  # both opened the page before anybody saved
    desk.send("answer", quote=PLACE, short="22 September 2024")
    page = desk.send("answer", browser=other, quote=PLACE, wording=KEY, **seen)
    assert "Sari menyimpan pertanyaan ini pada" in notice(page)
    assert desk.store.entries()[0].short == "22 September 2024"
    assert f'value="{PLACE}" checked' in page
    page = desk.send("answer", browser=other, quote=PLACE, wording=KEY)
    assert desk.store.entries()[0].short is None
    trail = desk.page("/trail")
    assert trail.index("<strong>Budi") < trail.index("<strong>Sari")


def test_sources_do_not_answer_with_the_reason(desk: Desk) -> None:
    page = desk.send("refuse", reason="off_topic")
    assert "sumber tidak menjawab" in notice(page)
    assert desk.store.entries()[0].refuse == "off_topic"
    desk.send("answer", quote=PLACE)  # and changed into an answer
    assert desk.store.entries()[0].refuse is None


def test_what_is_no_question_is_hidden_until_it_is_undone(desk: Desk) -> None:
    page = desk.send("aside")
    assert f"/question/{KEY}" not in page
    desk.send("undo", "", step="1")
    assert f"/question/{KEY}" in desk.page()
    assert "Sari mengubahnya lagi" in notice(desk.send("undo", "/trail", step="1", back="trail"))
    assert notice(desk.send("undo", "/trail", step="99")) == SAY["quality_error_undone"]


def test_a_question_becomes_a_draft_case(desk: Desk) -> None:
    page = desk.send("case", quote=PLACE, short="22 September 2024")
    assert SAY["quality_given"] in page  # the evaluator stays with the question
    (line,) = desk.browser.get("/quality/cases.jsonl").text.splitlines()
    case = json.loads(line)
    assert (case["turns"], case["tags"], case["answers"]) == ([QUESTION], ["draft"], ["22 September 2024"])
    assert case["gold"] == [{"source_id": "001_bali", "quote": SENTENCE}]
    assert SetAside(desk.settings.records).case_lines().count("\n") == 1


SHIPPED = BankEntry(
    "b1",
    "when",
    (Wording("Kapan mulai?", "id"), Wording(QUESTION, "id")),
    (BankQuote("001_bali", SENTENCE),),
    "22 September 2024",
)


def test_a_question_with_the_reply_of_another_entry_becomes_one_more_wording_of_it(desk: Desk) -> None:
    entry = replace(SHIPPED, wordings=SHIPPED.wordings[:1])
    refusal = BankEntry("b2", "refuse", (Wording(QUESTION, "id"),), refuse="off_topic")
    desk.service.bank = [LocatedEntry(entry), LocatedEntry(refusal)]
    page = desk.send("answer", quote=PLACE, short="22 September 2024")
    assert "Entri b1 sudah menjawab" in notice(page)
    (saved,) = desk.store.entries()
    assert (saved.id, [w.text for w in saved.wordings]) == ("b1", ["Kapan mulai?", QUESTION])
    assert desk.store.removed() == {"b2"}  # it refused the same question


def test_a_shipped_entry_that_answers_the_question_otherwise_loses_it(desk: Desk) -> None:
    desk.service.bank = [LocatedEntry(SHIPPED)]
    desk.send("answer", quote=PLACE)
    by_id = {entry.id: entry for entry in desk.store.entries()}
    assert [w.text for w in by_id.pop("b1").wordings] == ["Kapan mulai?"]
    assert len(by_id) == 1
    desk.send("undo", "", step="1")
    assert list(desk.store.entries()) == []
    desk.service.bank = [LocatedEntry(replace(SHIPPED, wordings=SHIPPED.wordings[1:]))]
    desk.send("refuse")
    assert desk.store.removed() == {"b1"}  # nothing was left of it


def test_an_evaluators_entry_that_answers_the_question_otherwise_is_for_people_to_agree(desk: Desk) -> None:
    desk.service.bank = [LocatedEntry(replace(SHIPPED, origin="feedback"))]
    assert "sudah dijawab lain oleh entri b1" in notice(desk.send("answer", quote=PLACE))


# Entries, export and import


def test_a_saved_entry_is_changed_and_removed(desk: Desk) -> None:
    desk.send("answer", quote=PLACE, short="22 September 2024")
    entry_id = desk.store.entries()[0].id
    page = desk.page(f"/entry/{entry_id}")
    assert f'value="{PLACE}" checked' in page
    desk.send("answer", f"/entry/{entry_id}", quote=PLACE, more="cara lain")
    assert [w.text for w in desk.store.entries()[0].wordings] == [QUESTION, "cara lain"]
    desk.send("remove", "/entries")
    assert list(desk.store.entries()) == []


def test_a_shipped_entry_is_found_changed_and_switched_off_and_on(desk: Desk) -> None:
    desk.service.bank = [LocatedEntry(SHIPPED)]
    assert "b1" not in desk.page("/entries")
    assert "Kapan mulai?" in desk.page("/entries?find=MULAI+september")
    assert SAY["quality_from_bank"] in desk.page("/entry/b1")
    assert "b1" in notice(desk.send("off", "/entries?find=mulai"))
    assert desk.store.removed() == {"b1"}
    desk.send("remove", "/entries")
    assert desk.store.removed() == frozenset()


def test_what_is_stale_is_listed_and_can_be_mended(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    stale = replace(SHIPPED, id="v-9", quotes=(BankQuote("001_bali", "hilang"), BankQuote("000_none", "x")), short=None)
    desk.store.save(stale, 0, "Sari")
    monkeypatch.setattr(desk.service, "stale_entries", lambda: ["line 3 (b3): stale: hilang"])
    page = desk.page("/entries")
    assert "no longer holds 'hilang'" in page
    assert "line 3 (b3)" in page
    desk.send("answer", "/entry/v-9", quote=PLACE)
    assert "no longer holds" not in desk.page("/entries")
    desk.store.save(replace(stale, quotes=(BankQuote("000_none", "x"),)), desk.store.find("v-9").version, "Sari")
    assert "there is no source" in desk.page("/entries")


def test_an_export_comes_back_and_a_bad_line_is_named(desk: Desk) -> None:
    desk.send("answer", quote=PLACE)
    text = desk.browser.get("/quality/questions.jsonl").text
    desk.send("remove", "/entries")
    page = desk.send("import", "/entries", files={"bank": ("q.jsonl", text + "{\n")})
    assert "1 entri tersimpan, 0 sudah ada, 1 bermasalah" in notice(page)
    assert "line 2: it is not JSON" in page
    assert len(desk.store.entries()) == 1
    assert (
        desk.send("import", "/entries", files={"bank": ("q.jsonl", b"\xff\xfe")}).count(SAY["quality_error_utf8"]) == 1
    )
    assert SAY["quality_error_no_file"] in desk.send("import", "/entries")


def test_a_large_bank_can_be_imported_by_those_who_are_in_alone(desk: Desk) -> None:
    many = [replace(SHIPPED, id=f"m{n}", wordings=(Wording(f"Pertanyaan ke {n}?", "id"),)) for n in range(400)]
    text = bank_lines(many)
    assert 64 * 1024 < len(text) < IMPORT_LIMIT
    assert "400 entri tersimpan" in notice(desk.send("import", "/entries", files={"bank": ("q.jsonl", text)}))
    outside = desk.another().post("/quality/import", files={"bank": ("q.jsonl", text)}, headers=OURS)
    assert outside.json()["code"] == "too_large"


def test_the_trail_says_who_did_what_and_goes_back_page_by_page(desk: Desk) -> None:
    assert SAY["quality_trail_none"] in desk.page("/trail")
    desk.send("answer", quote=PLACE, short="22 September 2024")
    for number in range(50):
        desk.store.save(replace(SHIPPED, id=f"x{number}"), 0, "Budi")
    page = desk.page("/trail")
    assert "Sari" not in page.split("<h1>")[1]
    older = re.search(r"before=(\d+)", page)
    assert older
    rest = desk.page(f"/trail?before={older.group(1)}")
    assert "menyimpan jawaban" in rest
    assert "22 September 2024" in rest
    assert SAY["quality_said_undo"] in desk.send("undo", "/trail", step="1", back="trail")
    assert SAY["quality_undone"] in desk.page(f"/trail?before={older.group(1)}")


def test_a_forged_page_does_not_lead_elsewhere(desk: Desk) -> None:
    for page in ("//outside.invalid", "/question/x\r\nSet-Cookie: a=b", "https://outside.invalid"):
        response = desk.browser.post(
            "/quality/answer",
            data={"form_token": re.search(r'form_token" value="([^"]+)"', desk.page()).group(1), "page": page},  # type: ignore[union-attr]
            headers=OURS,
            follow_redirects=False,
        )
        assert response.headers["location"] == "/quality?lang=id"


def test_drafts_of_a_model_wait_to_be_checked_and_are_marked_as_such(desk: Desk) -> None:
    draft = replace(SHIPPED, origin="model", author="model <1>", reviewed=None)
    desk.service.bank = [LocatedEntry(draft)]
    page = desk.page("/entries")
    assert SAY["quality_drafts"].format(count=1) in page
    assert f'<span class="tag">{SAY["operator_questions_draft"]}</span>' in page
    assert f'<span class="tag">{SAY["operator_questions_draft"]}</span>' in desk.page("/entries?find=" + draft.id)
    desk.store.save(draft, 0, "Sari")  # what somebody saved in its place is checked
    assert SAY["quality_drafts"].format(count=1) not in desk.page("/entries")
    desk.service.bank = [LocatedEntry(SHIPPED)]
    assert SAY["operator_questions_draft"] not in desk.page("/entries?find=" + draft.id)
