"""Whether a new release is so different from the old one that somebody should look first."""

from collections.abc import Iterator

from pfocr_rdf.comparing.buckets import LINK
from pfocr_rdf.comparing.run import Totals
from pfocr_rdf.entity_model import GENE_NODE
from pfocr_rdf.errors import UsageError
from pfocr_rdf.figure_model import FIGURE_NODE

#: What must not shrink or grow more than allowed.
GUARDED = (FIGURE_NODE.name, GENE_NODE.name, LINK)


def as_percent(text: str) -> float:
    """How many per cent ``text`` allows. Raises ``UsageError`` where it is no number from 0 up.

    >>> as_percent("5%"), as_percent("0.5")
    (5.0, 0.5)
    """
    try:
        percent = float(text.removesuffix("%"))
    except ValueError:
        percent = -1.0
    if not 0 <= percent < float("inf"):
        raise UsageError(f"--guard: found {text!r}, expected per cent; try 5%")
    return percent


def alarms(totals: Totals, percent: float) -> Iterator[str]:
    """A line for each kind that shrank or grew by more than so many per cent.

    >>> totals = Totals()
    >>> totals.old.update(figure=100, gene=10)
    >>> totals.new.update(figure=94, gene=10)
    >>> list(alarms(totals, 5))
    ['guard: figure: found 94 after 100 (-6.0 %), expected a change of at most 5 %; try looking at what is gone']
    """
    for name in GUARDED:
        old, new = totals.old[name], totals.new[name]
        if abs(new - old) * 100 > percent * old:
            share = f"{(new - old) * 100 / old:+.1f} %" if old else "from none"
            remedy = "looking at what is gone" if new < old else "looking at what is new"
            yield (
                f"guard: {name}: found {new:,} after {old:,} ({share}), "
                f"expected a change of at most {percent:g} %; try {remedy}"
            )
