"""`before=`: the new version migrates the database, and only then does it start."""

from bbfd import Before, Container, WebService

service = WebService(
    container=Container(image="nginx:1.27", port=80),
    before=(Before(command=("manage.py", "migrate"), minutes=15),),
)
