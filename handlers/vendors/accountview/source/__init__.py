"""AccountView as a source: what is read, since when, and as which document."""
