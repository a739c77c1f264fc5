"""Products: what is done with a product of a source's master data, whichever system it comes from and goes to."""
