"""What is known of a document: what its manifest says, else its file, else its text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from index.document_date import derive_date
from index.document_head import RULES, read_document_head
from index.document_title import derive_title
from index.formats.extracted import PROPERTY_TITLE, Extracted


def describe(extracted: Extracted, entry: Mapping[str, Any]) -> tuple[dict[str, Any], set[str]]:
    """What is known of a document, by the names of its fields, and those of them that a rule took from the text.

    `entry` is the document's table in the manifest, which has the last word; empty where it has none.
    """
    stated = {key: value for key, value in extracted.stated.items() if value}
    property_title = stated.pop(PROPERTY_TITLE, "")
    if RULES.rules["names_only_its_kind"].applies(str(stated.get("title", ""))):
        del stated["title"]
    known = stated | dict(entry)
    derived = set(known.pop("derived", ())) | (set(extracted.derived) - set(entry))
    head = read_document_head(extracted.text, extracted.furniture)
    if "title" not in known:
        known["title"] = derive_title(extracted.text, head, extracted.marks, extracted.furniture, property_title)
        derived.add("title")
    if "publisher" not in known and not entry and head.office:
        known["publisher"] = head.office
        derived.add("publisher")
    # Where a person described the document and gave no date, none is guessed.
    if "published" not in known and not entry and (date := derive_date(extracted.text, head, extracted.furniture)):
        known["published"] = date.isoformat()
        derived.add("published")
    return known, derived
