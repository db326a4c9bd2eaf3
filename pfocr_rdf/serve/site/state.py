"""The site's view of the data: what pages show of the version that a request sees."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache

from pfocr_rdf.identifiers import Namespaces
from pfocr_rdf.serve.problems import NotReadyError
from pfocr_rdf.serve.reads import Reads
from pfocr_rdf.serve.site.catalogue import Catalogue
from pfocr_rdf.serve.site.enrichment import Enricher
from pfocr_rdf.serve.site.neighbours import MOST_BESIDE, Beside, beside
from pfocr_rdf.serve.site.search.index import Index, is_built, opened
from pfocr_rdf.serve.site.search.results import Finder

#: Entities whose neighbours are kept.
KEPT = 1_000

#: Versions whose views are kept.
VIEWS = 2


class View:
    """Everything that pages show of one version of the data."""

    def __init__(self, index: Index) -> None:
        """Show what is in ``index``."""
        self.index = index
        self.finder = Finder(index)
        self.catalogue = Catalogue(index)
        self.enricher = Enricher(self.catalogue)
        self.counts = _counts(index)
        self.beside = lru_cache(KEPT)(self._beside)

    def _beside(self, entity: int) -> Mapping[str, Sequence[Beside]]:
        """What most figures of an entity have, too: kept, since there are entities that all figures have."""
        return beside(self.index.showing(entity), self.catalogue, but=entity, limit=MOST_BESIDE)

    @property
    def namespaces(self) -> Namespaces:
        """The namespaces that the data are written in."""
        return self.index.namespaces


def _counts(index: Index) -> Mapping[str, int]:
    """How many figures, papers and entities of each kind there are."""
    kinds: dict[str, int] = dict(index.tuples("SELECT kind, COUNT(*) FROM entity GROUP BY kind ORDER BY kind"))
    papers = index.value("SELECT COUNT(*) FROM paper")
    return {"figure": len(index.columns.figid) - 1, "paper": papers, **kinds}


class Site:
    """The views of the versions that are being shown: mostly one, and two while old requests end."""

    def __init__(self, reads: Reads, *ahead: Callable[[View], object]) -> None:
        """Show what ``reads`` has; what is kept of a view is made by ``ahead`` before anybody waits for it."""
        self.reads = reads
        self._ahead = ahead
        self._views: OrderedDict[str, View] = OrderedDict()
        self._lock = asyncio.Lock()

    async def view(self) -> View:
        """The view of the version that the present request sees; raises ``ProblemError`` while there is none yet."""
        version = self.reads.version
        if version not in self._views:
            if not self.reads.is_prepared and not is_built(self.reads):
                raise NotReadyError("page")
            async with self._lock:
                await self._open(version)
        return self._views[version]

    async def _open(self, version: str) -> None:
        if version not in self._views:
            view = View(await opened(self.reads))
            for make in self._ahead:
                await asyncio.to_thread(make, view)
            self._views[version] = view
            if len(self._views) > VIEWS:
                self._views.popitem(last=False)
