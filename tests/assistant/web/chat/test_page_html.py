"""The fixed parts of the staff page as HTML."""

from __future__ import annotations

import dataclasses
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone, tzinfo

import pytest

from assistant.answer import Lang
from assistant.answering.holdings import Holdings
from assistant.answering.suggestions import ExampleQuestion
from assistant.conversations.store import ListedConversation
from assistant.question.check import QUESTION_LIMIT
from assistant.web.chat import page_html
from assistant.web.chat.page_html import (
    CARDS,
    footer_html,
    head_html,
    header_html,
    hint_html,
    notice_html,
    side_foot_html,
    side_top_html,
    suggestions_html,
    talks_list_html,
    welcome_html,
)
from assistant.web.shared.said_holdings import say_holdings
from assistant.wording import fill_text, words
from index.bank import ENTRY_KINDS
from tests.fakes import HOSTILE, FakeService
from tests.markup import Tags, check_html

HELD = FakeService().holdings()

LANGUAGES: tuple[Lang, ...] = ("id", "en")
NOW = datetime(2026, 11, 27, 9, 30, tzinfo=timezone.utc)  # a Friday


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The time is NOW, in a machine whose zone is UTC."""

    class Fixed(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
            return NOW.astimezone(tz) if tz else NOW.astimezone().replace(tzinfo=None)

    monkeypatch.setattr(page_html, "datetime", Fixed)
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def talk(title: str = "Kapan?", ago: timedelta = timedelta(), **more: object) -> ListedConversation:
    made = ListedConversation(f"id-{title}", title, (NOW - ago).isoformat(timespec="microseconds"))
    return dataclasses.replace(made, **more)  # type: ignore[arg-type]


def headings(html: str) -> list[str]:
    return re.findall(r'<h3 class="day">(.*?)</h3>', html)


def under(html: str, heading: str) -> list[str]:
    """The titles under a heading."""
    (found,) = (part for part in html.split('<h3 class="day">')[1:] if part.startswith(f"{heading}</h3>"))
    return re.findall(r'class="talk-title">(.*?)<', found)


# Notices


@pytest.mark.parametrize("code", ["empty", "too_long", "control", "history", "store", "unreachable", "internal"])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_reason_not_to_take_a_question_has_its_sentence(code: str, lang: Lang) -> None:
    page = notice_html(f"error_{code}", lang)
    assert fill_text(f"error_{code}", lang, limit=QUESTION_LIMIT) == check_html(page).text
    assert 'class="notice error"' in page


def test_a_reason_nobody_wrote_a_sentence_for_is_an_internal_error() -> None:
    assert words("en")["error_internal"] in Tags(notice_html("error_other", "en")).text


@pytest.mark.parametrize("key", ["stopped", "talk_copied", "talk_gone", "talk_deleted", "talk_restored"])
def test_what_is_no_error_does_not_look_like_one(key: str) -> None:
    assert 'class="notice info"' in notice_html(key, "id")


@pytest.mark.parametrize("key", ["not_kept", "talks_unavailable", "error_internal"])
def test_what_is_an_error_looks_like_one(key: str) -> None:
    assert 'class="notice error"' in notice_html(key, "id")


def test_a_notice_may_lead_back() -> None:
    page = check_html(notice_html("talk_deleted", "en", "abc"))
    assert page.text == words("en")["talk_deleted"] + words("en")["undo"]
    (button,) = (attributes for tag, attributes in page.found if tag == "button")
    assert button == {"type": "button", "class": "do-restore", "id": "undo-abc"}
    assert "button" not in notice_html("talk_deleted", "en")


# The fixed parts


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_fixed_parts_are_our_html_only(lang: Lang) -> None:
    for part in (
        header_html(lang, HELD),
        header_html(lang, Holdings()),
        side_top_html(lang),
        side_foot_html(lang, "", 2, 90),
        welcome_html(lang, HELD, ()),
        hint_html(lang),
        footer_html(lang),
        footer_html(lang, 7),
        talks_list_html((), "", lang, False),
    ):
        check_html(part)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_button_and_link_has_a_name(lang: Lang) -> None:
    for part in (
        header_html(lang, HELD),
        side_top_html(lang),
        side_foot_html(lang, "", 2, 90),
        talks_list_html([talk()], "", lang, False),
    ):
        for inside in re.findall(r"<(?:button|a)\b[^>]*>(.*?)</(?:button|a)>", part):
            assert Tags(inside).text.strip()


def test_the_header_says_what_answers_come_from() -> None:
    assert words("id")["articles_count"].format(count=2) in Tags(header_html("id", HELD)).text
    assert words("id")["articles_count_one"] in Tags(header_html("id", Holdings(1))).text
    assert words("id")["tagline"] in Tags(header_html("id", Holdings())).text


def test_there_is_one_first_heading() -> None:
    assert header_html("id", HELD).count("<h1") == 1
    others = side_top_html("id") + welcome_html("id", HELD, ()) + talks_list_html([talk()], "", "id", False)
    assert "<h1" not in others


@pytest.mark.parametrize(("lang", "newest"), [("id", "(terbaru: 4 Juli 2024)"), ("en", "(newest: 4 July 2024)")])
def test_the_number_of_articles_and_the_newest_are_said(lang: Lang, newest: str) -> None:
    said = say_holdings("welcome_from", "welcome_is", HELD, lang)
    assert newest in said
    assert words(lang)["articles_count"].format(count=2) in said
    said = say_holdings("welcome_from", "welcome_is", Holdings(2), lang)
    assert newest.split(":")[0] not in said
    assert "None" not in said
    assert "  " not in said
    assert " ," not in said


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_title_like_the_newest_date_is_not_called_one_of_publication(lang: Lang) -> None:
    """It may be that of the event: it is `newest`, and no more."""
    assert words(lang)["date_published"].format(date="").strip() not in say_holdings(
        "welcome_from", "welcome_is", HELD, lang
    )


def test_the_foot_leads_to_the_sources_and_the_files() -> None:
    page = side_foot_html("en", "/netral", 7, 90)
    assert 'href="/netral/sources?lang=en"' in page
    assert f"{words('en')['library_link']} · 7" in Tags(page).text
    assert words("en")["talks_kept"].format(days=90) in page
    for kind in ("docx", "pdf", "md", "json"):
        assert f'class="export export-{kind}"' in page
        assert words("en")[f"talk_{kind}"] in page
    assert '<span class="say-root">/netral</span>' in page
    assert words("en")["talks_off"] in side_foot_html("en", "", 7, 0)


def test_the_question_log_is_told_of_where_there_is_one() -> None:
    assert words("id")["question_log_note"].format(days=7) in footer_html("id", 7)
    assert words("id")["question_log_note"].split("{")[0].strip() not in footer_html("id", 0)


def test_the_hint_has_the_limit() -> None:
    assert f'<span class="count-limit">{QUESTION_LIMIT}</span>' in hint_html("id")
    assert fill_text("error_too_long", "id", limit=QUESTION_LIMIT) in hint_html("id")


def test_the_head_loads_what_is_ours_under_the_prefix() -> None:
    tags = Tags(head_html("/netral"))
    assert tags.addresses
    assert all(re.match(r"/netral/(static/netral/|favicon\.ico$|manifest\.json$)", each) for each in tags.addresses)


# Questions to click on


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_empty_page_shows_so_many_cards_each_with_its_subject(lang: Lang) -> None:
    examples = [ExampleQuestion(f"Pertanyaan {number}?", "when") for number in range(CARDS + 3)]
    page = welcome_html(lang, HELD, examples)
    assert page.count('class="ask-this example"') == CARDS
    assert page.count(f'<span class="subject">{words(lang)["subject_when"]}</span>') == CARDS
    text = check_html(page).text
    assert [f"Pertanyaan {number}?" in text for number in range(CARDS + 1)] == [True] * CARDS + [False]
    assert words(lang)["welcome_is_not"] in text


@pytest.mark.parametrize("kind", [*sorted(set(ENTRY_KINDS) - {"refuse"}), None])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_kind_of_question_has_its_subject(kind: str | None, lang: Lang) -> None:
    page = welcome_html(lang, HELD, [ExampleQuestion("Apa?", kind)])  # type: ignore[arg-type]
    subject = words(lang)["subject_" + (kind or "other")]
    assert f'<span class="subject">{subject}</span>' in page


@pytest.mark.parametrize("payload", HOSTILE)
def test_no_question_to_click_on_becomes_html(payload: str) -> None:
    assert payload in check_html(welcome_html("id", HELD, [ExampleQuestion(payload)])).text
    assert payload in check_html(suggestions_html("follow_ups_title", [payload], "id")).text


def test_suggestions_stand_under_their_heading() -> None:
    text = check_html(suggestions_html("follow_ups_title", ["Satu?", "Dua?"], "en")).text
    assert text == f"{words('en')['follow_ups_title']}Satu?Dua?"


# The list


@pytest.mark.parametrize("searched", [True, False])
def test_an_empty_list_says_why(searched: bool) -> None:
    text = Tags(talks_list_html((), "", "id", searched)).text
    assert text == words("id")["talks_nothing_found" if searched else "talks_none"]


@pytest.mark.usefixtures("clock")
@pytest.mark.parametrize(
    ("ago", "key"),
    [
        (timedelta(minutes=-5), "day_today"),  # a clock that was set back
        (timedelta(), "day_today"),
        (timedelta(hours=9, minutes=29), "day_today"),
        (timedelta(hours=9, minutes=31), "day_yesterday"),
        (timedelta(days=1, hours=9, minutes=29), "day_yesterday"),
        (timedelta(days=1, hours=9, minutes=31), "day_week"),
        (timedelta(days=6), "day_week"),
        (timedelta(days=7), "November 2026"),
        (timedelta(days=27), "Oktober 2026"),
        (timedelta(days=400), "Oktober 2025"),
    ],
)
def test_a_conversation_stands_under_the_day_of_its_last_question(ago: timedelta, key: str) -> None:
    html = talks_list_html([talk(ago=ago)], "", "id", False)
    assert headings(html) == [words("id").get(key, key)]


@pytest.mark.usefixtures("clock")
def test_days_are_those_of_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """At 09:30 in London it is 16:30 in Jakarta, so that today began 16 and a half hours ago."""
    monkeypatch.setenv("TZ", "Asia/Jakarta")
    time.tzset()
    for hours, key in ((16, "day_today"), (17, "day_yesterday")):
        assert headings(talks_list_html([talk(ago=timedelta(hours=hours))], "", "id", False)) == [words("id")[key]]


@pytest.mark.usefixtures("clock")
def test_the_list_keeps_its_order_and_has_each_heading_once() -> None:
    found = [
        talk("Pin lama", timedelta(days=90), pinned=True),
        talk("Pin", timedelta(days=1), pinned=True),
        talk("Satu"),
        talk("Dua", timedelta(hours=1)),
        talk("Tiga", timedelta(days=1)),
        talk("Empat", timedelta(days=4)),
        talk("Lima", timedelta(days=40)),
        talk("Enam", timedelta(days=41)),
    ]
    html = talks_list_html(found, "", "en", False)
    say = words("en")
    assert headings(html) == [
        say["talks_pinned"],
        say["day_today"],
        say["day_yesterday"],
        say["day_week"],
        "October 2026",
    ]
    assert under(html, say["talks_pinned"]) == ["Pin lama", "Pin"]
    assert under(html, say["day_today"]) == ["Satu", "Dua"]
    assert under(html, "October 2026") == ["Lima", "Enam"]
    assert html.count('<span class="icon i-pin">') == 2


@pytest.mark.usefixtures("clock")
@pytest.mark.parametrize("payload", HOSTILE)
def test_no_title_and_no_snippet_becomes_html(payload: str) -> None:
    page = check_html(talks_list_html([talk(payload, snippet=f"… {payload} …")], "", "id", True))
    assert page.text.count(payload) == 3  # its title, its snippet, and the name of its menu
    title = talk("{title} {0} %s")
    assert "{title} {0} %s" in Tags(talks_list_html([title], "", "id", False)).text


@pytest.mark.usefixtures("clock")
def test_the_open_one_is_marked_for_eyes_and_ears() -> None:
    html = talks_list_html([talk("Satu"), talk("Dua")], "id-Dua", "id", False)
    assert re.findall(r'<li class="(.*?)" id="(.*?)"', html) == [("talk", "talk-id-Satu"), ("talk on", "talk-id-Dua")]
    assert html.count(words("id")["talk_is_open"]) == 1


@pytest.mark.usefixtures("clock")
def test_each_row_has_a_menu_with_its_own_name_and_a_snippet_where_there_is_one() -> None:
    html = talks_list_html([talk("Satu", snippet="ada hit"), talk("Dua")], "", "id", True)
    for title in ("Satu", "Dua"):
        assert words("id")["talk_menu"].format(title=title) in Tags(html).text
    assert re.findall(r'<span class="snippet">(.*?)</span>', html) == ["ada hit"]


def test_importing_the_page_leaves_gradio_alone() -> None:
    code = "import sys, assistant.web.chat.page, assistant.web.chat.handlers; sys.exit('gradio' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
