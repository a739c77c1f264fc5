"""What is done with an entity, one module each: it ends in ``PIPELINE``, the steps in order."""

from typing import Any

from handlers.pipelines import orders
from relay.pipeline import Pipeline

PIPELINES: dict[str, Pipeline[Any]] = {pipeline.entity: pipeline for pipeline in (orders.PIPELINE,)}
"""Every pipeline by its entity."""
