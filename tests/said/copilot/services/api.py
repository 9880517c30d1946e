"""A web service with a health check of its own, a name and a size in each environment."""

from bbfd import (
    Container,
    Fargate,
    HealthCheck,
    Http,
    Repository,
    Scaling,
    Secret,
    Spot,
    Tuning,
    WebService,
)

service = WebService(
    container=Container(
        image=Repository(), port=80, variables={"DEBUG": "False", "USE_BUCKET": "True"}
    ),
    runs_on=Fargate(cpu=1024, memory=4096),
    exec=True,
    http=Http(
        host="api.{domain}",
        health=HealthCheck(path="/health", codes="200", interval=30, timeout=15, unhealthy=3),
    ),
    grace_period=30,
    uses=tuple(
        Secret(variable=name, parameter=f"/tools/{{environment}}/secrets/{name}")
        for name in ("SECRET_KEY", "ALLOWED_HOST", "COOKIE_DOMAIN")
    ),
    tuning={
        "test": Tuning(
            runs_on=Fargate(cpu=256, memory=2048),
            scaling=Scaling(minimum=1, maximum=2, cpu=80, memory=80, requests=1000),
        ),
        "prod": Tuning(
            runs_on=Fargate(cpu=1024, memory=4096, spot=Spot(base=1)),
            scaling=Scaling(minimum=1, maximum=3, cpu=80, memory=80, requests=1000),
        ),
    },
)
