"""The description of the API, OpenAPI 3.1: what can be asked, and what is answered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any

from pfocr_rdf.identifiers import LICENSE, Namespaces
from pfocr_rdf.serve.problems import MEDIA_TYPE as PROBLEM
from pfocr_rdf.serve.site.enrichment import DOWNLOADED, EXAMPLE
from pfocr_rdf.serve.site.requests import MOST_RESULTS
from pfocr_rdf.serve.site.search.filling import HUMAN
from pfocr_rdf.serve.site.search.results import SORTS

_TEXT: Mapping[str, Any] = {"type": "string"}
_MAYBE_TEXT: Mapping[str, Any] = {"type": ["string", "null"]}
_NUMBER: Mapping[str, Any] = {"type": "integer", "minimum": 0}
_REAL: Mapping[str, Any] = {"type": "number", "minimum": 0}


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of an operation, in the path or behind it."""

    name: str
    meaning: str
    schema: Mapping[str, Any]
    example: Any = None
    required: bool = False

    def as_json(self, path: str) -> dict[str, Any]:
        """The parameter as OpenAPI has it."""
        inside = f"{{{self.name}}}" in path
        found = {
            "name": self.name,
            "in": "path" if inside else "query",
            "required": inside or self.required,
            "description": self.meaning,
            "schema": self.schema,
        }
        return found if self.example is None else {**found, "example": self.example}


@dataclass(frozen=True, slots=True)
class Operation:
    """Something that can be asked, and the schema of the answer by media type."""

    path: str
    summary: str
    parameters: Sequence[Parameter]
    answers: Mapping[str, Any]
    methods: Sequence[str] = ("get",)

    @property
    def example(self) -> str:
        """A path that can be tried."""
        path = self.path
        for one in self.parameters:
            path = path.replace(f"{{{one.name}}}", str(one.example))
        first = next((one for one in self.parameters if f"{{{one.name}}}" not in self.path and one.example), None)
        return f"{path}?{first.name}={first.example}" if first else path


def _object(**properties: Any) -> dict[str, Any]:  # noqa: ANN401 - schemas
    return {"type": "object", "properties": properties, "required": list(properties)}


def _list(items: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": items}


_LIMIT = Parameter(
    "limit", "Figures in a piece.", {"type": "integer", "minimum": 1, "maximum": MOST_RESULTS, "default": 24}
)
_SEARCH = (
    Parameter("q", "Genes, chemicals, diseases, ids and words; all must be met.", _TEXT, "RANKL"),
    Parameter("sort", "Order of the figures.", {"type": "string", "enum": [*SORTS], "default": SORTS[0]}),
    Parameter("year", "Year of the paper, or 'none'.", _TEXT),
    Parameter("organism", "NCBI taxonomy id, or name, of an organism among the facets.", _TEXT),
    Parameter("type", "Type of figure.", _TEXT),
    Parameter("wikipathways", "Whether a pathway of WikiPathways was drawn from it, yes or no.", _TEXT),
    Parameter("ndex", "Whether NDEx has its network, yes or no.", _TEXT),
)
_FIGID = Parameter("figid", "Figure id.", _TEXT, "PMC3157546__nihms305602f7")
_ENTITY = _object(path=_TEXT, kind=_TEXT, key=_TEXT, iri=_MAYBE_TEXT, label=_TEXT, names=_list(_TEXT), figures=_NUMBER)
_PAPER = _object(path=_TEXT, iri=_TEXT, pmcid=_TEXT, title=_MAYBE_TEXT, citation=_MAYBE_TEXT)
_FIGURE = _object(path=_TEXT, iri=_TEXT, figid=_TEXT, alias=_MAYBE_TEXT, title=_TEXT, caption=_MAYBE_TEXT)
_CARD = _object(
    figid=_TEXT,
    iri=_TEXT,
    path=_TEXT,
    title=_TEXT,
    year={"type": ["integer", "null"]},
    organisms=_list(_TEXT),
    matched=_list(_object(asked=_TEXT, drawn=_TEXT)),
    snippet=_TEXT,
)
_NAMED = _object(kind=_TEXT, key=_TEXT, label=_TEXT, shown=_TEXT, how=_TEXT, path=_TEXT)
_FACETS = {"type": "object", "additionalProperties": {"type": "object", "additionalProperties": _NUMBER}}
_FOUND = _object(
    total=_NUMBER,
    terms=_list(_object(text=_TEXT, entities=_list(_NAMED))),
    figures=_list(_CARD),
    facets=_FACETS,
    next=_MAYBE_TEXT,
)
_DRAWN = {kind: _list(_ENTITY) for kind in ("genes", "chemicals", "diseases", "organisms")}
_PATHWAYS = _list(_object(iri=_TEXT, key=_TEXT, title=_TEXT, shared=_NUMBER))
_SIMILAR = _list(_object(figid=_TEXT, shared=_NUMBER, likeness=_REAL))
_MORE = {"paper": {"anyOf": [_PAPER, {"type": "null"}]}, **_DRAWN, "similar": _SIMILAR, "pathways": _PATHWAYS}
_FULL_FIGURE = {
    **_FIGURE,
    "properties": {**_FIGURE["properties"], **_MORE},
    "required": [*_FIGURE["required"], *_MORE],
}
_COUNTED = _list(_object(name=_TEXT, count=_NUMBER))
_DATASET = _object(
    iri=_TEXT,
    fingerprint=_TEXT,
    counts={"type": "object", "additionalProperties": _NUMBER},
    completeness={"type": "object", "additionalProperties": _COUNTED},
    coverage={"type": ["object", "null"]},
    classes=_COUNTED,
    links=_list(_object(name=_TEXT, origin=_TEXT, target=_TEXT, count=_NUMBER)),
)
_ABOUT_ENTITY = {
    **_ENTITY,
    "properties": {**_ENTITY["properties"], "years": {"type": "object", "additionalProperties": _NUMBER}},
}
_BIOTHINGS = _object(_id=_TEXT, associatedWith=_object(title=_TEXT, pfocrUrl=_TEXT, mentions={"type": "object"}))
_TESTED = _object(
    figid=_TEXT, iri=_TEXT, path=_TEXT, title=_TEXT, shared=_list(_TEXT), size=_NUMBER, expected=_REAL, p=_REAL, q=_REAL
)
_ENRICHED = _object(
    organism=_TEXT,
    genes=_list(_ENTITY),
    ambiguous={"type": "object", "additionalProperties": _list(_TEXT)},
    unknown=_list(_TEXT),
    background=_NUMBER,
    tests=_NUMBER,
    total=_NUMBER,
    figures=_list(_TESTED),
)
_USED = _list(_object(iri=_TEXT, uses=_NUMBER))
_TERMS = _object(prefixes={"type": "object", "additionalProperties": _TEXT}, classes=_USED, properties=_USED)
_KEYS = {"genes": "7124", "chemicals": "D002118", "diseases": "DOID:8893", "organisms": "9606"}


def operations() -> Sequence[Operation]:
    """Everything that can be asked."""
    after = Parameter("after", "Cursor, as 'next' of the piece before has it.", _TEXT)
    last = Parameter("after", "Figid of the last figure of the piece before.", _TEXT)
    entities = [
        Operation(
            f"/api/{folder}/{{key}}",
            f"One of the {folder}, with its figures by year and what is drawn with it",
            [Parameter("key", "Identifier, as in 'key' elsewhere.", _TEXT, example)],
            {"application/json": _ABOUT_ENTITY},
        )
        for folder, example in _KEYS.items()
    ]
    many = Parameter("limit", "Figures in a piece.", {"type": "integer", "minimum": 1, "maximum": 1000, "default": 100})
    return [
        Operation("/api/search", "Figures that meet a search", [*_SEARCH, _LIMIT, after], {"application/json": _FOUND}),
        Operation("/api/search.gmt", "Gene sets of all figures that meet a search", _SEARCH, {"text/x-gmt": _TEXT}),
        Operation(
            "/api/search.ndjson",
            "BioThings records of all figures that meet a search, a line each",
            _SEARCH,
            {"application/x-ndjson": _TEXT},
        ),
        Operation(
            "/api/figures",
            "All figures in the order of their figids, piece by piece",
            [many, last],
            {"application/json": _object(total=_NUMBER, figures=_list(_FIGURE), next=_MAYBE_TEXT)},
        ),
        Operation("/api/figures/{figid}", "A figure and what it draws", [_FIGID], {"application/json": _FULL_FIGURE}),
        Operation("/api/biothings/{figid}", "A figure as BioThings has it", [_FIGID], {"application/json": _BIOTHINGS}),
        Operation(
            "/api/papers/{pmcid}",
            "A paper and its figures",
            [Parameter("pmcid", "PMC id.", _TEXT, "PMC3157546")],
            {"application/json": _PAPER},
        ),
        *entities,
        *_enrichment(),
        Operation("/api/dataset", "What is in the data set", [], {"application/json": _DATASET}),
        Operation("/api/terms", "Prefixes, classes and properties, with their uses", [], {"application/json": _TERMS}),
    ]


def _enrichment() -> Sequence[Operation]:
    many = {"type": "integer", "minimum": 1, "maximum": DOWNLOADED, "default": DOWNLOADED}
    parameters = [
        Parameter("genes", "Symbols, aliases and ids, with blanks or commas between; long lists may be posted.", _TEXT,
                  EXAMPLE, required=True),
        Parameter("organism", f"NCBI taxonomy id of the species of the genes. Without it, {HUMAN}.", _TEXT),
        Parameter("limit", "Figures at most.", many),
    ]  # fmt: skip
    both = ("get", "post")
    told = "Figures in which genes are over-represented"
    return [
        Operation("/api/enrichment", told, parameters, {"application/json": _ENRICHED}, both),
        Operation("/api/enrichment.tsv", f"{told}, as a table", parameters, {"text/tab-separated-values": _TEXT}, both),
    ]


def description(namespaces: Namespaces) -> dict[str, Any]:
    """The whole description."""
    problem = {PROBLEM: {"schema": _object(type=_TEXT, title=_TEXT, status={"type": "integer"}, detail=_TEXT)}}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "PFOCR figures",
            "description": f"Published pathway figures and what is drawn in them, data set {namespaces.dataset}.",
            "version": version("pfocr-rdf"),
            "license": {"name": "CC0 1.0", "url": LICENSE},
        },
        "servers": [{"url": "/"}],
        "paths": {
            one.path: {method: _operation(one, problem, method) for method in one.methods} for one in operations()
        },
    }


def _operation(one: Operation, problem: Mapping[str, Any], method: str) -> dict[str, Any]:
    def refused(why: str) -> dict[str, Any]:
        return {"description": why, "content": problem}

    is_form = method == "post"
    answers = {media_type: {"schema": schema} for media_type, schema in one.answers.items()}
    name = one.path.removeprefix("/api/").translate(str.maketrans("/.", "__", "{}"))
    return {
        "operationId": f"post_{name}" if is_form else name,
        "summary": one.summary,
        **(_form(one) if is_form else {"parameters": [parameter.as_json(one.path) for parameter in one.parameters]}),
        "responses": {
            "200": {"description": "What was asked for.", "content": answers},
            "400": refused("A parameter makes no sense."),
            **({"404": refused("There is nothing of that name.")} if "{" in one.path else {}),
            **({"413": refused("It is too long.")} if "post" in one.methods else {}),
            **({"415": refused("The body is no form.")} if is_form else {}),
        },
    }


def _form(one: Operation) -> dict[str, Any]:
    """The same parameters as a body, for lists that no address holds."""
    schema = {
        "type": "object",
        "properties": {of.name: {**of.schema, "description": of.meaning} for of in one.parameters},
        "required": [of.name for of in one.parameters if of.required],
    }
    return {"requestBody": {"required": True, "content": {"application/x-www-form-urlencoded": {"schema": schema}}}}
