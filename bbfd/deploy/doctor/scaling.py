"""What the count follows: scaling that somebody suspended leaves a service alone with its load."""

from __future__ import annotations

from collections.abc import Iterator

from bbfd.deploy.doctor._complaint import Complaint, Grade
from bbfd.deploy.doctor._patient import Patient

_TYPE = "AWS::ApplicationAutoScaling::ScalableTarget"
_ABOUT = "scaling"


def look(patient: Patient) -> Iterator[Complaint]:
    """Tell of each service that scales whether it does."""
    if not patient.runs:
        return
    # Ref gives `service/CLUSTER/NAME|ecs:service:DesiredCount|ecs`.
    asked = [one.physical_id.partition("|")[0] for one in patient.resources if one.type == _TYPE]
    wanted = tuple(filter(None, asked))
    found = {one.resource: one for one in patient.means.aws.scalings.of(wanted)} if wanted else {}
    for resource in wanted:
        one = found.get(resource)
        if one is None:
            yield Complaint(
                grade=Grade.SUFFERS,
                about=_ABOUT,
                what=f"{resource} does not scale: what the stack registered for it is gone",
                fix="deploy with `--force` after a change of `scaling`, which registers it anew",
            )
        elif one.suspended:
            yield Complaint(
                grade=Grade.SUFFERS,
                about=_ABOUT,
                what=f"suspended by somebody: {', '.join(one.suspended)} of {resource}",
                fix=_resumed(resource),
            )
        else:
            what = f"the count is kept between {one.least} and {one.most}"
            yield Complaint(grade=Grade.WELL, about=_ABOUT, what=what)


def _resumed(resource: str) -> str:
    state = "DynamicScalingInSuspended=false,DynamicScalingOutSuspended=false,ScheduledScalingSuspended=false"
    return (
        "`aws application-autoscaling register-scalable-target --service-namespace ecs "
        f"--scalable-dimension ecs:service:DesiredCount --resource-id {resource} --suspended-state {state}`"
    )
