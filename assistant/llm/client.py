"""The client of a language model behind the OpenAI-compatible protocol: llama.cpp, vLLM, Ollama, or a hosted one.

Whatever the server does, a caller gets a reply or a `LanguageModelError` within `LanguageModel.seconds`.
"""

from __future__ import annotations

import json
import logging
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeoutError
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any, Literal

import openai

from assistant.llm.breaker import CircuitBreaker
from assistant.llm.json_reply import json_object
from index.errors import LanguageModelError

_log = logging.getLogger(__name__)
FAILURES, REST = 5, 30.0
"""Failures in a row after which a server is left alone, and for how many seconds."""
RETRIES = 2
"""Tries after the first one, with growing pauses, of what may pass: no connection, 408, 409, 429, 5xx."""
CONNECT_SECONDS = 5.0
MOST_CHARACTERS = 100_000
"""Characters of a reply; one that goes on is cut off, and its server told to stop."""
SEED = 7
"""So that the same question is answered alike, where the server can."""
Message = Mapping[str, str]
Failure = Literal["slow", "unreachable", "refused", "nonsense", "cut_off", "busy", "resting"]


@dataclass(frozen=True, slots=True)
class LanguageModel:
    """Which model to ask, and what one question may cost.

    Attributes:
        base_url: of the protocol, such as `http://127.0.0.1:8080/v1`.
        model: its name there.
        key: sent as a bearer token; empty: none. It is in no message, log or record.
        seconds: for one reply, retries and all.
        tokens: of one reply, at most.
        at_once: replies that are waited for at once; more are refused.
    """

    base_url: str
    model: str
    key: str = ""
    seconds: float = 30.0
    tokens: int = 512
    at_once: int = 2

    def __repr__(self) -> str:
        return f"LanguageModel({self.base_url!r}, {self.model!r})"


@dataclass(frozen=True, slots=True)
class Reply:
    """What a model wrote, and what it cost in tokens; 0 where the server does not count."""

    text: str
    prompt_tokens: int = 0
    reply_tokens: int = 0


class ChatClient:
    """Asks one model. Safe to share between threads."""

    def __init__(self, model: LanguageModel) -> None:
        self.model = model
        self._client = openai.OpenAI(
            base_url=model.base_url,
            # The library insists on one, and would take that of the environment, which is for somebody else.
            api_key=model.key or "none",
            organization="",
            project="",
            max_retries=RETRIES,
            timeout=openai.Timeout(model.seconds, connect=min(CONNECT_SECONDS, model.seconds)),
            # A redirect would take the question, and the key, to a host that no setting names.
            http_client=openai.DefaultHttpxClient(follow_redirects=False),
        )
        self._breaker = CircuitBreaker(FAILURES, REST)
        self._turns = threading.BoundedSemaphore(model.at_once)
        self._with_schema = True

    def object(self, messages: Sequence[Message], name: str, schema: Mapping[str, Any]) -> tuple[dict[str, Any], Reply]:
        """A reply that is an object of a JSON schema, and the reply as it came. Whether it keeps to the schema, the caller checks.

        Raises:
            LanguageModelError: there is none; `code` says why.
        """
        reply = self._reply_with_schema(messages, name, schema)
        found = json_object(reply.text)
        if found is None:
            raise LanguageModelError("nonsense", "The language model's reply is no JSON object.")
        return found, reply

    def text(self, messages: Sequence[Message]) -> Reply:
        """A reply as text.

        Raises:
            LanguageModelError: there is none; `code` says why.
        """
        return self._reply(messages, {})

    def close(self) -> None:
        """Give its connections back."""
        self._client.close()

    def _reply_with_schema(self, messages: Sequence[Message], name: str, schema: Mapping[str, Any]) -> Reply:
        if self._with_schema:
            form = {"type": "json_schema", "json_schema": {"name": name, "strict": True, "schema": schema}}
            try:
                return self._reply(messages, {"response_format": form})
            except LanguageModelError as error:
                if not isinstance(error.__cause__, openai.BadRequestError | openai.UnprocessableEntityError):
                    raise
                _log.info("the server of the language model takes no JSON schema: it is told in words")
                self._with_schema = False
        told = {
            "role": "system",
            "content": f"Reply with one JSON object of this schema, and nothing else: {json.dumps(schema)}",
        }
        return self._reply([*messages[:-1], told, messages[-1]], {})

    def _reply(self, messages: Sequence[Message], more: Mapping[str, Any]) -> Reply:
        with self._turn():
            call = _Call(self._client, self.model, messages, more)
            try:
                reply = call.reply()
            except openai.OpenAIError as error:
                known = _failure(error)
                # A request that it refuses says nothing of the next one.
                (self._breaker.gave_up if known == "refused" else self._breaker.failed)()
                raise LanguageModelError(known, _said(known, error)) from error
            except LanguageModelError:
                self._breaker.failed()
                raise
            except Exception as error:  # what the library lets through of a stream that breaks off, or is none
                self._breaker.failed()
                raise LanguageModelError("cut_off", "The language model's reply broke off, or is none.") from error
            except BaseException:
                self._breaker.gave_up()
                raise
            self._breaker.succeeded()
            return reply

    @contextmanager
    def _turn(self) -> Iterator[None]:
        if not self._turns.acquire(blocking=False):
            raise LanguageModelError("busy", "As many replies of the language model are waited for as may.")
        try:
            if not self._breaker.allows():
                raise LanguageModelError(
                    "resting", "The language model failed again and again, and is left alone for a while."
                )
            yield
        finally:
            self._turns.release()


class _Call:
    """One reply, in a thread of its own: no time-out of a socket ends a server that sends a byte now and then."""

    def __init__(
        self, client: openai.OpenAI, model: LanguageModel, messages: Sequence[Message], more: Mapping[str, Any]
    ) -> None:
        self._client, self._model = client, model
        self._messages, self._more = messages, more
        self._stream: openai.Stream[Any] | None = None
        self._over = threading.Event()

    def reply(self) -> Reply:
        done: Future[Reply] = Future()
        threading.Thread(target=self._run, args=(done,), daemon=True, name="language model").start()
        try:
            return done.result(self._model.seconds)
        except FutureTimeoutError:
            raise LanguageModelError(
                "slow", f"The language model took longer than {self._model.seconds:g} s."
            ) from None
        finally:
            # Closing the connection is what tells a server to stop.
            self._over.set()
            if self._stream is not None:
                with suppress(Exception):
                    self._stream.close()

    def _run(self, done: Future[Reply]) -> None:
        try:
            done.set_result(self._read())
        except BaseException as error:  # noqa: BLE001 - whoever waits raises it
            done.set_exception(error)

    def _read(self) -> Reply:
        until = time.monotonic() + self._model.seconds
        # As a mapping: what a caller adds is not known to the types of the library.
        asked: dict[str, Any] = {
            "model": self._model.model,
            "messages": list(self._messages),
            "max_tokens": self._model.tokens,
            "temperature": 0,
            "seed": SEED,
            "stream": True,
            "stream_options": {"include_usage": True},
            **self._more,
        }
        stream: openai.Stream[Any] = self._client.chat.completions.create(**asked)
        self._stream = stream
        with stream:
            return self._collected(stream, until)

    def _collected(self, stream: openai.Stream[Any], until: float) -> Reply:
        parts: list[str] = []
        prompt = tokens = length = 0
        reason = ""
        for chunk in stream:
            if self._over.is_set() or time.monotonic() > until:
                raise LanguageModelError("slow", f"The language model took longer than {self._model.seconds:g} s.")
            if chunk.usage:
                prompt, tokens = chunk.usage.prompt_tokens, chunk.usage.completion_tokens
            for choice in chunk.choices or ():
                reason = choice.finish_reason or reason
                parts.append((choice.delta and choice.delta.content) or "")
                length += len(parts[-1])
            if length > MOST_CHARACTERS:
                reason = "length"
                break
        if reason != "stop":
            why = "it is longer than it may be" if reason == "length" else "it ends in the middle"
            raise LanguageModelError("cut_off", f"The language model's reply is not used: {why}.")
        return Reply("".join(parts), prompt, tokens)


def _failure(error: openai.OpenAIError) -> Failure:
    match error:
        case openai.APITimeoutError():
            return "slow"
        case openai.APIConnectionError():
            return "unreachable"
        case openai.InternalServerError() | openai.RateLimitError():
            return "unreachable"
        case openai.APIStatusError():
            return "refused"
    return "nonsense"


def _said(known: Failure, error: openai.OpenAIError) -> str:
    # Not the error's own text: a server may repeat in it what it was sent, the key and the question among it.
    status = f" with status {error.status_code}" if isinstance(error, openai.APIStatusError) else ""
    return {
        "slow": "The language model did not answer in time.",
        "unreachable": f"The language model cannot be reached, or failed{status}.",
        "refused": f"The language model's server refused the request{status}. Check `llm_model` and the key.",
    }.get(known, "The language model's server answered what is no reply.")
