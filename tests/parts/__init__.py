"""Real parts: container engines and a registry on loopback. One that is missing makes its tests skip, and is named."""
