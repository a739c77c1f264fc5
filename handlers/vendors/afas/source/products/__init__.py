"""AFAS as a source of products: articles, their variants and compositions, with what changes beside them."""
