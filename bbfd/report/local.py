"""The embedded AWS."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bbfd.local.condition import LocalStatus
from bbfd.report.line import Line, Tone, paragraph


def local_lines(status: LocalStatus) -> Iterator[Line]:
    """For people."""
    yield Line(f"folder     {status.folder}", Tone.STRONG)
    if status.exists:
        size = f"{status.size:,} bytes"
        yield Line(f"state      {size}, saved {status.saved_at} (number {status.generation})")
    else:
        yield Line("state      empty")
    installed = status.installed or "not installed"
    yield Line(f"emulator   ministack {installed}, needed {status.needed}")
    if status.holder:
        yield Line(
            f"in use     by process {status.holder.pid} since {status.holder.since}", Tone.WARN
        )
    if status.faults:
        yield Line("faults     failures are ordered", Tone.WARN)
    yield Line("what it cannot do", Tone.STRONG)
    for limit in status.limits:
        yield from paragraph(f"  {limit.subject}: ", limit.what)


def local_record(status: LocalStatus) -> dict[str, Any]:
    """For JSON."""
    return {
        "folder": str(status.folder),
        "exists": status.exists,
        "size": status.size,
        "generation": status.generation,
        "saved_at": status.saved_at,
        "in_use_by": status.holder.pid if status.holder else None,
        "installed": status.installed,
        "needed": status.needed,
        "faults": status.faults,
        "limits": [{"subject": limit.subject, "what": limit.what} for limit in status.limits],
    }
