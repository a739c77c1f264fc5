"""The engine of the relay: it carries events from one system to another and knows no vendor, no document and no page.

::

    a sender --POST--> http/ intake/ ----.
    a source <--reads-- line/poll.py ----+--> line/accept --> queue --> worker --> run_event --> pipeline
    cron or a person --POST--> /triggers                |                                           |
                                                    store/: Redis              handlers/pipelines: the steps, in order
                                                        |                      line/once/: nothing is written twice
                                                        v                                           |
                                     care/: what does not end by itself          systems/: which books are behind a name

Read it in this order. First the words: model, errors, ``roles/`` (what vendors offer). Then ``settings/``
(relay.yaml) and ``store/`` (keys, documents, notes of flows). Then the line itself: ``http/`` and ``intake/`` (the
door), ``line/`` (accept, queue, worker, run_event, pipeline, poll) and ``line/once/`` (links, intents, locks, gate),
with ``systems/`` for which system is meant. Then ``care/`` (replay, reconcile, expiry, the doctor). At last what puts
it to work: ``bootstrap/`` (the program put together), ``processes/`` (what runs where), ``cli/`` (what a person
types) and ``demo/``.

docs/architecture.md is the map of the whole house, and says where things are.
"""
