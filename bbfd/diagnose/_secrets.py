"""How causes read which secret a sentence is about, and which variable reads it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from bbfd.diagnose._cause import Found
from bbfd.diagnose._reading import Said, containers, mapping, quoted, task_definition, times

if TYPE_CHECKING:
    from bbfd.diagnose._evidence import Evidence

# What names a secret or parameter: in a `ValueFrom`, plain or in `Fn::Sub`, and in a sentence.
_SECRET = re.compile(r":secret:(?P<name>[^:\"'}\s]+)")
_PARAMETER = re.compile(r":parameter(?P<name>/[^:\"'}\s]+)")
_INVALID = re.compile(r"invalid ssm parameters: (?P<name>/?[\w.-]+(?:/[\w.-]+)*)(?![\w.:/-])")
# Of which of the two a sentence speaks: the agent says so first, then comes what the service said.
_SPEAKS = re.compile(
    r"secrets? from (?P<first>asm|ssm)\b|(?P<second>invalid ssm parameters)"
    r"|to perform: (?P<third>secretsmanager|ssm):|(?P<fourth>secrets manager)",
    re.IGNORECASE,
)


def secret(evidence: Evidence, one: Said) -> tuple[str, str, str]:
    """The secret or parameter that a sentence names: its name, the variable that reads it, the variable's path."""
    kind = _spoken_of(one.text)
    definition = task_definition(evidence, one.service)
    for number, body in enumerate(containers(evidence, definition)):
        entries = body.get("Secrets")
        for index, entry in enumerate(entries if isinstance(entries, list | tuple) else ()):
            own, name = _read(mapping(entry).get("ValueFrom"))
            if name and own in (kind or own) and _names(one.text, own, name):
                path = f"ContainerDefinitions/{number}/Secrets/{index}"
                return name, str(mapping(entry).get("Name", "")), path
    return _named(one.text, kind), "", ""


def _spoken_of(text: str) -> str:
    """Tell whether a sentence speaks of a "secret" or of a "parameter"; "" where it does not say."""
    match = _SPEAKS.search(text)
    if match is None:
        return ""
    return "parameter" if "ssm" in match[0].lower() else "secret"


def _read(value: Any) -> tuple[str, str]:
    """Read a `ValueFrom`: its kind, and the name. What is no ARN is the name of a parameter."""
    text = str(value)
    if match := _SECRET.search(text):
        return "secret", match["name"]
    if match := _PARAMETER.search(text):
        # The slash that `/NAME` begins with is not in its ARN, nor is one added to a plain `NAME`.
        name = match["name"]
        return "parameter", name if name.count("/") > 1 else name.lstrip("/")
    return "parameter", value if isinstance(value, str) and ":" not in value else ""


def _names(text: str, kind: str, name: str) -> bool:
    """Whether a text names this one, and none whose name is longer. AWS adds six characters to that of a secret."""
    before = r"(?:(?<![\w/.-])|(?<=:parameter)|(?<=:parameter/))"
    added = r"(?:-\w{6})?" if kind == "secret" else ""
    return re.search(rf"{before}{re.escape(name)}{added}(?![\w/-]|\.\w)", text) is not None


def _named(text: str, kind: str) -> str:
    """Take a name out of the sentence itself, of what it speaks of."""
    of = {"secret": (_SECRET,), "parameter": (_PARAMETER, _INVALID)}
    patterns = of.get(kind, (_SECRET, _PARAMETER))
    return next((match["name"] for p in patterns if (match := p.search(text))), "")


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
