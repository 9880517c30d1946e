"""Dozens of secrets that the environment's name is part of."""

from bbfd import Container, Fargate, Http, Repository, Secret, WebService

READ = {
    "DB_HOST": "/trainee/{environment}/db/host",
    "DB_USER": "/trainee/{environment}/db/username",
    "REFERENCE_HOST": "trainee-{environment}-lb-url",
    "SENTRY_DSN": "sync-sentry-dsn",
    "QUEUE_URL": "/trainee/sync/{environment}/queue-url/placement-fifo",
}

service = WebService(
    container=Container(
        name="trainee-sync", image=Repository(), port=8203, variables={"PROFILE": "prod"}
    ),
    runs_on=Fargate(cpu=1024, memory=4096),
    http=Http(host="sync.example.org"),
    uses=tuple(Secret(variable=name, parameter=parameter) for name, parameter in READ.items()),
)
