"""Addresses that are written to."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bbfd.model.stack import Refusal

_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")


def odd_emails(addresses: tuple[str, ...], field: str) -> Iterator[Refusal]:
    """Those that nobody can be written to at."""
    for address in addresses:
        if _ADDRESS.fullmatch(address) is None:
            yield Refusal(
                what=f"{address!r} is no address of e-mail",
                fix='write it in full, as "team@example.com"',
                field=field,
            )
