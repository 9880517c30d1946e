"""`Secret`: by name, by several keys at once, and from the Parameter Store."""

from bbfd import Container, Secret, Worker

service = Worker(
    container=Container(image="worker:1"),
    uses=(
        Secret(
            secret="{environment}/database",
            keys={"DB_USER": "username", "DB_PASSWORD": "password"},
        ),
        Secret(variable="TOKEN", parameter="/{environment}/token", encryption_key="alias/app"),
    ),
)
