"""A list of genes as people paste it: each word with the gene that it names, or why it names none."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pfocr_rdf.serve.problems import refuse
from pfocr_rdf.serve.site.catalogue import Catalogue, Entity
from pfocr_rdf.serve.site.search.harvest import batches
from pfocr_rdf.serve.site.search.naming import folded

#: Words in one list; no gene set that means anything is longer.
MOST_WORDS = 5_000

#: Reasons why a name is one, the best first: a symbol of one gene may be an alias of another.
REASONS = ("symbol", "NCBI Gene id", "HGNC id", "alias", "previous symbol")

_BETWEEN = re.compile(r"[\s,;|]+")


@dataclass(frozen=True, slots=True)
class GeneList:
    """Genes that are named, each once; words that name several; words that name none that a figure has."""

    genes: tuple[Entity, ...]
    ambiguous: Mapping[str, tuple[Entity, ...]]
    unknown: tuple[str, ...]


def gene_list(text: str, taxon: str, catalogue: Catalogue) -> GeneList:
    """The genes of one species that ``text`` names. Raises ``ProblemError`` where it is too long."""
    words = list(dict.fromkeys(filter(None, _BETWEEN.split(text))))
    if len(words) > MOST_WORDS:
        raise refuse("bad-request", f"genes: found {len(words)} words, expected {MOST_WORDS} at most; try a part")
    named = _named([folded(word) for word in words], taxon, catalogue)
    entities = {one.id: one for one in catalogue.entities({number for found in named.values() for number in found})}
    meant = {word: tuple(entities[number] for number in named.get(folded(word), ())) for word in words}
    genes = {found[0].id: found[0] for found in meant.values() if len(found) == 1}
    return GeneList(
        tuple(genes.values()),
        {word: found for word, found in meant.items() if len(found) > 1},
        tuple(word for word, found in meant.items() if not found),
    )


def _named(keys: Sequence[str], taxon: str, catalogue: Catalogue) -> Mapping[str, Sequence[int]]:
    """Genes by folded name: those that have the name for the best of reasons."""
    found: dict[str, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    for batch in batches(keys):
        marks = ", ".join("?" * len(batch))
        query = (
            "SELECT folded, entity, how FROM name JOIN entity ON id = entity "  # noqa: S608 - marks alone
            f"WHERE kind = 'gene' AND taxon = ? AND folded IN ({marks}) ORDER BY entity"
        )
        for key, entity, how in catalogue.index.tuples(query, [taxon, *batch]):
            found[key][REASONS.index(how)].append(entity)
    return {key: by_reason[min(by_reason)] for key, by_reason in found.items()}
