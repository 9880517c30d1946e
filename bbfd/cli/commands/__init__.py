"""ONE FILE, ONE COMMAND: it defines `command`. The first line says what for: "Section: what the command does"."""
