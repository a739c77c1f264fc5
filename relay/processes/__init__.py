"""The processes of a relay: what each runs, and the parent that keeps and replaces them."""
