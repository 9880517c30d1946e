"""An image that BBFD builds, and what is tried in it before it is pushed."""

from bbfd import (
    Build,
    BuildSecret,
    Check,
    Container,
    Fargate,
    HealthCheck,
    Http,
    HttpCheck,
    WebService,
)

service = WebService(
    container=Container(
        image=Build(
            context="web",
            target="run",
            args={"NODE_ENV": "production"},
            secrets={"npm": BuildSecret(variable="NPM_TOKEN")},
        ),
        port=8080,
        checks=(
            Check(command=("node", "--version"), output="v22."),
            HttpCheck(),
        ),
    ),
    runs_on=Fargate(cpu=256, memory=512, architecture="ARM64"),
    http=Http(path="/shop/*", health=HealthCheck(path="/healthz")),
)
