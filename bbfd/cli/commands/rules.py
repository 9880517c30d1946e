"""Look: what rules does, in some words here."""
