"""`override`: the last word on a property of a resource; `preview` tells of each."""

from bbfd import Container, Worker

service = Worker(
    container=Container(image="worker:1"),
    override={
        "Service.AvailabilityZoneRebalancing": "ENABLED",
        "Task.ContainerDefinitions.0.Interactive": True,
    },
    tags={"team": "payments"},
)
