"""Builds and servers that are killed at any moment: no index and nothing that was acknowledged is lost."""

from __future__ import annotations

import itertools
import shutil
import subprocess
import threading
import time
from pathlib import Path

import httpx

from assistant.conversations.opinions import OpinionStore
from index.build import build_index
from index.errors import StoreError
from index.store import Index
from tests.faults.conftest import Tally, often
from tests.faults.server import ROOT, Server, clean_environment, netral

QUESTION = "Kapan Pilkada 2024 dilaksanakan?"


def test_a_build_that_is_killed_leaves_the_index_in_force_or_the_new_one(tmp_path: Path, tally: Tally) -> None:
    tries = often(6, 60)
    sources, folder = tmp_path / "articles", tmp_path / "index"
    sources.mkdir()
    for path in (ROOT / "seeds").glob("*.txt"):  # without the manifest, which has their checksums
        shutil.copy(path, sources)
    build_index(sources, folder)
    command = [*netral("index", "build", str(sources))]
    environment = clean_environment(index=folder)
    started = time.monotonic()
    subprocess.run(command, env=environment, cwd=tmp_path, check=True, capture_output=True)
    whole = time.monotonic() - started
    lost = 0
    article = next(sources.glob("*.txt"))
    for number in range(tries):
        # Something to build each time, so that each try publishes.
        article.write_text(article.read_text(encoding="utf-8") + f"\nRapat ke-{number} digelar.\n", encoding="utf-8")
        process = subprocess.Popen(
            command, env=environment, cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        # From the first moment to after the end: the last quarter is where files are written and published.
        time.sleep(whole * 1.1 * (number + 0.5) / tries)
        process.kill()
        process.wait(30)
        try:
            lost += bool(Index(folder).problems())
        except StoreError:
            lost += 1
    subprocess.run(command, env=environment, cwd=tmp_path, check=True, capture_output=True)
    index = Index(folder)
    assert any(f"Rapat ke-{tries - 1} digelar." in index.document(name).text for name in index.document_ids)
    tally.add("kills of builds and publications", tries, lost)
    assert lost == 0


def test_what_a_killed_server_acknowledged_is_kept(tmp_path: Path, seeds_index: Path, tally: Tally) -> None:
    kills = often(2, 40)
    server = Server(tmp_path, seeds_index)
    acknowledged: list[int] = []
    for number in range(kills):
        server.start()
        stop = threading.Event()
        writers = [threading.Thread(target=give_opinions, args=(server, acknowledged, stop)) for _ in range(3)]
        for writer in writers:
            writer.start()
        if not number:  # however busy the machine is, something is acknowledged
            until = time.monotonic() + 60
            while not acknowledged and time.monotonic() < until:
                time.sleep(0.01)
        time.sleep(0.3 + 0.9 * number / kills)
        server.kill()
        stop.set()
        for writer in writers:
            writer.join(30)
    kept = {feedback.id for feedback in OpinionStore(server.records).feedback()}
    lost = len(set(acknowledged) - kept)
    tally.add("kills of the server", kills, lost, f"of {len(acknowledged)} acknowledged opinions")
    assert lost == 0
    assert len(set(acknowledged)) == len(acknowledged) > 0


def test_two_servers_write_one_file_of_records(tmp_path: Path, seeds_index: Path, tally: Tally) -> None:
    acknowledged: list[int] = []
    most = often(10, 100)
    one, other = (Server(tmp_path, seeds_index) for _ in range(2))
    with one, other:
        writers = [
            threading.Thread(target=give_opinions, args=(server, acknowledged, threading.Event(), most))
            for server in (one, other)
            for _ in range(2)
        ]
        for writer in writers:
            writer.start()
        for writer in writers:
            writer.join(300)
    kept = [feedback.id for feedback in OpinionStore(one.records).feedback()]
    lost = len(set(acknowledged) - set(kept)) + (4 * most - len(acknowledged))
    tally.add("opinions by two servers on one file", 4 * most, lost)
    assert lost == 0
    assert len(kept) == len(set(kept))


def give_opinions(server: Server, acknowledged: list[int], stop: threading.Event, most: int | None = None) -> None:
    """Send opinions, and keep the ids of those that are acknowledged, until the server is gone, or it is told to stop."""
    with httpx.Client(base_url=server.url, timeout=60) as client:
        for _ in itertools.count() if most is None else range(most):
            if stop.is_set():
                return
            try:
                reply = client.post("api/feedback", json={"question": QUESTION, "verdict": "up"})
            except httpx.HTTPError:
                return
            if reply.status_code == httpx.codes.CREATED:
                acknowledged.append(int(reply.json()["id"]))
