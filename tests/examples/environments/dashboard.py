"""`dashboard`: one page of CloudWatch on all services."""

from bbfd import Environment

environment = Environment(account="123456789012", region="eu-west-1", dashboard=True)
