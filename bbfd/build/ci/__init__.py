"""The stack of a continuous deployment's roles.

permitted.py   what each role may call, and on what: the list that docs/permissions.md is held against
asked.py       all that the parts may see
roles.py       the two roles, and the provider that vouches for who takes them
trust.py       who may take a role
through.py     what CloudFormation may do with the role that deploys, where it has no role of its own
projects.py    the projects of CodeBuild, where that is the vendor
"""

from __future__ import annotations

from typing import Final

from bbfd.build.assemble import Frame, PartOf, assemble
from bbfd.build.ci.asked import Asked
from bbfd.build.ci.projects import projects
from bbfd.build.ci.roles import provider, roles
from bbfd.model.naming import ci_stack_name
from bbfd.model.stack import Parameter, Stack

PARTS: Final[tuple[PartOf[Asked], ...]] = (provider, roles, projects)


def build_roles(asked: Asked) -> Stack:
    """The stack of the roles that the jobs of one environment take."""
    place = asked.place
    frame = Frame(
        name=ci_stack_name(place.name),
        description=f"who deploys to {place.name}, and who plans: the roles of its jobs",
        definition=place.file,
        tags={**place.value.tags, "bbfd:environment": place.name},
        protected=place.value.protected,
        needed=_nothing,
        boundary=place.value.permissions_boundary,
    )
    return assemble(PARTS, asked, frame)


def _nothing(_: str) -> Parameter | None:
    return None
