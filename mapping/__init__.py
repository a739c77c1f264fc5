"""Pure mapping: documents in, documents and problems out; no network, no clock, and nothing of the other packages."""
