"""What must have succeeded before new tasks of a service start."""

from __future__ import annotations

from bbfd.model.value import value


@value
class Before:
    """A task that runs once, with all that the new tasks have, and must end with 0 before any of them starts.

    command: words, in place of the container's own. container: whose; without it, the main container.
    minutes: after which it is given up (1 to 1440). The deploy stops where it fails, and the service stays as it is.
    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RunTask.html
    """

    command: tuple[str, ...]
    container: str | None = None
    minutes: int = 30
