"""A web service that publishes to a topic of its own."""

from bbfd import Connect, Container, Fargate, HealthCheck, Http, Repository, Topic, WebService

service = WebService(
    container=Container(image=Repository(), port=3000, variables={"PORT": "3000"}),
    runs_on=Fargate(cpu=256, memory=512),
    exec=True,
    connect=Connect(),
    http=Http(host="publisher.{domain}", health=HealthCheck(path="/health")),
    uses=(Topic(name="messages"),),
)
