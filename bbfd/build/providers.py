"""What a strategy calls a capacity provider."""

from __future__ import annotations

from troposphere import Ref

from bbfd.build import ids
from bbfd.model.launch import Provider


def named(provider: Provider) -> Ref | str:
    """Its name; that of the environment's own capacity comes as a parameter."""
    return Ref(_OWN[provider.of]) if provider.name is None else provider.name


_OWN = {"instances": ids.CAPACITY_PROVIDER, "managed": ids.MANAGED_PROVIDER}
