"""The results of the tools as text, for clients that show a model nothing else. English around it; quotes stay as they are."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.mcp.results import (
    AskResult,
    CitationResult,
    PassageResult,
    ReadResult,
    SearchResult,
    SourcesResult,
    SourceSummary,
)

NO_ANSWER = "Not an answer, only the nearest passages:"


def ask_text(found: AskResult) -> str:
    """The answer, then its sources with their places; on a refusal the nearest passages, labelled as no answer."""
    parts = [f"(searched as: {found.searched_as})"] if found.searched_as != found.question else []
    parts.append(found.text)
    if found.disagreement:
        answers = "; ".join(f"{one_line(each.text)} [{each.citation}]" for each in found.disagreement.answers)
        parts.append(f"The sources differ in {found.disagreement.kind}: {answers}")
    if found.citations:
        parts.append("\n".join(f"[{each.number}] {_where(each)}" for each in found.citations))
    if found.nearest:
        parts.append("\n".join((NO_ANSWER, *(f"- {one_line(each.quote)} ({_where(each)})" for each in found.nearest))))
    return "\n\n".join(parts)


def search_text(found: SearchResult) -> str:
    """Each passage with its place, best first."""
    if not found.passages:
        return "No passage was found."
    return "\n\n".join(f"{at}. {_where(each)}\n{each.text}" for at, each in enumerate(found.passages, 1))


def sources_text(found: SourcesResult) -> str:
    """One line for each document, and how to get the next part of the list."""
    lines = [_listed(each) for each in found.sources]
    shown = f"{len(lines):,} of {found.total:,} documents."
    more = f" Go on with start={found.next_start}." if found.next_start is not None else ""
    return "\n".join((*lines, shown + more))


def read_text(found: ReadResult) -> str:
    """Which stretch of which document, then its text, verbatim."""
    more = f" Read on with start={found.next_start}." if found.next_start is not None else ""
    at = f"characters {found.start}-{found.end} of {found.source.length}"
    return f"{one_line(found.source.title)} ({found.source.uri}), {at}.{more}\n\n{found.text}"


def one_line(text: str) -> str:
    """A text on one line."""
    return " ".join(text.split())


def _listed(source: SourceSummary) -> str:
    date = source.published or ""
    newer = f"superseded by {source.superseded_by}" if source.superseded_by else ""
    return _joined((one_line(source.title), source.publisher, date, f"{source.length} characters", newer, source.uri))


def _where(quoted: CitationResult | PassageResult) -> str:
    page = f"page {quoted.page}" if quoted.page is not None else ""
    newer = f"superseded by {quoted.superseded_by}" if quoted.superseded_by else ""
    address = quoted.url or f"{quoted.uri} {quoted.start}-{quoted.end}"
    return _joined((one_line(quoted.title), quoted.publisher, quoted.published, quoted.place, page, newer, address))


def _joined(parts: Sequence[str | None]) -> str:
    return ", ".join(part for part in parts if part)
