"""The processes behind an evaluator: a keeper that holds the data, and one child of it for every query.

The keeper is a fork of the process that opened the data, and shares its memory; it does nothing but fork, end and
bury children. A child evaluates one query within its limits and is gone. When the process that opened the data goes,
however it goes, the keeper ends all children and itself.
"""

import faulthandler
import io
import json
import math
import os
import resource
import signal
import socket
import struct
import sys
from pathlib import Path
from typing import NoReturn, cast

from pyoxigraph import QueryBoolean, QueryResultsFormat, QuerySolutions, QueryTriples, RdfFormat, serialize

from pfocr_rdf.identifiers import Namespaces
from pfocr_rdf.querying.frames import BLOCK, BodyWriter, Frame, receive, send, send_json
from pfocr_rdf.querying.tokens import slip
from pfocr_rdf.stores.embedded import Embedded, Graphs

#: What the keeper is asked for, with a child's number: a new child, or the end of one.
START, END = b"S", b"E"

#: A letter and a child's number; the keeper answers with the same, or the status that the child ended with.
ORDER = struct.Struct(">cq")

#: Seconds of the processor beyond the time of a query: a child ends even if nobody is left to end it.
_GRACE = 5


def keep(control: socket.socket, data: Embedded) -> NoReturn:
    """Serve ``control`` until it is closed, then end all children and this process."""
    _become_quiet()
    children: set[int] = set()
    while True:
        message, channels, _, _ = socket.recv_fds(control, ORDER.size, 1)
        if len(message) < ORDER.size:
            for child in children:
                os.kill(child, signal.SIGKILL)
            os._exit(0)
        order, number = ORDER.unpack(message)
        if order == START:
            number = _started(control, channels[0], data)
            children.add(number)
        else:
            children.discard(number)
            number = _ended(number)
        control.sendall(ORDER.pack(order, number))


def _become_quiet() -> None:
    """Hear no interrupt, which the parent hears too, and leave the terminal, whose end others may wait for, alone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    faulthandler.disable()  # a child that is out of memory aborts; that is told by its parent, not shown as a crash
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)


def _started(control: socket.socket, channel: int, data: Embedded) -> int:
    child = os.fork()
    if child == 0:
        control.close()
        _answer(socket.socket(fileno=channel), data)
    os.close(channel)
    return child


def _told(message: str, query: str) -> str:
    """What is wrong with the syntax of a query."""
    at = slip(message, query)
    if at is None:
        return f"query: found {message}, expected SPARQL 1.1; try correcting the syntax"
    return f"query:{at.line}:{at.column}: found {at.found}, expected {at.expected}; try {at.remedy}"


def _ended(child: int) -> int:
    """The status of a child that is ended now, unless it was already; negative where a signal ended it."""
    os.kill(child, signal.SIGKILL)  # it may be long dead, but is not buried, so the number is still its own
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def _answer(channel: socket.socket, data: Embedded) -> NoReturn:
    """Answer the one request that comes through ``channel``, and end the process."""
    try:
        request = json.loads(receive(channel)[1])
        _limit(request["seconds"], request["memory_mib"])
        results = data.query(request["query"], Graphs(*map(tuple, request["graphs"])))
        _send_results(channel, results, request)
    except SyntaxError as error:
        send_json(channel, Frame.FAULT, {"kind": "syntax", "text": _told(str(error.msg), request["query"])})
    except MemoryError:
        send_json(channel, Frame.FAULT, {"kind": "memory", "text": ""})
    except (OSError, RuntimeError, ValueError) as error:
        send_json(channel, Frame.FAULT, {"kind": "failure", "text": str(error)})
    finally:
        os._exit(0)


def _limit(seconds: float | None, memory_mib: int | None) -> None:
    """Bound what this process may use beyond what it has already, the data among it."""
    if seconds is not None:
        used = resource.getrusage(resource.RUSAGE_SELF)
        most = math.ceil(used.ru_utime + used.ru_stime + seconds) + _GRACE
        resource.setrlimit(resource.RLIMIT_CPU, (most, most + 1))  # a signal that tells why, then one that kills
    if memory_mib is not None and sys.platform == "linux":
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[0])
        most = pages * resource.getpagesize() + (memory_mib << 20)
        resource.setrlimit(resource.RLIMIT_AS, (most, most))


def _send_results(
    channel: socket.socket, results: QuerySolutions | QueryBoolean | QueryTriples, request: dict[str, str]
) -> None:
    stream = io.BufferedWriter(cast("io.RawIOBase", BodyWriter(channel)), BLOCK)
    if isinstance(results, QueryTriples):
        triples = RdfFormat.from_media_type(request["triples"])
        assert triples is not None
        send_json(channel, Frame.HEAD, {"media_type": request["triples"]})
        serialize(results, stream, triples, prefixes=dict(Namespaces().prefixes))
    else:
        solutions = QueryResultsFormat.from_media_type(request["solutions"])
        send_json(channel, Frame.HEAD, {"media_type": request["solutions"]})
        results.serialize(stream, solutions)
    stream.flush()
    send(channel, Frame.END)
