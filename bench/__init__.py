"""Measures the relay beside the plain way of doing the same, in one run: ratios, not promises."""
