"""What a command makes one after another, as one list in JSON: also what was made before it failed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar

from bbfd.template.inert import json_text

T = TypeVar("T")


def printed(
    each: Iterable[T], record: Callable[[T], dict[str, Any]], *, as_json: bool
) -> Iterator[T]:
    """Hand them on, and print them at the end. Where nothing was made before it failed, nothing is printed."""
    records: list[dict[str, Any]] = []
    failed = True
    try:
        for one in each:
            records.append(record(one))
            yield one
        failed = False
    finally:
        if as_json and (records or not failed):
            print(json_text(records))
