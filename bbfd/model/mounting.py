"""How a volume is called, and where a container sees it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bbfd.model.facts import Mount
from bbfd.model.stack import Refusal
from bbfd.model.value import value


@value(kw_only=False)
class Seen:
    """A volume as a container sees it. name: the volume's; without it, made from the path."""

    path: str
    name: str | None
    container: str | None
    read_only: bool

    @property
    def volume(self) -> str:
        """What the volume is called."""
        return self.name or re.sub(r"[^A-Za-z0-9_-]+", "-", self.path).strip("-")

    @property
    def mounts(self) -> tuple[Mount, ...]:
        """Where it is mounted."""
        return (Mount(self.volume, self.path, self.read_only, self.container),)

    def refused(self, told: str) -> Iterator[Refusal]:
        """Why it cannot be mounted so."""
        if not self.path.startswith("/") and not re.match(r"[A-Za-z]:\\", self.path):
            yield Refusal(
                what=f"{told}: {self.path!r} is no place in a container",
                fix='write a whole path, as "/data"',
                field="uses",
            )
        if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]{0,254}", self.volume):
            yield Refusal(
                what=f"{told}: a volume cannot be called {self.volume!r}",
                fix="write name= with letters, digits, - and _",
                field="uses",
            )
