"""Variables from a file in S3, and an image of a registry that wants name and password."""

from bbfd import Container, EnvironmentFile, PrivateRegistry, Worker

service = Worker(
    container=Container(image="registry.example.com/worker:1"),
    uses=(
        EnvironmentFile(bucket="config-{account}", key="{environment}/worker.env"),
        PrivateRegistry(secret="registry"),
    ),
)
