"""Expected questions on the operator's page: written for the sentences of a document, and drafted where a drafter is set."""

from __future__ import annotations

import dataclasses
import re
import shutil
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from fastapi.testclient import TestClient

from assistant.answering.engine import Engine
from assistant.publishing.publisher import Publisher
from assistant.settings import Settings
from assistant.web.operator.questions import PAGE_SENTENCES
from assistant.web.security.limits import BODY_LIMIT
from assistant.wording import words
from index.bank import BankEntry, BankQuote, Wording
from index.bank_file import bank_lines, read_bank
from index.document import Document, Passage
from tests.assistant.web.operator.test_routes import OURS, TOKEN, Site
from tests.fakes import HOSTILE, FakeService, make_app
from tests.real import SEEDS

SAY = words("id")
BALI = "001_354e1def9f1e9756"


@pytest.fixture
def inside(tmp_path: Path) -> Iterator[Site]:
    site = Site(tmp_path)
    with site.browser:
        assert site.log_in().status_code == 200
        yield site


def fields(page: str) -> dict[str, str]:
    """The form's hidden fields, its text fields and its text areas, as a browser would send them back."""
    form = page.split('<form id="questions"')[1].split("</form>")[0]
    found = {
        name: value
        for tag in re.findall(r"<input [^>]*>", form)
        if 'type="checkbox"' not in tag
        for name, value in re.findall(r'name="([^"]+)"(?:.*? value="([^"]*)")?', tag)
    }
    return found | dict(re.findall(r'<textarea name="([^"]+)"[^>]*>\n?([^<]*)</textarea>', form))


def save(site: Site, file: str, page: int = 1, **written: str) -> Any:
    """Open the form, fill it in and send it; `questions_1` is the field `questions-1`."""
    shown = fields(site.browser.get(f"/operator/questions/{file}?page={page}").text)
    given = {name.replace("_", "-"): value for name, value in written.items()}
    return site.browser.post("/operator/questions", data=shown | {"author": "Ana"} | given, headers=OURS)


def bank(site: Site) -> tuple[BankEntry, ...]:
    return read_bank(site.sources / "questions.jsonl").entries


# The form


def test_after_an_upload_the_page_says_that_there_are_no_expected_questions_and_offers_to_write_some(
    inside: Site,
) -> None:
    page = inside.upload("rapat.txt").text
    assert SAY["operator_questions_none"] in page
    assert f'href="/operator/questions/rapat.txt?lang=id">{SAY["operator_questions_write"]}' in page
    assert SAY["operator_draft"] not in page  # no drafter is set
    assert inside.send("draft", {"file": "rapat.txt"}).status_code == 404
    assert SAY["operator_questions_missing"] in inside.documents()


def test_the_form_has_the_sentences_one_by_one_without_furniture(inside: Site) -> None:
    inside.upload("rapat.txt")
    page = inside.browser.get("/operator/questions/rapat.txt").text
    shown = re.findall(r'id="sentence-\d+"[^>]*>([^<]*)</span>', page)
    assert shown == ["Rapat dibuka pada 3 Mei 2031.", "Hadir 40 warga."]


def test_what_is_written_is_saved_in_the_bank_and_shown_again(inside: Site) -> None:
    inside.upload("rapat.txt")
    response = save(inside, "rapat.txt", questions_1="Kapan rapat dibuka?\r\nTanggal berapa?\r\n", short_1="3 Mei 2031")
    assert SAY["operator_questions_saved"].format(changed=1, removed=0) in response.text
    [entry] = bank(inside)
    assert [(w.text, w.author) for w in entry.wordings] == [("Kapan rapat dibuka?", "Ana"), ("Tanggal berapa?", "Ana")]
    assert (entry.quotes, entry.short) == ((BankQuote("rapat", "Rapat dibuka pada 3 Mei 2031."),), "3 Mei 2031")
    again = fields(response.text)
    assert (again["questions-1"], again["short-1"], again["author"]) == (
        "Kapan rapat dibuka?\nTanggal berapa?",
        "3 Mei 2031",
        "Ana",
    )
    document = inside.browser.get("/operator/documents/rapat.txt").text
    assert SAY["operator_questions_count"].format(questions=2, entries=1) in document
    assert SAY["operator_questions_few"].format(count=2) in inside.documents()
    assert inside.publisher.last is None


def test_save_and_publish_publishes(inside: Site) -> None:
    inside.upload("rapat.txt")
    response = save(inside, "rapat.txt", questions_1="Kapan rapat dibuka?", then="publish")
    assert SAY["operator_questions_publishing"].format(changed=1, removed=0) in response.text
    assert inside.publisher.last
    for _ in range(600):
        if not inside.browser.get("/operator/state").json()["running"]:
            break
    assert inside.publisher.last.report


def test_an_entry_is_changed_and_removed_in_the_same_form(inside: Site) -> None:
    inside.upload("rapat.txt")
    save(inside, "rapat.txt", questions_1="Kapan rapat dibuka?")
    save(inside, "rapat.txt", questions_1="Bilamana rapat dibuka?", questions_2="Apa yang dibuka?", author="Budi")
    assert [[w.text for w in e.wordings] for e in bank(inside)] == [["Bilamana rapat dibuka?"], ["Apa yang dibuka?"]]
    response = save(inside, "rapat.txt", questions_1="", author="Budi")
    assert SAY["operator_questions_saved"].format(changed=0, removed=1) in response.text
    assert [e.author for e in bank(inside)] == ["Budi"]
    assert SAY["operator_questions_same"] in save(inside, "rapat.txt").text


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ({"short_1": "4 Mei 2031"}, SAY["operator_error_short"].format(sentence=1)),
        ({"questions_2": "???"}, SAY["operator_error_question"].format(sentence=2)),
        ({"short_2": "40 warga"}, SAY["operator_error_no_question"].format(sentence=2)),
        ({"author": " "}, SAY["operator_error_author"].format(limit=100)),
        ({"sentence_2": "0" * 12, "questions_2": "Apa?"}, SAY["operator_error_sentence_gone"]),
    ],
)
def test_a_refused_form_says_why_saves_nothing_and_keeps_what_was_typed(
    inside: Site, written: dict[str, str], message: str
) -> None:
    inside.upload("rapat.txt")
    response = save(inside, "rapat.txt", **({"questions_1": "Kapan rapat dibuka?"} | written))
    assert message in response.text
    assert bank(inside) == ()
    assert fields(response.text)["questions-1"] == "Kapan rapat dibuka?"
    if "author" not in written:
        assert fields(response.text)["author"] == "Ana"


def test_a_question_that_another_entry_answers_otherwise_is_refused_in_words(inside: Site) -> None:
    inside.upload("rapat.txt")
    save(inside, "rapat.txt", questions_1="Apa isinya?")
    response = save(inside, "rapat.txt", questions_3="apa isinya")
    assert SAY["operator_error_bank"] in response.text
    assert "otherwise" in response.text
    assert len(bank(inside)) == 1


def test_the_later_of_two_people_is_told_and_sees_what_the_first_one_wrote(inside: Site) -> None:
    inside.upload("rapat.txt")
    save(inside, "rapat.txt", questions_1="Kapan rapat dibuka?")
    shown = fields(inside.browser.get("/operator/questions/rapat.txt").text)
    save(inside, "rapat.txt", questions_1="Bilamana rapat dibuka?")
    mine = {"author": "Budi", "questions-1": "Jam berapa?", "questions-3": "Berapa warga yang hadir?"}
    response = inside.browser.post("/operator/questions", data=shown | mine, headers=OURS)
    assert SAY["operator_error_questions_changed"] in response.text
    assert [w.text for e in bank(inside) for w in e.wordings] == ["Bilamana rapat dibuka?"]
    again = fields(response.text)
    assert (again["questions-1"], again["questions-3"]) == ("Bilamana rapat dibuka?", "Berapa warga yang hadir?")


def test_a_long_document_has_pages_and_every_sentence_is_on_one(inside: Site) -> None:
    text = " ".join(f"Warga nomor {n} datang pada hari ke-{n}." for n in range(2 * PAGE_SENTENCES + 1))
    inside.upload("panjang.txt", text)
    pages = [inside.browser.get(f"/operator/questions/panjang.txt?page={n}").text for n in (1, 2, 3, 99)]
    counts = [len(re.findall(r' id="sentence-', page)) for page in pages]
    assert counts == [PAGE_SENTENCES, PAGE_SENTENCES, 1, 1]
    assert 'rel="next"' in pages[0]
    assert 'rel="prev"' not in pages[0]
    assert 'rel="next"' not in pages[2]
    response = save(inside, "panjang.txt", page=3, questions_1="Siapa yang datang terakhir?")
    assert SAY["operator_questions_page"].format(page=3, pages=3) in response.text
    assert "page=2&amp;lang=en" in pages[1]  # the other language is the same page


@pytest.mark.parametrize("page", ["0", "-1", "x"])
def test_a_page_that_is_no_number_is_a_mistake_of_the_address(inside: Site, page: str) -> None:
    assert inside.browser.get(f"/operator/questions/satu.txt?page={page}").status_code == 422


def test_what_a_form_says_of_its_page_cannot_lead_elsewhere(inside: Site) -> None:
    response = inside.send(
        "questions", {"file": "satu.txt", "page": "1&x=//evil", "author": "Ana"}, follow_redirects=False
    )
    assert response.headers["location"] == "/operator/questions/satu.txt?page=1&lang=id"


def test_a_document_that_is_not_there_has_no_questions_and_neither_has_one_outside_the_folder(inside: Site) -> None:
    for name in ("lain.txt", "..%2Fmanifest.toml"):
        assert inside.browser.get(f"/operator/questions/{name}").status_code == 404
    assert SAY["operator_error_gone"] in inside.send("questions", {"file": "lain.txt", "author": "Ana"}).text


def test_nobody_writes_questions_without_a_session_or_from_another_site(inside: Site) -> None:
    shown = fields(inside.browser.get("/operator/questions/satu.txt").text) | {"author": "Ana", "questions-1": "Kapan?"}
    stranger = TestClient(inside.browser.app)
    response = stranger.post("/operator/questions", data=shown, headers=OURS, follow_redirects=False)
    assert (response.status_code, response.headers["location"]) == (303, "/operator")
    assert 'name="token"' in stranger.get("/operator/questions/satu.txt").text
    for headers, data in (({"Origin": "https://evil.example"}, shown), (OURS, shown | {"form_token": "x"})):
        assert inside.browser.post("/operator/questions", data=data, headers=headers).status_code == 403
    assert bank(inside) == ()


def test_hostile_questions_authors_and_names_are_shown_as_text(inside: Site) -> None:
    inside.upload("jahat.txt", f"Rapat {HOSTILE[0]} dan {HOSTILE[1]} dibuka pada 3 Mei 2031.")
    response = save(inside, "jahat.txt", questions_1="\n".join(HOSTILE), author="<script>window.hacked=1</script>")
    assert len(bank(inside)[0].wordings) == len({Wording(h, "id").normal_form for h in HOSTILE})
    page = response.text + inside.browser.get("/operator/documents/jahat.txt").text
    assert "<script>window" not in page
    assert "<img src=x" not in page


def test_a_page_of_long_entries_fits_through_the_limit_for_a_session_alone(inside: Site) -> None:
    many = "\n".join(f"Pertanyaan ke-{n} yang cukup panjang tentang rapat warga {'x' * 300}?" for n in range(60))
    response = save(inside, "satu.txt", questions_1=many, filler="x" * BODY_LIMIT)
    assert response.status_code == 200
    assert len(bank(inside)[0].wordings) == 60
    stranger = TestClient(inside.browser.app)
    assert stranger.post("/operator/questions", data={"x": "x" * (BODY_LIMIT + 1)}, headers=OURS).status_code == 413


def test_an_entry_that_is_too_long_for_the_form_is_named_and_left_alone(inside: Site) -> None:
    entry = BankEntry(
        "panjang",
        "when",
        tuple(Wording(f"Kapan apel ke-{n}?", "id") for n in range(61)),
        (BankQuote("satu", "Apel digelar pada 1 Juni 2031."),),
    )
    (inside.sources / "questions.jsonl").write_text(bank_lines([entry]), encoding="utf-8")
    page = inside.browser.get("/operator/questions/satu.txt").text
    assert SAY["operator_questions_long"].format(count=61) in page
    save(inside, "satu.txt", questions_1="Tanggal berapa apel?")
    assert [e.id == "panjang" for e in bank(inside)] == [True, False]


def test_a_bank_that_cannot_be_read_is_named_and_the_other_pages_work(inside: Site) -> None:
    (inside.sources / "questions.jsonl").write_bytes(b"\xff\xfe")
    for path in ("questions", "documents"):
        page = inside.browser.get(f"/operator/{path}/satu.txt")
        assert page.status_code == 200
        assert SAY["operator_error_bank"] in page.text
    assert inside.browser.get("/operator").status_code == 200
    assert SAY["operator_error_bank"] in inside.send("questions", {"file": "satu.txt", "author": "Ana"}).text


# Drafting


class FakeDrafter:
    name = "model <1>"

    def draft(self, document: Document, passages: Sequence[Passage]) -> Iterable[BankEntry]:
        assert passages

        def entry(name: str, quote: str, *questions: str) -> BankEntry:
            quotes = (BankQuote(document.id, quote),)
            return BankEntry(name, "fact", tuple(Wording(q, "id") for q in questions), quotes, origin="model")

        start = "Proses pendaftaran calon, dimulai 22 September 2024."
        yield entry("d1", start, "Kapan proses pendaftaran calon dimulai?", "Siapa Pj Walikota Tarakan?")
        yield entry("d2", "Tidak ada di artikel.", "<b>Apa?</b>")


@pytest.fixture
def drafting(tmp_path: Path, engine: Engine) -> Iterator[TestClient]:
    shutil.copytree(SEEDS, tmp_path / "seeds")
    index = engine.index.folder.parent
    settings = Settings(
        index=index, sources=tmp_path / "seeds", operator_token=TOKEN, records=tmp_path / "r.sqlite", rate_limit=0
    )
    # Without a bank, which would have its drafts already.
    bare = dataclasses.replace(engine, bank=SimpleNamespace(entries=()))  # type: ignore[arg-type]
    publisher = Publisher(settings, lambda: bare)
    app = make_app(FakeService(settings), settings, page=False, publisher=publisher, drafter=FakeDrafter())
    with TestClient(app) as browser:
        browser.post("/operator/login", data={"token": TOKEN}, headers=OURS)
        yield browser


def drafts_for(browser: TestClient, file: str) -> Any:
    found = re.search(r'name="form_token" value="([^"]+)"', browser.get("/operator").text)
    assert found
    return browser.post("/operator/draft", data={"form_token": found.group(1), "file": file}, headers=OURS)


def test_drafts_that_pass_are_saved_as_drafts_and_the_others_are_listed_with_the_reason(
    drafting: TestClient, tmp_path: Path
) -> None:
    before = read_bank(tmp_path / "seeds" / "questions.jsonl").entries
    assert "model &lt;1&gt;" in drafting.get(f"/operator/documents/{BALI}.txt").text
    page = drafts_for(drafting, f"{BALI}.txt").text
    assert SAY["operator_drafted"].format(kept=1, dropped=2) in page
    [draft] = read_bank(tmp_path / "seeds" / "questions.jsonl").entries[len(before) :]
    assert (draft.id, draft.is_draft, [w.text for w in draft.wordings]) == (
        "d1",
        True,
        ["Kapan proses pendaftaran calon dimulai?"],
    )
    for text in (
        SAY["operator_drop_no_quote"],
        SAY["operator_drop_not_found"],
        "&lt;b&gt;Apa?",
        SAY["operator_questions_checked"],
    ):
        assert text in page
    count = drafting.get(f"/operator/documents/{BALI}.txt").text
    assert SAY["operator_questions_drafts"].format(count=1) in count


def test_a_second_time_the_same_drafts_are_not_saved_twice(drafting: TestClient, tmp_path: Path) -> None:
    drafts_for(drafting, f"{BALI}.txt")
    before = (tmp_path / "seeds" / "questions.jsonl").read_bytes()
    page = drafts_for(drafting, f"{BALI}.txt").text
    assert SAY["operator_drafted"].format(kept=1, dropped=2) in page
    assert (tmp_path / "seeds" / "questions.jsonl").read_bytes() == before


def test_a_document_that_is_not_published_gets_no_drafts(drafting: TestClient, tmp_path: Path) -> None:
    (tmp_path / "seeds" / "baru.txt").write_text("Apel digelar pada 1 Juni 2031.", encoding="utf-8")
    assert SAY["operator_error_unpublished"] in drafts_for(drafting, "baru.txt").text


def test_ticking_a_draft_makes_it_a_reviewed_entry(drafting: TestClient, tmp_path: Path) -> None:
    shown = fields(drafts_for(drafting, f"{BALI}.txt").text)
    number = next(name[6:] for name, value in shown.items() if name.startswith("entry-") and value == "d1")
    drafting.post("/operator/questions", data=shown | {"author": "Ana", f"checked-{number}": "yes"}, headers=OURS)
    [draft] = [e for e in read_bank(tmp_path / "seeds" / "questions.jsonl").entries if e.id == "d1"]
    assert draft.reviewed
    assert (draft.reviewed.by, draft.is_draft) == ("Ana", False)
