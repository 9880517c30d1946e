"""The blog's database; what it writes outlives its task."""

from bbfd import BackendService, Connect, Container, Efs, Recreate, Secret

service = BackendService(
    container=Container(
        image="mariadb:10.6.4-focal",
        port=3306,
        command=("--default-authentication-plugin=mysql_native_password",),
        variables={"MYSQL_DATABASE": "wordpress", "MYSQL_USER": "wordpress"},
    ),
    connect=Connect(protocol="tcp"),
    deployment=Recreate(),
    uses=(
        Efs(path="/var/lib/mysql", name="db-data"),
        Secret(variable="MYSQL_ROOT_PASSWORD", parameter="/blog/root-password"),
        Secret(variable="MYSQL_PASSWORD", parameter="/blog/password"),
    ),
)
