"""The index, the server and the working folders in which the documentation runs."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import uvicorn

from assistant.answering.service import AnswerService
from assistant.conversations.opinions import Feedback, OpinionStore
from assistant.web.serve import open_socket
from tests import real
from tests.docs.blocks import ROOT
from tests.fakes import make_app

ASKED = "Kapan pendaftaran calon Pilkada 2024 dimulai?"
QUESTIONS_OF_A_RUN = 12


@pytest.fixture(scope="session")
def index_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return real.index_of_seeds(tmp_path_factory)


@pytest.fixture(scope="session")
def service(index_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> AnswerService:
    """The service under the shipped settings, but for the rate limit and `/v1`; its records are in a folder of their own.

    No answer is kept: a page shows one as it is the first time, whatever another page asked before.
    """
    records = tmp_path_factory.mktemp("served") / "records.sqlite"
    changes = {"records": records, "rate_limit": 0, "port": 0, "openai_api": True, "answers_kept": 0}
    return AnswerService(real.settings(index_folder, "spans").with_changes(**changes))


@pytest.fixture(scope="session")
def server(service: AnswerService) -> Iterator[str]:
    """Address of a real server, without the chat page."""
    settings = service.settings
    with open_socket(settings) as sock:
        app = make_app(service, settings, page=False)
        running = uvicorn.Server(uvicorn.Config(app, log_level="critical", timeout_graceful_shutdown=1))
        thread = threading.Thread(target=running.run, kwargs={"sockets": [sock]})
        thread.start()
        yield f"http://127.0.0.1:{sock.getsockname()[1]}"
        running.should_exit = True
        thread.join(timeout=20)
        assert not thread.is_alive()


@pytest.fixture(scope="session")
def make_workspace(
    service: AnswerService, index_folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[], Path]:
    """Makes working folders as readers of the documentation have them: articles, an index, question sets, two runs, an opinion."""
    answers = (ROOT / "eval/baseline/answers.jsonl").read_text(encoding="utf-8").splitlines(keepends=True)
    answer = service.ask(ASKED).as_dict()

    def make() -> Path:
        folder = tmp_path_factory.mktemp("workspace")
        shutil.copytree(ROOT / "seeds", folder / "seeds")
        shutil.copytree(index_folder, folder / ".netral/index")
        for part in ("baseline", "data"):
            shutil.copytree(ROOT / "eval" / part, folder / "eval" / part)
        for name in ("before", "after"):
            (folder / "runs" / name).mkdir(parents=True)
            shutil.copy(ROOT / "eval/baseline/run.json", folder / "runs" / name)
            some = "".join(answers[:QUESTIONS_OF_A_RUN])
            (folder / "runs" / name / "answers.jsonl").write_text(some, encoding="utf-8")
        OpinionStore(folder / ".netral/records.sqlite").add(Feedback("up", "Pas.", ASKED, (), "id", answer, {}))
        return folder

    return make
