"""What is read from made-up figures: genes of many species, families, chemicals, diseases, words as a scan has them.

Human genes and their aliases are those of HGNC, from the table in the package; all else is made from a seed. How often
each is met falls with its rank, so that of 90,000 rows some 17,000 words and symbols differ, as in the real ones.
"""

import random
import re
from collections import defaultdict
from collections.abc import Sequence
from itertools import accumulate
from typing import Generic, NamedTuple, TypeVar

from pfocr_rdf.hgnc import bundled

T = TypeVar("T")

#: How many there are: in the release of 2025-07, 642 species have 148,382 genes, 18,775 of them human.
SPECIES, HUMAN_GENES, OTHER_GENES, CHEMICALS, DISEASES = 642, 19_000, 140_000, 9_000, 900

_LEADING = ("Homo sapiens", "Mus musculus", "Rattus norvegicus", "Drosophila melanogaster", "Arabidopsis thaliana")
_IDS = ("9606", "10090", "10116", "7227", "3702")
_GROUPS = ("Primates", "Rodents", "Rodents", "Invertebrates", "Plants and Fungi", "Mammals", "Vertebrates", "Bacteria")
_SYLLABLES = ("al", "be", "cor", "din", "ethyl", "fen", "gly", "hex", "iso", "keto", "lin", "meth", "nol", "oxa")
_GREEK = str.maketrans({"A": "α", "B": "β", "G": "γ", "K": "κ"})


class Gene(NamedTuple):
    """A gene as a lexicon has it."""

    number: str
    symbol: str
    aliases: tuple[str, ...]


class Term(NamedTuple):
    """A chemical or disease; digits of its ids."""

    name: str
    mesh: str
    other: str


class Ranked(Generic[T]):
    """Things of which the first are met far more often than the last."""

    def __init__(self, things: Sequence[T], power: float, shift: float) -> None:
        """Weigh each thing by the ``power`` of its rank."""
        self.things = things
        self._weights = list(accumulate((rank + shift) ** -power for rank in range(len(things))))

    def some(self, chance: random.Random, count: int) -> list[T]:
        """So many of them, drawn one by one."""
        return chance.choices(self.things, cum_weights=self._weights, k=count)


class Species(NamedTuple):
    """A species with its lexicon; ``families`` are members by name."""

    taxon: tuple[str, str, str]
    genes: Ranked[Gene]
    families: Ranked[tuple[str, list[Gene]]]


class Lexicons:
    """Everything that words are matched to."""

    def __init__(self, seed: int) -> None:
        """Make the lexicons of ``seed``."""
        chance = random.Random(seed)
        human = [Gene(gene.ncbi_id, gene.symbol, gene.aliases) for gene in bundled() if gene.ncbi_id]
        chance.shuffle(human)
        human = human[:HUMAN_GENES]
        made = [_species(0, human)]
        number = 10_000_000
        for place in range(1, SPECIES):
            count = max(5, int(OTHER_GENES * 0.16 / place**0.95))
            genes = [
                gene._replace(number=str(number + i), symbol=gene.symbol.title(), aliases=())
                for i, gene in enumerate(chance.sample(human, min(count, len(human))))
            ]
            number += 50_000
            made.append(_species(place, genes))
        self.species = Ranked(made, 1.6, 0.4)
        self.chemicals = Ranked([_term(chance, number) for number in range(CHEMICALS)], 1.0, 8)
        self.diseases = Ranked([_term(chance, number) for number in range(DISEASES)], 1.0, 4)
        self.words = Ranked([*_vocabulary(chance)], 1.0, 3)


def _species(place: int, genes: list[Gene]) -> Species:
    leading = place < len(_LEADING)
    name = _LEADING[place] if leading else f"{'Genus' if place % 3 else 'Virus'} speciosa {place}"
    taxon = (_IDS[place] if leading else str(20_000 + 7 * place), name, _GROUPS[place % len(_GROUPS)])
    families: defaultdict[str, list[Gene]] = defaultdict(list)
    for gene in genes:
        families[re.sub(r"\d.*", "", gene.symbol)].append(gene)
    several = [(family, members[:25]) for family, members in families.items() if len(members) > 1 and len(family) > 1]
    return Species(taxon, Ranked(genes, 1.15, 12), Ranked(several or [("FAM", genes[:3])], 1.15, 8))


def _term(chance: random.Random, number: int) -> Term:
    name = "".join(chance.choices(_SYLLABLES, k=chance.randint(2, 5)))
    if not number % 9:
        name = f"{number % 7 + 1}-{name} acid, N-({name[:4]}yl)"
    return Term(name, f"{'C' if number % 4 else 'D'}{number * 37 % 1_000_000:06}", str(15_000 + 3 * number))


def _vocabulary(chance: random.Random) -> list[str]:
    """Words of captions; a few are not ASCII."""
    plain = ["".join(chance.choices(_SYLLABLES, k=chance.randint(1, 4))) for _ in range(4_000)]
    odd = ["β-catenin", "NF-κB", "TGF-β", "μM", "→", "α-subunit", "10\xa0μm", "通路", "–", "Ca²⁺", "naïve", "‐"]
    return ["the", "of", "and", "in", "signaling", "pathway", *plain[:250], *odd, *plain[250:]]


def as_read(chance: random.Random, term: str) -> str:
    """A term of a lexicon as it may stand in a picture, and as optical character recognition may have it."""
    style = chance.random()
    if style < 0.7:
        return term
    if style < 0.8:
        return term.title()
    if style < 0.92:
        return chance.choice(("{}*", "({})", "p-{}", "{},", "{}/", "→{}", "c{}", "{}-P")).format(term)
    if style < 0.96:
        return term.translate(_GREEK)
    place = chance.randrange(len(term) + 1)
    return term[:place] + chance.choice("-İ.|1ó") + term[place:]
