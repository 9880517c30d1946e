"""What the parts of a registry's stack may see."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bbfd.model.environment import Registry


@dataclass(frozen=True, kw_only=True)
class Shared:
    """A registry, and what is asked of it.

    repositories: their names, each with the file of a service that asks for it.
    protected: one of the environments that share it is.
    """

    registry: Registry
    repositories: Mapping[str, str]
    protected: bool
