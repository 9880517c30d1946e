"""Check: what is checked and why, with a wrong and a right example."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from bbfd.cli import options

if TYPE_CHECKING:
    from bbfd.cli.call import Call


def _ids(ctx: click.Context, _: click.Parameter, incomplete: str) -> list[str]:  # noqa: ARG001 - click's
    from bbfd.rules import all_rules

    return [rule.id for rule in all_rules() if rule.id.startswith(incomplete.upper())]


@click.command()
@click.argument("rule", metavar="[ID]", required=False, shell_complete=_ids)
@options.as_json
@click.pass_obj
def command(call: Call, rule: str | None, as_json: bool) -> None:  # noqa: ARG001 - every command is called alike
    """The rules of BBFD's own; with an id, one of them whole.

    Besides these, `bbfd check` asks AWS's cloudformation-validate and cfn-lint.
    """
    from bbfd.discover import did_you_mean
    from bbfd.errors import UsageError
    from bbfd.report.line import text
    from bbfd.report.rules import rule_lines, rule_record, rules_lines
    from bbfd.rules import all_rules

    every = all_rules()
    found = [each for each in every if rule is None or each.id == rule.upper()]
    if not found:
        known = [each.id for each in every]
        raise UsageError(f"there is no rule `{rule}`", fix=did_you_mean(str(rule).upper(), known))
    if as_json:
        import json

        records = [rule_record(each) for each in found]
        print(json.dumps(records if rule is None else records[0], indent=2, ensure_ascii=False))
    else:
        sys.stdout.write(text(rules_lines(found) if rule is None else rule_lines(found[0])))
