"""The diagram of classes and links: boxes at their places, and lines from edge to edge."""

from collections.abc import Sequence
from dataclasses import dataclass

from pfocr_rdf.serve.site.overview import Box, Link

WIDTH, HEIGHT = 760, 420
BOX_WIDTH, BOX_HEIGHT = 132, 44

#: Where on a line its text stands, from 0 at its origin to 1 at its target.
TEXT_AT = 0.62


@dataclass(frozen=True, slots=True)
class Placed:
    """A box in user units: its corner and its middle."""

    x: float
    y: float
    middle: float
    name: str
    count: int


@dataclass(frozen=True, slots=True)
class Line:
    """A link as a line, with the place of its text."""

    x1: float
    y1: float
    x2: float
    y2: float
    text_x: float
    text_y: float
    name: str
    count: int


@dataclass(frozen=True, slots=True)
class Diagram:
    """The whole picture."""

    width: int
    height: int
    box_width: int
    box_height: int
    boxes: tuple[Placed, ...]
    lines: tuple[Line, ...]


def drawn(boxes: Sequence[Box], links: Sequence[Link]) -> Diagram:
    """The picture of classes and links; a link to a class that is not there is left out."""
    centres = {box.name: (box.x / 100 * WIDTH, box.y / 100 * HEIGHT) for box in boxes}
    placed = tuple(
        Placed(x - BOX_WIDTH / 2, y - BOX_HEIGHT / 2, x, box.name, box.count)
        for box, (x, y) in zip(boxes, centres.values(), strict=True)
    )
    lines = []
    for link in links:
        if link.origin in centres and link.target in centres:
            start = _edge(centres[link.origin], centres[link.target])
            end = _edge(centres[link.target], centres[link.origin])
            x, y = (round(one + TEXT_AT * (other - one), 1) for one, other in zip(start, end, strict=True))
            lines.append(Line(*start, *end, x, y, link.name, link.count))
    return Diagram(WIDTH, HEIGHT, BOX_WIDTH, BOX_HEIGHT, placed, tuple(lines))


def _edge(inside: tuple[float, float], towards: tuple[float, float]) -> tuple[float, float]:
    """Where the line between two centres leaves the first one's box."""
    (x, y), (to_x, to_y) = inside, towards
    across, down = to_x - x, to_y - y
    reach = min(BOX_WIDTH / 2 / abs(across) if across else 9.0, BOX_HEIGHT / 2 / abs(down) if down else 9.0)
    return round(x + across * reach, 1), round(y + down * reach, 1)
