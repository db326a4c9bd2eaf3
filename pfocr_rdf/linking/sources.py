"""Where pathways come from: WikiPathways' RDF files, its GMT files, folders of such, or a SPARQL endpoint."""

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from pfocr_rdf.errors import Finding, InputError, quoted
from pfocr_rdf.formats import COMPRESSIONS, TURTLE
from pfocr_rdf.linking.pathways import SPECIES, Pathway, PathwayGraph
from pfocr_rdf.rdf_files import GraphFile, graph_format, unpacked
from pfocr_rdf.trees import shown

_ADDRESS = re.compile(r"https?://")
_WPID = re.compile(r"WP[0-9]+")


def read_pathways(sources: Sequence[str | Path], findings: list[Finding] | None = None) -> list[Pathway]:
    """Pathways of RDF files, GMT files, folders of such, and SPARQL endpoints, in order of their ids.

    Of several revisions of a pathway the newest counts. What looks like a pathway but has no id or species is added to
    ``findings`` (``bad-pathway``). Raises ``InputError`` where a file cannot be read, or there is no pathway with an
    NCBI gene in any, and ``RemoteError`` where an endpoint does not answer whole.
    """
    graph = PathwayGraph()
    found: list[Pathway] = []
    for source in map(str, sources):
        if _ADDRESS.match(source):
            found += _asked(source, findings)
            continue
        for path in _files(Path(source)):
            if _is_gmt(path):
                found += read_gmt(path)
            else:
                graph.add(GraphFile(str(path), graph_format(str(path)) or TURTLE))
    found += graph.pathways(findings)
    if not any(pathway.genes for pathway in found):
        place = ", ".join(shown(str(source)) for source in sources)
        raise InputError(
            f"{place}: pathways: found none with an NCBI gene, expected WikiPathways RDF or GMT; try its wp/ folder"
        )
    return newest(found)


def _asked(address: str, findings: list[Finding] | None) -> Iterator[Pathway]:
    from pfocr_rdf.linking.endpoint import ask_pathways  # noqa: PLC0415 - only an endpoint needs a client

    return ask_pathways(address, findings)


def newest(pathways: Iterable[Pathway]) -> list[Pathway]:
    """Each pathway once, in its newest revision, in order of their ids."""
    found: dict[str, Pathway] = {}
    for pathway in pathways:
        known = found.get(pathway.wpid)
        if known is None or _age(known) < _age(pathway):
            found[pathway.wpid] = pathway
    return sorted(found.values(), key=lambda pathway: int(pathway.wpid[2:]))


def _age(pathway: Pathway) -> int:
    return int((pathway.revision or "r0").rpartition("r")[2])


def _files(source: Path) -> Iterator[Path]:
    """The file itself, or everything in a folder that may hold pathways, in order."""
    if not source.is_dir():
        yield source
        return
    for path in sorted(source.rglob("*")):
        if path.is_file() and (_is_gmt(path) or graph_format(path.name)):
            yield path


def _is_gmt(path: Path) -> bool:
    name = path.name.lower()
    return any(name.endswith(".gmt" + compression) for compression in ("", *COMPRESSIONS))


def read_gmt(path: Path) -> Iterator[Pathway]:
    """Pathways of one of WikiPathways' GMT files: name%release%id%species, address, and NCBI Gene ids, tab-separated.

    Raises ``InputError`` where a line is none of these.
    """
    with unpacked(GraphFile(str(path), TURTLE)) as (stream, _):
        for number, line in enumerate(stream, 1):
            if line.strip():
                cells = line.decode("utf-8", "replace").rstrip("\r\n").split("\t")
                yield _gmt_pathway(cells, f"{shown(str(path))}:{number}")


def _gmt_pathway(cells: list[str], place: str) -> Pathway:
    title, _, wpid, species = ["", "", "", "", *cells[0].rsplit("%", 3)][-4:]
    if not _WPID.fullmatch(wpid) or species not in SPECIES:
        expected = "name%release%WPn%species, of a species that WikiPathways has"
        raise InputError(f"{place}: name: found {quoted(cells[0])}, expected {expected}; try its own GMT files")
    genes = [cell for cell in cells[2:] if cell]
    wrong = next((gene for gene in genes if not (gene.isascii() and gene.isdigit())), None)
    if wrong is not None:
        raise InputError(f"{place}: genes: found {quoted(wrong)}, expected NCBI Gene ids; try WikiPathways' own GMT")
    return Pathway(wpid, title, SPECIES[species], frozenset(map(int, genes)))
