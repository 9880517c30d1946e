"""Variables that other stacks tell in their outputs."""

from bbfd import Container, FromEnvironment, FromService, FromStack, Worker

service = Worker(
    container=Container(
        image="worker:1",
        variables={
            "SHOP": FromService(service="order-of-start", output="Url"),
            "NETWORK": FromEnvironment(output="Vpc"),
            "SUBNETS": FromEnvironment(output="PrivateSubnets"),
            "LAKE": FromStack(stack="data-lake", output="Bucket"),
        },
    ),
)
