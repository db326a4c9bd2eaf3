"""Records of some papers, three of each, as a checkout has them; some with tables, some with faults."""

from records import CHEMICALS, GENES, IL1B, record, table

#: How many make a small checkout.
FIGURES = 24


def gene(number: int) -> dict[str, str]:
    """A gene row that few figures share."""
    return {**IL1B, "word": f"w{number}", "ncbigene_id": str(100 + number % 7), "ncbigene_symbol": f"G{number % 5}"}


def files(count: int) -> dict[str, str | bytes]:
    """So many records, by path within a checkout."""
    made: dict[str, str | bytes] = {}
    for number in range(count):
        figid = f"PMC{100 + number // 3}__f{number}"
        tables: dict[str, str] = {"genes": table(GENES, IL1B, gene(number), gene(number + 1))} if number % 2 else {}
        if number % 4 == 0:
            tables["chemicals"] = table(CHEMICALS, {"word": f"c{number % 3}", "chebi": f"chebi:{number % 5}"})
        year = {"year": "'20I5'"} if number % 5 == 0 else {}
        made |= record(figid, {"papertitle": f"On pathways, {number // 6}", **year}, **tables)
    return made
