"""A database whose files lie in file systems that are there, called by others over TCP."""

from bbfd import BackendService, Connect, Container, Efs, Fargate, Secret

service = BackendService(
    container=Container(
        image="mongo:4.4.6-bionic",
        port=27017,
        variables={"PUID": "1000", "PGID": "1000", "MONGO_INITDB_DATABASE": "api"},
    ),
    runs_on=Fargate(cpu=256, memory=1024),
    exec=True,
    connect=Connect(protocol="tcp"),
    uses=(
        Secret(variable="MONGO_INITDB_ROOT_USERNAME", parameter="/web/{environment}/mongo_user"),
        Secret(
            variable="MONGO_INITDB_ROOT_PASSWORD", parameter="/web/{environment}/mongo_password"
        ),
        Efs(
            name="files",
            path="/data/db",
            file_system="fs-0a9464fa",
            folder="/",
            owner=None,
            security_group="sg-0123456789abcdef0",
        ),
        Efs(
            name="begin",
            path="/docker-entrypoint-initdb.d",
            file_system="fs-fa95650a",
            folder="/",
            owner=None,
            security_group="sg-0123456789abcdef0",
        ),
    ),
)
