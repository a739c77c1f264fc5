"""AFAS as a source of stock: levels of articles, warehouse by warehouse, and of compositions by their parts."""
