"""Asks AFAS which of the names in relay.yaml exist: connectors and columns, fields and their codes, and books."""
