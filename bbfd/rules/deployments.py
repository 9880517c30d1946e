"""How far a deployment may go below and above the count: it must have a step that it can take."""

from __future__ import annotations

from collections.abc import Iterator

from bbfd.rules._bounds import number
from bbfd.rules._examples import SERVICE
from bbfd.rules._rule import Found, Level, Rule, together
from bbfd.rules._subjects import Launcher, part, services
from bbfd.template.document import Document

_DOC = (
    "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service_definition_parameters.html"
)
_BLOCKED = "SERVICE-DEPLOY-BLOCKED"
_STUCK = "SERVICE-DEPLOY-STUCK-ROUNDING"
_KEY = "DeploymentConfiguration"


def _find(document: Document) -> Iterator[tuple[str, Found]]:
    for service in services(document):
        if part(document, service.body, "SchedulingStrategy") in (None, "REPLICA"):
            yield from _halted(document, service)


def _halted(document: Document, service: Launcher) -> Iterator[tuple[str, Found]]:
    least = _percent(document, service, "MinimumHealthyPercent", 100)
    most = _percent(document, service, "MaximumPercent", 200)
    if least is None or most is None:
        return
    path = (*service.path, _KEY, "MaximumPercent")
    if least == most == 100:
        yield _BLOCKED, Found(path, "no task may be stopped, and none started beside those")
        return
    count = number(document.value(service.body.get("DesiredCount")))
    if count is not None and _is_stuck(count, least, most):
        yield _STUCK, Found(path, _why(int(count), int(least), int(most)))


def _is_stuck(count: float, least: float, most: float) -> bool:
    return count > 0 and count * most // 100 <= count <= -(-count * least // 100)


def _why(count: int, least: int, most: int) -> str:
    floor, ceiling = -(-count * least // 100), count * most // 100
    said = f"{floor} of {count} must run ({least} % rounded up)"
    return f"{said}, and at most {ceiling} may ({most} % rounded down): none can be replaced"


def _percent(document: Document, service: Launcher, name: str, unsaid: int) -> float | None:
    value = part(document, service.body, _KEY, name)
    return unsaid if value is None else number(value)


def _example(least: int, most: int) -> str:
    return SERVICE.replace(
        f"      {_KEY}:\n",
        f"      DesiredCount: 1\n      {_KEY}:\n"
        f"        MinimumHealthyPercent: {least}\n        MaximumPercent: {most}\n",
    )


_look_for = together(_find)
RULES = (
    Rule(
        id=_BLOCKED,
        title="a deployment may stop a task, or start one beside those that run",
        level=Level.ERROR,
        aws_error="Both maximumPercent and minimumHealthyPercent cannot be 100 as this will block deployments.",
        fix="raise MaximumPercent (to 200), or lower MinimumHealthyPercent",
        doc=_DOC,
        wrong=_example(100, 100),
        right=_example(100, 200),
        look=_look_for(_BLOCKED),
    ),
    Rule(
        id=_STUCK,
        title="the percents leave a deployment a whole task to stop or start",
        level=Level.WARNING,
        aws_error="service web was unable to stop or start tasks during a deployment because of the service "
        "deployment configuration.",
        fix="raise MaximumPercent (to 200), or lower MinimumHealthyPercent (to 0)",
        doc=_DOC,
        wrong=_example(50, 150),
        right=_example(50, 200),
        look=_look_for(_STUCK),
    ),
)
