"""Where the pages of things are."""

from pfocr_rdf.identifiers import encoded

#: Kinds of entities, with the first part of the path of their pages.
FOLDERS = {"gene": "genes", "chemical": "chemicals", "disease": "diseases", "organism": "organisms"}
KIND_OF = {folder: kind for kind, folder in FOLDERS.items()}

#: Where the data set is described in RDF (VoID, section 7.2): its IRI leads there whoever would rather have that than
#: the page.
DESCRIPTION = "/.well-known/void"


def entity_path(kind: str, key: str) -> str:
    """Path of the page of an entity.

    >>> entity_path("chemical", "CHEBI:15422")
    '/chemicals/CHEBI%3A15422'
    """
    return f"/{FOLDERS[kind]}/{encoded(key)}"


def paper_path(pmcid: str) -> str:
    """Path of the page of a paper."""
    return f"/papers/{encoded(pmcid)}"
