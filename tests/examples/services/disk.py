"""A disk of EBS that ECS makes for each task, and scratch space that a sidecar shares."""

from bbfd import Container, Ebs, Mounted, Scratch, Worker

service = Worker(
    container=Container(image="worker:1"),
    sidecars=(Container(name="shipper", image="shipper:1", essential=False),),
    uses=(
        Ebs(path="/data", size=100, throughput=250),
        Scratch(path="/spool", name="spool"),
        Mounted(volume="spool", path="/in", container="shipper", read_only=True),
    ),
)
