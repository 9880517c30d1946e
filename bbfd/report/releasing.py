"""Images that arrive, and how the environments of a release end."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from bbfd.deploy.registry import SEVERITIES
from bbfd.deploy.release.arrived import Arrived, How, Stage, StageEnded
from bbfd.report.line import Line, Tone, paragraph
from bbfd.report.record import SCHEMA

_HOW = {
    How.PUSHED: "pushed",
    How.THERE: "is there already",
    How.COPIED: "copied",
}
_TONES = {
    StageEnded.DEPLOYED: Tone.GOOD,
    StageEnded.WAITING: Tone.WARN,
    StageEnded.LEFT: Tone.QUIET,
}


def arrived_line(arrived: Arrived) -> Line:
    """An image, and how it came there."""
    took = f" in {arrived.seconds:.0f} s" if arrived.how is not How.THERE else ""
    found = "" if arrived.findings is None else f"; {_findings(arrived.findings)}"
    return Line(f"{arrived.service}: {_HOW[arrived.how]}{took}: {arrived.image}{found}", Tone.GOOD)


def _findings(counts: Mapping[str, int]) -> str:
    known = [f"{counts[one]} {one}" for one in SEVERITIES if counts.get(one)]
    return f"its scan found {', '.join(known)}" if known else "its scan found nothing"


def arrived_record(arrived: Arrived) -> dict[str, Any]:
    """For JSON, one object a line: the `image` of `schema.json`."""
    return {
        "schema": SCHEMA,
        "event": "image",
        "stack": "",
        **_image(arrived),
        "findings": None if arrived.findings is None else dict(arrived.findings),
        "seconds": round(arrived.seconds, 1),
    }


def _image(arrived: Arrived) -> dict[str, Any]:
    return {
        "service": arrived.service,
        "environment": arrived.environment,
        "container": arrived.container,
        "image": arrived.image,
        "digest": arrived.digest,
        "tag": arrived.tag,
        "how": arrived.how.value,
        "architectures": list(arrived.architectures),
    }


def stage_lines(stage: Stage) -> Iterator[Line]:
    """How an environment ended."""
    names = ", ".join(dict.fromkeys(each.service for each in stage.images))
    about = f": {names}" if names else ""
    tone = _TONES.get(stage.ended, Tone.BAD)
    yield Line(f"{stage.environment}  {stage.ended.value}{about}", tone)
    if stage.why:
        yield from paragraph("  ", stage.why, tone)
    if stage.fix:
        yield from paragraph("  fix: ", stage.fix)


def stage_record(stage: Stage) -> dict[str, Any]:
    """For JSON, one object a line: the `stage` of `schema.json`."""
    return {
        "schema": SCHEMA,
        "event": "stage",
        "stack": "",
        "environment": stage.environment,
        "outcome": stage.ended.value,
        "exit_code": stage.exit_code,
        "images": {each.service: each.image for each in stage.images},
        "reason": stage.why,
        "fix": stage.fix,
    }
