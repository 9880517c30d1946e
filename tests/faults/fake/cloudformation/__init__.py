"""A faithful CloudFormation: a state machine on a clock. `service.py` is its map."""
