"""How causes read which secret a sentence is about, and which variable reads it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from bbfd.diagnose._cause import Found
from bbfd.diagnose._reading import Said, containers, mapping, quoted, task_definition, times

if TYPE_CHECKING:
    from bbfd.diagnose._evidence import Evidence

# Of a `ValueFrom`, plain or in `Fn::Sub`: what names the secret or parameter.
_SECRET_NAME = re.compile(r"(?::secret:|:parameter(?=/))(?P<name>[^:\"'}]+)")


def secret(evidence: Evidence, one: Said) -> tuple[str, str, str]:
    """The secret or parameter that a sentence names: its name, the variable that reads it, the variable's path."""
    definition = task_definition(evidence, one.service)
    for number, body in enumerate(containers(evidence, definition)):
        entries = body.get("Secrets")
        for index, entry in enumerate(entries if isinstance(entries, list | tuple) else ()):
            name = _secret_name(mapping(entry).get("ValueFrom"))
            if name and name in one.text:
                path = f"ContainerDefinitions/{number}/Secrets/{index}"
                return name, str(mapping(entry).get("Name", "")), path
    match = _SECRET_NAME.search(one.text)
    return match["name"].split()[0] if match else "", "", ""


def _secret_name(value: Any) -> str:
    match = _SECRET_NAME.search(str(value))
    return match["name"] if match else ""


def on_secret(evidence: Evidence, found: Sequence[Said], *, how: str, fix: str) -> Found:
    """Give a cause that is about a secret. how: what is the matter with it."""
    name, variable, path = secret(evidence, found[0])
    named = f"the secret or parameter {name}" if name else "a secret or parameter"
    of = f" of the variable {variable}" if variable else ""
    return Found(
        what=f"{named}{of} {how}{times(found)}",
        evidence=quoted(found),
        fix=fix,
        resource=task_definition(evidence, found[0].service),
        path=path,
        field="uses",
    )
