"""Look: what delete does, in some words here."""
