"""Rows to mentions: one for each distinct word, matched term and source, with all of its entities.

Rows are merged, never lost: each row is one pair of a mention and an entity (model, «Properties»).
"""

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from operator import itemgetter
from types import MappingProxyType
from typing import TypeAlias

from pfocr_rdf.errors import Finding, quoted
from pfocr_rdf.record import Chemical, Disease, Gene, Kind, Mention, Taxon
from pfocr_rdf.tables import Row, Rows
from pfocr_rdf.values import MISSING_CELL, as_chebi, as_doid, as_mesh, as_ncbi_id
from pfocr_rdf.vocabulary import LEXICONS

#: Rows that name human genes without saying so: everything made from HGNC's own lexicons.
HUMAN = Taxon("9606", "Homo sapiens")

#: So many genes are kept ready, where six rows of seven find theirs; and so many of what has fewer rows, where three
#: of four do (20,000 made-up figures).
CACHED, CACHED_OF_FEWER = 1 << 14, 1 << 12

_OLD_NAMES = {"ncbigene_id": "entrez", "ncbigene_symbol": "hgnc_symbol"}

#: What makes a mention: kind, word, matched term, source.
MentionKey: TypeAlias = tuple[Kind, str, str | None, str | None]

#: An entity, or none, and the faults of its cells as (key, code, found).
_Read = tuple[Gene | Chemical | Disease | None, tuple[tuple[str, str, str], ...]]


def mentions(tables: Iterable[Rows], findings: list[Finding]) -> tuple[Mention, ...]:
    """Mentions of one kind, in the order of their first rows.

    >>> rows = Rows(Kind.CHEMICAL, "x.tsv", [("Ca2+", "NA", "MESH", "D002118", "NA", "NA")], [2])
    >>> mentions([rows], [])[0].entities
    (Chemical(mesh='D002118', chebi=None, name=None),)
    """
    groups: dict[MentionKey, dict[Gene | Chemical | Disease, None]] = {}
    for table in tables:
        _group(table, groups, findings)
    return tuple([Mention(*key, tuple(entities)) for key, entities in groups.items()])


def _group(
    table: Rows, groups: dict[MentionKey, dict[Gene | Chemical | Disease, None]], findings: list[Finding]
) -> None:
    """Add the rows of one table to the mentions that they belong to; what is the same in two rows is read once."""
    head_of, tail_of = _HEAD[table.kind], itemgetter(slice(3, None))
    entity_of = _human_gene if table.is_human else _ENTITY[table.kind]
    seen: dict[tuple[str, ...], dict[Gene | Chemical | Disease, None]] = {}
    rows = table.rows
    for index, (head, (entity, faults)) in enumerate(zip(map(head_of, rows), map(entity_of, map(tail_of, rows)))):  # noqa: B905 - as long as each other
        entities = seen.get(head)
        if entities is None:
            key = _KEY[table.kind](table.kind, rows[index])
            if not key[1]:
                findings.append(Finding(table.where(index), "word", "no-word", "a row without one"))
                continue
            if key not in groups:
                groups[key] = {}
                _check_source(key, table, index, findings)
            entities = seen[head] = groups[key]
        if faults:
            findings += [Finding(table.where(index), *fault) for fault in faults]
        if entity is not None:
            entities[entity] = None


def row_keys(table: Rows) -> list[tuple[MentionKey, Gene | Chemical | Disease | None]]:
    """For each row, the mention that it belongs to and its entity, if any."""
    entity_of = _human_gene if table.is_human else _ENTITY[table.kind]
    return [(_KEY[table.kind](table.kind, row), entity_of(row[3:])[0]) for row in table.rows]


def _gene_key(kind: Kind, row: Row) -> MentionKey:
    """A gene's matched term is never missing: ``NA`` is the gene 45338's (PMC1183420)."""
    source = row[2]
    return kind, row[0], row[1] or None, None if source in MISSING_CELL else source


def _term_key(kind: Kind, row: Row) -> MentionKey:
    """A chemical's or disease's matched term ``NA`` is one only where a ChEBI or DOID id says that something hit."""
    word, match, source = row[:3]
    missing = match in MISSING_CELL and row[4] in MISSING_CELL
    return kind, word, None if missing else match or None, None if source in MISSING_CELL else source


def _check_source(key: MentionKey, table: Rows, index: int, findings: list[Finding]) -> None:
    kind, _, _, source = key
    if source is None and kind is Kind.GENE:
        findings.append(Finding(table.where(index), "source", "no-source", "a gene row without one"))
    elif source is not None and source not in LEXICONS:
        findings.append(Finding(table.where(index), "source", "unknown-source", quoted(source)))


@lru_cache(CACHED)
def _gene(cells: Row) -> _Read:
    """A gene from (NCBI Gene id, symbol, organism id, organism name, organism group)."""
    gene_cell, symbol, taxon_cell, organism, group = cells
    gene_id = as_ncbi_id(gene_cell)
    if gene_id is None:
        return None, (("ncbigene_id", "bad-gene-id", quoted(gene_cell)),)
    faults: list[tuple[str, str, str]] = []
    taxon_id = as_ncbi_id(taxon_cell)
    if taxon_id is None:
        faults.append(("organism_id", "bad-taxon", quoted(taxon_cell)))
    name = _cell(symbol)
    if name is None:
        faults.append(("ncbigene_symbol", "no-symbol", f"gene {gene_id} without one"))
    taxon = _taxon(taxon_id, _cell(organism), _cell(group)) if taxon_id else None
    return Gene(gene_id, name, taxon), tuple(faults)


_taxon = lru_cache(1024)(Taxon)


@lru_cache(CACHED_OF_FEWER)
def _human_gene(cells: Row) -> _Read:
    """A gene from (Entrez id, HGNC symbol, …), in the dialect that knew human genes only."""
    symbol = _cell(cells[1])
    gene, faults = _gene((cells[0], cells[1], HUMAN.taxon_id, *cells[3:]))
    renamed = tuple((_OLD_NAMES[key], code, found) for key, code, found in faults)
    return (Gene(gene.ncbi_id, symbol, HUMAN, symbol) if isinstance(gene, Gene) else None), renamed


@lru_cache(CACHED_OF_FEWER)
def _chemical(cells: Row) -> _Read:
    """A chemical from (MeSH id, ChEBI id, ChEBI name)."""
    mesh, chebi, faults = _two_ids(cells, "chebi", as_chebi)
    return (Chemical(mesh, chebi, _cell(cells[2])) if mesh or chebi else None), faults


@lru_cache(CACHED_OF_FEWER)
def _disease(cells: Row) -> _Read:
    """A disease from (MeSH id, DOID, name)."""
    mesh, doid, faults = _two_ids(cells, "doid", as_doid)
    return (Disease(mesh, doid, _cell(cells[2])) if mesh or doid else None), faults


def _two_ids(
    cells: Row, key: str, read: Callable[[str], str | None]
) -> tuple[str | None, str | None, tuple[tuple[str, str, str], ...]]:
    """MeSH id and the other one; a cell that is neither missing nor an id is a fault."""
    faults = []
    mesh, other = as_mesh(cells[0]), read(cells[1])
    if mesh is None and cells[0] not in MISSING_CELL:
        faults.append(("mesh", "bad-mesh", quoted(cells[0])))
    if other is None and cells[1] not in MISSING_CELL:
        faults.append((key, f"bad-{key}", quoted(cells[1])))
    return mesh, other, tuple(faults)


def _cell(text: str) -> str | None:
    return None if text in MISSING_CELL else text


_ENTITY: Mapping[Kind, Callable[[Row], _Read]] = MappingProxyType(
    {Kind.GENE: _gene, Kind.CHEMICAL: _chemical, Kind.DISEASE: _disease}
)

_KEY: Mapping[Kind, Callable[[Kind, Row], MentionKey]] = MappingProxyType(
    {Kind.GENE: _gene_key, Kind.CHEMICAL: _term_key, Kind.DISEASE: _term_key}
)

#: The cells that decide on a row's mention.
_HEAD: Mapping[Kind, Callable[[Row], tuple[str, ...]]] = MappingProxyType(
    {Kind.GENE: itemgetter(0, 1, 2), Kind.CHEMICAL: itemgetter(0, 1, 2, 4), Kind.DISEASE: itemgetter(0, 1, 2, 4)}
)
