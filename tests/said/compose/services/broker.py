"""A broker of messages, with the programme that reads them and its database: three services became one task."""

from bbfd import Container, Ebs, Fargate, Port, Repository, Restart, Secret, Worker

service = Worker(
    container=Container(
        image=Repository(),
        variables={
            "KAFKA_URL": "kafka://localhost:9092/order",
            "RUST_BACKTRACE": "full",
            "RUST_LOG": "info",
        },
        restart=Restart(period=60),
        after={"redpanda": "start", "db": "start"},
    ),
    sidecars=(
        Container(
            name="redpanda",
            image="docker.redpanda.com/vectorized/redpanda:v22.2.2",
            command=(
                "redpanda",
                "start",
                "--smp",
                "1",
                "--overprovisioned",
                "--node-id",
                "0",
                "--kafka-addr",
                "PLAINTEXT://0.0.0.0:29092,OUTSIDE://0.0.0.0:9092",
            ),
            ports=tuple(Port(number=number) for number in (8081, 8082, 9092, 9644, 29092)),
        ),
        Container(name="db", image="mariadb:10.9"),
    ),
    runs_on=Fargate(cpu=1024, memory=3072),
    uses=(
        Ebs(path="/app", size=20, container="redpanda"),
        Secret(variable="DATABASE_URL", parameter="/broker/database-url"),
        Secret(variable="MYSQL_ROOT_PASSWORD", parameter="/broker/password", container="db"),
    ),
)
