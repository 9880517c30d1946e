"""The commands that a fix tells a person to type about one stack."""

from __future__ import annotations

from collections.abc import Mapping

SERVICE = "bbfd:service"
ENVIRONMENT = "bbfd:environment"


def command(verb: str, tags: Mapping[str, str]) -> str:
    """Write `bbfd VERB` for a stack of ours, known by its tags."""
    environment = tags.get(ENVIRONMENT, "E")
    service = tags.get(SERVICE)
    if service:
        return f"bbfd {verb} {service} --env {environment}"
    return f"bbfd env {verb} {environment}"


def filled(fix: str, *, stack: str, tags: Mapping[str, str]) -> str:
    """Fill in a fix of the state table."""
    return fix.format(stack=stack, status=command("status", tags), delete=command("delete", tags))
