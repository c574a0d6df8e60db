"""The requests of the staff page's script, without a browser."""

from __future__ import annotations

import json
import re
from typing import Any

from fastapi.testclient import TestClient


class StaffScript:
    """Sends the events of the page that `api` serves."""

    def __init__(self, api: TestClient) -> None:
        self.api = api
        found = re.search(
            r"window\.gradio_config\s*=\s*(\{.*?\});\s*(?:</script>|window\.)", api.get("/").text, re.DOTALL
        )
        assert found
        self.events: list[dict[str, Any]] = json.loads(found[1])["dependencies"]

    def number(self, name: str) -> int:
        """The first event of that name, such as `load` or `submit`."""
        return next(int(each["id"]) for each in self.events if any(target[1] == name for target in each["targets"]))

    def send(self, path: str, **values: Any) -> Any:
        """A request as the script writes it, half a surrogate pair included."""
        return self.api.post(path, content=json.dumps(values), headers={"Content-Type": "application/json"})

    def load(self, session: str, memory: Any = None) -> Any:
        """Open the page."""
        return self.send(
            "/gradio_api/run/predict", data=[memory or {}], fn_index=self.number("load"), session_hash=session
        )

    def ask(self, session: str, question: Any, memory: Any = None) -> str:
        """Ask, and give the stream of events to its end."""
        data = [question, None, None, memory or {}]
        joined = self.send("/gradio_api/queue/join", data=data, fn_index=self.number("submit"), session_hash=session)
        assert joined.status_code == 200, joined.text
        return str(self.api.get("/gradio_api/queue/data", params={"session_hash": session}).text)
