"""Bioschemas' Dataset profile, release 1.0, as JSON Schema (https://bioschemas.org/profiles/Dataset/1.0-RELEASE).

What the profile demands, which types it allows for what it recommends, and where it allows one value alone.
"""

from collections.abc import Mapping
from typing import Any

from jsonschema_rs import Draft7Validator

_TEXT: Mapping[str, Any] = {"type": "string", "minLength": 1}
_ADDRESS: Mapping[str, Any] = {"type": "string", "format": "uri", "pattern": "^https?://"}


def _thing(*types: str, **properties: Mapping[str, Any]) -> dict[str, Any]:
    known = {"@type": {"enum": [*types]}, "name": _TEXT, "identifier": _TEXT, "url": _ADDRESS, **properties}
    return {"type": "object", "properties": known, "required": ["@type"]}


def _any(*schemas: Mapping[str, Any]) -> dict[str, Any]:
    return {"anyOf": [*schemas]}


def _many(*schemas: Mapping[str, Any]) -> dict[str, Any]:
    return _any(*schemas, *({"type": "array", "items": one, "minItems": 1} for one in schemas))


_WORK = _thing("CreativeWork", "ScholarlyArticle", "Dataset")
_TERM = _thing("DefinedTerm", termCode=_TEXT)
_PARTY = _thing("Organization", "Person", legalName=_TEXT)
_DOWNLOAD = _thing("DataDownload", contentUrl=_ADDRESS, encodingFormat=_TEXT)

_DATASET: Mapping[str, Any] = {
    "type": "object",
    "required": ["@context", "@type", "description", "identifier", "keywords", "license", "name", "url"],
    "properties": {
        "@context": {"enum": ["https://schema.org/", "https://schema.org", "http://schema.org/"]},
        "@type": {"const": "Dataset"},
        "@id": _ADDRESS,
        "alternateName": _many(_TEXT),
        "citation": _many(_WORK, _TEXT),
        "creator": _many(_PARTY),
        "description": {"type": "string", "minLength": 50, "maxLength": 5000},  # as Google's guide to Dataset has it
        "distribution": _many(_DOWNLOAD),
        "identifier": _many(_TEXT, _thing("PropertyValue", value=_TEXT)),
        "includedInDataCatalog": _many(_thing("DataCatalog")),
        "isAccessibleForFree": {"type": "boolean"},
        "isBasedOn": _many(_WORK, _ADDRESS),
        "isPartOf": _any(_WORK, _ADDRESS),
        "keywords": _many(_TERM, _TEXT),
        "license": _any(_WORK, _ADDRESS),
        "name": _TEXT,
        "url": _ADDRESS,
        "version": _any(_TEXT, {"type": "number"}),
        "http://purl.org/dc/terms/conformsTo": {
            "type": "object",
            "properties": {"@id": {"const": "https://bioschemas.org/profiles/Dataset/1.0-RELEASE"}},
            "required": ["@id"],
        },
    },
    "additionalProperties": False,
}

_VALIDATOR = Draft7Validator({"$schema": "http://json-schema.org/draft-07/schema#", **_DATASET}, validate_formats=True)


def invalid(markup: Mapping[str, Any]) -> list[str]:
    """What the profile does not allow."""
    return [f"{'/'.join(map(str, error.instance_path))}: {error.message}" for error in _VALIDATOR.iter_errors(markup)]
