"""Who signs in at a store, from the environment or a netrc file; never from the command line, which others can read."""

import os
from dataclasses import dataclass, field
from netrc import NetrcParseError, netrc
from pathlib import Path

from httpx2 import Auth, BasicAuth, DigestAuth, FunctionAuth, Request

from pfocr_rdf.errors import UsageError
from pfocr_rdf.trees import shown

#: Names of environment variables. ``NETRC`` names a file to use instead of ``~/.netrc``, as it does for curl.
USER, PASSWORD, TOKEN, NETRC = "PFOCR_RDF_USER", "PFOCR_RDF_PASSWORD", "PFOCR_RDF_TOKEN", "NETRC"


@dataclass(frozen=True, slots=True)
class Credentials:
    """A user with a password, or a token; neither is ever shown."""

    user: str = ""
    password: str = field(default="", repr=False)
    token: str = field(default="", repr=False)

    def auth(self, scheme: str) -> Auth:
        """What signs requests: a bearer token (RFC 6750), or ``scheme``, which is basic or digest (RFC 7616, 7617)."""
        if self.token:
            return FunctionAuth(self._bear)
        return DigestAuth(self.user, self.password) if scheme == "digest" else BasicAuth(self.user, self.password)

    def _bear(self, request: Request) -> Request:
        request.headers["Authorization"] = f"Bearer {self.token}"
        return request


def credentials(host: str) -> Credentials | None:
    """Those for a host: a token or a user from the environment, or else its entry in the netrc file, if any.

    Raises ``UsageError`` where one of user and password is missing, or the netrc file cannot be read.
    """
    if token := os.environ.get(TOKEN):
        return Credentials(token=token)
    user, password = os.environ.get(USER), os.environ.get(PASSWORD)
    if user and password is not None:
        return Credentials(user, password)
    if user or password:
        given, missing = (USER, PASSWORD) if user else (PASSWORD, USER)
        raise UsageError(f"{missing}: found nothing beside {given}, expected both; try setting it")
    return _from_netrc(host)


def _from_netrc(host: str) -> Credentials | None:
    named = os.environ.get(NETRC)
    path = Path(named) if named else Path("~/.netrc").expanduser()
    if not named and not path.exists():
        return None
    try:
        entry = netrc(path).authenticators(host)
    except (OSError, NetrcParseError) as error:
        found = (
            f"line {error.lineno}" if isinstance(error, NetrcParseError) else error.strerror
        )  # it may hold a password
        raise UsageError(f"{shown(str(path))}: found {found}, expected a netrc file; try correcting it") from error
    return Credentials(entry[0], entry[2] or "") if entry else None
