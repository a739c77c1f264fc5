"""The engine of the relay: it carries events from one system to another and knows no vendor, no entity and no page.

::

    source system --POST--> intake/ ---.
    AFAS / AccountView <--- poll.py ---+--> accept.py --> queue.py --> worker.py --> carry.py --> pipeline.py
    cron or a person --POST--> /triggers                                                          |
                                                           handlers/pipelines/<entity>: steps, in order
                                                             |  mapping/ (pure)  |  handlers/vendors/<target>
                                                             v                   v
                                            links.py, intents.py, activity.py --> admin/

Read the files in this order: model, errors, roles, settings, store, vault, accept, queue, worker, carry, pipeline,
intents, links, locks, flow_notes, poll, activity, and for what does not end by itself resting, expiry, replay,
reconcile, rounds; ``bootstrap`` puts them together and ``cli`` starts them.
"""
