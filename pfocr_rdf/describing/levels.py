"""The three levels of the HCLS profile: the data set, its release, and the forms in which that is distributed.

What each level must, should and must not say stands in the profile, section 5, and in ``shapes/dataset.ttl``.
"""

from collections.abc import Iterator, Sequence
from importlib.metadata import version
from typing import NamedTuple

from pfocr_rdf.catalog_vocabulary import DCAT, FREQ, PAV, SPDX, VOID
from pfocr_rdf.describing.linked import LinkedSet, linked_sets
from pfocr_rdf.describing.release import Dump, Release
from pfocr_rdf.describing.resources import English, Iri, Resource, Said, Typed, number, resource
from pfocr_rdf.describing.statistics import Ends, Statistics
from pfocr_rdf.identifiers import ENGLISH, HCLS_PROFILE, Namespaces, encoded, media_type_iri
from pfocr_rdf.vocabulary import DCTERMS, DCTYPES, FOAF, PFOCR, PROV, RDFS, XSD

TITLE = "PFOCR, the pathway figures of PubMed Central"
ABOUT = (
    "Figures that depict biological pathways, from papers in PubMed Central, with the genes, chemicals and diseases "
    "that optical character recognition found in them."
)
KEYWORDS = ("biological pathways", "figures", "genes", "chemicals", "diseases", "optical character recognition")


class Names(NamedTuple):
    """IRIs of the parts of a release."""

    namespaces: Namespaces
    release: Release

    @property
    def version(self) -> str:
        """The release: HCLS' version level."""
        return self.namespaces.release(self.release.name)

    @property
    def graph(self) -> str:
        """The release as RDF, whatever files that is in: HCLS' distribution level, which has the statistics."""
        return f"{self.version}/rdf"

    @property
    def conversion(self) -> str:
        """What made the release from the database."""
        return f"{self.version}#conversion"

    @property
    def software(self) -> str:
        """This package."""
        return self.namespaces.software(version("pfocr-rdf"))

    def dump(self, dump: Dump) -> str:
        """One file of the release."""
        return f"{self.version}/{encoded(dump.name)}"


def levels(
    names: Names, statistics: Statistics, dumps: Sequence[Dump], formats: Sequence[str], examples: Sequence[str] = ()
) -> Iterator[Resource]:
    """The data set, its release, the graph and its files, and what made them.

    ``formats`` are media types of the graph, ``examples`` the IRIs of queries for it.
    """
    yield _summary(names, examples)
    yield _version(names, dumps)
    yield _graph(names, statistics, dumps, formats)
    for dump in dumps:
        yield from _file(names, dump)
    yield from _provenance(names)
    yield from _linksets(names, statistics)


def _summary(names: Names, examples: Sequence[str]) -> Resource:
    release = names.release
    return resource(
        names.namespaces.dataset,
        DCTYPES.Dataset,
        said=(
            (DCTERMS.title, (English(TITLE),)),
            (DCTERMS.description, (English(ABOUT),)),
            (DCTERMS.publisher, (Iri(release.publisher),)),
            (DCTERMS.license, (Iri(release.license),)),
            (DCTERMS.accrualPeriodicity, (FREQ.irregular,)),
            (FOAF.page, (Iri(names.namespaces.base),)),
            (DCAT.keyword, KEYWORDS),
            (VOID.sparqlEndpoint, _iris(release.endpoint)),
            (PAV.hasCurrentVersion, (Iri(names.version),)),
            (RDFS.seeAlso, tuple(map(Iri, examples))),
        ),
    )


def _version(names: Names, dumps: Sequence[Dump]) -> Resource:
    release = names.release
    previous = release.previous and names.namespaces.release(release.previous)
    return resource(
        names.version,
        DCTYPES.Dataset,
        DCAT.Dataset,
        said=(
            (DCTERMS.title, (English(f"{TITLE}: {release.name}"),)),
            (DCTERMS.description, (English(f"{ABOUT} Release {release.name}."),)),
            *_makers(names),
            (DCTERMS.isVersionOf, (Iri(names.namespaces.dataset),)),
            (DCTERMS.source, tuple(map(Iri, release.sources))),
            (FOAF.page, (Iri(names.namespaces.base),)),
            (PAV.previousVersion, _iris(previous)),
            (DCAT.distribution, (Iri(names.graph), *(Iri(names.dump(dump)) for dump in dumps))),
        ),
    )


def _graph(names: Names, statistics: Statistics, dumps: Sequence[Dump], formats: Sequence[str]) -> Resource:
    total, namespaces = statistics.total, names.namespaces
    figures = statistics.classes.get(namespaces.expand(PFOCR.PathwayFigure))
    used = (*statistics.properties, *statistics.classes)
    vocabularies = {iri for iri in namespaces.prefixes.values() if any(term.startswith(iri) for term in used)}
    return resource(
        names.graph,
        VOID.Dataset,
        DCTYPES.Dataset,
        DCAT.Distribution,
        said=(
            (DCTERMS.title, (English(f"{TITLE}: {names.release.name}, as RDF"),)),
            (
                DCTERMS.description,
                (English(f"{ABOUT} Release {names.release.name}, as a graph, with its statistics."),),
            ),
            *_makers(names),
            (DCTERMS.format, tuple(formats) or ("RDF",)),
            (DCTERMS.conformsTo, (Iri(HCLS_PROFILE),)),
            (FOAF.page, (Iri(namespaces.base),)),
            (VOID.dataDump, tuple(Iri(names.release.address(dump.name) or names.dump(dump)) for dump in dumps)),
            (VOID.uriSpace, (namespaces.base,)),
            (VOID.vocabulary, tuple(map(Iri, sorted(vocabularies)))),
            (VOID.exampleResource, _iris(figures and figures.example)),
            (VOID.triples, (number(total.triples),)),
            (VOID.entities, (number(total.entities),)),
            (VOID.distinctSubjects, (number(total.subjects),)),
            (VOID.properties, (number(total.properties),)),
            (VOID.distinctObjects, (number(total.objects),)),
            (VOID.subset, tuple(Iri(_linkset(names, *pair)) for pair in statistics.linksets)),
        ),
    )


def _file(names: Names, dump: Dump) -> Iterator[Resource]:
    iri = names.dump(dump)
    checksum = f"{iri}#checksum"
    yield resource(
        iri,
        DCAT.Distribution,
        said=(
            (DCTERMS.title, (English(f"{TITLE}: {names.release.name}, {dump.name}"),)),
            (DCTERMS.description, (English(f"{ABOUT} Release {names.release.name}, in {dump.format.label}."),)),
            *_makers(names),
            (DCTERMS.format, (dump.format.media_type,)),
            (DCTERMS.conformsTo, (Iri(HCLS_PROFILE),)),
            (FOAF.page, (Iri(names.namespaces.base),)),
            (DCAT.mediaType, (Iri(media_type_iri(dump.format.media_type)),)),
            (DCAT.compressFormat, _iris(dump.packed and media_type_iri(dump.packed))),
            (DCAT.byteSize, (Typed(str(dump.size), XSD.nonNegativeInteger),)),
            (DCAT.downloadURL, _iris(names.release.address(dump.name))),
            (SPDX.checksum, (Iri(checksum),)),
        ),
    )
    yield resource(
        checksum,
        SPDX.Checksum,
        said=((SPDX.algorithm, (SPDX.sha256,)), (SPDX.checksumValue, (Typed(dump.sha256, XSD.hexBinary),))),
    )


def _makers(names: Names) -> tuple[Said, ...]:
    """Who made a release and from what: the same at the levels of version and distribution."""
    release, day = names.release, names.release.issued
    dates = () if day is None else (Typed(day, XSD.date),)
    return (
        (DCTERMS.creator, (Iri(release.creator),)),
        (DCTERMS.publisher, (Iri(release.publisher),)),
        (DCTERMS.license, (Iri(release.license),)),
        (DCTERMS.language, (Iri(ENGLISH),)),
        (DCTERMS.created, dates),
        (DCTERMS.issued, dates),
        (PAV.version, (release.name,)),
        (PAV.createdWith, (Iri(names.software),)),
        (PROV.wasDerivedFrom, tuple(map(Iri, release.sources))),
        (PROV.wasGeneratedBy, (Iri(names.conversion),)),
    )


def _provenance(names: Names) -> Iterator[Resource]:
    yield resource(
        names.conversion,
        PROV.Activity,
        said=(
            (DCTERMS.title, (English("conversion of the records to RDF"),)),
            (PROV.used, tuple(map(Iri, names.release.sources))),
            (PROV.wasAssociatedWith, (Iri(names.software),)),
        ),
    )
    yield resource(
        names.software,
        PROV.SoftwareAgent,
        said=((FOAF.name, ("pfocr-rdf",)), (PAV.version, (version("pfocr-rdf"),))),
    )


def _linksets(names: Names, statistics: Statistics) -> Iterator[Resource]:
    """Each property that leads to another data set, and those data sets."""
    sets = {one.name: one for one in linked_sets(names.namespaces)}
    for (predicate, name), ends in statistics.linksets.items():
        yield _one_linkset(names, predicate, sets[name], ends)
    for name in sorted({name for _, name in statistics.linksets}):
        other = sets[name]
        yield resource(
            names.namespaces.linked(name),
            VOID.Dataset,
            said=(
                (DCTERMS.title, (English(other.title),)),
                (FOAF.homepage, (Iri(other.page),)),
                (VOID.uriSpace, (other.uri_space,)),
            ),
        )


def _one_linkset(names: Names, predicate: str, other: LinkedSet, ends: Ends) -> Resource:
    short = names.namespaces.shortened(predicate)
    return resource(
        _linkset(names, predicate, other.name),
        VOID.Linkset,
        said=(
            (DCTERMS.title, (English(f"{TITLE}: links to {other.title} by {short or predicate}"),)),
            (VOID.linkPredicate, (Iri(predicate),)),
            (VOID.subjectsTarget, (Iri(names.graph),)),
            (VOID.objectsTarget, (Iri(names.namespaces.linked(other.name)),)),
            (VOID.triples, (number(ends.triples),)),
            (VOID.distinctSubjects, (number(ends.subjects),)),
            (VOID.distinctObjects, (number(ends.objects),)),
        ),
    )


def _linkset(names: Names, predicate: str, other: str) -> str:
    return f"{names.graph}#links/{names.namespaces.label(predicate)}/{other}"


def _iris(iri: str | None) -> tuple[Iri, ...]:
    return (Iri(iri),) if iri else ()
