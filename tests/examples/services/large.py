"""`Fargate`: the largest task there is, with more storage of its own than is usual."""

from bbfd import Container, Fargate, Worker

service = Worker(
    container=Container(image="worker:1"),
    runs_on=Fargate(cpu=32768, memory=249856, storage=200, platform_version="1.4.0"),
)
