"""Numbers one after the other, for threads too: an `itertools.count` that a twin may copy."""

from __future__ import annotations

import itertools
from typing import Any


class Numbers:
    """Each call of `next` gives the next one."""

    def __init__(self, first: int = 0) -> None:
        self._rest = itertools.count(first)

    def __next__(self) -> int:
        return next(self._rest)

    def __deepcopy__(self, _: dict[int, Any]) -> Numbers:
        following = next(self._rest)
        self._rest = itertools.count(following)
        return Numbers(following)
