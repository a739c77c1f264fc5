"""Puts the program together; the only room of the engine that knows handlers and pages.

Read the files in this order: settings (relay.yaml with the models of every vendor and pipeline), connections, flows
(both without a call and without Redis), program (the assembled relay), opening (all of it, open).
"""
