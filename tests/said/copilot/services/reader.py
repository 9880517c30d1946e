"""A worker whose queue is filled by that topic."""

from bbfd import (
    Container,
    DeadLetters,
    Fargate,
    FromService,
    Repository,
    Subscription,
    Worker,
    WorkQueue,
)

service = Worker(
    container=Container(image=Repository()),
    runs_on=Fargate(cpu=256, memory=512),
    exec=True,
    queue=WorkQueue(
        topics=(Subscription(topic=FromService(service="publisher", output="MessagesTopic")),),
        retention=86400,
        visibility=30,
        dead_letters=DeadLetters(tries=5),
    ),
)
