"""What people see: the operators' listener, with its own address list and token. It gets flows as values.

Read the files in this order: app (the routes), view (what bootstrap hands in), access (who is let in), and then
``api``, one file a resource.
"""
