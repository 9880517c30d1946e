"""Files in EFS that all tasks share: made with the service, mounted encrypted and by an access point of its own."""

from bbfd import Container, Efs, Owner, WebService

service = WebService(
    container=Container(image="nginx:1.27", port=80),
    uses=(Efs(path="/usr/share/nginx/html", owner=Owner(uid=101, gid=101)),),
)
