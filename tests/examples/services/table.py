"""A table with a second order of its items, and an attribute that lets them go."""

from bbfd import Container, Index, Table, Worker

orders = Table(
    name="orders",
    key="customer",
    sort="at",
    types={"at": "number"},
    indexes=(Index(name="by-state", key="state", sort="at"),),
    expires="gone",
)

service = Worker(container=Container(image="worker:1"), uses=(orders,))
