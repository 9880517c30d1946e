"""Names that people see in AWS. Pure functions; every length limit of a name lives here."""

from __future__ import annotations

import re
from collections.abc import Mapping

# What a service or environment may be called: it becomes part of stack names, which allow no more.
NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
LONGEST_NAME = 40


def stack_name(environment: str, service: str) -> str:
    """The stack of one service in one environment. Stack names have at most 128 characters."""
    return fit(f"{environment}-{service}", 128)


def environment_stack_name(environment: str) -> str:
    """The environment's own stack."""
    return fit(f"bbfd-environment-{environment}", 128)


def registry_stack_name(registry: str) -> str:
    """The stack of the repositories and the artifacts bucket."""
    return fit(f"bbfd-registry-{registry}", 128)


def ci_stack_name(environment: str) -> str:
    """The stack of the roles that the jobs of an environment take."""
    return fit(f"bbfd-ci-{environment}", 128)


def ci_project_name(environment: str, kind: str) -> str:
    """A project of CodeBuild. Their names have at most 150 characters."""
    return fit(f"bbfd-ci-{environment}-{kind}", 150)


def fit(name: str, limit: int) -> str:
    """Shorten to the limit, keeping two different names different."""
    if len(name) <= limit:
        return name
    import hashlib  # two milliseconds, for the few names that are too long

    digest = hashlib.sha256(name.encode()).hexdigest()[:8]
    return f"{name[: limit - 9]}-{digest}"


def logical_id(*words: str) -> str:
    """A logical id from words: letters and digits only, each word's first letter upper case."""
    parts = re.split(r"[^A-Za-z0-9]+", " ".join(words))
    return "".join(part[:1].upper() + part[1:] for part in parts)


def filled(text: str, values: Mapping[str, str]) -> str:
    """The text with `{name}` filled in for each name that has a value.

    Raises ValueError for one that has none.
    """

    def value(found: re.Match[str]) -> str:
        name = found[1]
        if name not in values:
            known = ", ".join(f"{{{each}}}" for each in sorted(values))
            raise ValueError(f"{text!r}: {{{name}}} is not known here; known are {known}")
        return values[name]

    return re.sub(r"\{(\w+)\}", value, text)
