"""Draws docs/architecture.svg, the picture of docs/architecture.md, from the code's own imports: `make architecture`.

The place of a room comes from pyproject.toml (`[tool.importlinter]`), its purpose from the first line of its `__init__.py`, and the
arrows from the import statements. So the picture cannot say what the code does not; a test compares the two.

An arrow means "imports". Those that a longer way already implies are left out (the transitive reduction), or nobody could read it. The
last one, dashed, is no import: the index is built from `seeds/`.
"""

from __future__ import annotations

import ast
import textwrap
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import grimp
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from index.toml import read_toml

ROOT = Path(__file__).parents[1]
PICTURE = ROOT / "docs/architecture.svg"
PACKAGES = ("index", "assistant", "eval")
RECORDS = "assistant"
"""The files that lie directly in `assistant/` are drawn as one room."""
SEEDS = "seeds"

Arrow = tuple[str, str]
Rows = Sequence[Sequence[str]]

# Geometry, in units of the drawing. Two lanes in the assistant: what answers on the left, what keeps and shows on the right.
MARGIN, GAP_X, GAP_Y, HEIGHT = 24, 36, 38, 72
LANES = {
    "left": (MARGIN + 20, 430),
    "right": (MARGIN + 20 + 430 + GAP_X, 270),
    "both": (MARGIN + 20, 430 + GAP_X + 270),
}
EVAL_X, EVAL_WIDTH = MARGIN + 20 + 430 + GAP_X + 270 + 72, 392
WIDTH = EVAL_X + EVAL_WIDTH + 20 + MARGIN
TOP = 96
CHARACTER = 6.6
"""Width of a letter of the small type, for breaking lines."""


@dataclass(frozen=True, slots=True)
class Box:
    """A room in the drawing: its place, its name, its purpose, and how many modules it has."""

    name: str
    lines: tuple[str, ...]
    modules: int
    x: float
    y: float
    width: float
    height: float = HEIGHT

    @property
    def title(self) -> str:
        if self.name == RECORDS:
            return "records, settings and texts"
        return f"{self.name.rpartition('.')[2]}/"


def layers() -> dict[str, Rows]:
    """The rows of each `layers` contract, by its name; `a | b` and `a : b` are one row."""
    config = read_toml(ROOT / "pyproject.toml")["tool"]["importlinter"]
    return {
        contract["name"]: [row.replace("|", ":").replace(" ", "").split(":") for row in contract["layers"]]
        for contract in config["contracts"]
        if contract["type"] == "layers"
    }


def room_of(module: str) -> str:
    """The room that a module is drawn in: a package below `assistant` or `eval`, `index` as a whole, or the records."""
    parts = module.split(".")
    if parts[0] == "index":
        return "index"
    is_package = len(parts) > 1 and (ROOT / parts[0] / parts[1]).is_dir()
    return ".".join(parts[:2]) if is_package else parts[0]


def arrows() -> dict[Arrow, int]:
    """(room, room that it imports) to how many imports of modules that is."""
    # Imports for types alone run nothing. No cache: it would be a folder that somebody has to ignore.
    graph = grimp.build_graph(*PACKAGES, exclude_type_checking_imports=True, cache_dir=None)
    found: dict[Arrow, int] = defaultdict(int)
    for module in graph.modules:
        for imported in graph.find_modules_directly_imported_by(module):
            pair = room_of(module), room_of(imported)
            if pair[0] != pair[1]:
                found[pair] += 1
    return dict(found)


def reduced(pairs: Iterable[Arrow]) -> set[Arrow]:
    """The arrows without which a room could no longer be reached; there are no circles, as the contracts forbid them."""
    below: dict[str, set[str]] = defaultdict(set)
    for room, imported in pairs:
        below[room].add(imported)

    def reached(room: str) -> set[str]:
        return set().union(*({other} | reached(other) for other in below[room])) if below[room] else set()

    return {
        (room, imported)
        for room in list(below)
        for imported in below[room]
        if not any(imported in reached(other) for other in below[room] if other != imported)
    }


def purpose(room: str) -> str:
    """The purpose of a room: the first paragraph of its docstring."""
    if room == SEEDS:
        return "Data only: the articles, and what is known of each."
    if room == RECORDS:
        return "What all rooms share: the records of an answer and its explanation, the settings, all texts, the templates."
    path = ROOT / room.replace(".", "/") / "__init__.py"
    said = (ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or "").split("\n\n")[0]
    return " ".join(said.replace("`", "").split())


def inner_rooms(room: str) -> str:
    """The rooms in a room, where it has some."""
    folder = ROOT / room.replace(".", "/")
    names = sorted(path.parent.name for path in folder.glob("*/__init__.py")) if room not in (RECORDS, SEEDS) else []
    return f"Rooms in it: {', '.join(names)}." if names else ""


def modules(room: str) -> int:
    """How many modules a room has, those of the rooms in it included."""
    folder = ROOT / room.replace(".", "/")
    found = folder.glob("*.py") if room == RECORDS else folder.rglob("*.py")
    return sum(path.name != "__init__.py" for path in found)


def box(room: str, lane: tuple[float, float], y: float) -> Box:
    """The box of a room in a lane, (left, width)."""
    x, width = lane
    words = purpose(room)
    letters = int((width - 28) / CHARACTER)
    lines = [*textwrap.wrap(words, letters), *textwrap.wrap(inner_rooms(room), letters)]
    return Box(
        room, tuple(lines), modules(room) if room != SEEDS else 0, x, y, width, HEIGHT + 15 * max(0, len(lines) - 2)
    )


def place() -> tuple[dict[str, Box], float]:
    """Every room's box by its name, and the height of the drawing."""
    found: dict[str, Box] = {}
    # The contracts list the highest layer first, and so is the picture drawn: from the top down.
    contracts = layers()
    y: float = TOP
    for row in contracts["the rooms of the assistant"]:
        rooms = list(dict.fromkeys(room_of(name) for name in row))
        if rooms == [RECORDS] and RECORDS in found:
            continue  # several layers of files in one box
        lanes = (
            [LANES["left"], LANES["right"]]
            if len(rooms) == 2
            else [LANES["both"] if rooms[0] in WIDE else LANES["left"]]
        )
        made = [box(room, lane, y) for room, lane in zip(rooms, lanes, strict=True)]
        found |= {one.name: one for one in made}
        y = max(one.y + one.height for one in made) + GAP_Y
    bottom = y
    y = TOP
    for row in contracts["the rooms of the evaluation"]:
        width = (EVAL_WIDTH - GAP_X * (len(row) - 1)) / len(row)
        made = [box(room, (EVAL_X + number * (width + GAP_X), width), y) for number, room in enumerate(row)]
        found |= {one.name: one for one in made}
        y = max(one.y + one.height for one in made) + GAP_Y
    y = max(y, bottom) + 24
    for room in ("index", SEEDS):
        found[room] = box(room, (MARGIN, WIDTH - 2 * MARGIN), y)
        y += found[room].height + GAP_Y
    return found, y - GAP_Y + MARGIN


WIDE = ("assistant.cli", "assistant.web", RECORDS)


def paths(boxes: Mapping[str, Box], pairs: Iterable[Arrow]) -> list[str]:
    """Each arrow as an SVG path, from the bottom of the room that imports to the top of the one that is imported."""
    starts: dict[str, list[Arrow]] = defaultdict(list)
    ends: dict[str, list[Arrow]] = defaultdict(list)
    for pair in pairs:
        starts[pair[0]].append(pair)
        ends[pair[1]].append(pair)

    def middle(name: str) -> float:
        return boxes[name].x + boxes[name].width / 2

    def port(name: str, pair: Arrow, of: list[Arrow], other: int) -> float:
        """Arrows share a side evenly, in the order of where they lead, so that they do not cross at once."""
        order = sorted(of, key=lambda one: (middle(one[other]), one))
        return boxes[name].x + boxes[name].width * (order.index(pair) + 1) / (len(order) + 1)

    drawn = []
    for upper, lower in sorted(pairs):
        one, other = boxes[upper], boxes[lower]
        x1, y1 = port(upper, (upper, lower), starts[upper], 1), one.y + one.height
        x2, y2 = port(lower, (upper, lower), ends[lower], 0), other.y
        if other.x + other.width < one.x:
            drawn.append(_sideways(one, other))
            continue
        bend = min(60.0, (y2 - y1) / 2)
        drawn.append(f"M{x1:.0f} {y1:.0f} C{x1:.0f} {y1 + bend:.0f} {x2:.0f} {y2 - bend:.0f} {x2:.0f} {y2 - 3:.0f}")
    return drawn


def _sideways(one: Box, other: Box) -> str:
    """From the left side of a room to the right side of one further left, up or down in the gap beside that one."""
    x1, y1, x2, y2 = one.x, one.y + one.height / 2, other.x + other.width, other.y + other.height / 2
    # Those from far and from near have a lane each in the gap.
    gap = x2 + GAP_X * (0.65 if one.name.startswith("eval") else 0.4)
    turn = 12 if y2 > y1 else -12
    return (
        f"M{x1:.0f} {y1:.0f} L{gap + 12:.0f} {y1:.0f} Q{gap:.0f} {y1:.0f} {gap:.0f} {y1 + turn:.0f} "
        f"L{gap:.0f} {y2 - turn:.0f} Q{gap:.0f} {y2:.0f} {gap - 10:.0f} {y2:.0f} L{x2 + 3:.0f} {y2:.0f}"
    )


def picture() -> str:
    """The drawing as SVG."""
    boxes, height = place()
    found = set(arrows())
    shown = reduced(found)
    environment = Environment(
        loader=FileSystemLoader(ROOT / "docs"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    inside = [name for name in boxes if name.startswith("assistant")]
    evaluation = [name for name in boxes if name.startswith("eval")]
    return environment.get_template("architecture.svg.jinja").render(
        width=WIDTH,
        height=height,
        bands=[
            _band("assistant/", [boxes[name] for name in inside]),
            _band("eval/", [boxes[name] for name in evaluation]),
        ],
        boxes=boxes.values(),
        paths=paths(boxes, shown),
        data=paths(boxes, [("index", SEEDS)]),
        note="An arrow means: imports. What a longer way already implies is not drawn. The number in a room counts its modules.",
    )


def _band(name: str, inside: Sequence[Box]) -> dict[str, object]:
    left, top = min(one.x for one in inside) - 20, TOP - 36
    right, bottom = max(one.x + one.width for one in inside) + 20, max(one.y + one.height for one in inside) + 20
    return {"name": name, "x": left, "y": top, "width": right - left, "height": bottom - top}


def main() -> None:
    """Write the picture."""
    PICTURE.write_text(picture(), encoding="utf-8")
    print(f"{PICTURE.relative_to(ROOT)}: {len(arrows())} pairs of rooms, drawn.")


if __name__ == "__main__":
    main()
