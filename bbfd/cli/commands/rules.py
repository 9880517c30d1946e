"""Check: what is checked and why, with a wrong and a right example."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING

import click

from bbfd.cli import options

if TYPE_CHECKING:
    from bbfd.cli.call import Call
    from bbfd.report.line import Line


def _ids(ctx: click.Context, _: click.Parameter, incomplete: str) -> list[str]:  # noqa: ARG001 - click's
    from bbfd.rules import all_rules

    return [rule.id for rule in all_rules() if rule.id.startswith(incomplete.upper())]


@click.command()
@click.argument("rule", metavar="[ID]", required=False, shell_complete=_ids)
@options.as_json
@click.option("--markdown", is_flag=True, help="All of them as a page in Markdown.")
@click.pass_obj
def command(call: Call, rule: str | None, as_json: bool, markdown: bool) -> None:  # noqa: ARG001 - every command is called alike
    """Show the rules of BBFD's own; with an id, one of them whole.

    Besides these, `bbfd check` asks AWS's cloudformation-validate and cfn-lint: of an id of theirs, where it is from.

    \b
    Example:
      bbfd rules
    """
    from bbfd.cli.unruled import unruled
    from bbfd.discover import did_you_mean
    from bbfd.errors import UsageError
    from bbfd.report.rules import rule_lines, rule_record, rules_lines, unruled_lines
    from bbfd.rules import all_rules

    if markdown:
        return _page(rule, as_json)
    every = all_rules()
    if rule is None:
        return _write(rules_lines(every), [rule_record(each) for each in every], as_json)
    wanted = rule.upper()
    found = next((each for each in every if each.id == wanted), None)
    of_others = unruled(wanted)
    if found:
        return _write(rule_lines(found), rule_record(found), as_json)
    if of_others:
        return _write(unruled_lines(*of_others), of_others._asdict(), as_json)
    known = [each.id for each in every]
    raise UsageError(f"there is no rule `{rule}`", fix=did_you_mean(wanted, known))


def _page(rule: str | None, as_json: bool) -> None:
    from bbfd.errors import UsageError
    from bbfd.report.rules_page import rules_page
    from bbfd.rules import by_subject
    from bbfd.rules._catalogue import known

    if rule is not None or as_json:
        raise UsageError("the page is of all rules", fix="type `bbfd rules --markdown` alone")
    sys.stdout.write(rules_page(by_subject(), known()))


def _write(lines: Iterable[Line], record: object, as_json: bool) -> None:
    if as_json:
        import json

        print(json.dumps(record, indent=2, ensure_ascii=False))
    else:
        from bbfd.report.line import text

        sys.stdout.write(text(lines))
