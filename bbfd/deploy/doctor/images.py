"""The images that run: one that is no longer in its repository is missed as soon as a task has to be started anew."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from bbfd.deploy.doctor._complaint import Complaint, Grade, unseen
from bbfd.deploy.doctor._patient import Patient
from bbfd.deploy.plan.image import region_of
from bbfd.deploy.unknown import Unknown, or_unknown
from bbfd.model.stack import FromImage

_ABOUT = "image"


def look(patient: Patient) -> Iterator[Complaint]:
    """Look for each image that the stack was told, where it is in ECR of this region."""
    stack, state, aws = patient.stack, patient.state, patient.means.aws
    if state is None:
        return
    names = [p.name for p in stack.parameters if isinstance(p.source, FromImage)]
    images = dict.fromkeys(state.parameters[name] for name in names if name in state.parameters)
    for image in images:
        if region_of(image) != aws.region:
            continue
        there = or_unknown(partial(aws.images.digest, image))
        if isinstance(there, Unknown):
            yield unseen(_ABOUT, f"whether the image {image} is still there", there)
        elif there is not None:
            yield Complaint(grade=Grade.WELL, about=_ABOUT, what=f"{image} is in its repository")
        else:
            yield _gone(image, patient)


def _gone(image: str, patient: Patient) -> Complaint:
    """In the embedded AWS, nobody pulls images."""
    return Complaint(
        grade=Grade.HINT if patient.wishes.missing_image else Grade.SUFFERS,
        about=_ABOUT,
        what=f"the image {image} is not in its repository: what runs was made from it, and no new task could start",
        fix="push it again under the same tag, or deploy one that is there",
    )
