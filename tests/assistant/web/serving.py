"""A real server on loopback, for clients that speak HTTP themselves."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from assistant.settings import Settings
from assistant.web.serve import limits_of, make_server, open_socket
from assistant.web.shared.pool import Service
from tests.fakes import make_app


@contextmanager
def serving(service: Service, settings: Settings) -> Iterator[str]:
    """The address of a server of `service`, without the chat page, while it runs."""
    with open_socket(settings) as sock:
        server = make_server(make_app(service, settings, page=False), limits_of(settings))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [sock]})
        thread.start()
        try:
            yield f"http://127.0.0.1:{sock.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(timeout=20)
        assert not thread.is_alive()
