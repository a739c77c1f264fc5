"""The relay posts: documents of any entity to a system that takes JSON, signed, named and sent once where it can be."""
