"""A service whose calls are made once more where AWS says that the credentials have expired: with new ones."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bbfd.errors import AwsError, Trouble


class Renewing:
    """Stands in for a service. again: the same service with new credentials; None where nothing renews them."""

    def __init__(self, service: object, again: Callable[[], object | None]) -> None:
        self.service = service
        self._again = again

    def __getattr__(self, name: str) -> Any:
        found = getattr(self.service, name)
        if not callable(found):
            return found

        def call(*args: Any, **more: Any) -> Any:
            try:
                return found(*args, **more)
            except AwsError as error:
                # It was refused before anything was done: any call may be repeated.
                fresh = self._again() if error.trouble is Trouble.EXPIRED else None
                if fresh is None:
                    raise
            return getattr(fresh, name)(*args, **more)

        return call
