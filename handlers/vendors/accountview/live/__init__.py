"""Asks AccountView which of the names in relay.yaml exist: objects and rights, tables and columns, and codes."""
