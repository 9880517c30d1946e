"""What would be done to an operation that runs, or to what a failed one left, before anybody agrees to it."""

from __future__ import annotations

from collections.abc import Iterator

from bbfd.deploy.proposal import Intervention
from bbfd.report.line import Line, Tone, paragraph


def intervention_lines(intervention: Intervention) -> Iterator[Line]:
    """What will happen to what."""
    yield Line(intervention.stack, Tone.STRONG)
    for effect in intervention.effects:
        yield from paragraph("  ! ", effect, Tone.WARN)
