"""The reader's conversations on the staff page, without a browser: open, rename, pin, delete, bring back, search."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from assistant.conversations.conversation import NAME_LIMIT, random_id
from assistant.wording import words
from tests.assistant.web.chat.tab import Server, Tab, run, serving
from tests.fakes import HOSTILE
from tests.markup import Tags, check_html

SAY = words("id")
OTHER = random_id()


@pytest.fixture
def records(tmp_path: Path) -> Path:
    return tmp_path / "records.sqlite"


async def with_three(server: Server) -> tuple[Tab, list[str]]:
    """A tab with three conversations, the last one open, and their ids in the order in which they were asked."""
    tab, ids = await server.tab(), []
    for question in ("Kapan?", "Apa sanksinya?", "Siapa?"):
        await tab.do("new")
        await tab.ask(question)
        ids.append(tab.talk.id)
    return tab, ids


def spoil(records: Path) -> None:
    """Make the file one that cannot be used."""
    for path in records.parent.glob(f"{records.name}*"):
        path.unlink()
    records.mkdir()


# Going on


def test_a_reload_and_a_restart_go_on_with_the_conversation(records: Path) -> None:
    async def scenario() -> None:
        async with serving(records) as server:
            tab = await server.tab()
            await tab.ask("Kapan?")
            browser = dict(tab.browser)
            await tab.open()
            assert tab.questions == ["Kapan?"]
            assert tab.browser == browser
            assert tab.shown["welcome"]["visible"] is False
        async with serving(records) as restarted:
            tab = await restarted.tab(browser)
            await tab.ask("Lalu?")
            assert tab.questions == ["Kapan?", "Lalu?"]
            assert restarted.service.asked[-1][1] == ("Kapan?",)

    run(scenario())


def test_a_page_whose_state_was_lost_goes_on_with_the_stored_conversation(records: Path) -> None:
    """Gradio forgets a page's values when the server restarts; the page itself may not have noticed."""

    async def scenario() -> None:
        async with serving(records) as server:
            tab = await server.tab()
            await tab.ask("Kapan?")
            tab.shown["talk"]["value"] = (await server.tab()).talk
            await tab.ask("Lalu?")
            assert tab.questions == ["Kapan?", "Lalu?"]

    run(scenario())


@pytest.mark.parametrize("memory", [None, "en", 5, [], {"reader": "x", "open": "../.."}, {"open": {"a": 1}}])
def test_what_a_browser_says_is_checked(records: Path, memory: object) -> None:
    async def scenario() -> None:
        async with serving(records) as server:
            updates = await server.handlers.open(memory)
            assert len(updates["memory"]["value"]["reader"]) == 22
            assert updates["memory"]["value"]["open"] == ""

    run(scenario())


def test_each_reader_has_their_own(records: Path) -> None:
    async def scenario() -> None:
        async with serving(records) as server:
            mine = await server.tab()
            await mine.ask("Rahasia?")
            other = await server.tab()
            assert other.listed == []
            assert SAY["talks_none"] in other.shown["talks_list"]["value"]
            await other.search("Rahasia")
            assert other.listed == []
            for command in ("open", "rename", "pin", "delete", "restore"):
                await other.do(command, id=mine.talk.id, text="Diganti", on=True)
                assert other.questions == []
            stolen = await server.tab({**other.browser, "open": mine.talk.id})
            assert stolen.questions == []
            await mine.open()
            assert mine.questions == ["Rahasia?"]
            assert mine.listed == ["Rahasia?"]
            assert "i-pin" not in mine.shown["talks_list"]["value"]

    run(scenario())


# New and open


def test_new_leaves_the_one_before_in_the_list(records: Path) -> None:
    async def scenario() -> None:
        async with serving(records) as server:
            tab = await server.tab()
            await tab.ask("Kapan?")
            tab.shown["question"]["value"] = "Setengah"
            await tab.do("new")
            assert tab.questions == []
            assert tab.shown["welcome"]["visible"] is True
            assert tab.shown["suggestions"]["visible"] is False
            assert tab.box == ""
            assert tab.listed == ["Kapan?"]
            assert tab.browser["open"] == ""
            assert ' on"' not in tab.shown["talks_list"]["value"]
            await tab.ask("Lalu?")
            assert server.service.asked[-1][1] == ()

    run(scenario())


def test_a_conversation_is_opened_and_marked_in_the_list(records: Path) -> None:
    async def scenario() -> None:
        async with serving(records) as server:
            tab, ids = await with_three(server)
            assert tab.listed == ["Siapa?", "Apa sanksinya?", "Kapan?"]
            await tab.do("open", id=ids[0])
            assert tab.questions == ["Kapan?"]
            assert tab.listed == ["Siapa?", "Apa sanksinya?", "Kapan?"]  # opening is not asking
            assert f'class="talk on" id="talk-{ids[0]}"' in tab.shown["talks_list"]["value"]
            assert tab.shown["talks_list"]["value"].count(SAY["talk_is_open"]) == 1
            assert tab.browser["open"] == ids[0]
            assert SAY["follow_ups_title"] in tab.shown["suggestions"]["value"]
            await tab.ask("Lalu?")
            assert server.service.asked[-1][1] == ("Kapan?",)
            assert tab.listed == ["Kapan?", "Siapa?", "Apa sanksinya?"]

    run(scenario())


@pytest.mark.parametrize(
    "wanted", [pytest.param(OTHER, id="of nobody"), "", "x", "../..", None, 5, {"a": 1}, "' OR 1=1 --"]
)
def test_a_conversation_that_is_not_there_is_said_and_the_page_stays(records: Path, wanted: object) -> None:
    async def scenario() -> None:
        async with serving(records) as server:
            tab, _ = await with_three(server)
            await tab.do("open", id=wanted)
            assert tab.notice == SAY["talk_gone"]
            assert tab.questions == ["Siapa?"]
            assert len(tab.listed) == 3

    run(scenario())


# Rename and pin


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Tanggal penting", "Tanggal penting"),
        ("  a\n\nb  ", "a b"),
        ("", "Kapan?"),
        ("   ", "Kapan?"),
        (None, "Kapan?"),
        (["x"], "Kapan?"),
        ("a\ud800b", "ab"),
    ],
)
def test_a_conversation_is_renamed(records: Path, text: object, title: str) -> None:
    async def scenario() -> None:
        async with serving(records) as server:
            tab, ids = await with_three(server)
            await tab.do("rename", id=ids[0], text="Dulu")
            await tab.do("rename", id=ids[0], text=text)
            assert tab.listed == ["Siapa?", "Apa sanksinya?", title]
            assert tab.questions == ["Siapa?"]
            await tab.open()
            assert tab.listed == ["Siapa?", "Apa sanksinya?", title]

    run(scenario())


def test_the_name_of_the_open_conversation_stays_after_the_next_question(records: Path) -> None:
    async def scenario() -> None:
        async with serving(records) as server:
            tab, ids = await with_three(server)
            await tab.do("rename", id=ids[2], text="Nama")
            assert tab.talk.name == "Nama"
            await tab.ask("Lalu?")
            assert tab.talk.name == "Nama"
            assert tab.listed[0] == "Nama"

    run(scenario())


def test_a_long_name_is_cut(records: Path) -> None:
    async def scenario() -> None:
        async with serving(records) as server:
            tab, ids = await with_three(server)
            await tab.do("rename", id=ids[0], text="kata " * 50)
            assert len(tab.listed[2]) <= NAME_LIMIT
            assert tab.listed[2].endswith("…")

    run(scenario())


@pytest.mark.parametrize("payload", HOSTILE)
def test_no_name_becomes_html(records: Path, payload: str) -> None:
    async def scenario() -> None:
        async with serving(records) as server:
            tab, ids = await with_three(server)
            await tab.do("rename", id=ids[0], text=payload)
            await tab.search(payload)
            check_html(tab.shown["talks_list"]["value"])
            assert tab.listed == [" ".join(payload.split())]

    run(scenario())


def test_a_pinned_conversation_comes_first_under_a_heading_of_its_own(records: Path) -> None:
    async def scenario() -> None:
        async with serving(records) as server:
            tab, ids = await with_three(server)
            await tab.do("pin", id=ids[0], on=True)
            assert tab.listed == ["Kapan?", "Siapa?", "Apa sanksinya?"]
            text = Tags(tab.shown["talks_list"]["value"]).text
            assert text.index(SAY["talks_pinned"]) < text.index("Kapan?") < text.index(SAY["day_today"])
            assert f'class="talk pinned" id="talk-{ids[0]}"' in tab.shown["talks_list"]["value"]
            await tab.do("pin", id=ids[0], on=True)
            await tab.do("pin", id=ids[0])
            assert tab.listed == ["Siapa?", "Apa sanksinya?", "Kapan?"]
            assert SAY["talks_pinned"] not in tab.shown["talks_list"]["value"]

    run(scenario())


# Delete and bring back


def test_the_open_conversation_is_deleted_and_brought_back(records: Path) -> None:
    async def scenario() -> None:
        async with serving(records) as server:
            tab, ids = await with_three(server)
            tab.shown["question"]["value"] = "Setengah"
            await tab.do("delete", id=ids[2])
            assert tab.notice.startswith(SAY["talk_deleted"])
            assert f'id="undo-{ids[2]}"' in tab.shown["notice"]["value"]
            assert tab.questions == []
            assert tab.shown["welcome"]["visible"] is True
            assert tab.listed == ["Apa sanksinya?", "Kapan?"]
            assert tab.box == "Setengah"
            assert tab.browser["open"] == ""
            await tab.do("restore", id=ids[2])
            assert tab.questions == ["Siapa?"]
            assert tab.listed == ["Siapa?", "Apa sanksinya?", "Kapan?"]
            assert tab.notice == ""
            assert tab.browser["open"] == ids[2]

    run(scenario())


def test_another_conversation_is_deleted_and_brought_back_and_the_open_one_stays(records: Path) -> None:
    async def scenario() -> None:
        async with serving(records) as server:
            tab, ids = await with_three(server)
            await tab.do("delete", id=ids[0])
            assert tab.questions == ["Siapa?"]
            assert tab.listed == ["Siapa?", "Apa sanksinya?"]
            assert SAY["undo"] in tab.notice
            await tab.do("restore", id=ids[0])
            assert tab.questions == ["Siapa?"]
            assert tab.notice == SAY["talk_restored"]
            assert tab.listed == ["Siapa?", "Apa sanksinya?", "Kapan?"]

    run(scenario())


def test_a_question_between_deleting_and_undoing_is_not_lost(records: Path) -> None:
    async def scenario() -> None:
        async with serving(records) as server:
            tab, ids = await with_three(server)
            await tab.do("delete", id=ids[2])
            await tab.ask("Baru?")
            await tab.do("restore", id=ids[2])
            assert tab.questions == ["Baru?"]
            assert tab.listed == ["Baru?", "Siapa?", "Apa sanksinya?", "Kapan?"]

    run(scenario())


def test_what_is_gone_for_good_is_not_said_to_be_back(records: Path) -> None:
    async def scenario() -> None:
        async with serving(records) as server:
            tab, ids = await with_three(server)
            await tab.do("delete", id=ids[0])
            with closing(sqlite3.connect(records)) as database, database:
                database.execute(
                    "UPDATE conversation SET deleted = '2001-01-01T00:00:00.000000+00:00' WHERE id = ?", ids[:1]
                )
            await tab.do("restore", id=ids[0])
            assert tab.notice == SAY["talk_gone"]
            assert tab.questions == ["Siapa?"]
            await tab.do("restore", id=OTHER)
            assert tab.notice == SAY["talk_gone"]

    run(scenario())


def test_a_deleted_conversation_is_not_opened_by_a_reload(records: Path) -> None:
    async def scenario() -> None:
        async with serving(records) as server:
            tab, ids = await with_three(server)
            browser = dict(tab.browser)
            await tab.do("delete", id=ids[2])
            again = await server.tab(browser)
            assert again.questions == []
            assert again.browser["open"] == ""

    run(scenario())


def test_deleting_nothing_deletes_nothing(records: Path) -> None:
    """A new conversation has no id, and a message may have none either."""

    async def scenario() -> None:
        async with serving(records) as server:
            tab, _ = await with_three(server)
            await tab.do("new")
            tab.shown["question"]["value"] = "Setengah"
            await tab.do("delete", id="")
            assert len(tab.listed) == 3
            assert tab.box == "Setengah"

    run(scenario())


# Search


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("sanksinya", ["Apa sanksinya?"]),
        ("SANKSInya", ["Apa sanksinya?"]),
        ("22 september", ["Siapa?", "Apa sanksinya?", "Kapan?"]),  # in the answers
        ("kapan sanksi", ["Kapan?"]),  # one word in the question, one in its answer
        ("", ["Siapa?", "Apa sanksinya?", "Kapan?"]),
        ("   ", ["Siapa?", "Apa sanksinya?", "Kapan?"]),
        ("gubernur jakarta", []),
        (None, ["Siapa?", "Apa sanksinya?", "Kapan?"]),
        (["x"], ["Siapa?", "Apa sanksinya?", "Kapan?"]),
        ("%", []),
        ("x" * 10**5, []),
        ("\ud800", []),
    ],
)
def test_the_list_is_searched(records: Path, typed: object, found: list[str]) -> None:
    async def scenario() -> None:
        async with serving(records) as server:
            tab, _ = await with_three(server)
            await tab.search(typed)
            assert tab.listed == found
            if not found:
                assert SAY["talks_nothing_found"] in tab.shown["talks_list"]["value"]
            assert tab.questions == ["Siapa?"]

    run(scenario())


def test_a_hit_in_an_answer_is_shown_beside_the_title(records: Path) -> None:
    async def scenario() -> None:
        async with serving(records) as server:
            tab, _ = await with_three(server)
            await tab.search("september")
            assert tab.shown["talks_list"]["value"].count('<span class="snippet">') == 3
            assert "22 September 2024" in Tags(tab.shown["talks_list"]["value"]).text
            await tab.search("sanksinya")
            assert "snippet" not in tab.shown["talks_list"]["value"]  # the title has it

    run(scenario())


@pytest.mark.parametrize("command", ["pin", "rename", "delete", "open", "restore", "switch", "new"])
def test_a_list_that_is_searched_stays_searched(records: Path, command: str) -> None:
    """What stands in the search box and what the list shows are the same thing."""

    async def scenario() -> None:
        async with serving(records) as server:
            tab, ids = await with_three(server)
            await tab.search("apa")
            assert tab.listed == ["Siapa?", "Apa sanksinya?", "Kapan?"]
            await tab.search("sanksinya")
            await tab.do(command, id=ids[0], text="Nama", on=True)
            assert tab.listed == ["Apa sanksinya?"]
            await tab.ask("Lalu?")
            assert tab.listed == ["Apa sanksinya?"]
            await tab.search("")
            assert len(tab.listed) >= 2

    run(scenario())


# What goes wrong


@pytest.mark.parametrize("command", ["open", "rename", "pin", "delete", "restore"])
def test_a_file_that_fails_is_said_and_everything_stays(records: Path, command: str) -> None:
    async def scenario() -> None:
        async with serving(records) as server:
            tab, ids = await with_three(server)
            listed = tab.listed
            spoil(records)
            await tab.do(command, id=ids[0], text="Nama", on=True)
            assert tab.notice == SAY["talks_unavailable"]
            assert tab.questions == ["Siapa?"]
            assert tab.listed == listed
            assert tab.browser["open"] == ids[2]

    run(scenario())


@pytest.mark.parametrize("command", ["new", "switch"])
def test_a_file_that_fails_hinders_neither_a_new_conversation_nor_the_other_language(
    records: Path, command: str
) -> None:
    async def scenario() -> None:
        async with serving(records) as server:
            tab, _ = await with_three(server)
            spoil(records)
            await tab.do(command)
            assert tab.notice == words(tab.lang)["talks_unavailable"]
            assert tab.questions == ([] if command == "new" else ["Siapa?"])
            assert tab.lang == ("id" if command == "new" else "en")
            await tab.search("x")
            assert tab.notice == words(tab.lang)["talks_unavailable"]
            await tab.ask("Baru?")
            assert tab.questions[-1] == "Baru?"

    run(scenario())


@pytest.mark.parametrize(
    "message", [None, 5, "", "{", "[]", "[" * 100_000, json.dumps({"do": "unknown"}), json.dumps({"question": "x"})]
)
def test_what_is_no_command_changes_nothing(records: Path, message: object) -> None:
    async def scenario() -> None:
        async with serving(records) as server:
            tab, _ = await with_three(server)
            assert await tab.do_raw(message) == {}
            assert tab.questions == ["Siapa?"]

    run(scenario())


def test_where_conversations_are_not_kept_the_page_says_so_and_answers(records: Path) -> None:
    async def scenario() -> None:
        async with serving(records, keep_days=0) as server:
            tab = await server.tab()
            assert SAY["talks_off"] in tab.shown["side_foot"]["value"]
            await tab.ask("Kapan?")
            await tab.ask("Lalu?")
            assert tab.questions == ["Kapan?", "Lalu?"]
            assert tab.notice == ""
            assert tab.listed == []
            assert not records.exists()
            await tab.do("delete", id=tab.talk.id)
            assert tab.questions == []
        async with serving(records, keep_days=7) as server:
            assert SAY["talks_kept"].format(days=7) in (await server.tab()).shown["side_foot"]["value"]

    run(scenario())


def test_many_commands_at_once_end_well(records: Path) -> None:
    async def scenario() -> None:
        async with serving(records) as server:
            tab, ids = await with_three(server)
            await asyncio.gather(*(tab.do("pin", id=one, on=True) for one in ids * 5))
            await tab.search("")
            assert (
                tab.shown["talks_list"]["value"].count("talk pinned")
                + tab.shown["talks_list"]["value"].count("talk on pinned")
                == 3
            )

    run(scenario())
