"""A trace, and the form on it that makes a conversation an evaluation case."""

from __future__ import annotations

import html
import json
import re
from pathlib import Path
from typing import Any

import pytest

from assistant.quality.set_aside import SetAside
from assistant.question.check import QUESTION_LIMIT
from assistant.wording import words
from eval.questions.cases import read_cases
from tests.assistant.web.quality.test_inbox_pages import KEY, OURS, QUESTION, SAY, Desk, notice
from tests.assistant.web.site import client, problem
from tests.fakes import DOCUMENTS, HOSTILE

ASKED = "/trace?question=Kapan+mulai%3F&after=Apa+itu+ASN%3F"


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    made = Desk(tmp_path, evaluators=True)
    made.refuse()
    made.enter()
    return made


def fields(page: str) -> dict[str, Any]:
    """What the form would send as it stands."""
    form = page.split('action="/quality/trace_case">')[1].split("</form>")[0]
    found: dict[str, Any] = {
        name: html.unescape(value) for name, value in re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form)
    }
    found["turn"] = [html.unescape(value) for value in re.findall(r'name="turn" value="([^"]*)"', form)]
    found["quote"] = [html.unescape(value) for value in re.findall(r'name="quote" value="([^"]*)" checked', form)]
    found["reply"] = re.findall(r'name="reply" value="(\w+)" checked', form)
    found["short"] = [html.unescape(value) for value in re.findall(r'name="short" value="([^"]*)"', form)]
    found["reason"] = re.findall(r'<option value="(\w+)" selected', form) or ["not_in_sources"]
    return found


def save(desk: Desk, at: str = ASKED, **data: Any) -> str:
    given = fields(desk.browser.get(f"/quality{at}").text) | data
    return html.unescape(desk.browser.post("/quality/trace_case", data=given, headers=OURS).text)


def cases(desk: Desk) -> list[dict[str, Any]]:
    return [json.loads(line) for line in SetAside(desk.settings.records).case_lines().splitlines()]


def test_a_trace_of_any_conversation_is_shown_to_those_who_are_in(desk: Desk) -> None:
    page = desk.page(ASKED)
    assert "Rapat dimulai." in page
    assert desk.service.asked[-1] == ("Kapan mulai?", ("Apa itu ASN?",), "id")
    assert 'name="token"' in desk.another().get(f"/quality{ASKED}").text
    assert desk.browser.get("/quality/trace").status_code == 404


def test_a_right_answer_becomes_a_case_with_its_history_quotes_and_short_answer(desk: Desk) -> None:
    page = save(desk)
    assert notice(page) == SAY["quality_said_case"]
    assert "Rapat dimulai." in page  # still the trace
    (row,) = cases(desk)
    assert row["turns"] == ["Apa itu ASN?", "Kapan mulai?"]
    assert [each["source_id"] for each in row["gold"]] == ["001_bali", "001_bali"]
    assert (row["answers"], row["refusal"], row["tags"], row["author"]) == (
        ["22 September 2024"],
        None,
        ["draft"],
        "Sari",
    )
    assert desk.browser.get("/quality/cases.jsonl").text.count("\n") == 1


def test_the_drafts_are_cases_that_the_evaluation_reads(desk: Desk, tmp_path: Path) -> None:
    save(desk)
    save(desk, "/trace?question=Siapa+presiden%3F")
    path = tmp_path / "cases.jsonl"
    path.write_text(desk.browser.get("/quality/cases.jsonl").text, encoding="utf-8")
    read = read_cases(path, {each.id: each for each in DOCUMENTS}.__getitem__, drafts=True)
    assert sorted((one.question, one.refusal) for one in read) == [
        ("Kapan mulai?", None),
        ("Siapa presiden?", "not_in_sources"),
    ]


def test_a_refusal_becomes_a_case_with_its_reason_and_can_be_given_another(desk: Desk) -> None:
    save(desk, "/trace?question=pilih+partai%3F")
    assert cases(desk)[0]["refusal"] == "partisan"
    save(desk, "/trace?question=pilih+partai%3F", reason="off_topic", notes="  bukan\n topik ")
    (row,) = cases(desk)  # of one conversation there is one draft
    assert (row["refusal"], row["gold"], row["notes"]) == ("off_topic", [], "bukan topik")


def test_the_right_reply_can_be_left_to_the_reviewer(desk: Desk) -> None:
    save(desk, reply="later")
    (row,) = cases(desk)
    assert (row["gold"], row["answers"], row["refusal"]) == ([], [], None)


def test_a_case_can_be_undone(desk: Desk) -> None:
    step = re.findall(r'name="step" value="(\d+)"', save(desk))[0]
    token = fields(desk.browser.get(f"/quality{ASKED}").text)["form_token"]
    desk.browser.post("/quality/undo", data={"form_token": token, "step": step}, headers=OURS)
    assert cases(desk) == []


@pytest.mark.parametrize(
    ("data", "key"),
    [
        ({"quote": []}, "quality_error_no_quote"),
        ({"quote": ["001_bali:0-999999"]}, "quality_error_place"),
        ({"short": "1 Mei 2031"}, "quality_error_short"),
        ({"turn": []}, "quality_error_gone"),
    ],
)
def test_what_cannot_be_saved_is_said_and_nothing_is_lost(desk: Desk, data: dict[str, Any], key: str) -> None:
    page = save(desk, notes="Lihat paragraf dua", **data)
    assert notice(page) == SAY[key]
    assert cases(desk) == []
    if data != {"turn": []}:
        assert "Lihat paragraf dua</textarea>" in page
        assert fields(page)["quote"] == (data["quote"] if data.get("quote") == [] else fields(page)["quote"])


def test_a_question_that_cannot_be_asked_is_no_case(desk: Desk) -> None:
    for turn in ("x" * (QUESTION_LIMIT + 1), "", "\x07"):
        assert 'role="alert"' in save(desk, turn=[turn])
    assert cases(desk) == []


def test_a_form_from_elsewhere_saves_nothing(desk: Desk) -> None:
    given = fields(desk.browser.get(f"/quality{ASKED}").text)
    assert (
        problem(desk.browser.post("/quality/trace_case", data=given | {"form_token": "x"}, headers=OURS))["code"]
        == "foreign_form"
    )
    assert desk.browser.post("/quality/trace_case", data=given).status_code == 403
    assert cases(desk) == []


def test_the_inboxs_own_trace_has_the_form_too(desk: Desk) -> None:
    save(desk, f"/trace?key={KEY}")
    (row,) = cases(desk)
    assert (row["turns"], row["refusal"]) == ([QUESTION], "not_in_sources")


def test_nothing_in_a_case_becomes_markup(desk: Desk) -> None:
    page = save(desk, "/trace?question=xss", notes=HOSTILE[0], short="2031")
    assert HOSTILE[0] not in desk.browser.get("/quality/trace?question=xss").text
    assert SAY["quality_error_short"] in page


def test_the_open_trace_leads_there_where_people_can_log_in(tmp_path: Path) -> None:
    with client(evaluators=True, evaluator_token="rahasia evaluator", records=tmp_path / "r.sqlite") as api:
        page = html.unescape(api.get("/explain?question=Kapan%3F&after=Apa%3F&lang=en").text)
        assert 'href="/quality/trace?question=Kapan%3F&after=Apa%3F&lang=en#case"' in page
        assert words("en")["quality_case"] in page
        assert "#case" not in api.get("/explain").text
    with client(evaluators=True) as api:
        assert "#case" not in api.get("/explain?question=Kapan%3F").text
