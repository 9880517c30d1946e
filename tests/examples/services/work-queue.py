"""`WorkQueue`: a worker with a queue that a topic fills, and as many tasks as the backlog takes."""

from bbfd import Container, DeadLetters, FromService, Scaling, Subscription, Worker, WorkQueue

service = Worker(
    container=Container(image="worker:1.0"),
    queue=WorkQueue(
        visibility=300,
        dead_letters=DeadLetters(tries=5, alarm=True),
        topics=(
            Subscription(
                topic=FromService(service="orders", output="EventsArn"), filter={"store": ["eu"]}
            ),
        ),
    ),
    scaling=Scaling(minimum=1, maximum=20, backlog=100),
)
