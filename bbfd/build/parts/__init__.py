"""One file, one part of a service's stack: a pure function from a scope to the troposphere objects it owns."""
