"""A task that is run by hand: its log goes to stdout, its exit code is ours, and what fails besides is 125."""

from __future__ import annotations

import re
import shlex
import sys
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from bbfd.cli.around import standing
from bbfd.cli.blamed import background
from bbfd.cli.means import acting
from bbfd.cli.signals import as_ctrl_c
from bbfd.deploy.commands import ENVIRONMENT, SERVICE, command
from bbfd.deploy.means import Choice
from bbfd.deploy.operate.one_off import Asked, OneOff, run_once
from bbfd.deploy.progress import Note
from bbfd.errors import UsageError
from bbfd.model.access import Local
from bbfd.model.naming import stack_name
from bbfd.model.stack import Stack
from bbfd.report.log import Redactor, bare_text, log_record
from bbfd.report.one_off import one_off_lines, one_off_record
from bbfd.report.redacted import redacted_record
from bbfd.template.inert import json_text

if TYPE_CHECKING:
    from bbfd.cli.call import Call
    from bbfd.cli.signals import Requests
    from bbfd.cli.stacks import Stacks
    from bbfd.deploy.means import Means
    from bbfd.deploy.operate.logs import Entry

_NOTHING_RUNS = "the embedded AWS runs no container: it takes the task, and says 0"
_NAME = re.compile(r"[^=\s]+")


def run_by_hand(
    call: Call, service: str, environment: str | None, asked: Asked, *, as_json: bool
) -> int:
    """Run it; what the command ends with."""
    stacks = standing(call, environment)
    if service not in stacks.project.service_names:
        stacks.project.service(service)  # which raises, with the names that are near
    return _run(call, stacks, service, asked, as_json=as_json)


def words_of(given: str | None, rest: Sequence[str]) -> tuple[str, ...]:
    """The command that is meant: one text, or what stands behind `--`. Raises UsageError."""
    if given is not None and rest:
        raise UsageError("two commands were given", fix="give --command, or one behind `--`")
    if given is None:
        return tuple(rest)
    try:
        return tuple(shlex.split(given))
    except ValueError as error:
        raise UsageError(f"--command cannot be read: {error}", fix="close its quotes") from error


def variables_of(given: Sequence[str]) -> dict[str, str]:
    """NAME=VALUE, each. Raises UsageError."""
    found = {}
    for each in given:
        name, equals, value = each.partition("=")
        if not equals or not _NAME.fullmatch(name):
            raise UsageError(f"--variable {name} has no value", fix="write --variable NAME=VALUE")
        found[name] = value
    return found


def _run(call: Call, stacks: Stacks, service: str, asked: Asked, *, as_json: bool) -> int:
    tags = {SERVICE: service, ENVIRONMENT: stacks.place.name}
    stack = Stack(name=stack_name(stacks.place.name, service), body={}, tags=tags)
    secrets = background(stacks).secrets(stack.name)
    redactor = Redactor(secrets)

    def wrote(entry: Entry) -> None:
        clean = redactor(entry)
        record = log_record(stack.name, clean)
        sys.stdout.write(f"{json_text(record, indent=None)}\n" if as_json else bare_text(clean))
        sys.stdout.flush()

    with as_ctrl_c() as requests, acting(call, stacks, as_json=as_json, wait_lock=0.0) as means:
        if isinstance(stacks.place.value.aws, Local):
            means.tell(Note(stack=stack.name, text=_NOTHING_RUNS))
        one = run_once(stack, asked, _stopping(means, requests, tags), wrote)
        _tell(call, redacted_record(one, secrets), as_json=as_json)
    return one.code


def _stopping(means: Means, requests: Requests, tags: dict[str, str]) -> Means:
    """Ctrl-C asks the task to stop; another one ends us, and leaves it at that."""

    def interrupted(_: tuple[str, ...]) -> Choice:
        look = command("logs", tags)
        requests.next_ends(f"stopped: the task was asked to stop, and may still run; see `{look}`")
        return Choice.CANCEL

    return replace(means, interrupted=interrupted)


def _tell(call: Call, one: OneOff, *, as_json: bool) -> None:
    if as_json:
        sys.stdout.write(f"{json_text(one_off_record(one), indent=None)}\n")
    call.console().say([*one_off_lines(one)])
    if not as_json and not one.ended and not one.reason:
        sys.stdout.write(f"{one.task}\n")
