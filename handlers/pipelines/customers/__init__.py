"""Customers: what is done with a customer's own record, whichever system it comes from and goes to."""

from handlers.contracts.customers import CustomerSource, CustomerTarget
from handlers.pipelines.customers.both_ways import read_again
from handlers.pipelines.customers.by_hand import (
    check_links,
    conclude_absent,
    find_number,
    link_customer,
    relink_customer,
)
from handlers.pipelines.customers.finding import compare, find
from handlers.pipelines.customers.foreseeing import foresee_customer
from handlers.pipelines.customers.forgetting import forget
from handlers.pipelines.customers.leaving import depart
from handlers.pipelines.customers.left_out import notice_left_out
from handlers.pipelines.customers.named_in_books import names_in
from handlers.pipelines.customers.planning import fits, plan
from handlers.pipelines.customers.rehearsing import dry_run, rehearse_customer
from handlers.pipelines.customers.rules import (
    echoes_that_nobody_sees,
    money_that_no_shop_changes,
    settings_of_books_alone,
    settings_that_never_count,
    two_ways_that_agree,
)
from handlers.pipelines.customers.run import begin
from handlers.pipelines.customers.settings import CustomerSettings
from handlers.pipelines.customers.steps import complete, read, recognise
from handlers.pipelines.customers.trial import try_customer
from handlers.pipelines.customers.writing import carry_children, carry_debtor
from relay.line.actions import (
    CHECK_LINKS,
    CONCLUDE_ABSENT,
    FIND_NUMBER,
    FORESEE,
    LINK,
    NAMES,
    REHEARSE,
    RELINK,
    TRY,
    Actions,
)
from relay.line.once.right_of_way import Class
from relay.line.pipeline import Pipeline

DECIDING = (read, recognise, read_again, complete, compare, find, fits, plan)
"""Whatever can hold a customer, short of the target's own refusal, is in these steps: they read, and write nothing."""

WRITING = (depart, carry_debtor, carry_children, notice_left_out)

PIPELINE = Pipeline(
    entity="customer",
    source=CustomerSource,
    target=CustomerTarget,
    settings=CustomerSettings,
    begin=begin,
    steps=(*DECIDING, forget, dry_run, *WRITING),
    deciding=len(DECIDING),
    keeps_state=True,
    precedence=Class.CUSTOMER,
    rules=(
        settings_that_never_count,
        settings_of_books_alone,
        echoes_that_nobody_sees,
        money_that_no_shop_changes,
        two_ways_that_agree,
    ),
    actions=Actions(
        {
            FIND_NUMBER: find_number,
            LINK: link_customer,
            RELINK: relink_customer,
            TRY: try_customer,
            REHEARSE: rehearse_customer,
            NAMES: names_in,
            CONCLUDE_ABSENT: conclude_absent,
            FORESEE: foresee_customer,
            CHECK_LINKS: check_links,
        }
    ),
)
