"""The queries that come with the package: one file each in ``queries/``, SPARQL 1.1 that any engine runs as it stands.

A comment at the top, up to the first blank line, says what the query is (``docs/query.md``); a parameter is a variable
that the text gives a value by ``VALUES``, which is its default.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise
from pathlib import Path

from pfocr_rdf.errors import InputError, QueryError, quoted
from pfocr_rdf.querying.binding import blocks
from pfocr_rdf.querying.gate import Form, form_of
from pfocr_rdf.querying.parameters import KINDS
from pfocr_rdf.querying.tokens import Kind, tokens
from pfocr_rdf.resources import folder

#: Keys of a header, in their order.
KEYS = ("title", "category", "description", "keywords", "param", "expects", "needs", "twin")

#: Behind a parameter's kind where it takes several values.
_SEVERAL = "+"


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter: the variable, its kind, whether it takes several values, what it is in words, and its default."""

    name: str
    kind: str
    several: bool
    label: str
    default: str = ""

    @classmethod
    def read(cls, line: str) -> "Parameter":
        """The parameter of a line ``name | kind | label``.

        >>> Parameter.read("genes | gene+ | Human gene symbols")
        Parameter(name='genes', kind='gene', several=True, label='Human gene symbols', default='')
        """
        name, kind, label = (part.strip() for part in line.split("|", 2))
        return cls(name, kind.removesuffix(_SEVERAL), kind.endswith(_SEVERAL), label)

    @property
    def examples(self) -> tuple[str, ...]:
        """The values of the default as somebody would type them.

        >>> Parameter("text", "text", False, "A text", '"breast cancer"').examples
        ('breast cancer',)
        """
        return tuple(one.text[1:-1] if one.kind is Kind.STRING else one.text for one in tokens(self.default))


@dataclass(frozen=True, slots=True)
class Query:
    """A query with what its header says; ``text`` is all of it, header included.

    ``needs`` names data that have to be loaded beside ours, ``twin`` the query that answers the same with another
    distribution of the data: from an endpoint, or from one store.
    """

    name: str
    text: str
    title: str = ""
    description: str = ""
    keywords: tuple[str, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    expects: str = ""
    needs: str = ""
    twin: str = ""

    @property
    def body(self) -> str:
        """The text without the header."""
        return self.text.partition("\n\n")[2] if self.text.startswith("# title:") else self.text

    @property
    def services(self) -> tuple[str, ...]:
        """Addresses of the endpoints that it asks, each once."""
        found = [token for token in tokens(self.text) if token.kind in {Kind.WORD, Kind.IRI}]
        pairs = pairwise(found)
        return tuple(dict.fromkeys(target.text[1:-1] for word, target in pairs if word.folded == "service"))

    @property
    def form(self) -> Form:
        """What the query does."""
        return form_of(self.text)

    @property
    def stands_alone(self) -> bool:
        """Whether our data alone answer it: no others have to be loaded, and no endpoint is asked."""
        return not (self.needs or self.services)


def read_query(name: str, text: str) -> Query:
    """A query with the header that ``text`` may have."""
    header: dict[str, list[str]] = {key: [] for key in KEYS}
    for line in text.partition("\n\n")[0].splitlines():
        key, _, value = line.removeprefix("#").partition(":")
        if line.startswith("#") and key.strip() in header:
            header[key.strip()].append(value.strip())
    return Query(
        name,
        text,
        title=" ".join(header["title"]),
        description=" ".join(header["description"]),
        keywords=tuple(word.strip() for line in header["keywords"] for word in line.split(",") if word.strip()),
        parameters=tuple(_known(Parameter.read(line), name, text) for line in header["param"]),
        expects=" ".join(header["expects"]),
        needs=" ".join(header["needs"]),
        twin=" ".join(header["twin"]),
    )


def _known(parameter: Parameter, name: str, text: str) -> Parameter:
    """``parameter`` with the default that the text of a query gives it."""
    if parameter.kind not in KINDS:
        kinds = ", ".join(KINDS)
        raise QueryError(f"{name}: param: found {quoted(parameter.kind)}, expected one of {kinds}; try text")
    insides = [block.inside for block in blocks(text) if block.variable == parameter.name]
    if not insides:
        found = f"no VALUES ?{parameter.name} {{ … }}"
        raise QueryError(f"{name}: param: found {found}, expected its default; try adding it to the query")
    return replace(parameter, default=" ".join(insides[0].split()))


@cache
def catalogue() -> dict[str, Query]:
    """Every bundled query by name, in order of name.

    >>> catalogue()["figures-of-gene"].title
    'Figures that mention a gene'
    """
    files = sorted(folder("queries").glob("*.rq"), key=lambda file: file.stem)
    return {file.stem: read_query(file.stem, file.read_text("utf-8")) for file in files}


def find_query(name: str) -> Query:
    """The bundled query of that name, or the query in the file of that name.

    Raises ``InputError`` where there is neither, with the names that are like it.
    """
    if name in catalogue():
        return catalogue()[name]
    try:
        return read_query(Path(name).stem, Path(name).read_text("utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        found = getattr(error, "strerror", None) or "no UTF-8"
        raise InputError(
            f"{name}: query: found {found}, expected a query's name or file; try {_near(name, catalogue())}"
        ) from error


def _near(name: str, names: Iterable[str]) -> str:
    """What may have been meant."""
    from difflib import get_close_matches  # noqa: PLC0415 - for a slip of the pen only

    return " or ".join(get_close_matches(name, list(names), 3, 0.5)) or "'pfocr-rdf queries'"
