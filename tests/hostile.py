"""Texts that want to be more than text, and pages looked through for any that have become it."""

import json
import re
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from urllib.parse import urlsplit

from records import CALCIUM, CHEMICALS, DISEASES, GENES, IL1B, record, table

#: Each wants to run, or to leave the place that it is put in: element, attribute, script, comment, template, header.
CORPUS = (
    "<script>xss(1)</script>",
    "</script><script>xss(2)</script>",
    '"><img src=x onerror=xss(3)>',
    "'><svg/onload=xss(4)>",
    '" onmouseover="xss(5)" x="',
    "' autofocus onfocus=xss(6) x='",
    "</title><xss-probe>",
    "</textarea><xss-probe onclick=xss(8)>",
    "</option></select><xss-probe>",
    "<iframe srcdoc='<script>xss(10)</script>'>",
    "<a href='javascript:xss(11)'>x</a>",
    "javascript:xss(12)",
    "JaVaScRiPt&#58;xss(13)",
    "data:text/html,<script>xss(14)</script>",
    "<!--<xss-probe>",
    "-->]]><xss-probe>",
    "<math><mtext></table><mglyph><style><xss-probe>",
    "{{7*7}}{% raw %}${7*7}<%= 7*7 %>#{7*7}",
    "\u2028xss\u2029</script>",
    "<svg><animate onbegin=xss(19)>",
    "%3Cscript%3Exss(20)%3C/script%3E",
    "&lt;script&gt;xss(21)&lt;/script&gt;",
    "\u202exss <b>(22)",
    "<base href=https://evil.invalid/>",
    "<meta http-equiv=refresh content=0;url=https://evil.invalid/>",
    "<link rel=stylesheet href=https://evil.invalid/x.css>",
    "x\r\nSet-Cookie: xss=1\r\n\r\n<script>xss(26)</script>",
)

#: Elements that pages are made of; any other came from somewhere else.
ELEMENTS = frozenset(
    re.findall(
        r"\S+",
        """
        html head meta title link script body header nav main footer section aside div span p h1 h2 h3 a b q mark small
        img figure figcaption ul ol li dl dt dd details summary pre code meter
        form label input button select optgroup option textarea
        table caption thead tbody tr th td
        svg rect text path circle line
        """,
    )
)

#: Attributes that hold addresses.
_ADDRESSES = {"href", "src", "action", "formaction"}

_SCRIPTS = re.compile(r"/static/(query|editor/yasqe\.min)\.js")


class _Looking(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.faults: list[str] = []
        self._markup: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag not in ELEMENTS:
            self.faults.append(f"element {tag}")
        self.faults += [f"attribute {name}" for name in found if name.startswith("on") or name in {"style", "srcdoc"}]
        self.faults += [f"{name} {found[name]}" for name in _ADDRESSES & {*found} if not _is_fit(found[name] or "")]
        if tag == "script":
            self._markup = []
            if found.get("type") != "application/ld+json" and not _SCRIPTS.fullmatch(found.get("src") or ""):
                self.faults.append(f"script {found}")
        if tag == "meta" and "http-equiv" in found:
            self.faults.append(f"meta {found}")

    def handle_data(self, data: str) -> None:
        if self._markup is not None:
            self._markup.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "script":
            text = "".join(self._markup or ())
            if text:
                json.loads(text)
            self._markup = None

    def handle_comment(self, data: str) -> None:
        self.faults.append(f"comment {data}")


def _is_fit(address: str) -> bool:
    """Whether an address leads to a page here, or to one that is looked at over http."""
    parts = urlsplit(address)
    return parts.scheme in {"http", "https"} or (not parts.scheme and address[:1] in {"/", "#"} and address[:2] != "//")


def faults(html: str) -> list[str]:
    """Whatever is in a page that no template of ours puts there."""
    looking = _Looking()
    looking.feed(html)
    looking.close()
    return looking.faults


#: Keys of a record that hold text, with whether they hold a list.
KEYS: Mapping[str, bool] = {
    "figtitle": False,
    "caption": False,
    "papertitle": False,
    "reftext": False,
    "number": False,
    "figtype": False,
    "figid_alias": False,
    "figlink": False,
    "filename": False,
    "doi": False,
    "journal_title": False,
    "publisher_name": False,
    "year": False,
    "automl_pathway": False,
    "ndex": False,
    "keywords": True,
    "organisms": True,
    "organisms_ner": True,
}


def changes(text: str) -> Iterator[tuple[str, str]]:
    """Every such key with ``text`` for its value, as YAML writes it."""
    for key, is_list in KEYS.items():
        yield key, ("\n- " if is_list else "") + json.dumps(text)


def records() -> dict[str, str | bytes]:
    """A figure for each text of the corpus, which stands in all of its fields and in all cells of its tables."""
    found: dict[str, str | bytes] = {}
    for number, text in enumerate(CORPUS):
        cell = " ".join(text.split())
        gene = {**IL1B, "word": cell, "match": cell, "ncbigene_symbol": cell, "source": cell, "organism_name": cell}
        term = {**CALCIUM, "word": cell, "match": cell, "name": cell, "doid": cell}
        genes = table(GENES, gene, {**gene, "ncbigene_id": str(990_000_000 + number)})
        tables = {"genes": genes, "chemicals": table(CHEMICALS, term), "diseases": table(DISEASES, term)}
        found |= record(f"PMC{number + 1}__f1", dict(changes(text)), **tables)
    return found
