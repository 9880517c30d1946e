"""What a scan of an image found, basic or enhanced, in our words.

https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_DescribeImageScanFindings.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

from bbfd.deploy.registry import SEVERITIES, Flaw, Scan

_State = Literal["waiting", "done", "failed"]
_STATES: dict[str, _State] = {
    "IN_PROGRESS": "waiting",
    "PENDING": "waiting",
    "COMPLETE": "done",
    "ACTIVE": "done",  # Amazon Inspector goes on looking
}
_SHOWN = 10


def scanned(answer: Any) -> Scan:
    """Read an answer of DescribeImageScanFindings."""
    status = answer.get("imageScanStatus", {})
    found = answer.get("imageScanFindings", {})
    flaws = sorted((*_basic(found), *_enhanced(found)), key=_badness)
    state: _State = _STATES.get(status.get("status", ""), "failed")
    return Scan(
        state=state,
        counts=dict(found.get("findingSeverityCounts", {})),
        flaws=tuple(flaws[:_SHOWN]),
        why=status.get("description") or status.get("status", "") if state == "failed" else "",
    )


def _basic(found: Any) -> Iterator[Flaw]:
    for raw in found.get("findings", ()):
        said = {one["key"]: one.get("value", "") for one in raw.get("attributes", ())}
        yield Flaw(
            name=raw.get("name", ""),
            severity=raw.get("severity", ""),
            package=said.get("package_name", ""),
            link=raw.get("uri", ""),
        )


def _enhanced(found: Any) -> Iterator[Flaw]:
    for raw in found.get("enhancedFindings", ()):
        details = raw.get("packageVulnerabilityDetails", {})
        packages = [one.get("name", "") for one in details.get("vulnerablePackages", ())]
        yield Flaw(
            name=details.get("vulnerabilityId") or raw.get("title", ""),
            severity=raw.get("severity", ""),
            package=packages[0] if packages else "",
            link=details.get("sourceUrl", ""),
        )


def _badness(flaw: Flaw) -> tuple[int, str]:
    known = flaw.severity in SEVERITIES
    return SEVERITIES.index(flaw.severity) if known else len(SEVERITIES), flaw.name
