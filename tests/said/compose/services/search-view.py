"""What people look at."""

from bbfd import Container, Fargate, HealthCheck, Http, WebService

service = WebService(
    container=Container(image="kibana:7.16.1", port=5601),
    runs_on=Fargate(cpu=512, memory=1024),
    connect=True,
    http=Http(host="search.{domain}", health=HealthCheck(path="/api/status")),
    after=("search",),
)
