"""What is there, printed."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from bbfd.cli.means import connected
from bbfd.cli.project import Project
from bbfd.deploy.account import must_be_the_right_one
from bbfd.deploy.status import status
from bbfd.model.definition import Definition
from bbfd.model.environment import Environment
from bbfd.report.line import text
from bbfd.report.status import status_lines, status_record
from bbfd.template.inert import json_text


def look(
    project: Project, place: Definition[Environment], names: Sequence[str], *, as_json: bool
) -> None:
    """Print the status of stacks of an environment. One is a record, several are a list."""
    with connected(project, place) as aws:
        must_be_the_right_one(aws)
        found = [status(name, aws) for name in names]
    if as_json:
        records = [status_record(one) for one in found]
        print(json_text(records if len(records) > 1 else records[0]))
        return
    for number, one in enumerate(found):
        sys.stdout.write(("\n" if number else "") + text(status_lines(one)))
