"""What is done with an entity: a module for each kind of document, which ends in its pipelines, the steps in order.

An entity more is a module here with one line in the table below, a contract in ``handlers.contracts``, and an opener
with one line in the tables of each vendor that has it. ``tests/handlers/test_new_entity.py`` adds one and carries it.
"""

from typing import Any

from handlers.pipelines import orders
from relay.line.pipeline import Pipeline

PIPELINES: dict[str, Pipeline[Any]] = {pipeline.entity: pipeline for pipeline in (orders.PIPELINE, orders.INVOICES)}
"""Every pipeline by its entity."""
