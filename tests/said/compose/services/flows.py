"""The web server of something that runs flows of work: a task of it, and its scheduler beside it."""

from bbfd import Container, Fargate, Healthy, Http, Repository, Restart, Secret, WebService

KNOWN = {
    "REDIS_HOST": "flows-cache",
    "REDIS_PORT": "6379",
    "POSTGRES_HOST": "flows-db",
    "POSTGRES_PORT": "5432",
    "POSTGRES_USER": "airflow",
    "POSTGRES_DB": "airflow",
    "STAGE": "prod",
}

service = WebService(
    container=Container(
        image=Repository(name="flows", tag="2.9"),
        port=8080,
        command=("webserver",),
        variables=KNOWN,
        healthy=Healthy(
            command="[ -f /usr/local/airflow/airflow-webserver.pid ]",
            interval=30,
            timeout=30,
            retries=3,
        ),
    ),
    sidecars=(
        Container(
            name="scheduler",
            image=Repository(name="flows", tag="2.9"),
            command=("scheduler",),
            variables=KNOWN,
            restart=Restart(),
            after={"app": "start"},
        ),
    ),
    runs_on=Fargate(cpu=1024, memory=2048),
    connect=True,
    http=Http(host="flows.{domain}"),
    uses=tuple(
        Secret(variable=name, parameter=parameter, container=container)
        for container in ("app", "scheduler")
        for name, parameter in (
            ("POSTGRES_PASSWORD", "/flows/password"),
            ("FERNET_KEY", "/flows/fernet-key"),
        )
    ),
)
