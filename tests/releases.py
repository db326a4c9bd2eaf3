"""A made-up release of the database, as records and as a graph, and faults to plant in that graph."""

import re
from collections.abc import Iterator
from pathlib import Path

import pfocr_rdf
from pfocr_rdf.mentions import HUMAN
from pfocr_rdf.record import Chemical, Disease, Figure, Gene, Kind, Mention, Organism, Paper, Taxon

CALCIUM = Chemical("D002118", "22984", "calcium")
INFLUENZA = Disease(None, "8469", "influenza")
MOUSE = Taxon("10090", "Mus musculus", "Rodents")
BASE = "https://pfocr.wikipathways.org/"
SCHEMA = "https://schema.org/"
PFOCR = f"{BASE}rdf/vocab#"
OA = "http://www.w3.org/ns/oa#"
TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"


def release(figures: int) -> Iterator[Figure]:
    """Figures in order of their ids: one to three of a paper, some with a network, all with a mention or more."""
    number = 0
    for paper in range(1000, 1000 + figures):
        for stem in range(1 + paper % 3):
            if number == figures:
                return
            yield _figure(f"PMC{paper}", stem, number)
            number += 1


def _figure(pmcid: str, stem: int, number: int) -> Figure:
    return Figure(
        figid=f"{pmcid}__f-{stem}.a",
        title=f'Pathway {number} of "some" <bold>cells</bold>',
        paper=Paper(pmcid=pmcid, title=f"A paper, {pmcid}", year="2019", keywords=("pathway",)),
        alias=f"{pmcid}__F{stem}",
        score="0.97",
        ndex=f"ee8a08e7-de8d-11ea-99da-{number:012x}" if number % 4 == 0 else None,
        wikipathway="WP5382" if number % 9 == 0 else None,
        organisms=(Organism(name="Homo sapiens", taxon=HUMAN, annotated=True, recognised=True),),
        genes=_genes(number),
        chemicals=(Mention(Kind.CHEMICAL, "Ca2+", None, None, (CALCIUM,)),) if number % 5 == 3 else (),
        diseases=(Mention(Kind.DISEASE, "flu", entities=(INFLUENZA,)),) if number % 7 == 0 else (),
    )


def _genes(number: int) -> tuple[Mention, ...]:
    """One mention in each figure, a second one with two bodies in every third."""
    one = Mention(Kind.GENE, "IL-1B", "IL1B", "ncbigene_symbol", (Gene("3553", "IL1B", HUMAN),))
    two = Mention(Kind.GENE, f"G{number}", "G", "ncbigene_synonym", (_gene(number), _gene(number + 1)))
    return (one, two) if number % 3 == 0 else (one,)


def _gene(number: int) -> Gene:
    return Gene(str(100_000_000 + number % 97), f"G{number % 97}", MOUSE)


def graph_file(figures: int, folder: Path) -> Path:
    """The release in N-Triples, as a file."""
    target = folder / f"{figures}.nt"
    pfocr_rdf.write(release(figures), target)
    return target


def graph(figures: int, folder: Path) -> str:
    """The release as N-Triples."""
    return graph_file(figures, folder).read_text()


def figure(number: int) -> str:
    """IRI of one figure, in angle brackets."""
    found = next(one for index, one in enumerate(release(number + 1)) if index == number)
    return f"<{BASE}figures/{found.figid}.html>"


def replaced(text: str, old: str, new: str) -> str:
    """``text`` with the first ``old`` replaced, which must be there."""
    assert old in text, old
    return text.replace(old, new, 1)


class Planter:
    """Plants faults in a graph, each of them at another figure."""

    def __init__(self, text: str) -> None:
        """Plant in ``text``."""
        self.text = text
        self.planted: list[str] = []
        self._number = 3

    def next_figure(self) -> str:
        """IRI of a figure that has no fault so far, in brackets."""
        self._number += 5
        return figure(self._number)

    def line(self, subject: str, predicate: str) -> str:
        """The first triple of that subject, or of one that begins so, and that predicate."""
        found = re.search(rf"(?m)^{re.escape(subject)}[^ ]* <{re.escape(predicate)}> .*\n", self.text)
        assert found, (subject, predicate)
        return found[0]

    def dropped(self, subject: str, predicate: str) -> None:
        """Leave a triple out."""
        self.text = self.text.replace(self.line(subject, predicate), "")
        self.planted.append(f"dropped {predicate}")

    def pointed(self, subject: str, predicate: str, value: str) -> None:
        """Give a triple another object."""
        line = self.line(subject, predicate)
        start = " ".join(line.split(" ")[:2])
        self.text = self.text.replace(line, f"{start} {value} .\n")
        self.planted.append(f"{predicate} is {value}")

    def added(self, subject: str, predicate: str, value: str) -> None:
        """Add a triple, in the middle of the graph."""
        lines = self.text.splitlines(keepends=True)
        lines.insert(len(lines) // 2, f"{subject} <{predicate}> {value} .\n")
        self.text = "".join(lines)
        self.planted.append(f"also {predicate} {value}")


FIGURE_PROPERTIES = ("identifier", "name", "url", "isBasedOn", "image", "license", "isPartOf")


def faulty(text: str) -> Planter:
    """The graph with some 70 faults: within figures, between figures, between papers, and at what all of them share."""
    planter = Planter(text)
    fresh, dropped, pointed, added = planter.next_figure, planter.dropped, planter.pointed, planter.added
    for name in FIGURE_PROPERTIES:
        dropped(fresh(), SCHEMA + name)
    for name in FIGURE_PROPERTIES:
        pointed(fresh(), SCHEMA + name, '"NA"')
    for name in FIGURE_PROPERTIES:
        pointed(fresh(), SCHEMA + name, f"{fresh()}")
    for value in ('"1.5"^^<http://www.w3.org/2001/XMLSchema#decimal>', '"0.5"', "<https://example.org/>", "_:score"):
        pointed(fresh(), f"{PFOCR}pathwayScore", value)
    for predicate in ("hasTarget", "hasBody"):
        dropped(f"{fresh()[:-1]}#gene-", OA + predicate)
        pointed(f"{fresh()[:-1]}#gene-", OA + predicate, '"text"')
        pointed(f"{fresh()[:-1]}#gene-", OA + predicate, "<https://example.org/unknown>")
    pointed(f"{fresh()[:-1]}#gene-", f"{OA}hasBody", "_:somebody")
    pointed(f"{fresh()[:-1]}#gene-", f"{OA}hasTarget", fresh())
    pointed(f"{fresh()[:-1]}#gene-", f"{OA}hasBody", fresh())
    pointed(f"{fresh()[:-1]}#gene-", f"{OA}hasBody", "<https://identifiers.org/ncbigene/100000050>")
    pointed(f"{fresh()[:-1]}#chemical-", f"{OA}hasBody", "<https://identifiers.org/ncbigene/3553>")
    pointed(f"{fresh()[:-1]}#gene-", f"{PFOCR}lexicon", f"<{BASE}rdf/lexicon/nowhere>")
    pointed(f"{fresh()[:-1]}#gene-", f"{PFOCR}lexicon", '"a literal"')
    pointed(f"{fresh()[:-1]}#gene-", f"{PFOCR}lexicon", "<https://identifiers.org/ncbigene/3553>")
    added(f"{fresh()[:-1]}#gene-0123456789>", f"{PFOCR}word", '"alone"')
    added(fresh(), f"{PFOCR}unknown", '"x"')
    added(fresh(), f"{SCHEMA}image", f"{fresh()[:-1]}#image>")
    added(fresh(), TYPE[1:-1], f"<{SCHEMA}Gene>")
    added(f"{fresh()[:-1]}#image>", f"{SCHEMA}isPartOf", "<https://identifiers.org/pmc/PMC1150>")
    added(fresh(), f"{SCHEMA}about", "<http://purl.obolibrary.org/obo/NCBITaxon_4>")
    added(
        fresh(), f"{PFOCR}ndexNetwork", "<https://www.ndexbio.org/viewer/networks/ee8a08e7-de8d-11ea-99da-000000000008>"
    )
    added(fresh(), f"{PFOCR}ndexNetwork", "<https://www.ndexbio.org/viewer/networks/none>")
    added(fresh(), f"{PFOCR}ndexNetwork", '"text"')
    network = "<https://www.ndexbio.org/viewer/networks/ee8a08e7-de8d-11ea-99da-0000000000"
    dropped(f"{network}10", f"{SCHEMA}isBasedOn")
    pointed(f"{network}14", f"{SCHEMA}isBasedOn", fresh())
    pointed(f"{network}18", f"{SCHEMA}url", "<https://example.org/>")
    dropped(f"{network}1c", TYPE[1:-1])
    added(f"{network}20>", f"{SCHEMA}isBasedOn", fresh())
    for predicate in ("identifier", "name", "taxonomicRange"):
        dropped("<https://identifiers.org/ncbigene/100000008>", SCHEMA + predicate)
    dropped("<https://identifiers.org/ncbigene/100000011>", TYPE[1:-1])
    added("<https://identifiers.org/ncbigene/100000012>", f"{SCHEMA}sameAs", "<https://identifiers.org/hgnc/5992>")
    added("<https://identifiers.org/ncbigene/100000013>", f"{SCHEMA}color", '"red"')
    pointed("<https://identifiers.org/ncbigene/100000014>", f"{SCHEMA}taxonomicRange", fresh())
    dropped("<http://purl.obolibrary.org/obo/NCBITaxon_10090>", f"{SCHEMA}identifier")
    dropped(f"<{BASE}rdf/lexicon/ncbigene_symbol>", "http://www.w3.org/2004/02/skos/core#notation")
    added(f"<{BASE}rdf/lexicon/ncbigene_synonym>", TYPE[1:-1], f"<{SCHEMA}Gene>")
    pointed("<https://identifiers.org/pmc/PMC1100>", f"{SCHEMA}datePublished", '"19"')
    dropped("<https://identifiers.org/pmc/PMC1102>", TYPE[1:-1])
    dropped("<https://identifiers.org/pmc/PMC1104>", f"{SCHEMA}sameAs")
    added("_:stray", TYPE[1:-1], f"<{PFOCR}PathwayFigure>")
    added("<https://example.org/figure>", TYPE[1:-1], f"<{PFOCR}PathwayFigure>")
    added("<https://example.org/figure>", f"{SCHEMA}image", f"{fresh()[:-1]}#image>")
    added("<https://example.org/picture>", TYPE[1:-1], f"<{SCHEMA}ImageObject>")
    added("<https://example.org/mention>", f"{OA}hasTarget", fresh())
    return planter
