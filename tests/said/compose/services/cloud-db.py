"""The database of it, started with options."""

from bbfd import BackendService, Connect, Container, Efs, Recreate, Secret

service = BackendService(
    container=Container(
        image="mariadb:10.5",
        port=3306,
        command=("--transaction-isolation=READ-COMMITTED", "--binlog-format=ROW"),
        variables={"MYSQL_DATABASE": "nextcloud", "MYSQL_USER": "nextcloud"},
    ),
    connect=Connect(protocol="tcp"),
    deployment=Recreate(),
    uses=(
        Efs(path="/var/lib/mysql", name="db-data"),
        Secret(variable="MYSQL_ROOT_PASSWORD", parameter="/cloud/root-password"),
        Secret(variable="MYSQL_PASSWORD", parameter="/cloud/password"),
    ),
)
