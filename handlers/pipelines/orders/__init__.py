"""Sales orders and sales invoices: what is done with one, whichever system it comes from and goes to."""

from dataclasses import replace

from handlers.pipelines.orders.articles import products
from handlers.pipelines.orders.customer import customer
from handlers.pipelines.orders.delivering import delivery
from handlers.pipelines.orders.linking import link_customer
from handlers.pipelines.orders.needs import OrderSource, OrderTarget
from handlers.pipelines.orders.presence import present
from handlers.pipelines.orders.run import begin
from handlers.pipelines.orders.settings import OrderSettings
from handlers.pipelines.orders.steps import complete, exists, fits, validate, wanted
from handlers.pipelines.orders.trial import try_order
from handlers.pipelines.orders.vat import vat_number
from handlers.pipelines.orders.writing import compare, confirm, map_order, write
from relay.pipeline import Pipeline

PIPELINE = Pipeline(
    entity="order",
    source=OrderSource,
    target=OrderTarget,
    settings=OrderSettings,
    begin=begin,
    steps=(
        validate,
        wanted,
        vat_number,
        complete,
        exists,
        fits,
        customer,
        products,
        delivery,
        map_order,
        write,
        confirm,
        compare,
    ),
    present=present,
    link=link_customer,
    trial=try_order,
)

INVOICES = replace(PIPELINE, entity="invoice")
"""Sales invoices of the source go the same way: what they become in the target, ``send_as`` says."""
