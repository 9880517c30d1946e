"""Which calls only look: they never wait for the lock, and never cause a save."""

from __future__ import annotations

from urllib.parse import parse_qs

from bbfd.local.wire import Call

# AssumeRole leaves nothing behind but a session of this process.
_LOOKING = (
    "Describe",
    "List",
    "Get",
    "Head",
    "BatchGet",
    "BatchCheck",
    "Filter",
    "Validate",
    "Estimate",
    "Lookup",
    "Simulate",
    "Search",
    "Discover",
    "AssumeRole",
)


def operation(call: Call) -> str:
    """The name of the AWS operation, as far as it stands in the call; else the HTTP method."""
    target = call.headers.get("x-amz-target", "")
    if target:
        return target.rpartition(".")[2]
    if "x-www-form-urlencoded" in call.headers.get("content-type", ""):
        action = parse_qs(call.body.decode("utf-8", "replace")).get("Action")
        if action:
            return action[0]
    return call.method


def only_looks(call: Call) -> bool:
    """Whether the call leaves the state as it is. What is not known to only look is taken to change."""
    name = operation(call)
    return name in ("GET", "HEAD") or name.startswith(_LOOKING)
