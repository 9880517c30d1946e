"""Time zones: whether a name is one."""

from __future__ import annotations

from bbfd.model.stack import Refusal


def is_zone(name: str) -> bool:
    """Whether the IANA has a zone of this name; where this machine knows no zones, any may be one."""
    if name == "UTC":
        return True
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError  # 2 ms, for what is not UTC

    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return not _known()
    return True


def _known() -> bool:
    """Whether this machine knows any zone but UTC."""
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        ZoneInfo("Europe/Berlin")
    except ZoneInfoNotFoundError:
        return False
    return True


def no_zone(name: str, field: str) -> Refusal:
    """The IANA has none of this name."""
    return Refusal(
        what=f"{name!r} is not a time zone",
        fix='write one of the IANA, as "Europe/Berlin"',
        field=field,
    )
