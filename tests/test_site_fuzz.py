"""The API against its own description: schemathesis makes up requests, and judges what comes back."""

from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import CheckFunction
from schemathesis.schemas import BaseSchema
from schemathesis.specs.openapi.checks import positive_data_acceptance
from site_service import seeds_client

from pfocr_rdf.serve.site.openapi import operations

#: Requests of each kind for each operation.
EXAMPLES = 25


@pytest.fixture(scope="module")
def described(tmp_path_factory: pytest.TempPathFactory) -> BaseSchema:
    """The description that the site over the seeds has of itself."""
    return schemathesis.openapi.from_asgi("/api/openapi.json", seeds_client(tmp_path_factory.mktemp("seeds")).app)


OPERATIONS = {one.path: one for one in operations()}

#: Operations with a parameter that not every text fits; schemathesis makes up texts for it that do not.
CHOOSY = [path for path, one in OPERATIONS.items() if any("minimum" in of.schema for of in one.parameters)]


@pytest.mark.parametrize("path", OPERATIONS)
def test_what_makes_sense_is_answered_as_described(described: BaseSchema, path: str) -> None:
    """Status, media type and schema; a cursor is the one text that only an earlier answer can give."""
    judged(described, path, GenerationMode.POSITIVE, *([positive_data_acceptance] if path == "/api/search" else []))


@pytest.mark.parametrize("path", CHOOSY)
def test_what_makes_no_sense_is_refused_as_described(described: BaseSchema, path: str) -> None:
    """As problem details, and never as a failure."""
    judged(described, path, GenerationMode.NEGATIVE)


@pytest.mark.parametrize("path", [path for path, one in OPERATIONS.items() if "post" in one.methods])
def test_what_is_posted_is_answered_as_described(described: BaseSchema, path: str) -> None:
    """Forms, for lists that no address holds."""
    judged(described, path, GenerationMode.POSITIVE, method="POST")


def judged(
    described: BaseSchema, path: str, mode: GenerationMode, *excluded: CheckFunction, method: str = "GET"
) -> None:
    """Let schemathesis judge requests of one mode for one operation."""

    @given(case=described[path][method].as_strategy(generation_mode=mode))
    @settings(max_examples=EXAMPLES, suppress_health_check=[*HealthCheck])
    def judge(case: schemathesis.Case[Any]) -> None:
        case.call_and_validate(excluded_checks=[*excluded])

    judge()
