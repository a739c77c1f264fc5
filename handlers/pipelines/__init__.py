"""What is done with an entity: a module for each kind of document, which ends in its pipelines, the steps in order."""

from typing import Any

from handlers.pipelines import orders
from relay.line.pipeline import Pipeline

PIPELINES: dict[str, Pipeline[Any]] = {pipeline.entity: pipeline for pipeline in (orders.PIPELINE, orders.INVOICES)}
"""Every pipeline by its entity."""
