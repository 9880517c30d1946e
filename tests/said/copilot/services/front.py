"""Requests go to nginx on 443, which passes them on to a filter, which passes them on to the application.

It is not entered with ECS Exec, which writes to the root file system, and that is read only.
"""

from bbfd import (
    Connect,
    Container,
    Cooldown,
    Fargate,
    HealthCheck,
    Http,
    Scaling,
    Secret,
    WebService,
)

service = WebService(
    container=Container(
        image="public.ecr.aws/example/application:4.1",
        port=8080,
        read_only=True,
        variables={"PORT": "8080"},
    ),
    sidecars=(
        Container(
            name="nginx",
            image="public.ecr.aws/example/nginx:1.27",
            port=443,
            variables={"SERVER": "localhost:8000"},
        ),
        Container(
            name="filter",
            image="public.ecr.aws/example/filter:2.0",
            port=8000,
            variables={"PORT": "8000", "SERVER": "localhost:8080", "FILTER_ENABLED": "True"},
        ),
        Container(
            name="settings",
            image="public.ecr.aws/aws-appconfig/aws-appconfig-agent:2.x",
            port=2772,
        ),
    ),
    runs_on=Fargate(cpu=256, memory=512),
    connect=Connect(),
    http=Http(
        host="front.{domain}",
        container="nginx",
        protocol="HTTPS",
        health=HealthCheck(
            path="/", port=8080, protocol="HTTP", codes="200,301,302", healthy=3, unhealthy=2
        ),
    ),
    grace_period=90,
    scaling=Scaling(minimum=2, maximum=10, cpu=50, cooldown=Cooldown(removing=120, adding=60)),
    uses=tuple(
        Secret(variable=name, parameter=f"/tools/{{environment}}/secrets/{name}")
        for name in ("SECRET_ONE", "SECRET_TWO")
    ),
)
