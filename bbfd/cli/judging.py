"""What has to be clean before AWS is called: our rules and AWS's validator over what is to be deployed."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from bbfd.cli.call import Call
from bbfd.cli.checking import checked, stops, validators
from bbfd.cli.project import Project
from bbfd.cli.stacks import Stacks
from bbfd.deploy.look.standing import telling_nothing_known
from bbfd.errors import Refused
from bbfd.model.stack import Stack
from bbfd.report.errors import left_out_lines
from bbfd.report.findings import as_github, counted, finding_lines
from bbfd.report.github import on_github
from bbfd.report.overrides import override_lines


def must_be_clean(
    call: Call, stacks: Stacks, services: Sequence[Stack], beneath: Sequence[Stack]
) -> None:
    """Tell what is found in stacks that are to be deployed, and what had the last word in them.

    Raises Refused where it stops them.
    """
    say_left_out(call, stacks)
    with validators(stacks.project.root, cfn_lint=False) as asked:
        found = checked(stacks, services, beneath, asked)
    call.console().say(line for finding in found for line in finding_lines(finding))
    for stack in (*beneath, *services):
        say_overrides(call, stacks.project, stack)
    if found and on_github(call.outside.variables):
        sys.stderr.write(as_github(found))
    if stops(found):
        with telling_nothing_known([stack.name for stack in services or beneath]):
            raise Refused(
                f"{counted(found)}: AWS was not called",
                fix="correct the errors; `bbfd rules ID` explains a rule",
            )


def say_overrides(call: Call, project: Project, stack: Stack) -> None:
    """Tell which properties `override` had the last word on: they are never hidden."""

    def place(field: str) -> object:
        return project.place_of(stack.definition, field)

    call.console().say(override_lines(stack.overrides, stack.name, place))


def say_left_out(call: Call, stacks: Stacks) -> None:
    """Tell what does not load, of what was not asked for."""
    for error in stacks.left_out:
        call.console().say(left_out_lines(error))
