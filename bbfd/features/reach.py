"""Something in the network that lets the tasks in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from bbfd.model.existing import Named, learned, text_of
from bbfd.model.facts import About, Facts
from bbfd.model.owned import outside
from bbfd.model.stack import Refusal
from bbfd.model.value import value

if TYPE_CHECKING:
    from bbfd.build.assemble import Made
    from bbfd.build.scope import Scope
    from bbfd.model.workload import Workload


@value
class Reach:
    """What is there and has a security group, as a database: the group is opened to the tasks' own.

    security_group: its id, or `FromService(...)` of the service that makes it, as `OrdersDatabaseSecurityGroup`.
    port: that is opened (1 to 65535).
    https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html
    """

    security_group: Named
    port: int

    def facts(self, about: About) -> Facts:  # noqa: ARG002 - the question is the seam's
        """A rule of that group."""
        return Facts(parts=(self._made,), refusals=tuple(self._refused()))

    def _refused(self) -> Iterator[Refusal]:
        yield from outside("Reach", "port", self.port, range(1, 65536))
        group = self.security_group
        if isinstance(group, str) and not re.fullmatch(r"sg-[0-9a-f]{1,17}", group):
            yield Refusal(
                what=f"Reach: {group!r} is no id of a security group",
                fix='write its id, as "sg-0a1b2c3d4e5f60718"',
                field="uses",
            )

    def _made(self, scope: Scope[Workload]) -> Iterator[Made]:
        from bbfd.build.uses.inside import let_in

        yield from learned(self.security_group, scope.place.name)
        yield from let_in(scope, text_of(self.security_group), self.port)
