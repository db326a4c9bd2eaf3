"""What is made from each version of the data: names of files in the folder of the version."""

from collections.abc import Mapping
from types import MappingProxyType

from pfocr_rdf.serve.negotiation import GRAPHS

#: The index of the site.
INDEX = "site.sqlite"

#: The description of the data, by the name of each form that graphs have.
DESCRIPTIONS: Mapping[str, str] = MappingProxyType({name: f"void.{name}" for name in GRAPHS.values()})
