"""What stands in a memo, whatever the file."""

from __future__ import annotations

import dataclasses

import pytest

from assistant.answer import Lang
from assistant.conversations.conversation import Conversation
from assistant.conversations.memo.content import Memo
from assistant.wording import words
from tests.assistant.conversations.memo.made_up_memos import BASE, asked, citing, every_kind, memo, quoting
from tests.fakes import DOCUMENTS, SEVERAL, answered, cite, refused
from tests.paged import cited_item


def said(found: Memo, *roles: str) -> list[str]:
    return [block.text for block in found.blocks if block.role in roles]


def roles(found: Memo) -> list[str]:
    return [block.role for block in found.blocks]


def test_the_head_names_office_subject_and_date_in_words() -> None:
    found = memo(every_kind(), office="Inspektorat Kota")
    assert said(found, "office", "kind") == ["Inspektorat Kota", "Catatan tanya jawab"]
    assert said(found, "fact", "fact_last") == [
        "Hal\t: Kapan pendaftaran dimulai?",
        "Tanggal\t: 27 November 2026",
        "Isi\t: 5 pertanyaan beserta jawabannya",
    ]
    assert said(memo(quoting("abc"), "en"), "fact_last") == ["Contents\t: 1 question and its answer"]


def test_a_turn_stands_in_the_order_of_the_page() -> None:
    found = memo(asked(every_kind().turns[1].answer or answered("x")))
    start = roles(found).index("question")
    assert roles(found)[start : start + 8] == [
        *("question", "headline", "warning", "differing", "differing", "line", "label", "quote"),
    ]
    assert said(found, "headline", "differing") == [
        "Penurunan pangkat [2]",
        "Penurunan pangkat [2]",
        "22 September 2024 [1]",
    ]


def test_no_confidence_stands_beside_a_disagreement_or_on_a_refusal() -> None:
    assert said(memo(every_kind()), "meta") == [
        "Keyakinan: tinggi · Diperiksa oleh Sari <Dewi> pada 20 November 2026",
        "Keyakinan: rendah",
    ]


def test_each_quote_stands_once_to_the_character_with_its_stretch_marked() -> None:
    found = memo(asked(answered("Kapan?")))
    quotes = [block for block in found.blocks if block.role == "quote"]
    assert [block.text for block in quotes] == [citation.quote for citation in answered("x").citations]
    assert [run.text for run in quotes[1].runs if run.marked] == ["penurunan pangkat", "mutasi ke tempat jauh"]
    assert {block.lang for block in quotes} == {"id"}
    # The first line of the text says nothing that the quote does not.
    assert said(found, "line") == ["Yang melanggar akan dijatuhi sanksi berat. [2]"]


def test_a_quote_that_answers_as_a_whole_or_not_at_all_has_no_mark() -> None:
    whole = memo(quoting("semua."))
    assert [run.marked for block in whole.blocks if block.role == "quote" for run in block.runs] == [False]
    near = asked(refused("x", "not_in_sources", "id"))
    passage = dataclasses.replace(citing("Netralitas itu penting."), number=1)
    answer = dataclasses.replace(near.turns[0].answer or answered("x"), nearest=(passage,))
    assert not any(run.marked for block in memo(asked(answer)).blocks for run in block.runs)


def test_what_two_sources_report_stands_once_with_both_references() -> None:
    one = citing("Netralitas itu penting.")
    two = dataclasses.replace(one, number=2, title="Lain", publisher="kasn.go.id", derived=("title",))
    found = memo(asked(answered("x", short_answer=None, text="", citations=(one, two))))
    assert said(found, "quote") == ["Netralitas itu penting."]
    first, second = said(found, "reference")
    assert first.startswith(f"[1] “{DOCUMENTS[0].title}”, baliprawara.com, 18 April 2024 (tanggal peristiwa")
    assert second == "[2] “Lain”, kasn.go.id, terbit 18 April 2024 (judul diambil dari isi teks)"


def test_links_are_absolute_and_lead_to_the_quote() -> None:
    found = memo(every_kind())
    links = [run for block in found.blocks if block.role == "link" for run in block.runs]
    assert len(links) == len(said(found, "reference"))
    assert all(run.text.startswith(f"{BASE}/sources/001_bali?start=") for run in links)
    assert all(run.link == f"{run.text}#quote" for run in links)


def test_a_speaker_stands_in_the_reference() -> None:
    assert said(memo(asked(answered("x"))), "reference")[1].startswith("[2] Menurut Dewa Made Indra. “ASN Diminta")


def test_a_refusal_is_said_and_its_nearest_passages_are_called_no_answer() -> None:
    found = memo(asked(refused("Siapa presiden?", "not_in_sources", "id")))
    start = roles(found).index("question")
    assert roles(found)[start + 1 : -5] == [
        *("refusal", "line", "label", "nearest_note", "quote", "reference", "link"),
    ]
    assert said(found, "refusal", "label") == ["Tidak dijawab", "Bukan jawaban – bagian terdekat"]
    assert said(found, "reference")[0].startswith("“ASN Diminta")  # without a number, that would look cited


def test_a_refusal_without_passages_has_none() -> None:
    assert said(memo(asked(refused("Pilih siapa?", "partisan", "id"))), "quote", "label") == []


def test_talk_is_its_text_alone() -> None:
    found = memo(asked(*(turn.answer for turn in every_kind().turns if turn.answer and turn.answer.kind == "talk")))
    assert roles(found)[5:-5] == ["question", "line", "item", "item"]
    assert said(found, "line", "item") == ["Sama-sama.", "satu", "dua"]


def test_a_list_keeps_its_own_lines_and_says_what_was_searched() -> None:
    found = memo(asked(every_kind().turns[4].answer or answered("x")))
    assert said(found, "searched") == ["Dicari sebagai: “apa saja netralitas”"]
    assert said(found, "line", "item") == ["Dikutip dari dua artikel: [1]", "satu", "dua [1]"]


def test_lines_that_only_repeat_a_quote_are_left_out() -> None:
    text = "22 September 2024 [1]\n\nMenurut baliprawara.com: “Netralitas itu penting.” [1]\n\nJuga oleh kasn.go.id [2]"
    found = memo(asked(answered("x", text=text, citations=(citing("Netralitas  itu\npenting."),))))
    assert said(found, "line") == ["Juga oleh kasn.go.id [2]"]


def test_the_headline_names_all_who_give_it() -> None:
    found = memo(asked(answered("x", text="22 September 2024 [1] [2]\n\nLain. [3]")))
    assert said(found, "headline") == ["22 September 2024 [1] [2]"]


@pytest.mark.parametrize("lang", ["id", "en"])
def test_the_note_says_how_it_was_made(lang: Lang) -> None:
    talk = asked(answered("x"), answered("y", index="e" * 16), answered("z"))
    made, sources, check, index = said(memo(talk, lang), "about_line")
    assert BASE in made
    assert "27 November 2026, 10:05 WIB" in made
    assert (sources, check) == (words(lang)["memo_sources"], words(lang)["memo_check"])
    assert index.endswith(f"{'f' * 16}, {'e' * 16}.")


def test_a_conversation_without_an_answer_says_so() -> None:
    for talk in (Conversation(), Conversation().ask("Kapan?")):
        found = memo(talk)
        assert said(found, "line") == ["Percakapan ini belum memuat pertanyaan yang dijawab."]
        assert said(found, "fact", "fact_last")[-1] == "Tanggal\t: 27 November 2026"
    assert memo(Conversation()).title == "Percakapan"


def test_turns_have_the_numbers_of_their_conversation() -> None:
    talk = every_kind()
    found = memo(dataclasses.replace(talk, turns=talk.turns[2:]))
    assert [text.split(".")[0] for text in said(found, "question")] == ["3", "4", "5"]


def test_highlights_outside_a_quote_or_over_each_other_change_no_character() -> None:
    quote = DOCUMENTS[0].text[:70]
    base = cite(1, DOCUMENTS[0], quote)
    for marks in (((-5, 3),), ((60, 900),), ((5, 20), (10, 30)), ((0, 70),), ()):
        stretches = dataclasses.replace(base, highlights=marks).stretches()
        assert "".join(text for text, _ in stretches) == quote
        assert all(text for text, _ in stretches)


def test_each_of_several_questions_has_its_line() -> None:
    found = memo(asked(SEVERAL))
    assert said(found, "headline") == []
    assert said(found, "line") == [
        "Kapan? 22 September 2024 [1]",
        "Apa sanksinya?",
        "Tentang di mana: tidak ada jawaban dalam sumber.",
    ]
    assert len(said(found, "quote")) == 2


def test_the_lines_before_a_quote_stand_before_it_quietly_and_where_it_stands_in_its_reference() -> None:
    item = cited_item()
    found = memo(asked(answered("x", short_answer=None, text=f"“{item.told}” [1]", citations=(item,))))
    (quote,) = [block for block in found.blocks if block.role == "quote"]
    assert [(run.text, run.quiet, run.marked) for run in quote.runs] == [
        ("(2) Pegawai dilarang: …\n", True, False), ("c. memasang spanduk calon.", False, False),
    ]  # fmt: skip
    assert said(found, "reference") == [
        "[1] “Peraturan Bupati Rimba”, Pemerintah Kabupaten Rimba, terbit 1 Maret 2024, Pasal 1 ayat (2) huruf c, hlm. 1"
    ]
    assert said(found, "line") == []  # the text repeats the quote, with what belongs before it


def test_quotes_of_one_wording_below_different_lines_are_two() -> None:
    one = cited_item()
    other = dataclasses.replace(one, number=2, lead=(dataclasses.replace(one.lead[0], text="(3) Pegawai wajib:"),))
    found = memo(asked(answered("x", short_answer=None, text="", citations=(one, other))))
    assert len(said(found, "quote")) == 2


def test_a_machine_is_said_to_have_read_a_page() -> None:
    found = memo(
        asked(answered("x", short_answer=None, text="", citations=(cited_item("Peraturan ini berlaku"),))), "en"
    )
    assert said(found, "reference")[0].endswith(", Pasal 3, p. 3, read by machine, 91% sure")
