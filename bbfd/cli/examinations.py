"""Services, examined and printed: in AWS, by the rules, and what the workstation has."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace

from bbfd.cli.blamed import background
from bbfd.cli.call import Call
from bbfd.cli.checking import checked, validators
from bbfd.cli.deploying import Asked
from bbfd.cli.judging import say_left_out
from bbfd.cli.means import acting
from bbfd.cli.stacks import Stacks
from bbfd.deploy.doctor import Complaint, Examined, Grade, examined, exit_code
from bbfd.errors import EngineError, Refused, UsageError
from bbfd.images.choosing import choose
from bbfd.model.stack import Stack
from bbfd.report.examination import examination_lines, examination_record
from bbfd.report.line import text
from bbfd.report.redacted import redacted_record
from bbfd.rules import Finding, Level
from bbfd.template.inert import json_text

_PLUGIN = "session-manager-plugin"


def examine(call: Call, stacks: Stacks, names: Sequence[str], *, as_json: bool) -> int:
    """Examine services, and what they stand on; the exit code."""
    wanted, beneath = stacks.of(names), stacks.beneath()
    above = Asked().above(names, wanted, stacks)
    say_left_out(call, stacks)
    with acting(call, stacks, wait_lock=0.0) as means:
        found = examined(stacks.place.name, beneath, above, means)
    known = background(stacks)
    judged = _with_rules(found, stacks, wanted, beneath)
    clean = [redacted_record(one, known.secrets(one.name)) for one in judged]
    here = Examined(name="this workstation", complaints=tuple(_workstation(call)))
    every = (here, *clean)
    if as_json:
        print(json_text([examination_record(one) for one in every]))
    else:
        sys.stdout.write(text(line for one in every for line in examination_lines(one)))
    return exit_code(every)


def _with_rules(
    found: Sequence[Examined], stacks: Stacks, wanted: Sequence[Stack], beneath: Sequence[Stack]
) -> Iterator[Examined]:
    """Add what a deploy would be refused for before AWS is called: errors that `bbfd check` finds."""
    with validators(stacks.project.root, cfn_lint=False) as asked:
        findings = checked(stacks, wanted, beneath, asked)
    errors = [one for one in findings if one.level is Level.ERROR]
    services = {stack.name for stack in wanted}
    for number, one in enumerate(found):
        of_this = [e for e in errors if e.document == one.name]
        beside = [e for e in errors if e.document not in services]  # of what they stand on
        mine = of_this if number else beside
        told = [_of_rule(error) for error in mine]
        yield replace(one, complaints=(*told, *one.complaints))


def _of_rule(error: Finding) -> Complaint:
    return Complaint(
        grade=Grade.REFUSES,
        about="rules",
        what=f"{error.place}: {error.title}{error.detail and f': {error.detail}'} ({error.rule})",
        fix=error.fix,
    )


def _workstation(call: Call) -> Iterator[Complaint]:
    """What some commands need here. Nothing of it stands in the way of a deploy."""
    yield from _engine(call)
    yield _there(
        shutil.which(_PLUGIN, path=call.outside.variables.get("PATH", "")),
        "the Session Manager plug-in for `bbfd exec` and `bbfd forward`",
        f"there is no {_PLUGIN}: `bbfd exec` and `bbfd forward` need it",
        "https://docs.aws.amazon.com/systems-manager/latest/userguide/"
        "session-manager-working-with-install-plugin.html",
    )


def _engine(call: Call) -> Iterator[Complaint]:
    """The container engine that would build here, chosen as `bbfd build` does: one that is there may not work."""
    passed: list[str] = []
    try:
        engine = choose(None, call.outside.variables, call.outside.programs.run, note=passed.append)
    except (EngineError, Refused, UsageError) as error:
        what = f"{error.what}: `bbfd build`, `test` and `push` need a container engine"
        yield _there(None, "", what, error.fix)
        return
    yield _there(engine, f"the container engine of `bbfd build` is {engine.name}", "", "")
    for words in passed:
        yield _there(None, "", words, "")


def _there(found: object, well: str, missing: str, fix: str) -> Complaint:
    if found:
        return Complaint(grade=Grade.WELL, about="workstation", what=well)
    return Complaint(grade=Grade.HINT, about="workstation", what=missing, fix=fix)
