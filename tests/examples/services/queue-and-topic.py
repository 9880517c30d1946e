"""A queue that the tasks send to, and a topic that they publish to."""

from bbfd import Container, Queue, Topic, Worker

service = Worker(
    container=Container(image="worker:1"),
    uses=(Queue(name="emails", access="write"), Topic(name="news")),
)
