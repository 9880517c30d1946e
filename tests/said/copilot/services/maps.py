"""A server before an application: both see a volume of the task, and both read variables from files."""

from bbfd import (
    Container,
    EnvironmentFile,
    Fargate,
    HealthCheck,
    Http,
    Repository,
    Scratch,
    WebService,
)

service = WebService(
    container=Container(
        image=Repository(), port=8080, variables={"SNIPPETS": "/shared/nginx/routers"}
    ),
    sidecars=(
        Container(
            name="api",
            image=Repository(name="maps-api", tag="1.0"),
            port=8001,
            variables={"AWS_REGION": "eu-west-1"},
        ),
    ),
    runs_on=Fargate(cpu=1024, memory=2048),
    http=Http(
        host="maps.{domain}",
        health=HealthCheck(path="/health", healthy=2, unhealthy=2, interval=10, timeout=5),
    ),
    uses=(
        Scratch(path="/shared", name="shared"),
        Scratch(path="/shared", name="shared", container="api"),
        EnvironmentFile(bucket="settings-{environment}", key="maps/web.env"),
        EnvironmentFile(bucket="settings-{environment}", key="maps/api.env", container="api"),
    ),
)
