"""Verified entries: what is saved is in force, nobody overwrites another's work unseen, every step can be undone."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.quality.saved_changes import Edit, SavedChanges, today
from assistant.quality.verified_store import VerifiedStore, checked_entry, entry_with_reply, new_entry_id
from index.bank import BankEntry, BankQuote, Review, Wording
from index.bank_file import bank_lines, parse_bank
from index.document import Document
from index.errors import BankError, EditConflictError
from tests.fakes import DOCUMENTS

QUOTE = BankQuote("001_bali", "Proses pendaftaran calon, dimulai 22 September 2024.")
ENTRY = BankEntry("v-1", "when", (Wording("Kapan pendaftaran dimulai?", "id"),), (QUOTE,), "22 September 2024")
REFUSAL = BankEntry("v-2", "refuse", (Wording("Siapa presiden?", "id"),), refuse="not_in_sources")


def documents(source_id: str) -> Document | None:
    return next((each for each in DOCUMENTS if each.id == source_id), None)


@pytest.fixture
def store(tmp_path: Path) -> VerifiedStore:
    return VerifiedStore(tmp_path / "new" / "records.sqlite")


def test_what_is_saved_is_in_force_and_says_who_checked_it(store: VerifiedStore) -> None:
    store.save(ENTRY, 0, "Sari")
    store.save(REFUSAL, 0, "Budi")
    first, second = store.entries()
    assert (first.id, first.origin, first.author, first.reviewed) == (
        "v-1",
        "feedback",
        "Sari",
        Review("Sari", today()),
    )
    assert (second.refuse, second.reviewed) == ("not_in_sources", Review("Budi", today()))
    assert store.find("v-1").entry == first


def test_the_version_grows_with_every_save_also_in_another_process(store: VerifiedStore, tmp_path: Path) -> None:
    assert store.version() == 0
    assert not (tmp_path / "new").exists()
    other = VerifiedStore(tmp_path / "new" / "records.sqlite")
    seen = [store.version()]
    step = other.save(ENTRY, 0, "Sari")
    seen.append(store.version())
    other.changes.undo(step, "Sari")
    seen.append(store.version())
    assert seen == sorted(set(seen))
    assert list(store.entries()) == []


def test_the_later_of_two_editors_is_told_who_saved_and_nothing_is_lost(store: VerifiedStore) -> None:
    store.save(ENTRY, 0, "Sari")
    seen = store.find("v-1").version
    store.save(replace(ENTRY, short="September 2024"), seen, "Budi")
    with pytest.raises(EditConflictError, match=r"Budi saved this 2.*Look at it, then save again") as conflict:
        store.save(replace(ENTRY, short=None), seen, "Tono")
    assert (conflict.value.by, conflict.value.on[:10]) == ("Budi", today())
    assert store.entries()[0].short == "September 2024"
    with pytest.raises(EditConflictError):
        store.save(ENTRY, 0, "Tono")
    store.save(replace(ENTRY, short=None), store.find("v-1").version, "Tono")
    assert store.entries()[0].short is None


def test_of_many_who_save_at_once_one_is_first_and_all_others_are_told(store: VerifiedStore) -> None:
    def save(number: int) -> bool:
        try:
            store.save(ENTRY, 0, f"orang {number}")
        except EditConflictError:
            return False
        return True

    with ThreadPoolExecutor(8) as threads:
        assert sorted(threads.map(save, range(16))) == [False] * 15 + [True]


def test_each_step_can_be_undone_and_an_undo_too(store: VerifiedStore) -> None:
    first = store.save(ENTRY, 0, "Sari")
    second = store.save(replace(ENTRY, short=None), store.find("v-1").version, "Budi")
    with pytest.raises(EditConflictError, match="Budi"):
        store.changes.undo(first, "Sari")
    undone = store.changes.undo(second, "Sari")
    assert store.entries()[0].short == "22 September 2024"
    assert store.entries()[0].reviewed == Review("Sari", today())
    with pytest.raises(EditConflictError):
        store.changes.undo(second, "Budi")
    store.changes.undo(undone, "Budi")
    assert store.entries()[0].short is None
    removed = store.remove("v-1", store.find("v-1").version, "Sari")
    assert list(store.entries()) == []
    store.changes.undo(removed, "Sari")
    assert store.entries()[0].id == "v-1"
    with pytest.raises(EditConflictError):
        store.changes.undo(999, "Sari")


def test_a_shipped_entry_is_switched_off_and_on_again(store: VerifiedStore) -> None:
    step = store.switch_off("b001", 0, "Sari")
    assert store.removed() == {"b001"}
    assert list(store.entries()) == []
    store.changes.undo(step, "Sari")
    assert store.removed() == frozenset()


def test_the_trail_says_who_did_what_when_and_what_it_was_before(store: VerifiedStore) -> None:
    first = store.save(ENTRY, 0, "Sari")
    second = store.remove("v-1", store.find("v-1").version, "Budi")
    store.changes.undo(second, "Sari")
    undo, remove, save = store.changes.trail()
    assert (save.author, save.action, save.before, save.after["short"]) == ("Sari", "verify", None, "22 September 2024")
    assert (remove.author, remove.action, remove.before["id"], remove.after) == ("Budi", "remove", "v-1", None)
    assert (undo.undoes, undo.undone, remove.undone, save.undone) == (remove.step, False, True, False)
    assert save.step == first
    assert save.made.endswith("+00:00")
    assert store.changes.trail(limit=1, before=undo.number) == [remove]


def test_a_question_becomes_one_more_wording_of_an_entry(store: VerifiedStore) -> None:
    store.save(ENTRY, 0, "Sari")
    seen = store.find("v-1")
    assert seen.entry
    store.add_wordings(seen.entry, [Wording("pendaftaran mulai kapan", "id")], seen.version, "Budi")
    store.add_wordings(
        store.entries()[0], [Wording("Pendaftaran mulai kapan??", "id")], store.find("v-1").version, "Budi"
    )
    wordings = store.entries()[0].wordings
    assert [(each.text, each.author) for each in wordings] == [
        ("Kapan pendaftaran dimulai?", "Sari"),
        ("pendaftaran mulai kapan", "Budi"),
    ]
    full = replace(ENTRY, wordings=tuple(Wording(f"kata{number}", "id") for number in range(1000)))
    with pytest.raises(BankError, match="an entry of its own"):
        store.add_wordings(full, [Wording("satu lagi", "id")], 0, "Sari")


def test_an_entry_with_the_same_reply_is_found_but_not_for_a_refusal() -> None:
    same = replace(ENTRY, id="b7", wordings=(Wording("lain", "id"),))
    assert entry_with_reply(ENTRY, [replace(same, short=None), same]) == same
    assert entry_with_reply(replace(ENTRY, short="2024"), [same]) is None
    assert entry_with_reply(REFUSAL, [REFUSAL]) is None


def test_an_entry_is_checked_against_the_documents() -> None:
    assert checked_entry(ENTRY, documents) == ENTRY
    with pytest.raises(BankError, match=r"no longer holds .* Mark the words in the document again"):
        checked_entry(replace(ENTRY, quotes=(BankQuote("001_bali", "tidak ada"),), short=None), documents)
    with pytest.raises(BankError, match="neither `quotes` nor `refuse`"):
        checked_entry(replace(ENTRY, quotes=(), short=None), documents)
    with pytest.raises(BankError, match="short"):
        VerifiedStore(Path("never")).save(replace(ENTRY, short="2025"), 0, "Sari")


def test_two_editors_of_one_question_meet_in_one_entry() -> None:
    assert new_entry_id(Wording("Siapa presiden?", "id")) == new_entry_id(Wording("siapa  PRESIDEN", "en"))


def test_what_is_exported_can_be_imported_elsewhere_and_problems_are_named_by_line(
    store: VerifiedStore, tmp_path: Path
) -> None:
    store.save(ENTRY, 0, "Sari")
    store.save(REFUSAL, 0, "Sari")
    text = store.export()
    assert [each.id for each in parse_bank(text).entries] == ["v-1", "v-2"]
    other = VerifiedStore(tmp_path / "other.sqlite")
    stale = replace(
        ENTRY, id="b3", wordings=(Wording("apa", "id"),), quotes=(BankQuote("001_bali", "hilang"),), short=None
    )
    draft = replace(REFUSAL, id="b4", wordings=(Wording("siapa ia", "id"),), origin="model")
    found = other.import_lines(text + "{bukan json\n" + bank_lines([stale, draft]), "Budi", documents)
    assert (found.saved, found.same, [each.line for each in found.problems]) == (2, 0, [3, 4, 5])
    assert "not JSON" in found.problems[0].message
    assert "stale" in found.problems[1].message
    assert "nobody reviewed" in found.problems[2].message
    assert other.entries() == store.entries()  # Sari stays the one who checked them
    assert other.import_lines(text, "Budi", documents).same == 2
    other.changes.undo(found.step, "Budi")
    assert list(other.entries()) == []


def test_an_entry_of_another_version_is_left_out(store: VerifiedStore, tmp_path: Path) -> None:
    SavedChanges(tmp_path / "new" / "records.sqlite").save([Edit("entry", "v-9", {"kind": "later"})], "verify", "Sari")
    assert list(store.entries()) == []
