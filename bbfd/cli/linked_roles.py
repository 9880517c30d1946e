"""The service-linked roles of an account: a run makes those that are missing, once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bbfd.deploy.look.account import (
    by_hand,
    ensure_linked_roles,
    linked_roles,
    missing_linked_roles,
)
from bbfd.deploy.means import Means
from bbfd.deploy.progress import Note
from bbfd.deploy.proposal import Decision
from bbfd.model.stack import Stack
from bbfd.rules.service_role import RULES

(RULE,) = (rule for rule in RULES if rule.id == "SERVICE-LINKED-ROLE")
_ECS = "ecs.amazonaws.com"


def advice(service: str) -> str:
    """What to do where the role of a service principal could not be made: for ECS, what the rule says."""
    if service != _ECS:
        return by_hand(service)
    return f'{RULE.id}: without it AWS says "{RULE.aws_error}"; {RULE.fix}; see {RULE.doc}'


class LinkedRoles:
    """Made after the first yes of a run, or at its end where there was nothing to agree to.

    name: the environment's, under which it is told. beneath: what services stand on, which may need more of them.
    """

    def __init__(self, means: Means, name: str, beneath: Sequence[Stack] = ()) -> None:
        self._means = means
        self._roles = linked_roles(stack.body for stack in beneath)
        self._name = name
        self._asked = False
        self._ensured = False

    def after_a_yes(self) -> Means:
        """Means with which a run sees to the roles as soon as somebody agreed to something."""
        return replace(self._means, agree=self._agree)

    def at_the_end(self) -> None:
        """See to them where nobody was asked: a no is one to the roles as well."""
        if not self._asked:
            self._ensure()

    def foretell(self) -> None:
        """Say which of them a deployment would make."""
        missing = missing_linked_roles(self._means, self._roles)
        if missing:
            self._tell(f"will be made as well, as service-linked roles: {', '.join(missing)}")

    def _agree(self, decision: Decision) -> bool:
        self._asked = True
        agreed = self._means.agree(decision)
        if agreed and not self._ensured:
            self._ensure()
        return agreed

    def _ensure(self) -> None:
        self._ensured = True
        for text in ensure_linked_roles(self._means, advice, self._roles):
            self._tell(text)

    def _tell(self, text: str) -> None:
        self._means.tell(Note(stack=self._name, text=text))
