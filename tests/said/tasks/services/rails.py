"""A named port, variables, and secrets by the names of parameters."""

from bbfd import Container, Fargate, Http, Port, Repository, Secret, WebService

service = WebService(
    container=Container(
        name="rails",
        image=Repository(),
        cpu=0,
        ports=(Port(number=3100, name="rails-3100-tcp", application="http"),),
        variables={
            "S3_BUCKET": "pictures",
            "AWS_REGION": "eu-west-1",
            "BACKEND_DOMAIN": "api.example.org",
            "FRONTEND_DOMAIN": "web.example.org",
        },
    ),
    runs_on=Fargate(cpu=256, memory=512),
    http=Http(host="rails.example.org"),
    uses=tuple(
        Secret(variable=name.upper().replace("-", "_"), parameter=f"/ecs-param/{name}")
        for name in ("db-host", "db-password", "db-username", "secret-key-base", "ses-password")
    ),
)
