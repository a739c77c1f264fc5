"""The `relay` command: what an administrator types, a file a group of commands."""
