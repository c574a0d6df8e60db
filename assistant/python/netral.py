"""The class that programs use: `from assistant import Netral`."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType

from assistant.answer import Answer, Lang
from assistant.answering.passage_search import FoundPassage
from assistant.answering.service import AnswerService
from assistant.branding.brand import use_brand
from assistant.branding.brand_file import load_brand
from assistant.explanation import Explanation
from assistant.quality.verified_store import VerifiedStore
from assistant.settings import Settings, load_settings
from index.document import Document

CLOSED = "This Netral is closed. Open the index again: Netral(...)"


class Netral:
    """An open index that answers questions as `netral ask` does. Safe to share between threads.

    ```python
    with Netral(".netral/index") as documents:
        print(documents.ask("Kapan Pilkada 2024 dilaksanakan?").text)
    ```

    A newly published index, and what evaluators verify, are taken up between two questions, as in a server.
    """

    def __init__(self, index: str | os.PathLike[str] | None = None, settings: Settings | None = None) -> None:
        """Open an index and load its models; both take seconds, so make one and keep it.

        Args:
            index: its folder; None: that of the settings.
            settings: those in force. None: those of the command line, from `netral.toml` in the working folder and the `NETRAL_...`
                variables. A `Settings` made in code reads neither. A brand that they name is that of the whole process.

        Raises:
            ConfigError: a setting that does not fit.
            StoreError: there is no index in the folder (`IndexMissingError`), a file of it is damaged, or it was built with other settings.
            EncoderError, ReaderError: a model cannot be loaded.
        """
        self.settings = _settings_of(index, settings)
        if self.settings.brand:
            use_brand(load_brand(self.settings.brand))
        self._service: AnswerService | None = AnswerService(
            self.settings, verified=VerifiedStore(self.settings.records)
        )
        self._service.ready()  # here, and not at the first question, is where its errors are expected

    def __enter__(self) -> Netral:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        state = "closed" if self._service is None else str(self.settings.index)
        return f"<Netral {state}>"

    def close(self) -> None:
        """Let go of the index and its models; questions under way in other threads are still answered. Closing twice is no error."""
        self._service = None

    def ask(self, question: str, history: Sequence[str] = (), lang: Lang | None = None) -> Answer:
        """Answer one question, or refuse it: a refusal is an `Answer` with `answered` false, never an exception.

        Args:
            question: 1 to 500 characters.
            history: the earlier questions of the conversation, the oldest first; at most 10. Leave small talk out.
            lang: of the reply, `"id"` or `"en"`; None: English where the question is, else the setting `language`. Quotes stay as they are.

        Returns:
            The record. Of each of its `citations`, `source(citation.source_id).text[citation.start:citation.end] == citation.quote`.

        Raises:
            QuestionError: a question that cannot be asked; its `code` is `empty`, `too_long`, `control` or `history`.
            QuoteError: a quote is not its source's text; nothing is shown then.
            ValueError: this Netral is closed.
        """
        return self._open().ask(question, history, lang)

    def search(self, query: str, k: int = 10) -> tuple[FoundPassage, ...]:
        """The `k` passages nearest to a query by meaning and by words, best first, whether or not they answer it.

        Args:
            query: a question or a few words, 1 to 500 characters.
            k: 1 to 50.

        Returns:
            At most `k` passages; of each, `source(found.source_id).text[found.start:found.end] == found.text`.

        Raises:
            QuestionError: a query that cannot be searched, or another `k`.
            ValueError: this Netral is closed.
        """
        return self._open().search(query, k)

    def explain(self, question: str, history: Sequence[str] = (), lang: Lang | None = None) -> Explanation:
        """Answer as `ask` does, and say how the answer came about: what was searched, read and decided; raises what `ask` raises."""
        return self._open().explain(question, history, lang)

    def sources(self) -> list[Document]:
        """All documents with their texts, in the order of their ids; raises ValueError where this Netral is closed."""
        return self._open().sources()

    def source(self, source_id: str) -> Document:
        """One document, with the text that all offsets count in.

        Raises:
            SourceNotFoundError: the index has no such document.
            ValueError: this Netral is closed.
        """
        return self._open().source(source_id)

    def ready(self) -> dict[str, object]:
        """What is open: `index` (its fingerprint), `documents` and `passages` (how many), `encoder` (its id)."""
        return self._open().ready()

    def _open(self) -> AnswerService:
        service = self._service
        if service is None:
            raise ValueError(CLOSED)
        return service


def _settings_of(index: str | os.PathLike[str] | None, settings: Settings | None) -> Settings:
    folder = None if index is None else Path(index)
    if settings is None:
        return load_settings(index=folder)
    return settings if folder is None else settings.with_changes(index=folder)
