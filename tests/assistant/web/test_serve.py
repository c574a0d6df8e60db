"""Starting the server."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
import sys
import urllib.request

import pytest

from assistant.settings import Settings
from assistant.web.serve import open_socket
from index.errors import ConfigError


def test_a_port_in_use_gives_a_clear_message() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(ConfigError, match=rf"127\.0\.0\.1:{port}.*--port"):
            open_socket(Settings(port=port))


SERVE = """
from assistant.settings import Settings
from assistant.web.serve import serve
from tests.fakes import FakeService
serve(FakeService(), Settings(port=0))
"""


def test_serving_prints_its_address_once_it_listens_and_ends_quietly_with_a_page_open() -> None:
    process = subprocess.Popen([sys.executable, "-c", SERVE], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout
    line = process.stdout.readline()
    found = re.fullmatch(r"Netral: (http://127\.0\.0\.1:\d+)\n", line)
    assert found, line
    with urllib.request.urlopen(found.group(1) + "/healthz") as response:
        assert response.status == 200
    with urllib.request.urlopen(found.group(1) + "/gradio_api/heartbeat/test"):
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=20)
    assert (process.returncode, out, err) == (0, "", "")
