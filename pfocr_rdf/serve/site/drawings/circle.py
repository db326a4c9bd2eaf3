"""A small network on a circle: most connected genes first, edges as thick as they are frequent."""

from math import cos, pi, sin, sqrt
from typing import NamedTuple

from pfocr_rdf.serve.site.neighbours import Network

WIDTH, HEIGHT, RADIUS, LABEL = 520, 360, 140, 14

#: Edges that are drawn, the most frequent; more are a blot.
MOST_EDGES = 60

_THINNEST, _THICKEST = 0.6, 5.0


class Node(NamedTuple):
    """A gene at its place, its name beside it; ``anchor`` is SVG's ``text-anchor``."""

    x: float
    y: float
    label_x: float
    label_y: float
    anchor: str
    label: str
    path: str
    figures: int


class Line(NamedTuple):
    """An edge as an SVG path, with what it says."""

    d: str
    width: float
    title: str


class Circle(NamedTuple):
    """The whole picture; beside the circle there is room for long names."""

    width: int
    height: int
    nodes: tuple[Node, ...]
    lines: tuple[Line, ...]


def drawn(network: Network) -> Circle:
    """A network as a picture; the same network is the same picture."""
    count = len(network.nodes)
    angles = [2 * pi * place / count - pi / 2 for place in range(count)]
    middle_x, middle_y = WIDTH / 2, HEIGHT / 2
    points = [(middle_x + RADIUS * cos(angle), middle_y + RADIUS * sin(angle)) for angle in angles]
    nodes = tuple(
        Node(
            round(x, 1), round(y, 1),
            round(middle_x + (RADIUS + LABEL) * cos(angle), 1), round(middle_y + (RADIUS + LABEL) * sin(angle) + 4, 1),
            _anchor(angle), gene.label, gene.path, gene.figures,
        )
        for gene, angle, (x, y) in zip(network.nodes, angles, points, strict=True)
    )  # fmt: skip
    edges = sorted(network.edges, key=lambda edge: (-edge.figures, edge.first, edge.second))[:MOST_EDGES]
    most = sqrt(edges[0].figures) if edges else 1
    lines = []
    for edge in reversed(edges):
        (x, y), (to_x, to_y) = points[edge.first], points[edge.second]
        width = _THINNEST + (_THICKEST - _THINNEST) * sqrt(edge.figures) / most
        both = f"{network.nodes[edge.first].label} and {network.nodes[edge.second].label}"
        d = f"M{x:.1f} {y:.1f}Q{middle_x:.1f} {middle_y:.1f} {to_x:.1f} {to_y:.1f}"
        lines.append(Line(d, round(width, 1), f"{both}: drawn together in {edge.figures:,} other figures"))
    return Circle(WIDTH, HEIGHT, nodes, tuple(lines))


def _anchor(angle: float) -> str:
    side = cos(angle)
    return "middle" if abs(side) < 0.2 else "start" if side > 0 else "end"  # noqa: PLR2004 - about 11 degrees
