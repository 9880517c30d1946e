"""Statements of the project's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bbfd.model.facts import About, Facts
from bbfd.model.stack import Refusal
from bbfd.model.value import value

if TYPE_CHECKING:
    from awacs.aws import Statement


@value(kw_only=False)
class Statements:
    """Statements of awacs for the tasks' own role, as they are: `Statements((Statement(Effect=Deny, ...),))`.

    https://github.com/cloudtools/awacs
    """

    statements: tuple[Statement, ...]

    def facts(self, about: About) -> Facts:  # noqa: ARG002 - the question is the seam's
        """They themselves."""
        from awacs.aws import Statement

        odd = [each for each in self.statements if not isinstance(each, Statement)]
        refusals = tuple(
            Refusal(
                what=f"Statements: {type(each).__name__} is no statement of awacs",
                fix="write awacs.aws.Statement(...), or Allow(actions=..., resources=...)",
                field="uses",
            )
            for each in odd
        )
        return Facts(
            statements=tuple(each for each in self.statements if each not in odd),
            refusals=refusals,
        )
