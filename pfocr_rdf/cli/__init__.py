"""The command line: ``pfocr-rdf VERB``. Results go to standard output, all talk to standard error."""

import importlib
import os
import signal
import sys

import click

from pfocr_rdf.errors import OutputError, PfocrError

#: Where each command lives; a module is loaded when its command runs, so that ``--help`` stays quick.
COMMANDS = {
    "convert": ("pfocr_rdf.cli.convert", "Write PFOCR records as RDF."),
    "explain": ("pfocr_rdf.cli.explain", "Show each triple of a record with the key or row it comes from."),
    "validate": ("pfocr_rdf.cli.validate", "Check graphs or records, and say what to do about each fault."),
    "query": ("pfocr_rdf.cli.query", "Ask a bundled query, or one of your own, of data or an endpoint."),
    "queries": ("pfocr_rdf.cli.queries", "List the bundled queries, or show those of some names."),
    "load": ("pfocr_rdf.cli.load", "Load graphs or records into a store, and count what is there in the end."),
    "link": ("pfocr_rdf.cli.link", "Find pathways that share genes with figures, and papers' names elsewhere."),
    "export": ("pfocr_rdf.cli.export", "Write gene sets of figures as CX2 networks or as GMT."),
    "describe": ("pfocr_rdf.cli.describe", "Describe a graph: what is in it, counted, and where it comes from."),
    "diff": ("pfocr_rdf.cli.diff", "Tell what was added, removed and changed between two releases."),
    "serve": ("pfocr_rdf.cli.serve", "Serve figures as a SPARQL endpoint and a web site, for reading."),
    "join": ("pfocr_rdf.cli.join", "Join what 'convert --shard' made on several machines."),
    "hgnc": ("pfocr_rdf.cli.hgnc", "Rebuild the table of human gene symbols from HGNC's own file."),
}

#: Exit codes that no error class carries.
INTERRUPTED, BROKEN_PIPE, TERMINATED = 130, 141, 143


class _ReaderGoneError(Exception):
    """Nobody reads our output any more."""


class LazyGroup(click.Group):
    """A group whose commands are loaded when they are called."""

    def invoke(self, ctx: click.Context) -> object:
        """Run a command; a closed pipe gets past click, which would make it a failure like any other."""
        try:
            done = super().invoke(ctx)
            sys.stdout.flush()  # here, where a full disk still is a fault with a name
        except BrokenPipeError as error:
            raise _ReaderGoneError from error
        except OutputError:
            _flush_or_drop()
            raise
        except OSError as error:
            _drop_output()
            text = f"-: found {error.strerror or error}, expected a place to write to; try another"
            raise OutputError(text) from error
        return done

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All commands, in the order of a first acquaintance."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        command = getattr(importlib.import_module(COMMANDS[cmd_name][0]), "command")  # noqa: B009 - a module's name
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without loading them."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl([(name, summary) for name, (_, summary) in COMMANDS.items()])


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
    epilog="Begin with: pfocr-rdf convert seeds -o seeds.ttl",
)
@click.version_option(package_name="pfocr-rdf")
def group() -> None:
    """Turn PFOCR, the database of published pathway figures, into an RDF knowledge graph.

    \b
    Exit codes: 0 done, 1 findings under --strict or --fail-on, 2 usage,
    3 input unreadable or engine failed, 4 output failed, 5 remote store or endpoint failed,
    6 out of time or memory, 130 interrupted, 141 the reader of our output went away,
    143 terminated.
    """


def main() -> None:
    """Run the command line, and end the process with the exit code that fits."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(TERMINATED))  # so that what was begun is cleaned up
    try:
        code = group.main(standalone_mode=False)  # of an Exit, which click does not raise to us
    except click.exceptions.Abort:
        sys.exit(INTERRUPTED)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        click.echo("interrupted", err=True)
        sys.exit(INTERRUPTED)
    except _ReaderGoneError:
        _leave_quietly()
    except PfocrError as error:
        click.echo(f"error: {error}", err=True)
        sys.exit(error.exit_code)
    else:
        sys.exit(code)


def _leave_quietly() -> None:
    """End without a word when nobody reads on; Python would complain when it flushes at exit."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _drop_output()
    sys.exit(BROKEN_PIPE)


def _flush_or_drop() -> None:
    """Write what is left of the output, if it can still be written."""
    try:
        sys.stdout.flush()
    except OSError:
        _drop_output()


def _drop_output() -> None:
    """Send what is left of the output nowhere: Python tries again at exit, and would complain."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
