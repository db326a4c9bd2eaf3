"""Counting more rows than fit into memory."""

import numpy as np
import pytest

from pfocr_rdf.describing import counting
from pfocr_rdf.describing.digests import Digested
from pfocr_rdf.describing.statistics import ClassCount, End, PropertyCount
from pfocr_rdf.identifiers import Namespaces
from pfocr_rdf.vocabulary import RDF

SUBJECTS = 150_000
TYPE, WORD, CLASS = 6, 7, 99
IRI = Namespaces().expand(RDF.type)


def digested() -> Digested:
    """Subjects of one class, each with three objects of its own; numbers stand for digests."""
    number = np.arange(4 * SUBJECTS, dtype="<u8")
    is_type = number % 4 == 0
    rows = np.zeros((len(number), 6), "<u8")
    rows[:, 0] = number // 4 * 0x9E3779B97F4A7C15
    rows[:, 2] = np.where(is_type, CLASS, number * 0xBF58476D1CE4E5B9)
    rows[:, 4] = np.where(is_type, TYPE, WORD)
    return Digested(rows.tobytes(), {TYPE: IRI, WORD: "urn:word"}, {CLASS: "urn:C"}, {"urn:C": "urn:first"})


def test_what_does_not_fit_is_counted_on_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows of 58 MB, which come twice, in 40 MB."""
    monkeypatch.setattr(counting, "MEMORY", "40MB")
    rows = digested()
    with counting.counting(Namespaces(), 1) as counter:
        counter.add(rows)
        counter.add(rows)
        counted = counter.statistics()
    assert counted.total == (4 * SUBJECTS, SUBJECTS, SUBJECTS, 2, 3 * SUBJECTS + 1, 1, 0, 0)
    assert counted.classes == {"urn:C": ClassCount(SUBJECTS, "urn:first")}
    assert counted.properties["urn:word"] == PropertyCount(3 * SUBJECTS, SUBJECTS, 3 * SUBJECTS, 0, 0)
    assert counted.subject_classes["urn:word", "urn:C"] == End(3 * SUBJECTS, SUBJECTS)
