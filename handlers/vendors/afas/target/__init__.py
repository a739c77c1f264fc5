"""AFAS as a target: what a record becomes there, what would be refused, and how it is found and written."""
