"""How fast ``pfocr-rdf link`` compares figures with pathways, and how much memory it takes, beside plain sets.

    python benchmarks/link.py 20000 117000 --pathways 1000 --pairs 500

Figures and pathways are made up: 28 genes a figure and 60 a pathway in the middle, and genes that are drawn as unevenly
as real ones. What comes out is written to ``RESULTS-link.md`` as well.
"""

import argparse
import random
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from measuring import CLI, Cost, Results, cost, machine, versions

from pfocr_rdf.identifiers import FIGURE, GENE, TAXON, Namespaces
from pfocr_rdf.linking.drawn import DrawnGenes, drawn
from pfocr_rdf.linking.hypergeometric import adjusted, tails
from pfocr_rdf.linking.overlaps import Collection, Thresholds
from pfocr_rdf.linking.sources import read_pathways
from pfocr_rdf.stores.embedded import Opening
from pfocr_rdf.vocabulary import SCHEMA

GENES = 20_000
HUMAN = "9606"
HEADER = ("figures", "triples", "pathways", "overlaps", "s", "processor s", "figures/s", "peak MiB")


def main() -> None:
    """Measure, print a table, and write it down."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("figures", type=int, nargs="+")
    arguments.add_argument("--pathways", type=int, default=1000)
    arguments.add_argument("--pairs", type=int, default=500, help="how many figures to compare by plain sets too")
    arguments.add_argument("-j", "--jobs", default="1")
    arguments.add_argument("--results", type=Path, default=Path(__file__).with_name("RESULTS-link.md"))
    given = arguments.parse_args()
    lead = ("# Linking", f"{machine()}. {versions('pfocr-rdf', 'pyoxigraph')}. -j {given.jobs}.")
    results = Results(given.results, lead, HEADER)
    with tempfile.TemporaryDirectory(prefix="pfocr-") as folder:
        gmt = Path(folder, "pathways.gmt")
        gmt.write_text("".join(pathways(given.pathways)))
        for number in given.figures:
            graph, table = Path(folder, f"{number}.nt"), Path(folder, "overlaps.tsv")
            with graph.open("w") as file:
                triples = sum(file.write(line) > 0 for line in figures(number))
            run = (*CLI, "link", graph, "--wikipathways", gmt, "-j", given.jobs, "-q", "--table", table)
            results.row(cells(number, triples, given.pathways, table, cost(run)))
        results.close(comparison(graph, gmt, given.pairs))


def some_genes(chance: random.Random, middle: int) -> list[int]:
    """Genes of a set, each once; the size is log-normal about ``middle``, and low ids come up most."""
    size = max(1, round(middle * chance.lognormvariate(0, 0.8)))
    return sorted({1 + int(GENES * chance.random() ** 2) for _ in range(size)})


def pathways(number: int) -> Iterator[str]:
    """Lines of a GMT file."""
    chance = random.Random(1)
    for one in range(1, number + 1):
        name = f"Pathway {one}%WikiPathways_20260610%WP{one}%Homo sapiens"
        yield "\t".join((name, "-", *map(str, some_genes(chance, 60)))) + "\n"


def figures(number: int) -> Iterator[str]:
    """N-Triples of figures, and of the species of all genes."""
    namespaces, chance = Namespaces(), random.Random(2)
    species, mentions = namespaces.expand(SCHEMA.taxonomicRange), namespaces.expand(SCHEMA.mentions)
    for gene in range(1, GENES + 1):
        yield f"<{namespaces.iri(GENE, str(gene))}> <{species}> <{namespaces.iri(TAXON, HUMAN)}> .\n"
    for one in range(number):
        figure = namespaces.iri(FIGURE, f"PMC{one}__f1.html")
        for gene in some_genes(chance, 28):
            yield f"<{figure}> <{mentions}> <{namespaces.iri(GENE, str(gene))}> .\n"


def cells(figures: int, triples: int, pathways: int, table: Path, cost: Cost) -> tuple[str, ...]:
    """One row."""
    with table.open("rb") as file:
        overlaps = sum(1 for _ in file) - 1
    counts = f"{figures:,}", f"{triples:,}", f"{pathways:,}", f"{overlaps:,}"
    return (*counts, f"{cost.seconds:.1f}", f"{cost.work:.1f}", f"{figures / cost.seconds:,.0f}", f"{cost.memory:,.0f}")


def comparison(graph: Path, gmt: Path, pairs: int) -> str:
    """How many times as fast the index is as comparing every pair, on the same figures in one process."""
    with drawn([graph], Opening(), Namespaces()) as inside:
        some = [figure for figure, _ in zip(inside.figures(), range(pairs), strict=False)]
    collection = Collection(read_pathways([gmt]))
    everything = Thresholds(shared=1, adjusted=1.0)
    started = time.process_time()
    ours = [[one.adjusted for one in collection.overlaps(one.figid, one.genes, everything)] for one in some]
    middle = time.process_time()
    plain = [by_pairs(figure, collection) for figure in some]
    ended = time.process_time()
    assert [len(one) for one in ours] == [len(one) for one in plain]
    ratio = (ended - middle) / (middle - started)
    return f"On {pairs:,} figures, the index is {ratio:.1f} times as fast as comparing every pair of sets."


def by_pairs(figure: DrawnGenes, collection: Collection) -> list[float]:
    """Adjusted p-values of all pathways that share a gene, one pathway after the other."""
    genes, background = {*figure.genes}, len(collection.background)
    size = len(genes & collection.background)
    counts = ((len(genes & one.genes), len(one.genes)) for one in collection.pathways)
    chances = sorted(tails(size, width, background)[shared] for shared, width in counts if shared)
    return adjusted(chances, len(collection.pathways))


if __name__ == "__main__":
    main()
