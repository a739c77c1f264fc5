"""Local servers that behave as each vendor has published: for the demo, tests and trials."""
