"""Where the parts of the staff page are that both ways of input use, and what is typed into them."""

from __future__ import annotations

import zipfile
from pathlib import Path

from assistant.conversations.opinions import OpinionStore
from assistant.wording import words
from tests.browser.usability.driver import attribute_of, text_of, value_of, wait_until
from tests.browser.usability.walk import Walk
from tests.fakes import answered

SAY = words("id")
FIRST = "Kapan pendaftaran calon Pilkada 2024 dimulai?"
SECOND = "Apa sanksinya bagi yang melanggar?"
COMMENT = "Yang ditanyakan sanksinya."
QUOTE, PASSAGE = (citation.quote for citation in answered(FIRST).citations)

BOX = "#question textarea"
FIRST_SOURCE = "#card-1-1 a.open"
MARKED = ".pane-box mark#quote"
CORRECTED = "#chat .message-row:last-child .answer"  # the answer that is judged
DOWN = f"{CORRECTED} .fb-down"
FORM = "#feedback-2.open"
REASON = f"{FORM} .reason-not_the_question"
ROW_MENU = "#talks-list .talk-menu"
DOCX = "#menu.open .export-docx"


def open_page(walk: Walk, url: str) -> None:
    """The staff page, drawn, with its script at work."""
    walk.driver.open(url)
    walk.wait_for("#welcome .example")
    wait_until(
        lambda: attribute_of(walk.driver, "#header .show-talks", "aria-expanded") is not None, "the script works"
    )


def answered_turn(number: int) -> str:
    """The card of an answered question; it is there when the answer has come."""
    return f"#card-{number}-1"


def check_answer(walk: Walk, number: int, question: str) -> None:
    """The answer to a question has come under it, and the box is empty."""
    walk.wait_for(f"{answered_turn(number)} blockquote")
    assert text_of(walk.driver, f"#question-{number} .asked") == question
    assert value_of(walk.driver, BOX) == ""


def check_follow_up(walk: Walk) -> None:
    """The second question was understood with the first one before it."""
    check_answer(walk, 2, SECOND)
    assert f"“{FIRST} {SECOND}”" in text_of(walk.driver, f"{CORRECTED} .searched")


def check_opinion(walk: Walk, records: Path) -> None:
    """The page says that the opinion was sent, and the evaluators have it, with the question before it."""
    said = f"{CORRECTED} .tools .said"
    wait_until(lambda: text_of(walk.driver, said) == SAY["feedback_sent"], "the page says that the opinion was sent")
    walk.wait_without(FORM)
    assert attribute_of(walk.driver, DOWN, "aria-pressed") == "true"
    (kept,) = OpinionStore(records).feedback()
    assert (kept.verdict, kept.reason, kept.comment) == ("down", "not_the_question", COMMENT)
    assert (kept.passage, kept.question, kept.history) == (PASSAGE, SECOND, (FIRST,))


def check_file(file: Path) -> None:
    """A file that word processors open, with the questions of the conversation in it."""
    assert file.suffix == ".docx"
    with zipfile.ZipFile(file) as parts:
        text = parts.read("word/document.xml").decode("utf-8")
    assert FIRST in text
    assert SECOND in text
