"""Pathways of WikiPathways as sets of genes, and how they are found in its RDF.

Whatever form a file has (http or https, slash or colon, with or without revision), a pathway is known by its id alone,
and a gene by its NCBI Gene id.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple, TypeAlias

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, Triple, parse

from pfocr_rdf.errors import Finding, quoted
from pfocr_rdf.formats import Format
from pfocr_rdf.identifiers import Namespaces
from pfocr_rdf.rdf_files import GraphFile, misread, unpacked
from pfocr_rdf.vocabulary import RDF, WP

#: Species by the names that WikiPathways has for them, with the ids that its RDF has (NCBI taxonomy).
SPECIES: Mapping[str, str] = {
    "Acetobacterium woodii": "33952",
    "Anopheles gambiae": "7165",
    "Arabidopsis thaliana": "3702",
    "Bacillus subtilis": "1423",
    "Beta vulgaris": "161934",
    "Bos taurus": "9913",
    "Brassica napus": "3708",
    "Caenorhabditis elegans": "6239",
    "Canis familiaris": "9615",
    "Caulobacter vibrioides": "155892",
    "Danio rerio": "7955",
    "Daphnia magna": "35525",
    "Drosophila melanogaster": "7227",
    "Equus caballus": "9796",
    "Escherichia coli": "562",
    "Gallus gallus": "9031",
    "Gibberella zeae": "5518",
    "Glycine max": "3847",
    "Homo sapiens": "9606",
    "Hordeum vulgare": "4513",
    "Mus musculus": "10090",
    "Mycobacterium tuberculosis": "1773",
    "Oryza sativa": "4530",
    "Pan troglodytes": "9598",
    "Plasmodium falciparum": "5833",
    "Populus trichocarpa": "3694",
    "Rattus norvegicus": "10116",
    "Saccharomyces cerevisiae": "4932",
    "Solanum lycopersicum": "4081",
    "Sus scrofa": "9823",
    "Triticum aestivum": "4565",
    "Vitis vinifera": "29760",
    "Zea mays": "4577",
}

#: Strains and subspecies that NCBI Gene has genes of, with the species that WikiPathways has pathways of.
STRAINS: Mapping[str, str] = {
    "559292": "4932",
    "511145": "562",
    "83332": "1773",
    "36329": "5833",
    "224308": "1423",
    "39947": "4530",
    "180454": "7165",
    "229533": "5518",
}

#: What takes in the subject and object of a triple.
_Taker: TypeAlias = Callable[[str, NamedNode | Literal], None]

_REGISTRY = "https?://(?:www\\.)?identifiers\\.org/"
_PATHWAY = re.compile(_REGISTRY + r"wikipathways[/:](WP[0-9]+)(?:_(r[0-9]+))?")
_GENE = re.compile(_REGISTRY + r"ncbigene[/:]([1-9][0-9]*)")
_TAXON = re.compile(r".*(?:NCBITaxon_|taxonomy[/:])([1-9][0-9]*)")


class Pathway(NamedTuple):
    """A pathway and its genes, by NCBI Gene id; ``taxon`` is the NCBI taxonomy id of its species."""

    wpid: str
    title: str
    taxon: str
    genes: frozenset[int]
    revision: str | None = None


def pathway_of(version: str, identifier: str | None, title: str, organism: str) -> Pathway | None:
    """The pathway, still without genes, that RDF says these things of; nothing if its id or species is none.

    >>> iri = "https://identifiers.org/wikipathways/WP1"
    >>> pathway_of(f"{iri}_r2", iri, "A pathway", "http://purl.obolibrary.org/obo/NCBITaxon_9606")
    Pathway(wpid='WP1', title='A pathway', taxon='9606', genes=frozenset(), revision='WP1_r2')
    """
    pinned = _PATHWAY.fullmatch(version)
    named = _PATHWAY.fullmatch(identifier or version) or pinned
    taxon = _TAXON.fullmatch(organism)
    if not named or not taxon:
        return None
    revision = f"{named[1]}_{pinned[2]}" if pinned and pinned[2] else None
    return Pathway(named[1], title, taxon[1], frozenset(), revision)


def gene_of(iri: str) -> int | None:
    """The NCBI Gene id in an IRI.

    >>> gene_of("https://identifiers.org/ncbigene/3553"), gene_of("https://identifiers.org/ensembl/3553")
    (3553, None)
    """
    found = _GENE.fullmatch(iri)
    return int(found[1]) if found else None


class PathwayGraph:
    """Pathways out of triples, which may come in any order and from many files.

    A pathway is what is both a ``wp:Pathway`` and a ``skos:Collection``: pathways drawn as nodes inside others are
    not. Its genes are those that its nodes are mapped to by ``wp:bdbEntrezGene``, whatever their own identifiers.
    """

    def __init__(self) -> None:
        """No triple yet."""
        self._values: dict[str, dict[str, str]] = {name: {} for name in (WP.identifier, WP.title, WP.organism)}
        self._classes: defaultdict[str, set[str]] = defaultdict(set)
        self._nodes: defaultdict[str, set[str]] = defaultdict(set)
        self._genes: defaultdict[str, set[int]] = defaultdict(set)
        namespaces = Namespaces()
        self._take = {
            namespaces.expand(RDF.type): self._take_class,
            namespaces.expand(WP.bdbEntrezGene): self._take_gene,
            namespaces.expand(WP.isPartOf): self._take_part,
            **{namespaces.expand(name): self._taking(values) for name, values in self._values.items()},
        }
        self._wanted = {namespaces.expand(WP.Pathway), namespaces.expand(WP.Collection)}

    def add(self, file: GraphFile) -> None:
        """Take in an RDF file. Raises ``InputError`` where it cannot be read."""
        with unpacked(file) as (stream, _):
            try:
                for quad in parse(stream, _parser(file.format)):
                    self.take(quad)
            except SyntaxError as error:
                raise misread(file, error) from error

    def take(self, quad: Quad | Triple) -> None:
        """Take in one triple, if it says something of a pathway or a gene."""
        take = self._take.get(quad.predicate.value)
        if take is not None and isinstance(quad.subject, NamedNode) and not isinstance(quad.object, BlankNode | Triple):
            take(quad.subject.value, quad.object)

    def pathways(self, findings: list[Finding] | None = None) -> Iterator[Pathway]:
        """Every pathway, in no particular order; ``findings`` gets those without an id or a species."""
        identifiers, titles, organisms = (self._values[name] for name in (WP.identifier, WP.title, WP.organism))
        for version, classes in self._classes.items():
            if classes != self._wanted:
                continue
            organism = organisms.get(version, "")
            found = pathway_of(version, identifiers.get(version), titles.get(version, ""), organism)
            if found:
                genes = frozenset(gene for node in self._nodes[version] for gene in self._genes.get(node, ()))
                yield found._replace(genes=genes)
            elif findings is not None:
                findings.append(Finding(version, "wp:organism", "bad-pathway", quoted(organism)))

    @staticmethod
    def _taking(values: dict[str, str]) -> _Taker:
        def take(subject: str, value: NamedNode | Literal) -> None:
            if _PATHWAY.fullmatch(subject):
                values[subject] = value.value

        return take

    def _take_class(self, subject: str, value: NamedNode | Literal) -> None:
        if value.value in self._wanted:
            self._classes[subject].add(value.value)

    def _take_gene(self, subject: str, value: NamedNode | Literal) -> None:
        if (found := gene_of(value.value)) is not None:
            self._genes[subject].add(found)

    def _take_part(self, subject: str, value: NamedNode | Literal) -> None:
        if _PATHWAY.fullmatch(value.value):
            self._nodes[value.value].add(subject)


def _parser(form: Format) -> RdfFormat:
    found = RdfFormat.from_media_type(form.media_type)
    assert found is not None
    return found
