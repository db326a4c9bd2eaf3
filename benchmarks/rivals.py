"""Engines that make RDF from CSV files (``by_hand.py`` writes them), each in an environment of its own.

Morph-KGC pins an older pyoxigraph than this package needs, and maplib has more requirements than both together.
"""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from by_hand import IRI, TABLES, TEXT

_RML = """\
@prefix rml: <http://semweb.mmlab.be/ns/rml#> .
@prefix ql: <http://semweb.mmlab.be/ns/ql#> .
@prefix rr: <http://www.w3.org/ns/r2rml#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""

_MAPLIB = """
import json, sys
import polars as pl
from maplib import Model, xsd, IRI, Literal, Parameter, Prefix, RDFType, Template, Triple, Variable, rdf
folder, target, form = sys.argv[1:4]
model = Model()
numbers = {"decimal": pl.Decimal(38, 12), "integer": pl.Int64}
for number, (name, classes, columns) in enumerate(json.load(open(folder + "/tables.json"))):
    frame = pl.read_csv(f"{folder}/{name}.csv", infer_schema=False).unique()
    if not len(frame):
        continue
    subject = Variable("s")
    said = [Triple(subject, rdf.type, IRI(one)) for one in classes]
    parameters = [Parameter(subject, rdf_type=RDFType.IRI)]
    for place, (predicate, kind) in enumerate(columns):
        value = Variable(f"o{place}")
        forms = {"iri": RDFType.IRI, "text": RDFType.Literal(xsd.string)}
        lexical = forms.get(kind) or RDFType.Literal(getattr(xsd, kind))
        if kind in numbers:
            frame = frame.with_columns(pl.col(f"o{place}").cast(numbers[kind]))
        parameters.append(Parameter(value, optional=True, rdf_type=lexical))
        said.append(Triple(subject, IRI(predicate), value))
    model.map(Template(IRI(f"urn:t{number}"), parameters, said), frame)
model.write(target, format=form)
"""


class Rival(NamedTuple):
    """Another engine: what it is called and its version, and the command from a folder of CSV files to a target."""

    name: str
    package: str
    version: str
    command: Callable[[Path, Path, Path], tuple[str | Path, ...]] = lambda *_: ()

    def __str__(self) -> str:
        """Name and version."""
        return f"{self.name} {self.version}"

    def python(self, folder: Path) -> Path | None:
        """The Python of the environment that has it, made in ``folder`` if need be; ``None`` where that fails."""
        home = folder / self.name.lower()
        python = home / "bin" / "python"
        wanted = f"{self.package}=={self.version}"
        check = f"from importlib.metadata import version; assert version({self.package!r}) == {self.version!r}"
        try:
            if python.exists() and subprocess.run([python, "-c", check], check=False).returncode == 0:
                return python
            subprocess.run([sys.executable, "-m", "venv", home], check=True)
            subprocess.run([python, "-m", "pip", "install", "-q", wanted], check=True, stderr=subprocess.DEVNULL)
        except (OSError, subprocess.CalledProcessError):
            return None
        return python


def morph(python: Path, rows: Path, target: Path) -> tuple[str | Path, ...]:
    """Morph-KGC, with as many processes as it takes by itself."""
    mapping, config = rows / "mapping.ttl", rows / "morph.ini"
    mapping.write_text(_RML + "".join(_triples_map(number, rows) for number in range(len(TABLES))), "utf-8")
    config.write_text(
        f"[CONFIGURATION]\noutput_file: {target}\noutput_format: N-TRIPLES\nna_values:\nlogging_level: ERROR\n"
        f"[rows]\nmappings: {mapping}\n",
        "utf-8",
    )
    return python, "-m", "morph_kgc", config


def _triples_map(number: int, rows: Path) -> str:
    kind, (classes, columns) = [*TABLES.items()][number]
    source = f'[ rml:source "{rows / file_name(kind)}.csv" ; rml:referenceFormulation ql:CSV ]'
    types = "".join(f" ; rr:class <{one}>" for one in classes)
    lines = [
        f'<#{number}> rml:logicalSource {source} ;\n  rr:subjectMap [ rml:reference "s" ; rr:termType rr:IRI{types} ]'
    ]
    for place, (predicate, form) in enumerate(columns):
        what = "rr:termType rr:IRI" if form == IRI else "rr:termType rr:Literal"
        what += "" if form in {IRI, TEXT} else f" ; rr:datatype xsd:{form}"
        value = f'[ rml:reference "o{place}" ; {what} ]'
        lines.append(f"  rr:predicateObjectMap [ rr:predicate <{predicate}> ; rr:objectMap {value} ]")
    return " ;\n".join(lines) + " .\n"


def maplib(python: Path, rows: Path, target: Path) -> tuple[str | Path, ...]:
    """maplib, with templates over polars frames."""
    (rows / "tables.json").write_text(
        json.dumps([(file_name(kind), *table) for kind, table in TABLES.items()]), "utf-8"
    )
    return python, "-c", _MAPLIB, rows, target, "turtle" if target.suffix == ".ttl" else "ntriples"


def file_name(kind: str) -> str:
    """What the file of a kind of rows is called, less its ending."""
    return kind.replace(" ", "-")


RIVALS = (Rival("Morph-KGC", "morph-kgc", "2.10.0", morph), Rival("maplib", "maplib", "0.20.26", maplib))

#: No engine, but the quickest full YAML parser known that gives Python objects.
YAML = Rival("yaml-rs", "yaml-rs", "0.1.6")
