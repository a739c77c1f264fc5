"""Sales orders and sales invoices: what is done with one, whichever system it comes from and goes to."""

from dataclasses import replace

from handlers.contracts.orders import OrderSource, OrderTarget
from handlers.pipelines.orders.articles import make_articles, products, replacements
from handlers.pipelines.orders.customer import customer, delivery, make_address, make_customer
from handlers.pipelines.orders.fitting import fits
from handlers.pipelines.orders.named_in_books import check_names, names_in
from handlers.pipelines.orders.order_record import find_number
from handlers.pipelines.orders.party import link_customer
from handlers.pipelines.orders.rehearsing import dry_run, rehearse_order
from handlers.pipelines.orders.rules import (
    currencies_that_look_misspelt,
    rates_that_no_country_has,
    rows_that_begin_far_ahead,
    settings_of_books_alone,
    settings_that_never_count,
    states_never_carried,
    tolerance_that_hides_mistakes,
)
from handlers.pipelines.orders.run import begin
from handlers.pipelines.orders.selling import tell_sales
from handlers.pipelines.orders.settings import OrderSettings
from handlers.pipelines.orders.steps import complete, exists, validate, wanted
from handlers.pipelines.orders.trial import try_order
from handlers.pipelines.orders.vat import vat_number
from handlers.pipelines.orders.writing import compare, confirm, map_order, write
from relay.line.actions import CHECK_NAMES, FIND_NUMBER, LINK, NAMES, REHEARSE, SELLS, TRY, Actions
from relay.line.pipeline import Pipeline

DECIDING = (
    validate,
    wanted,
    vat_number,
    complete,
    exists,
    fits,
    customer,
    products,
    replacements,
    delivery,
    map_order,
)
"""Whatever can hold an order, short of the target's own refusal, is in these steps: they read, and write nothing."""

WRITING = (make_customer, make_articles, make_address, write, confirm, compare)

PIPELINE = Pipeline(
    entity="order",
    source=OrderSource,
    target=OrderTarget,
    settings=OrderSettings,
    begin=begin,
    steps=(*DECIDING, dry_run, *WRITING),
    deciding=len(DECIDING),
    rules=(
        rates_that_no_country_has,
        rows_that_begin_far_ahead,
        currencies_that_look_misspelt,
        tolerance_that_hides_mistakes,
        states_never_carried,
        settings_that_never_count,
        settings_of_books_alone,
    ),
    actions=Actions(
        {
            FIND_NUMBER: find_number,
            LINK: link_customer,
            TRY: try_order,
            REHEARSE: rehearse_order,
            CHECK_NAMES: check_names,
            NAMES: names_in,
            SELLS: tell_sales,
        }
    ),
)

INVOICES = replace(PIPELINE, entity="invoice")
"""Sales invoices of the source go the same way: what they become in the target, ``send_as`` says."""
