"""Sign-in with a user pool; which one, the Parameter Store says for each environment."""

from bbfd import Cognito, Container, Http, WebService

service = WebService(
    container=Container(image="portal:1", port=8080),
    http=Http(
        host="portal.{domain}",
        sign_in=Cognito(
            pool="{{resolve:ssm:/{environment}/portal/pool}}",
            client="{{resolve:ssm:/{environment}/portal/client}}",
            domain="portal-{environment}",
            session=28800,
        ),
    ),
)
