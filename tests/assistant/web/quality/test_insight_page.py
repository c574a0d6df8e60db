"""The page of insight over HTTP: figures, drawings, lists and CSV of a log with a few questions."""

from __future__ import annotations

import csv
import html
import re
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from assistant.conversations.opinions import Feedback, OpinionStore
from assistant.quality import question_log
from assistant.quality.inbox import wording_key
from assistant.quality.question_log import QuestionLog
from assistant.settings import Settings
from assistant.wording import spell_date, words
from tests.fakes import FakeService, make_app

TOKEN = "rahasia evaluator"
OURS = {"Origin": "http://testserver"}
SAY = words("id")
EVIL = "=1+1 <script>window.hacked=1</script> presiden?"


class Desk:
    """A server over the fake service, with a log that a test fills, and an evaluator's browser."""

    def __init__(self, folder: Path, **settings: Any) -> None:
        given: dict[str, Any] = {"evaluator_token": TOKEN, "records": folder / "r.sqlite", "rate_limit": 0}
        self.settings = Settings(**(given | settings))
        self.service = FakeService(self.settings)
        self.browser = TestClient(make_app(self.service, self.settings, page=False), raise_server_exceptions=False)
        self.log = QuestionLog(self.settings.records, 90)

    def log_in(self) -> None:
        data = {"token": TOKEN, "person": "Sari"}
        assert self.browser.post("/quality/login", data=data, headers=OURS).status_code == 200

    def ask(self, *questions: str) -> None:
        for question in questions:
            self.log.add(self.service.ask(question), (), "id")

    def judge(self, question: str, verdict: Any) -> None:
        OpinionStore(self.settings.records).add(Feedback(verdict, "", question, (), "id", {}, {}))

    def page(self, query: str = "") -> str:
        response = self.browser.get(f"/quality/insight{query}")
        assert response.status_code == 200
        return response.text


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    made = Desk(tmp_path)
    made.log_in()
    return made


def tiles(page: str) -> dict[str, str]:
    return {
        html.unescape(label): value
        for label, value in re.findall(r'<dt>([^<]+)</dt><dd><span class="figure">([^<]+)<', page)
    }


def test_without_questions_the_page_says_so_in_both_languages(desk: Desk) -> None:
    assert SAY["insight_none_title"] in desk.page()
    assert words("en")["insight_none_title"] in desk.page("?lang=en")
    assert "<svg" not in desk.page()


def test_the_figures_are_those_of_the_log_and_of_the_opinions(desk: Desk) -> None:
    desk.ask("Kapan pemilu?", "Di mana rapat?", "Siapa presiden?", "Siapa presiden?")
    desk.judge("Kapan pemilu?", "down")
    desk.judge("Di mana rapat?", "up")
    assert tiles(desk.page()) == {
        SAY["insight_questions_short"]: "4",
        SAY["insight_refused"]: "50 %",
        SAY["insight_opinion"]: "50 %",
        SAY["insight_bad"]: "25 %",
        SAY["insight_confidence_short"]: "93 %",
    }


def test_the_drawings_have_a_bar_for_each_day_and_the_same_figures_as_a_table(desk: Desk) -> None:
    desk.ask("Kapan pemilu?", "Siapa presiden?")
    for days in (7, 30, 90):
        page = desk.page(f"?days={days}")
        assert len(re.findall("<g><title>", page)) == days
        assert len(re.findall('<th scope="row">', page)) == days
        assert f'days={days}&amp;lang=id" aria-current="true"' in page
    today = spell_date(datetime.now().astimezone().date().isoformat(), "id")
    assert SAY["insight_bar"].format(day=today, questions=2, refused=1) in page
    assert not re.search(r'\sstyle="|<script(?! src)|\son\w+="', page)


def test_questions_before_the_period_are_compared_and_not_counted(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    then = datetime.now(timezone.utc) - timedelta(days=10)
    monkeypatch.setattr(
        question_log, "_time", lambda days=0: (then + timedelta(days=days)).isoformat(timespec="microseconds")
    )
    desk.ask("Kapan pemilu?", "Kapan pemilu?")
    monkeypatch.undo()
    desk.ask("Siapa presiden?")
    page = desk.page("?days=7")
    assert tiles(page)[SAY["insight_questions_short"]] == "1"
    assert SAY["insight_before"].format(value="2") in page
    assert tiles(desk.page("?days=30"))[SAY["insight_questions_short"]] == "3"


@pytest.mark.parametrize("days", ["5", "-1", "100000000000"])
def test_another_period_is_the_usual_one(desk: Desk, days: str) -> None:
    desk.ask("Kapan pemilu?")
    assert 'days=30&amp;lang=id" aria-current="true"' in desk.page(f"?days={days}")


def test_a_refused_subject_leads_to_the_inbox_and_an_answered_one_nowhere(desk: Desk) -> None:
    desk.ask("Siapa presiden?", "Kapan pemilu?")
    page = desk.page()
    link = f"/quality/question/{wording_key('Siapa presiden?')}?lang=id"
    assert page.count(f'<a href="{link}">Siapa presiden?</a>') == 2
    assert desk.browser.get(link).status_code == 200
    assert '<p class="subject">Kapan pemilu?</p>' in page


def test_hostile_questions_are_shown_as_text_and_are_no_formula(desk: Desk) -> None:
    desk.ask(EVIL)
    assert "<script>window" not in desk.page()
    text = desk.browser.get("/quality/insight/subjects.csv").content.decode("utf-8-sig")
    rows = list(csv.DictReader(text.splitlines()))
    assert rows == [{"subject": f"'{EVIL}", "questions": "1", "refused": "1", "wordings": "1"}]


def test_the_days_are_a_file_to_download(desk: Desk) -> None:
    desk.ask("Kapan pemilu?", "Siapa presiden?")
    response = desk.browser.get("/quality/insight/days.csv?days=7")
    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    assert response.headers["content-disposition"] == 'attachment; filename="netral-days.csv"'
    assert response.headers["cache-control"] == "no-store"
    assert response.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(response.content.decode("utf-8-sig").splitlines()))
    assert (len(rows), rows[-1]["questions"], rows[-1]["refused"]) == (7, "2", "1")


def test_nobody_sees_anything_without_the_token(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.ask("Siapa presiden?")
    assert "presiden" not in desk.page()
    assert 'name="token"' in desk.page()
    for table in ("days", "subjects"):
        response = desk.browser.get(f"/quality/insight/{table}.csv")
        assert (response.status_code, response.json()["code"]) == (401, "logged_out")
    closed = Desk(tmp_path, evaluator_token="")
    assert closed.browser.get("/quality/insight").status_code == 404


def test_a_log_that_is_kept_for_less_than_the_period_is_said(tmp_path: Path) -> None:
    desk = Desk(tmp_path, keep_days=14)
    desk.log_in()
    desk.ask("Kapan pemilu?")
    assert SAY["insight_kept"].format(days=14) in desk.page("?days=30")
    assert SAY["insight_kept"].format(days=14) not in desk.page("?days=7")
    off = Desk(tmp_path, question_log=False)
    off.log_in()
    assert SAY["quality_log_off"] in off.page()


def test_behind_a_proxy_every_address_has_its_prefix(tmp_path: Path) -> None:
    desk = Desk(tmp_path, root_path="/netral")
    desk.ask("Siapa presiden?")
    data = {"token": TOKEN, "person": "Sari"}
    desk.browser.post("/netral/quality/login", data=data, headers=OURS)
    page = desk.browser.get("/netral/quality/insight").text
    assert "netral/quality/insight/days.csv" in page
    assert not re.search(r'(?:href|src|action)="/(?!netral/)', page)
