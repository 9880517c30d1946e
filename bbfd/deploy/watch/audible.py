"""An AWS that looks at the clock before each call: calls that hang, one after the other, leave nobody in silence."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from bbfd.deploy.needs import Aws


def audible(aws: Aws, before: Callable[[], None]) -> Aws:
    """The same AWS; `before` is called before each call of one of its services."""
    return cast("Aws", _Services(aws, before))


class _Services:
    def __init__(self, aws: object, before: Callable[[], None]) -> None:
        self._aws = aws
        self._before = before

    def __getattr__(self, name: str) -> Any:
        return _Calls(getattr(self._aws, name), self._before)


class _Calls:
    def __init__(self, service: object, before: Callable[[], None]) -> None:
        self._service = service
        self._before = before

    def __getattr__(self, name: str) -> Any:
        call = getattr(self._service, name)

        def told(*args: Any, **more: Any) -> Any:
            self._before()
            return call(*args, **more)

        return told
