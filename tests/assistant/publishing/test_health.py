"""Whether all is in order, and how much room it takes."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from assistant.conversations.database import open_transaction
from assistant.publishing import health
from assistant.publishing.health import CHECKS, LEAST_FREE, SPACE_SECONDS, DiskSpace, SpaceMeter, check_health
from assistant.publishing.publisher import Publisher
from tests.assistant.publishing.test_publisher import Desk

ROOMY = DiskSpace(1, 1, 1, 1, 10 * LEAST_FREE, 20 * LEAST_FREE)


class Served(Desk):
    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.settings = self.settings.with_changes(records=folder / "records.sqlite")

    def engine(self) -> Any:
        return SimpleNamespace(**vars(super().engine()), reader=SimpleNamespace(id="spans 5"))

    def bad(self, space: DiskSpace = ROOMY) -> list[str]:
        return [check.name for check in check_health(self.settings, self.publisher, space) if not check.good]


@pytest.fixture
def desk(tmp_path: Path) -> Served:
    return Served(tmp_path)


def test_all_is_in_order_and_named(desk: Served) -> None:
    checks = check_health(desk.settings, desk.publisher, ROOMY)
    assert tuple(check.name for check in checks) == CHECKS
    assert all(check.good for check in checks)
    details = {check.name: check.detail for check in checks}
    assert details["encoder"] == desk.encoder.id
    assert details["reader"] == "spans 5"
    assert not desk.settings.records.exists()  # looking creates nothing


def test_without_an_index_nothing_is_loaded(desk: Served) -> None:
    (desk.settings.index / "CURRENT").unlink()
    assert desk.bad() == ["index", "encoder", "reader"]


def test_an_index_in_force_that_the_server_does_not_use_is_reported_with_both(desk: Served) -> None:
    engine = desk.engine()
    desk.publisher = Publisher(desk.settings, lambda: engine)
    (desk.settings.index / "CURRENT").write_text("0" * 16 + "\n", encoding="utf-8")
    (index, *_) = check_health(desk.settings, desk.publisher, ROOMY)
    assert (index.good, index.detail) == (False, f"{'0' * 16}, {engine.index.fingerprint}")


def test_records_that_are_no_database_are_reported(desk: Served) -> None:
    with open_transaction(desk.settings.records):
        pass
    assert desk.bad() == []
    desk.settings.records.write_bytes(b"no database at all" * 100)
    assert desk.bad() == ["records"]


@pytest.mark.parametrize(
    ("indexes", "free", "bad"),
    [(1, LEAST_FREE, []), (1, LEAST_FREE - 1, ["disk"]), (4 * LEAST_FREE, 4 * LEAST_FREE - 1, ["disk"])],
)
def test_a_disk_that_the_next_build_might_fill_is_reported(
    desk: Served, indexes: int, free: int, bad: list[str]
) -> None:
    assert desk.bad(DiskSpace(1, 1, indexes, 1, free, 10 * LEAST_FREE)) == bad


def test_the_space_is_that_of_the_files_and_is_not_measured_for_every_page(
    desk: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    now, measured = [0.0], []
    measure = health.measure_space
    monkeypatch.setattr(health, "measure_space", lambda settings: measured.append(1) or measure(settings))
    meter = SpaceMeter(desk.settings, lambda: now[0])
    trash = desk.sources.with_name("articles-trash")
    trash.mkdir()
    (trash / "x.txt").write_bytes(b"x" * 1000)
    first = meter.space()
    assert first.documents == sum(path.stat().st_size for path in desk.sources.iterdir())
    assert (first.bin, first.records) == (1000, 0)
    assert first.indexes > 1000
    assert 0 < first.free <= first.total
    desk.settings.records.write_bytes(b"y" * 10)
    now[0] = SPACE_SECONDS - 1
    assert meter.space() == first
    now[0] = SPACE_SECONDS
    assert meter.space().records == 10
    assert len(measured) == 2


def test_folders_that_are_not_there_yet_take_no_room(tmp_path: Path) -> None:
    desk = Served(tmp_path)
    settings = desk.settings.with_changes(index=tmp_path / "a" / "b", sources=tmp_path / "c")
    space = health.measure_space(settings)
    assert (space.documents, space.indexes, space.bin) == (0, 0, 0)
    assert space.total > 0
