"""A backend service behind the internal load balancer, which each environment runs differently."""

from bbfd import (
    Connect,
    Container,
    Cooldown,
    Fargate,
    HealthCheck,
    Http,
    Scaling,
    Secret,
    Spot,
    Tuning,
    WebService,
)

SIZE = Fargate(cpu=512, memory=1024)
CHEAP = Fargate(cpu=512, memory=1024, spot=Spot())
PACE = Cooldown(removing=60, adding=30)

service = WebService(
    container=Container(
        image="ghcr.io/example/store:3.2",
        port=8080,
        variables={"PORT": "8080"},
    ),
    runs_on=SIZE,
    exec=True,
    connect=Connect(),
    http=Http(internal=True, health=HealthCheck(path="/healthcheck")),
    uses=(Secret(variable="SECRET_KEY", parameter="/shop/{environment}/secrets/SECRET_KEY"),),
    tuning={
        "dev": Tuning(runs_on=CHEAP, variables={"MODE": "dev"}),
        "test": Tuning(runs_on=CHEAP, count=2, variables={"MODE": "test"}),
        "uat": Tuning(
            scaling=Scaling(
                minimum=2,
                maximum=4,
                cpu=70,
                memory=80,
                requests=30,
                response_time=2,
                cooldown=PACE,
            ),
            variables={"MODE": "uat"},
        ),
        "prod": Tuning(
            scaling=Scaling(minimum=2, maximum=4, cpu=70, memory=80, requests=30, cooldown=PACE),
            variables={"MODE": "production"},
        ),
    },
)
