"""A worker that scales by its backlog: a minute may pass, a message takes a quarter of a second; Spot beyond 25."""

from bbfd import (
    Container,
    Fargate,
    FromService,
    Repository,
    Scaling,
    Spot,
    Subscription,
    Worker,
    WorkQueue,
)

service = Worker(
    container=Container(image=Repository()),
    runs_on=Fargate(cpu=256, memory=512, spot=Spot(base=25)),
    exec=True,
    queue=WorkQueue(
        topics=(Subscription(topic=FromService(service="loader", output="LoadTopic")),)
    ),
    scaling=Scaling(minimum=1, maximum=50, backlog=240),
)
