"""What bundled queries are asked of: the seeds, a record with what no seed has, and pathways beside them."""

from functools import cache
from pathlib import Path

from checkouts import CORPUS
from commands import ROOT
from pyoxigraph import RdfFormat, Store
from records import CHEMICALS, DISEASES, GENES, record, table, tree

from pfocr_rdf.stores.embedded import Opening, open_data

GRAPHS = Path(__file__).parent / "graphs"

#: Pathways made up for tests, and real ones, which lie outside of the repository.
MADE, SAMPLE = "made", "sample"


def gene(word: str, symbol: str, ncbi: str, organism: tuple[str, str] = ("9606", "Homo sapiens")) -> dict[str, str]:
    """A row of a gene table."""
    return {
        "organism_id": organism[0],
        "organism_name": organism[1],
        "organism_group": "Mammals",
        "word": word,
        "match": symbol.upper(),
        "ncbigene_symbol": symbol,
        "ncbigene_id": ncbi,
        "source": "ncbigene_symbol",
    }


def made_record() -> dict[str, str | bytes]:
    """A figure with genes of two species, chemicals, a disease, and a pathway that was drawn from it."""
    mouse = ("10090", "Mus musculus")
    return record(
        "PMC9000001__ace2",
        {"figtitle": "Angiotensin and breast cancer", "automl_pathway": "0.97", "year": "'2021'", "wpid": "WP5039"},
        genes=table(
            GENES,
            gene("AGT", "AGT", "183"),
            gene("ACE2", "ACE2", "59272"),
            gene("REN", "REN", "5972"),
            gene("Agt", "Agt", "11606", mouse),
        ),
        chemicals=table(
            CHEMICALS,
            {"word": "Ang II", "mesh": "mesh:D000804", "match": "Angiotensin II", "chebi": "chebi:2719"},
            {"word": "MOLO04811"},
        ),
        diseases=table(DISEASES, {"word": "COVID-19", "mesh": "mesh:D000086382", "doid": "DOID:0080600"}),
    )


@cache
def pathway_files(pathways: str) -> tuple[Path, ...]:
    """WikiPathways RDF: made up, or the sample of the corpus."""
    return (GRAPHS / "wikipathways.ttl",) if pathways == MADE else tuple(sorted(CORPUS.glob("wikipathways-rdf/*.ttl")))


def write_figures(folder: Path) -> Path:
    """All that is ours, as N-Triples."""
    tree(folder / "made", made_record())
    opened = open_data([ROOT / "seeds", folder / "made", GRAPHS / "links.ttl"], Opening(jobs=1))
    return _dumped(opened.store, folder / "figures.nt")


def write_others(folder: Path, pathways: str) -> Path:
    """All that is others', as N-Triples."""
    files = [*pathway_files(pathways), GRAPHS / "wikidata.ttl", GRAPHS / "links.ttl"]
    return _dumped(open_data(files).store, folder / "others.nt")


def _dumped(store: Store, target: Path) -> Path:
    target.write_bytes(b"".join(f"{quad.triple} .\n".encode() for quad in store))
    assert RdfFormat.N_TRIPLES.file_extension == target.suffix[1:]
    return target
