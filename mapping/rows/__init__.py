"""Rows that map one document to another: how they are written, checked, laid over each other and carried out."""
