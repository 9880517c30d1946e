"""Where AWS gives no code: the only place that reads meaning out of a message. Each function answers with a value."""

from __future__ import annotations

import re

from bbfd.aws.reasons import cut

# CreateChangeSet without changes: plain, and with a transform or macro.
_EMPTY = (
    "The submitted information didn't contain changes.",
    "No updates are to be performed.",
)
# CreateChangeSet and ExecuteChangeSet, while another operation runs or has left the stack half way.
_HELD = re.compile(r"Stack:\S+ is in \w+ state and can not be updated")
# CreateChangeSet of type CREATE, once something was executed.
_MADE = re.compile(r"Stack \[[^]]*\] already exists and cannot be created again")
# Events that only repeat that something else failed.
_ECHOES = re.compile(
    r"Resource (creation|update|deletion|import) cancelled"
    r"|The following (hook\(s\)/)?resource\(s\) failed to "
    r"|User Initiated"
    r"|Rollback (requested|complete)"
)
# "Resource handler returned message: "..." (RequestToken: ..., HandlerErrorCode: ...)"
_HANDLER_BEGINS = 'Resource handler returned message: "'
_HANDLER_ENDS = re.compile(r'" \(RequestToken: [^,)]*(, HandlerErrorCode: (?P<code>\w+))?\)$')
_ENDING = 300  # characters at most: what comes before them may be long, and holds no code
# "... (Service: Ecs, Status Code: 400, Request ID: ...)", also as AWS's newer Java SDK writes it
_SERVICE = re.compile(r" ?\(Service: [^()]*Request ID: [^()]*\)( \(SDK Attempt Count: \d+\))?")

# Events of an ECS service of which something is wrong. What goes well is "has started", "registered", "stopped",
# "deployment completed", "has reached a steady state", and "has begun draining connections".
# https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-event-messages-list.html
_ILL = re.compile(
    r"unhealthy|not healthy|unable to|failed|failing|error|throttl|not (?:been )?able|rolling back|stopped because"
    r"|circuit breaker|is unavailable|limit|denied",
    re.IGNORECASE,
)


def says_ill(event: str) -> bool:
    """Whether an event of an ECS service tells of something that went wrong: only whether to look more closely."""
    return _ILL.search(event) is not None


def says_held(message: str) -> bool:
    """Whether a ValidationError means that the stack's state takes no change set, and no execution of one."""
    return _HELD.match(message) is not None


def says_made(message: str) -> bool:
    """Whether a ValidationError means that a stack which was to be created is there already."""
    return _MADE.match(message) is not None


def says_absent(message: str) -> bool:
    """Whether a ValidationError means that the stack does not exist, or that nobody imports the export.

    "Stack with id web does not exist" (DescribeStacks), "Stack [web] does not exist" (the others),
    "Export 'web-url' is not imported by any stack." (ListImports).
    """
    said = message.rstrip(".")
    if said.startswith("Export "):
        return said.endswith(" is not imported by any stack")
    return said.startswith("Stack ") and said.endswith(" does not exist")


def says_empty(reason: str) -> bool:
    """Whether a failed change set has failed because there is nothing to change."""
    return reason.startswith(_EMPTY)


def says_incomplete(reason: str) -> bool:
    """Whether a change set, asked for with property values, leaves changes out (aws/aws-cdk-cli#1780)."""
    return reason.startswith("[WARN] --include-property-values")


def says_echo(reason: str) -> bool:
    """Whether the reason of an event only repeats that something else failed."""
    return _ECHOES.match(reason) is not None


def says_scaled_in(reason: str) -> bool:
    """Whether ECS stopped a task because its service, or a deployment of it, needed fewer: no trouble at all."""
    return reason.startswith("Scaling activity initiated by")


def unwrapped(reason: str) -> tuple[str, str]:
    """Take a reason out of CloudFormation's wrapping: the sentence, and the HandlerErrorCode or ""."""
    behind = max(len(reason) - _ENDING, len(_HANDLER_BEGINS))
    found = _HANDLER_ENDS.search(reason, behind) if reason.startswith(_HANDLER_BEGINS) else None
    said = reason[len(_HANDLER_BEGINS) : found.start()] if found else reason
    return _SERVICE.sub("", cut(said)).strip(), (found["code"] or "") if found else ""
