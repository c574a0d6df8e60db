"""Conversations: stored by the server, listed, renamed, deleted, downloaded."""

from __future__ import annotations

import dataclasses
import json
import re
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st

from assistant.answer import Answer, Disagreement, Lang, ShortAnswer, Verified
from assistant.conversations.conversation import NAME_LIMIT, TURNS_KEPT, Conversation, random_id, short_title
from assistant.conversations.export import answer_as_text, conversation_as_json, conversation_as_markdown
from assistant.conversations.store import ConversationStore
from assistant.markdown import escape_markdown
from assistant.settings import Settings
from assistant.wording import words
from index.errors import RecordsError
from tests.fakes import DOCUMENTS, HOSTILE, SEVERAL, FakeService, answered, make_app, refused
from tests.fakes import talked as small_talk
from tests.paged import cited_item

READER, OTHER = random_id(), random_id()


def talked(*questions: str, talk: Conversation | None = None) -> Conversation:
    talk = talk or Conversation()
    for question in questions:
        talk = talk.ask(question).with_answer(answered(question))
    return talk


@pytest.fixture
def store(tmp_path: Path) -> ConversationStore:
    return ConversationStore(tmp_path / "new" / "records.sqlite", 90)


def saved(store: ConversationStore, *questions: str, reader: str = READER) -> Conversation:
    talk = Conversation()
    for question in questions:
        talk = store.save(reader, talked(question, talk=talk))
    return talk


# The records


@pytest.mark.parametrize(
    "answer",
    [
        answered("Kapan?"),
        refused("Siapa presiden?", "not_in_sources", "id"),
        answered("x", short_answer=None, disagreement=Disagreement("spelling", (ShortAnswer("a", 1),))),
        small_talk("halo", "greeting", "Halo!"),
    ],
)
def test_an_answer_comes_back_from_json(answer: Answer) -> None:
    assert Answer.from_dict(json.loads(json.dumps(answer.as_dict()))) == answer


@pytest.mark.parametrize("values", [{}, {"short_answer": None}, answered("x").as_dict() | {"more": 1}])
def test_what_is_not_an_answer_does_not_come_back(values: dict[str, Any]) -> None:
    with pytest.raises((KeyError, TypeError)):
        Answer.from_dict(values)


@given(st.text(max_size=300))
def test_a_title_is_one_short_line(text: str) -> None:
    title = short_title(text)
    assert len(title) <= NAME_LIMIT
    assert title == " ".join(title.split())


def test_talk_stays_in_the_conversation_and_is_no_earlier_question() -> None:
    talk = talked("a").ask("makasih").with_answer(small_talk("makasih", "thanks", "Sama-sama.")).ask("b")
    assert [turn.question for turn in talk.turns] == ["a", "makasih", "b"]
    assert talk.history() == ["a"]


# The store


def test_a_conversation_comes_back_whole(store: ConversationStore) -> None:
    talk = saved(store, "Kapan?", "Lalu?")
    assert store.load(talk.id, READER) == talk
    assert store.load(talk.id) == talk


def test_nothing_is_written_before_there_is_something(store: ConversationStore, tmp_path: Path) -> None:
    assert store.listed(READER) == []
    assert store.load(random_id()) is None
    store.rename(READER, random_id(), "x")
    store.delete(READER, random_id())
    assert not (tmp_path / "new").exists()


def test_each_reader_has_their_own(store: ConversationStore) -> None:
    first, second = saved(store, "Kapan?"), saved(store, "Apa?", reader=OTHER)
    assert [each.id for each in store.listed(READER)] == [first.id]
    assert store.load(second.id, READER) is None
    store.rename(READER, second.id, "mine")
    store.delete(READER, second.id)
    assert [each.title for each in store.listed(OTHER)] == ["Apa?"]


def test_the_list_has_the_latest_first_with_names(store: ConversationStore) -> None:
    first, second = saved(store, "Kapan?"), saved(store, "Apa?")
    store.rename(READER, first.id, "  Tanggal \n penting ")
    assert [each.title for each in store.listed(READER)] == ["Apa?", "Tanggal penting"]
    store.save(READER, talked("Lagi?", talk=first))
    assert [each.id for each in store.listed(READER)] == [first.id, second.id]
    kept = store.load(first.id)
    assert kept
    assert kept.title == "Tanggal penting"
    store.rename(READER, first.id, "")
    assert store.listed(READER)[0].title == "Kapan?"


def test_a_question_in_place_of_the_last_one_replaces_its_turn(store: ConversationStore) -> None:
    talk = saved(store, "a", "b")
    edited = store.save(READER, talk.ask("c", replacing=2).with_answer(answered("c")))
    assert len(store.cited("001_bali")) == 2
    store.save(READER, edited.ask("c", replacing=2).with_answer(refused("c", "partisan", "id")))
    kept = store.load(talk.id)
    assert kept
    assert [turn.question for turn in kept.turns] == ["a", "c"]


def test_a_deleted_one_is_gone_with_its_turns(store: ConversationStore) -> None:
    talk = saved(store, "Rahasia?")
    assert len(store.cited("001_bali")) == 2
    assert store.cited("002_xss") == []
    store.delete(READER, talk.id)
    assert store.listed(READER) == []
    assert store.cited("001_bali") == []
    assert store.load(talk.id) is None


def test_old_conversations_are_deleted(store: ConversationStore, tmp_path: Path) -> None:
    old, new = saved(store, "lama"), saved(store, "baru")
    with sqlite3.connect(tmp_path / "new" / "records.sqlite") as database:
        database.execute("UPDATE conversation SET updated = '2020-01-01T00:00:00.000000+00:00' WHERE id = ?", (old.id,))
    assert store.load(old.id) is None
    assert [each.id for each in store.listed(READER)] == [new.id]
    store.save(READER, talked("lagi", talk=new))
    assert database.execute("SELECT count(*) FROM turn").fetchone() == (2,)
    database.close()


def test_an_operator_may_keep_none(tmp_path: Path) -> None:
    store = ConversationStore(tmp_path / "records.sqlite", 0)
    talk = saved(store, "Kapan?")
    assert store.listed(READER) == []
    assert store.load(talk.id) is None
    assert list(tmp_path.iterdir()) == []


def test_only_the_last_turns_are_read(store: ConversationStore) -> None:
    talk = saved(store, *(f"q{number}" for number in range(TURNS_KEPT + 2)))
    kept = store.load(talk.id)
    assert kept
    assert kept.turns == talk.turns
    assert kept.turns[-1].number == TURNS_KEPT + 2


def test_a_turn_that_cannot_be_read_any_more_is_left_out(store: ConversationStore, tmp_path: Path) -> None:
    talk = saved(store, "a", "b")
    with sqlite3.connect(tmp_path / "new" / "records.sqlite") as database:
        database.execute("UPDATE turn SET answer = '{}' WHERE number = 1")
    database.close()
    kept = store.load(talk.id)
    assert kept
    assert [turn.question for turn in kept.turns] == ["b"]


def test_many_at_once(store: ConversationStore) -> None:
    with ThreadPoolExecutor(8) as threads:
        talks = list(threads.map(lambda n: saved(store, f"q{n}", "r"), range(24)))
    assert {each.id for each in store.listed(READER)} == {talk.id for talk in talks}


def test_a_file_that_is_no_database_is_reported(tmp_path: Path) -> None:
    path = tmp_path / "records.sqlite"
    path.write_text("nothing of the kind" * 100)
    with pytest.raises(RecordsError, match="Check its permissions"):
        ConversationStore(path, 90).listed(READER)


# Taken along


def test_an_answer_as_text_names_its_sources() -> None:
    text = answer_as_text(answered("Kapan?"), "id", "https://netral.example")
    lines = text.split("\n")
    assert lines[0] == "Kapan?"
    assert lines[2] == "Proses pendaftaran calon, dimulai 22 September 2024. [1]"
    assert lines[5] == "Sumber:"
    assert lines[6].startswith(f"[1] “{DOCUMENTS[0].title}”, baliprawara.com, 18 April 2024 (tanggal peristiwa")
    assert "https://netral.example/sources/001_bali?start=" in lines[6]


def test_a_headline_reads_as_the_beginning_of_a_line() -> None:
    found = "menjaga\n netralitas"
    differing = Disagreement("substance", (ShortAnswer(found, 1), ShortAnswer("lain", 2)))
    answer = answered("x", short_answer=ShortAnswer(found, 1), disagreement=differing)
    markdown = conversation_as_markdown(Conversation().ask("x").with_answer(answer), "id")
    assert "**Menjaga netralitas** \\[1\\]" in markdown
    assert "- Menjaga netralitas \\[1\\]\n- Lain \\[2\\]" in markdown
    assert "- Menjaga netralitas [1]\n- Lain [2]" in answer_as_text(answer, "id")


def test_a_refusal_as_text_names_none() -> None:
    assert "Sumber" not in answer_as_text(refused("Siapa presiden?", "not_in_sources", "id"), "id")


@pytest.mark.parametrize("lang", ["id", "en"])
def test_who_checked_an_answer_is_taken_along(lang: Lang) -> None:
    checked = Verified("Sari [x]", "2031-07-01")
    said = {"id": "Diperiksa oleh Sari [x] pada 1 Juli 2031", "en": "Checked by Sari [x] on 1 July 2031"}[lang]
    for answer in (answered("Kapan?"), refused("Siapa presiden?", "not_in_sources", lang)):
        shown = dataclasses.replace(answer, verified=checked)
        assert f"\n\n{said}" in answer_as_text(shown, lang)
        assert said not in answer_as_text(answer, lang)
        talk = Conversation().ask(answer.question).with_answer(shown)
        assert f"\n\n_{escape_markdown(said)}_\n" in conversation_as_markdown(talk, lang)
        values = json.loads(conversation_as_json(talk))["turns"][0]["answer"]
        assert values["verified"] == {"by": "Sari [x]", "on": "2031-07-01"}


def test_a_conversation_as_markdown_quotes_to_the_character() -> None:
    talk = talked("Kapan *dimulai*?", "Siapa presiden?")
    text = conversation_as_markdown(talk, "en", "https://netral.example")
    assert text.startswith("# Kapan \\*dimulai\\*?\n")
    assert "## 2. Siapa presiden?" in text
    assert "> Pilkada Gubernur dan Wakil Gubernur, Walikota/Bupati" in text
    assert "\\[2\\] According to Dewa Made Indra. “ASN Diminta" in text
    assert "<https://netral.example/sources/001_bali?start=" in text


def test_each_of_several_questions_is_taken_along_with_its_headline() -> None:
    markdown = conversation_as_markdown(Conversation().ask("x").with_answer(SEVERAL), "id")
    assert (
        "\n\nKapan? **22 September 2024** \\[1\\]\n\nApa sanksinya? \\[2\\]\n\nDi mana? Tentang di mana: " in markdown
    )
    assert markdown.count("22 September 2024**") == 1
    assert answer_as_text(SEVERAL, "id").startswith(
        "Kapan, apa sanksinya, dan di mana?\n\nKapan? 22 September 2024 [1]"
    )


def test_talk_is_taken_along_as_text() -> None:
    talk = Conversation().ask("artikel apa saja").with_answer(FakeService().ask("artikel apa saja"))
    text = conversation_as_markdown(talk, "id")
    assert "## 1. artikel apa saja\n\nAda 2 artikel:\n\n• ASN Diminta" in text
    assert words("id")["refusal_title"] not in text
    assert json.loads(conversation_as_json(talk))["turns"][0]["answer"]["kind"] == "talk"


@pytest.mark.parametrize("question", ["xss", "artikel apa saja"])
def test_no_text_of_a_source_is_markup_in_markdown(question: str) -> None:
    talk = Conversation().ask(question).with_answer(FakeService().ask(question))
    text = conversation_as_markdown(talk, "id")
    assert re.search(r"(?<!\\)(<[a-z/!]|!\[|\]\()", text) is None
    for part in HOSTILE:
        assert "".join(part.replace("\\", "").split())[:12] in "".join(text.replace("\\", "").split())


def test_a_conversation_as_json_contains_the_records() -> None:
    talk = talked("Kapan?")
    values = json.loads(conversation_as_json(talk))
    assert values["title"] == "Kapan?"
    assert Answer.from_dict(values["turns"][0]["answer"]) == talk.turns[0].answer


def test_a_conversation_is_downloaded_by_its_name(tmp_path: Path) -> None:
    settings = Settings(records=tmp_path / "records.sqlite")
    talk = saved(ConversationStore(settings.records, 90), "Kapan?")
    with TestClient(make_app(FakeService(), settings, page=False), base_url="https://netral.example") as client:
        found = client.get(f"/conversations/{talk.id}.md?lang=en")
        assert found.status_code == 200
        assert found.headers["content-disposition"].startswith("attachment")
        assert found.headers["cache-control"] == "no-store"
        assert "https://netral.example/sources/001_bali" in found.text
        assert client.get(f"/conversations/{talk.id}.json").json()["title"] == "Kapan?"
        for name in (f"{random_id()}.md", f"{talk.id}.txt", talk.id, "..%2f..%2fx.md"):
            assert client.get(f"/conversations/{name}").status_code == 404


def test_a_quote_is_exported_with_what_belongs_before_it_and_where_it_stands() -> None:
    item = cited_item()
    answer = answered("Bolehkah?", short_answer=None, text=f"“{item.told}” [1]", citations=(item,))
    source = (
        "“Peraturan Bupati Rimba”, Pemerintah Kabupaten Rimba, terbit 1 Maret 2024, Pasal 1 ayat (2) huruf c, hlm. 1"
    )
    assert answer_as_text(answer, "id").endswith(f"\n[1] {source}")
    markdown = conversation_as_markdown(Conversation().ask("x").with_answer(answer), "id")
    assert f"> _(2) Pegawai dilarang:_ …\\\n> c. memasang spanduk calon.\n\n\\[1\\] {source}" in markdown
    (turn,) = json.loads(conversation_as_json(Conversation().ask("x").with_answer(answer)))["turns"]
    assert turn["answer"]["citations"][0]["place"] == "Pasal 1 ayat (2) huruf c"
