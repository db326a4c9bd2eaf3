"""Whether a new release is so different from the old one that somebody should look first."""

import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from pfocr_rdf.comparing.buckets import LINK
from pfocr_rdf.comparing.run import Comparison, Totals
from pfocr_rdf.entity_model import GENE_NODE
from pfocr_rdf.errors import LimitError, UsageError
from pfocr_rdf.figure_model import FIGURE_NODE
from pfocr_rdf.querying.asking import row_counts
from pfocr_rdf.querying.catalogue import catalogue
from pfocr_rdf.querying.parameters import Resolver
from pfocr_rdf.stores.cargo import Cargo
from pfocr_rdf.stores.loading import load

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


def emptied(old: str, new: str, comparison: Comparison, say: Callable[[str], None]) -> Iterator[str]:
    """A line for each bundled query that has rows in ``old`` and none in ``new``, both asked with its own defaults.

    Each side is loaded into a temporary store on the disk, the old one only where the new one leaves a query without
    rows. A query that takes too long is told to ``say``, and does not count.
    """
    alone = [query.name for query in catalogue().values() if query.stands_alone]
    with _loaded(new, comparison) as store:
        without = [name for name in alone if _has_rows(store, name, comparison, say) is False]
    if not without:
        return
    with _loaded(old, comparison) as store:
        for name in without:
            if _has_rows(store, name, comparison, say):
                yield (
                    f"guard: query {name}: found no row after some, expected some; try 'pfocr-rdf query {name}' on both"
                )


@contextmanager
def _loaded(source: str, comparison: Comparison) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="pfocr-guard-") as folder:
        place = Path(folder) / "store"
        cargo = Cargo(
            sources=(source,), format=comparison.format, namespaces=comparison.namespaces, jobs=comparison.jobs
        )
        load(cargo, place)
        yield place


def _has_rows(store: Path, name: str, comparison: Comparison, say: Callable[[str], None]) -> bool | None:
    try:
        return row_counts([store], names=[name], resolver=Resolver(comparison.namespaces), limit_rows=1)[name] > 0
    except LimitError as error:
        say(f"guard: query {name}: {error}")
        return None


def check_sources(sources: Iterable[str]) -> None:
    """Refuse what cannot be read a second time. Raises ``UsageError``.

    >>> check_sources(["old.nt", "new.nt"])
    """
    if "-" in sources:
        raise UsageError("--guard: found '-', expected what can be read again; try a file")
