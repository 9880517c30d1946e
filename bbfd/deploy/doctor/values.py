"""What a deploy looks up before it plans: the image, certificates, networks, secrets, outputs of other stacks."""

from __future__ import annotations

from collections.abc import Iterator

from bbfd.deploy.doctor._complaint import Complaint, Grade
from bbfd.deploy.doctor._patient import Patient


def look(patient: Patient) -> Iterator[Complaint]:
    """Tell of every value that could not be found."""
    values, complaints = patient.valued
    yield from complaints
    if not any(one.grade in (Grade.REFUSES, Grade.UNKNOWN) for one in complaints):
        what = f"all {len(values)} values are known that a deploy looks up"
        yield Complaint(grade=Grade.WELL, about="values", what=what)
