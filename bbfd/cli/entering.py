"""Sessions with a container: a shell inside it, a port that is passed on to it."""

from __future__ import annotations

import errno
import shlex
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bbfd.cli.around import standing
from bbfd.cli.means import acting
from bbfd.cli.plugin import find_plugin, hand_over
from bbfd.deploy.commands import ENVIRONMENT, SERVICE
from bbfd.deploy.operate.entering import Entrance, entrance
from bbfd.errors import Refused, UsageError
from bbfd.model.access import Access, Local
from bbfd.model.naming import stack_name
from bbfd.model.stack import Stack
from bbfd.report.line import Line, Tone

if TYPE_CHECKING:
    from bbfd.cli.call import Call
    from bbfd.cli.stacks import Stacks
    from bbfd.deploy.means import Means
    from bbfd.deploy.tasks import Session

Begin = Callable[["Entrance", "Means"], "tuple[Session, str]"]
_FREE = 1024  # ports below it are for root
_HIGHER = 8000


@dataclass(frozen=True, kw_only=True)
class Meant:
    """Which container is meant. task: an id, or how it begins; "" for the newest. container: None for the main one."""

    service: str
    environment: str | None
    task: str = ""
    container: str | None = None


def shell_in(call: Call, meant: Meant, given: str | None, rest: Sequence[str]) -> int:
    """Run a command in it, with this terminal; the plug-in's exit code."""
    if given is not None and rest:
        raise UsageError("two commands were given", fix="give --command, or one behind `--`")
    typed = shlex.join(rest) if rest else (given or "/bin/sh")

    def begin(into: Entrance, means: Means) -> tuple[Session, str]:
        session = means.aws.services.enter(into.cluster, into.task, into.container.name, typed)
        return session, f"{typed} in {_named(into)}"

    return _session(call, meant, begin)


def pass_on(
    call: Call, meant: Meant, *, port: int | None, local_port: int | None, host: str
) -> int:
    """Pass a local port on to it, or through it to a host; the plug-in's exit code."""
    if host and port is None:
        raise UsageError(f"it was not said which port of {host}", fix="give --port")

    def begin(into: Entrance, means: Means) -> tuple[Session, str]:
        to = port if port is not None else _own_port(into)
        here = local_port if local_port is not None else to if to >= _FREE else to + _HIGHER
        _must_be_free(here)
        session = means.aws.sessions.forward(into.target, port=to, local_port=here, host=host)
        there = f"{host}:{to} through {_named(into)}" if host else f"port {to} of {_named(into)}"
        return session, f"localhost:{here} is {there}, until Ctrl-C"

    return _session(call, meant, begin)


def _session(call: Call, meant: Meant, begin: Begin) -> int:
    stacks = standing(call, meant.environment)
    if meant.service not in stacks.project.service_names:
        stacks.project.service(meant.service)  # which raises, with the names that are near
    access = stacks.place.value.aws
    if isinstance(access, Local):
        raise Refused(
            f"{stacks.place.name} is the embedded AWS, in which no container runs",
            fix="name an environment that is in AWS with --env",
        )
    plugin = find_plugin(call.outside.variables)
    session, words, others = _begun(call, stacks, meant, begin)
    if others:
        words += f" ({others} more {'task runs' if others == 1 else 'tasks run'}: --task chooses)"
    call.console().say([Line(words, Tone.QUIET)])
    return hand_over(plugin, session, _profile(call, access))


def _begun(call: Call, stacks: Stacks, meant: Meant, begin: Begin) -> tuple[Session, str, int]:
    stack = Stack(
        name=stack_name(stacks.place.name, meant.service),
        body={},
        tags={SERVICE: meant.service, ENVIRONMENT: stacks.place.name},
    )
    with acting(call, stacks, wait_lock=0.0) as means:
        into = entrance(stack, means, task=meant.task, container=meant.container)
        session, words = begin(into, means)
    return session, words, 0 if meant.task else into.others


def _profile(call: Call, access: Access) -> str:
    """The profile by which the plug-in takes a session up again that broke off; a role that is assumed has none."""
    if access.role is not None:
        return ""
    return access.profile or call.outside.variables.get("AWS_PROFILE", "")


def _named(into: Entrance) -> str:
    return f"{into.container.name} of task {into.task.id}"


def _own_port(into: Entrance) -> int:
    if into.container.ports:
        return into.container.ports[0]
    raise Refused(f"{into.container.name} listens on no port that is known", fix="give --port")


def _must_be_free(port: int) -> None:
    """Refuse a local port that is taken, before a session is begun: the plug-in says so late, and in many words."""
    with socket.socket() as one:
        one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            one.bind(("127.0.0.1", port))
        except OSError as error:
            taken = error.errno == errno.EADDRINUSE
            raise UsageError(
                f"the local port {port} {'is in use' if taken else 'cannot be used'}: {error.strerror}",
                fix="give another one with --local-port",
            ) from error
