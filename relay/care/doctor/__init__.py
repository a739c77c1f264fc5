"""Measures a relay as it stands: each part is asked or read, judged, and told in one sentence."""
