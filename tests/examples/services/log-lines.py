"""`logs`: never waits for CloudWatch Logs, and a stack trace is one message."""

from bbfd import AwsLogs, Container, Restart, Worker

service = Worker(
    container=Container(
        image="worker:1",
        logs=AwsLogs(mode="non-blocking", buffer=25, multiline="^[A-Z]+ "),
        restart=Restart(ignored=(0,)),
    ),
)
