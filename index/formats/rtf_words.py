r"""The control words of Rich Text Format that are read, and what they do. All others change no more than looks."""

from __future__ import annotations

WRITTEN = {
    "tab": " ", "line": "\n", "lbr": "\n", "emdash": "—", "endash": "–", "emspace": " ", "enspace": " ", "qmspace": " ",
    "lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”", "bullet": "•", "nestcell": " ", "nestrow": "; ",
}  # fmt: skip
SYMBOLS = {"~": "\u00a0", "_": "-", "{": "{", "}": "}", "\\": "\\", "\n": "\n", "\r": "\n"}
r"""What `\~` and the like write. An optional hyphen (`\-`) is not among them: it is seen at the end of a line only."""
STORIES = {
    "footnote": "note", "shptxt": "box", "dptxbxtext": "box",
    "header": "header", "headerl": "header", "headerr": "header", "headerf": "header",
    "footer": "footer", "footerl": "footer", "footerr": "footer", "footerf": "footer",
}  # fmt: skip
"""Groups whose text stands apart from the paragraph in which they are."""
UNREAD = frozenset(
    ("colortbl", "info", "pict", "nonshppict", "sp", "shprslt", "fldinst", "objdata", "xe", "tc", "rxe", "txe", "template", "upr",
     "ftnsep", "ftnsepc", "ftncn", "aftnsep", "aftnsepc", "aftncn", "nonesttables", "annotation", "comment", "filetbl")
)  # fmt: skip
"""Groups without text that a reader sees."""
OPTIONAL = frozenset(("shpinst", "ud", *STORIES))
r"""Groups that begin with `\*`, and are read all the same; programs may pass over all such groups."""
INTO = {"listtext": "label", "pntext": "label", "title": "title", "fonttbl": "fonts", "stylesheet": "styles"}
"""Groups whose text goes elsewhere."""
SWITCHES = {"v": "hidden", "deleted": "deleted", "b": "bold", "intbl": "in_table"}
MERGES = frozenset(("clmgf", "clmrg", "clvmgf", "clvmrg"))
"""How a cell is merged: the first of several side by side, a further one, the first of several below each other, a further one."""
CODE_PAGES = {"mac": "mac_roman", "pc": "cp437", "pca": "cp850"}
