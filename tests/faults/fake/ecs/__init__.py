"""A faithful ECS: services whose rollouts follow the fate that a test orders. `service.py` is its map."""
