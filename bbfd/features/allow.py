"""What the tasks may do besides."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from bbfd.model.facts import About, Facts, Grant
from bbfd.model.naming import filled
from bbfd.model.stack import Refusal
from bbfd.model.value import value

_ACTION = re.compile(r"[a-z][a-z0-9-]*:[A-Za-z*?][A-Za-z0-9*?]*")
_OPERATOR = re.compile(
    r"(ForAllValues|ForAnyValue)?(String|Numeric|Date|Bool|Binary|IpAddress|NotIpAddress|Arn|Null)\w*"
)


@value
class Allow:
    """Actions that a role of the tasks may take on resources: for what exists, and has no word of its own here.

    A service's `allow=` is another thing: it accepts findings of rules.
    actions: as `ses:SendEmail`. resources: ARNs; in both `{environment}`, `{service}`, `{account}` and `{region}` are
    filled in, and `${...}` by CloudFormation. when: conditions that all must hold, each as (operator, key, value), as
    `("StringEquals", "ses:FromAddress", "shop@example.com")`. role: "task" is the tasks' own, "start" what ECS starts
    them with. https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
    """

    actions: tuple[str, ...]
    resources: tuple[str, ...]
    when: tuple[tuple[str, str, str], ...] = ()
    role: Literal["task", "start"] = "task"

    def facts(self, about: About) -> Facts:
        """The grant."""
        refused = tuple(self._refused(about))
        if refused:
            return Facts(refusals=refused)
        known = dict(about.placeholders)
        resources = tuple(_filled(each, known) for each in self.resources)
        when = tuple((operator, key, _filled(wanted, known)) for operator, key, wanted in self.when)
        grant = Grant(self.actions, resources, when=when)
        return Facts(grants=(grant,)) if self.role == "task" else Facts(start_grants=(grant,))

    def _refused(self, about: About) -> Iterator[Refusal]:
        told = f"Allow {', '.join(self.actions)}".strip()
        if not self.actions or not self.resources:
            yield _refusal(f"{told}: nothing is allowed", "name actions= and resources=")
        for action in self.actions:
            if not _ACTION.fullmatch(action):
                yield _refusal(
                    f"{told}: {action!r} is no action", 'write service:Action, as "ses:SendEmail"'
                )
        for resource in self.resources:
            yield from self._odd_resource(told, resource, dict(about.placeholders))
        for operator, _, _ in self.when:
            if not _OPERATOR.fullmatch(operator):
                yield _refusal(
                    f"{told}: {operator!r} is no operator of conditions",
                    'write one of IAM\'s, as "StringEquals"',
                )

    def _odd_resource(self, told: str, given: str, known: dict[str, str]) -> Iterator[Refusal]:
        try:
            resource = _filled(given, known)
        except ValueError as error:
            names = ", ".join(f"{{{name}}}" for name in known)
            yield _refusal(f"{told}: {error}", f"write one of {names}")
            return
        if resource != "*" and not resource.startswith(("arn:", "${")):
            yield _refusal(
                f"{told}: {resource!r} is no ARN",
                'write "arn:...", or "*" where AWS takes no other',
            )


def _filled(text: str, known: dict[str, str]) -> str:
    """`{environment}` is ours to fill in, `${...}` CloudFormation's."""
    kept = re.split(r"(\$\{[^}]*\})", text)
    return "".join(each if each.startswith("${") else filled(each, known) for each in kept)


def _refusal(what: str, fix: str) -> Refusal:
    return Refusal(what=what, fix=fix, field="uses")
