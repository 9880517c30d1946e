"""What it writes goes through a router to a log group of its own."""

from bbfd import EC2, Container, FireLens, ToLogs, Worker

service = Worker(
    container=Container(name="app", image="nginx:1.27", memory_reservation=100),
    runs_on=EC2(memory=512),
    uses=(
        FireLens(
            to=ToLogs(group="firelens-testing-fluent-bit", prefix="from-fluent-bit"),
            name="log_router",
            memory=50,
            metadata=False,
        ),
    ),
)
