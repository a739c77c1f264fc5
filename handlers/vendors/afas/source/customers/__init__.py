"""AFAS as a source of customers: sales relations with their addresses and contacts, each of which changes alone."""
