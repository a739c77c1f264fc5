"""relay.yaml and the environment, read in one place and handed on as one frozen value."""

from relay.settings.connections import ConnectionSettings
from relay.settings.file import load_settings
from relay.settings.model import FlowSettings, RetrySettings, Settings
from relay.settings.polling import PollSettings
from relay.settings.types import Duration, Network, Secret

__all__ = [
    "ConnectionSettings",
    "Duration",
    "FlowSettings",
    "Network",
    "PollSettings",
    "RetrySettings",
    "Secret",
    "Settings",
    "load_settings",
]
