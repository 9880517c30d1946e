"""Names inside the network: a private DNS namespace."""

from __future__ import annotations

from collections.abc import Iterator

from troposphere import Ref
from troposphere.servicediscovery import HttpNamespace as NamelessNamespace
from troposphere.servicediscovery import PrivateDnsNamespace

from bbfd.build import ids
from bbfd.build.assemble import Made, Origin
from bbfd.model.definition import Definition
from bbfd.model.environment import Environment, HttpNamespace


def discovery(place: Definition[Environment]) -> Iterator[Made]:
    """The namespace that services of the environment are found in.

    https://docs.aws.amazon.com/cloud-map/latest/dg/working-with-namespaces.html
    """
    name = place.value.discovery
    if isinstance(name, HttpNamespace):
        yield NamelessNamespace(
            ids.NAMESPACE,
            Name=name.name,
            Description=f"services of the environment {place.name}",
        )
        yield Origin(ids.NAMESPACE, "discovery")
    if not isinstance(name, str):  # none, or one that is there
        return
    yield PrivateDnsNamespace(
        ids.NAMESPACE,
        Name=name,
        Description=f"services of the environment {place.name}",
        Vpc=Ref(ids.VPC),
    )
    yield Origin(ids.NAMESPACE, "discovery")
    yield Origin(ids.NAMESPACE, "discovery", "Name")
