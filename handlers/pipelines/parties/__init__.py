"""Customers, whichever document names them: who they are in the target, and how they are made there once."""
