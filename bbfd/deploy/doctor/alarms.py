"""The alarms of the stack. One that only tells a policy to scale goes off in daily life, and is none here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from bbfd.deploy.doctor._complaint import Complaint, Grade
from bbfd.deploy.doctor._patient import Patient

_TYPES = ("AWS::CloudWatch::Alarm", "AWS::CloudWatch::CompositeAlarm")
_POLICY = "AWS::ApplicationAutoScaling::ScalingPolicy"
_ABOUT = "alarms"


def look(patient: Patient) -> Iterator[Complaint]:
    """Tell of those that are in alarm, and of those that would tell nobody."""
    names = _names(patient) if patient.runs else ()
    if not names:
        return
    found = patient.means.aws.alarms.states(names)
    ringing = [one for one in found if one.state == "ALARM"]
    for alarm in ringing:
        since = f" since {alarm.since:%Y-%m-%d %H:%M} UTC" if alarm.since else ""
        yield Complaint(
            grade=Grade.SUFFERS,
            about=_ABOUT,
            what=f"{alarm.name} is in alarm{since}",
            why=tuple(filter(None, (alarm.reason,))),
            fix=f"`aws cloudwatch describe-alarm-history --alarm-name {alarm.name}` shows how it came to that",
        )
    for alarm in found:
        if not alarm.acts:
            yield Complaint(
                grade=Grade.HINT,
                about=_ABOUT,
                what=f"{alarm.name} would tell nobody: its actions are turned off",
                fix=f"`aws cloudwatch enable-alarm-actions --alarm-names {alarm.name}`",
            )
    if not ringing:
        what = f"none of {len(found)} alarms is in alarm"
        yield Complaint(grade=Grade.WELL, about=_ABOUT, what=what)


def _names(patient: Patient) -> tuple[str, ...]:
    """The physical ids of a stack's alarms are their names; those of composite ones, too."""
    written: Mapping[str, Any] = patient.deployed.get("Resources", {})
    policies = {name for name, one in written.items() if one.get("Type") == _POLICY}
    alarms = (one for one in patient.resources if one.type in _TYPES and one.physical_id)
    kept = (one for one in alarms if not _scales(written.get(one.logical_id, {}), policies))
    return tuple(sorted(one.physical_id for one in kept))


def _scales(alarm: Mapping[str, Any], policies: set[str]) -> bool:
    actions = alarm.get("Properties", {}).get("AlarmActions", ())
    named = [one.get("Ref") for one in actions if isinstance(one, Mapping)]
    return bool(actions) and len(named) == len(actions) and policies.issuperset(named)
