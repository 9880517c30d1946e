"""A path of a host name that another service has the rest of."""

from bbfd import Container, Fargate, HealthCheck, Http, Repository, Secret, WebService

service = WebService(
    container=Container(image=Repository(), port=80),
    runs_on=Fargate(cpu=256, memory=512),
    exec=True,
    http=Http(host="curator.{domain}", path=("/api", "/api/*"), health=HealthCheck(path="/api/")),
    uses=(
        Secret(variable="DATABASE_URI", parameter="/curator/{environment}/secrets/DATABASE_URI"),
    ),
)
