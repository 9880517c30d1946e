"""Facts of the deployment, which every stack tells of itself: its version, the commit, who deployed it. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from bbfd.deploy.plan.image import split
from bbfd.model.stack import FromDeployment, FromImage

if TYPE_CHECKING:
    from bbfd.deploy.means import Wishes
    from bbfd.deploy.records import StackState
    from bbfd.model.stack import Parameter, Stack

UNSAID = "-"  # CloudFormation takes no empty output
LONGEST = 256
_STRANGE = re.compile(r"[^A-Za-z0-9 _.,:;=+@/()\[\]#-]+")
_DIGITS = len("sha256:") + 12


def facts_of(parameters: Iterable[Parameter]) -> Mapping[str, str]:
    """Name of each parameter that is a fact of the deployment -> which one."""
    return {p.name: p.source.fact for p in parameters if isinstance(p.source, FromDeployment)}


def told(
    stack: Stack, values: Mapping[str, str], wishes: Wishes, tells: Mapping[str, str]
) -> Mapping[str, str]:
    """Give each fact its value, besides the digest: that one is of all the others' values.

    tells: what images are called, where their values do not say it.
    """
    known = {
        "version": version(stack.parameters, values, tells),
        "commit": wishes.commit,
        "by": wishes.by,
    }
    wanted = facts_of(stack.parameters)
    return {name: clean(known[fact]) for name, fact in wanted.items() if fact in known}


def told_last(stack: Stack, state: StackState | None) -> Mapping[str, str]:
    """Give version and commit the values that the stack has: what is deployed brings no new ones yet."""
    known = state.parameters if state else {}
    wanted = facts_of(stack.parameters)
    return {
        n: known.get(n) or UNSAID for n, fact in wanted.items() if fact in ("version", "commit")
    }


def version(
    parameters: Iterable[Parameter],
    values: Mapping[str, str],
    tells: Mapping[str, str] = MappingProxyType({}),
) -> str:
    """Name the version that is deployed: tag, or digest cut short, of the image that `--tag` speaks of."""
    main = (p.name for p in parameters if isinstance(p.source, FromImage) and p.source.main)
    found = (short(tells.get(name) or split(values[name])[1]) for name in main if name in values)
    return ",".join(dict.fromkeys(one for one in found if one))


def short(reference: str) -> str:
    """Cut a digest short; a tag stays."""
    return reference[:_DIGITS] if reference.startswith("sha256:") else reference


def clean(text: str) -> str:
    """Make a value of what may come from anywhere: one line, no strange characters, not too long, never empty."""
    return _STRANGE.sub(" ", text).strip()[:LONGEST].strip() or UNSAID
