"""Files of people, with a cache and a database that are called by their names."""

from bbfd import Container, Efs, Http, Secret, WebService

service = WebService(
    container=Container(
        image="nextcloud:29-apache",
        port=80,
        variables={
            "REDIS_HOST": "cloud-cache",
            "MYSQL_HOST": "cloud-db",
            "MYSQL_DATABASE": "nextcloud",
            "MYSQL_USER": "nextcloud",
        },
    ),
    connect=True,
    http=Http(host="cloud.{domain}"),
    uses=(
        Efs(path="/var/www/html", name="data"),
        Secret(variable="MYSQL_PASSWORD", parameter="/cloud/password"),
    ),
)
