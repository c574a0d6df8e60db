"""The page for evaluators: closed unless switched on, rate-limited like questions, and nothing in it but our own HTML."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest

from assistant.answer import Lang
from assistant.conversations.conversation import Conversation
from assistant.explanation import BankSeen
from assistant.web.chat.handlers import chat_messages
from assistant.web.quality.explain_page import explain_page
from assistant.web.shared.links import explain_url
from assistant.wording import fill_text
from tests.assistant.web.site import client, problem
from tests.fakes import HOSTILE, FakeService, answered, explanation, refused
from tests.markup import check_page


def test_the_page_is_shut_unless_it_is_switched_on() -> None:
    with client() as api:
        assert problem(api.get("/explain?question=Kapan"))["code"] == "not_found"
    with client(evaluators=True) as api:
        assert api.get("/explain?question=Kapan").status_code == 200
        assert api.post("/explain").status_code == 405


def test_the_trace_of_a_follow_up_is_that_of_its_conversation() -> None:
    service = FakeService()
    with client(service=service, evaluators=True) as api:
        response = api.get(explain_url("Lalu?", ["Kapan?", "Di mana?"], "en"))
    assert service.asked == [("Lalu?", ("Kapan?", "Di mana?"), "en")]
    assert response.headers["content-security-policy"].startswith("default-src 'none'")
    assert "unsafe" not in response.headers["content-security-policy"]
    assert response.headers["cache-control"] == "no-store"
    figures = ("0.875", "7.25", "+2.12", "+6.50", "+2.50", "+1.25", "+3.25", "-0.25", "+2.00", "0.881", "0.341")
    for figure in (*figures, "+4.38", "0.972", "0.62"):
        assert figure in response.text
    assert re.findall(r'name="after" value="([^"]*)"', response.text) == ["Kapan?", "Di mana?"]


def test_without_a_question_there_is_a_form_and_nothing_is_asked() -> None:
    service = FakeService()
    with client(service=service, evaluators=True, root_path="/netral") as api:
        page = api.get("/netral/explain?lang=en").text
    assert service.asked == []
    assert 'action="/netral/explain"' in page
    assert "trace-try" not in page


def test_questions_of_evaluators_count_against_the_limit() -> None:
    with client(evaluators=True, rate_limit=1) as api:
        assert api.get("/explain?question=Kapan").status_code == 200
        assert problem(api.get("/explain?question=Kapan"))["code"] == "rate_limited"


def test_what_cannot_be_asked_is_422() -> None:
    with client(evaluators=True) as api:
        assert problem(api.get("/explain?question=%3F%3F"))["code"] == "control"


@pytest.mark.parametrize("lang", ["id", "en"])
def test_nothing_in_a_trace_becomes_html(lang: Lang) -> None:
    hostile = " ".join(HOSTILE)
    page = explain_page(explanation(FakeService().ask(f"xss {hostile}"), HOSTILE, hostile), lang, "")
    tags = check_page(page)
    assert tags.text.count(hostile) >= 10
    assert [tag for tag, _ in tags.found if tag in ("script", "style", "form")] == ["script", "script", "form"]
    assert all(address.startswith(("/", "#")) for address in tags.addresses)


def test_a_refusal_by_a_rule_is_shown_with_its_rule() -> None:
    page = explain_page(explanation(refused("Partai mana?", "partisan", "id")), "id", "")
    assert "<code>which-to-choose</code> (partisan): “Rapat dimulai.”" in page


def test_talk_is_neither_answered_nor_refused() -> None:
    assert ">obrolan</dd>" in explain_page(explanation(FakeService().ask("halo")), "id", "")
    assert ">ditolak <code>" in explain_page(explanation(refused("Partai mana?", "partisan", "id")), "id", "")


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("id", ("menjawab: siapa", "kutipannya ikut dibaca", "peluangnya terlalu kecil; nama yang tidak dikenalnya")),
        ("id", ("menolak: di luar topik", "tidak dipakai", "pertanyaan lain lebih dekat")),
        ("en", ("answers: who", "its quotes are read too", "it is not probable enough; names that it does not know")),
        ("en", ("refuses: off topic", "not used", "another question is nearer")),
    ],
)
def test_the_entries_of_the_question_bank_are_shown_with_what_they_did(lang: Lang, said: tuple[str, ...]) -> None:
    page = explain_page(explanation(answered("Kapan?")), lang, "")
    bank = page.split('<table class="trace-table trace-bank">')[1].split("</table>")[0]
    assert all(part in bank for part in said)
    assert ("<code>b7</code>" in bank, "<code>b8</code>" in bank) == (True, True)
    assert "<code>names_missing</code></dt><dd>2.00</dd>" in bank
    assert fill_text("explain_bank_decided", lang) not in page


def test_an_entry_that_decided_stands_beside_the_probability() -> None:
    made = explanation(answered("Kapan?"))
    (attempt,) = made.attempts
    assert attempt.bank
    sure = replace(attempt.bank.matches[0], uses=("joins", "leads", "decides"), undecided=())
    made = replace(made, attempts=(replace(attempt, bank=replace(attempt.bank, matches=(sure,))),))
    page = explain_page(made, "en", "")
    assert "<b>The question bank decided, by <code>b7</code></b>: answered" in page
    assert "Does not decide alone" not in page


def test_without_a_question_bank_the_page_says_so() -> None:
    made = explanation(answered("Kapan?"))
    none = replace(made.attempts[0], bank=BankSeen((), 0.05, 0.5, 0.95))
    assert "There is no question bank." in explain_page(replace(made, attempts=(none,)), "en", "")
    older = replace(none, bank=None)
    assert "question bank." not in explain_page(replace(made, attempts=(older,)), "en", "")


def test_each_answer_links_to_its_trace_for_evaluators_only() -> None:
    talk = Conversation()
    for question in ("Kapan & di mana?", "Lalu?"):
        talk = talk.ask(question).with_answer(answered(question))
    shown = [message["content"] for message in chat_messages(talk, "en", "/netral", evaluators=True)]
    links = [re.findall(r'class="tool explain-link" href="([^"]+)"', content) for content in shown]
    assert [len(found) for found in links] == [0, 1, 0, 1]
    first, second = (urlsplit(html.unescape(found[0])) for found in links if found)
    assert first.path == "/netral/explain"
    assert parse_qs(first.query) == {"question": ["Kapan & di mana?"], "lang": ["en"]}
    assert parse_qs(second.query) == {"question": ["Lalu?"], "after": ["Kapan & di mana?"], "lang": ["en"]}
    assert "explain-link" not in "".join(message["content"] for message in chat_messages(talk, "en", ""))
