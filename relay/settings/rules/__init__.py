"""The rules that relay.yaml keeps as a whole, beside what the type of each value says; one concern a file.

A rule is a function here with its name in the list: it gets a :class:`relay.settings.checked.Checked` and gives a
finding for each mistake. What only a vendor or a pipeline knows is judged by the rules of its registration.
"""

from collections.abc import Sequence
from typing import Final

from relay.settings.checked import Rule
from relay.settings.rules.documents import (
    documents_that_share_references,
    prefixes_that_collide,
    ways_without_prefix,
)
from relay.settings.rules.doors import (
    addresses_nobody_has,
    https_without_proxy,
    networks_too_wide,
    one_port_for_two,
    operators_from_everywhere,
)
from relay.settings.rules.redis import addresses_that_lead_elsewhere, one_server_for_both
from relay.settings.rules.secrets import (
    keys_of_the_wrong_form,
    secrets_in_the_file,
    secrets_that_look_odd,
    tokens_that_are_guessed,
)
from relay.settings.rules.texts import texts_with_unseen_signs
from relay.settings.rules.times import (
    horizons_that_are_short,
    longer_than_the_longest,
    starts_in_the_future,
    starts_long_ago,
)
from relay.settings.rules.ways import (
    books_under_two_names,
    connections_without_flow,
    flows_that_are_there_twice,
    flows_that_nothing_starts,
    flows_to_themselves,
    no_flow_at_all,
    senders_that_are_read,
)

RULES: Final[Sequence[Rule]] = (
    secrets_in_the_file,
    keys_of_the_wrong_form,
    tokens_that_are_guessed,
    secrets_that_look_odd,
    flows_to_themselves,
    flows_that_are_there_twice,
    books_under_two_names,
    documents_that_share_references,
    prefixes_that_collide,
    ways_without_prefix,
    senders_that_are_read,
    flows_that_nothing_starts,
    connections_without_flow,
    no_flow_at_all,
    networks_too_wide,
    addresses_nobody_has,
    https_without_proxy,
    one_port_for_two,
    operators_from_everywhere,
    longer_than_the_longest,
    starts_in_the_future,
    starts_long_ago,
    texts_with_unseen_signs,
    horizons_that_are_short,
    addresses_that_lead_elsewhere,
    one_server_for_both,
)
"""Every rule about the file as a whole."""
