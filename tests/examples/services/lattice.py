"""Reached from other networks and accounts through VPC Lattice, by callers that sign their requests."""

from bbfd import Container, Lattice, Port, WebService

service = WebService(
    container=Container(image="example/prices:1.0", ports=(Port(number=8080, name="web"),)),
    http=(),
    uses=(
        Lattice(
            port="web",
            prefix_list="pl-0123456789abcdef0",
            network="sn-0123456789abcdef0",
            iam=True,
        ),
    ),
)
