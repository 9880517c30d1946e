"""A web service that stops before its next version starts, with secrets by bare names of parameters."""

from bbfd import (
    Connect,
    Container,
    Fargate,
    HealthCheck,
    Http,
    Recreate,
    Repository,
    Secret,
    WebService,
)

service = WebService(
    container=Container(
        image=Repository(), port=3000, variables={"API_URL": "https://api.example.com/graphql"}
    ),
    runs_on=Fargate(cpu=256, memory=512),
    exec=True,
    connect=Connect(),
    deployment=Recreate(),
    http=Http(host="graph.{domain}", health=HealthCheck(path="/api/health")),
    uses=(
        Secret(variable="VIDEO_KEY", parameter="VIDEO_KEY"),
        Secret(variable="BUCKET_KEY_ID", parameter="ACCESS_KEY_ID"),
    ),
)
