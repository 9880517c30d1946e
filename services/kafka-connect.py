"""Kafka Connect: a listener of its own on port 7400, room for temporary files, and a slow start."""

from bbfd import (
    EC2,
    Container,
    Fargate,
    HealthCheck,
    Http,
    Listener,
    Rolling,
    Scratch,
    Tuning,
    WebService,
)

service = WebService(
    container=Container(
        image="confluentinc/cp-kafka-connect:7.7.1",
        name="kafka-connect",
        port=7400,
        variables={"CONNECT_REST_PORT": "7400", "CONNECT_GROUP_ID": "kafka-connect"},
    ),
    runs_on=Fargate(cpu=2048, memory=4096),
    http=Http(
        listener=Listener(port=7400, admit=("10.0.0.0/8",)),
        health=HealthCheck(path="/connectors", interval=30, timeout=10, unhealthy=5),
    ),
    uses=(Scratch(path="/srv/kafka-connect/temp"),),
    count=2,
    deployment=Rolling(minimum_healthy=50),
    grace_period=1200,
    tuning={"stage": Tuning(runs_on=EC2(cpu=2048, memory=4096), grace_period=30)},
)
