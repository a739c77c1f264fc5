"""Writes what commands answer with `--json`: where the admin API tells the same, in its own rows and under its keys."""

from collections.abc import Mapping, Sequence

from pydantic import BaseModel

from admin.api.events import describe_events, describe_story
from admin.api.filter_previews import describe_preview
from admin.api.reconciliations import describe_comparison
from admin.api.records import describe_records
from admin.api.refreshes import describe_refresh
from admin.api.refusals import describe_refusals
from admin.api.trials import describe_trial
from relay.care.activity import EventPage, Story
from relay.care.filter_preview import FilterPreview
from relay.care.reconcile import Reconciliation
from relay.care.record_list import RecordPage
from relay.care.refreshing import Preview
from relay.care.refused import RefusedDocument
from relay.care.trials import Tried
from relay.care.waits import Wait


def write_events(page: EventPage, waits: Mapping[str, Wait]) -> str:
    """What ``GET /api/events`` tells of a page of events, with why each waits by its id."""
    return _written(describe_events(page, waits))


def write_story(story: Story, wait: Wait | None) -> str:
    """What ``GET /api/events/{event_id}`` tells."""
    return _written(describe_story(story, {story.summary.event.id: wait} if wait is not None else {}))


def write_records(page: RecordPage) -> str:
    """What ``GET /api/flows/{name}/records`` tells."""
    return _written(describe_records(page))


def write_refusals(found: Sequence[RefusedDocument]) -> str:
    """What ``GET /api/refusals`` tells."""
    return _written(describe_refusals(found))


def write_comparison(found: Reconciliation) -> str:
    """What ``POST /api/flows/{name}/reconcile`` tells."""
    return _written(describe_comparison(found))


def write_refresh(found: Preview) -> str:
    """What ``POST /api/flows/{name}/refresh`` tells of what would change."""
    return _written(describe_refresh(found))


def write_filter_preview(found: FilterPreview) -> str:
    """What ``GET /api/flows/{name}/filter`` tells: no values, which may be personal."""
    return _written(describe_preview(found))


def write_trial(tried: Tried) -> str:
    """What ``POST /api/events/{event_id}/trial`` tells of an event that could be tried; it is personal."""
    if tried.rehearsal is None:
        raise ValueError("there is nothing to show")
    return _written(describe_trial(tried.flow, tried.reference, tried.rehearsal))


def _written(answer: BaseModel) -> str:
    return answer.model_dump_json(indent=2)
