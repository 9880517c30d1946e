"""How requests reach a service, as a definition says it."""

from __future__ import annotations

from typing import Any

from bbfd.migrate._python import Call
from bbfd.migrate._sizes import whole
from bbfd.migrate._subjects import TARGET_GROUP, Launched, Part, Template
from bbfd.migrate._told import Unsaid, text_of, texts_of
from bbfd.migrate._traffic import forwarders

_HEALTH = {
    "path": ("HealthCheckPath", str),
    "interval": ("HealthCheckIntervalSeconds", int),
    "timeout": ("HealthCheckTimeoutSeconds", int),
    "healthy": ("HealthyThresholdCount", int),
    "unhealthy": ("UnhealthyThresholdCount", int),
}


def http(
    template: Template, launched: Launched, unsaid: Unsaid
) -> tuple[str, Call, int | None] | None:
    """Container, Http and grace period of a service behind a load balancer; None of any other."""
    entries = [
        each for each in launched.part.parts("LoadBalancers") if "TargetGroupArn" in each.body
    ]
    if not entries:
        return None
    if len(entries) > 1:
        unsaid("it is in more than one target group: a definition has one")
    entry, document = entries[0], template.document
    group = _group(template, entry)
    fields: dict[str, Any] = {}
    port = text_of(document, entry.body.get("ContainerPort"))
    if port and port.isdecimal():
        fields["port"] = int(port)
    else:
        unsaid("the port of its container is not known here: say port= of the Container")
    fields |= _rule(template, group, unsaid) if group else {}
    health = _health(template, group) if group else {}
    fields |= {"health": Call("HealthCheck", health)} if health else {}
    if group is None:
        unsaid(
            "its target group and listener rule are made elsewhere: say path= and health= of Http"
        )
    grace = whole(document.value(launched.part.body.get("HealthCheckGracePeriodSeconds")))
    return text_of(document, entry.body.get("ContainerName")) or "", Call("Http", fields), grace


def _group(template: Template, entry: Part) -> Part | None:
    id = template.refers(entry.body.get("TargetGroupArn"))
    return next((part for part in template.resources(TARGET_GROUP) if part.id == id), None)


def _health(template: Template, group: Part) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for field, (key, kind) in _HEALTH.items():
        text = text_of(template.document, group.body.get(key))
        if text is not None and (kind is str or text.isdecimal()):
            found[field] = kind(text)
    matcher = template.value(group.body.get("Matcher"))
    codes = (
        text_of(template.document, matcher.get("HttpCode")) if isinstance(matcher, dict) else None
    )
    return found | ({"codes": codes} if codes else {})


def _rule(template: Template, group: Part, unsaid: Unsaid) -> dict[str, Any]:
    """The path and the host of the listener rule."""
    rules = [part for part in forwarders(template, group.id) if "Conditions" in part.body]
    if len(rules) > 1:
        unsaid("more than one listener rule forwards to it: a definition has one")
    found: dict[str, Any] = {}
    for condition in rules[0].parts("Conditions") if rules else ():
        field = {"path-pattern": "path", "host-header": "host"}.get(
            template.text_of(condition.body.get("Field"))
        )
        values = _values(template, condition)
        if field and values and len(values) == 1:
            found[field] = values[0]
        else:
            unsaid(
                "a condition of its listener rule is not known here, or not one of path and host"
            )
    return found


def _values(template: Template, condition: Part) -> tuple[str, ...] | None:
    listed = texts_of(template.document, condition.body.get("Values"))
    if listed is not None:
        return listed
    for name in ("PathPatternConfig", "HostHeaderConfig"):
        for config in condition.parts(name):
            return texts_of(template.document, config.body.get("Values"))
    return None
