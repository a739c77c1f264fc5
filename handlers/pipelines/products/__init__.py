"""Products: what is done with a product of a source's master data, whichever system it comes from and goes to."""

from handlers.contracts.products import ProductSource, ProductTarget
from handlers.pipelines.products.both_ways import read_again
from handlers.pipelines.products.by_hand import check_links, conclude_absent, find_number, link_product, relink_product
from handlers.pipelines.products.finding import compare, find
from handlers.pipelines.products.foreseeing import foresee_product
from handlers.pipelines.products.image_steps import carry_pictures, look_at_pictures
from handlers.pipelines.products.keys import claim_code
from handlers.pipelines.products.leaving import depart
from handlers.pipelines.products.named_in_books import names_in
from handlers.pipelines.products.planning import fits, plan
from handlers.pipelines.products.price_steps import brake_prices, carry_prices, choose_prices
from handlers.pipelines.products.rehearsing import dry_run, rehearse_product
from handlers.pipelines.products.rules import (
    prices_and_pictures_one_way,
    settings_that_never_count,
    two_ways_that_agree,
    what_nobody_shows,
)
from handlers.pipelines.products.run import begin
from handlers.pipelines.products.settings import ProductSettings
from handlers.pipelines.products.steps import complete, read, recognise
from handlers.pipelines.products.trial import try_product
from handlers.pipelines.products.writing import carry_article, settle_names
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

DECIDING = (
    read,
    recognise,
    read_again,
    claim_code,
    complete,
    look_at_pictures,
    compare,
    find,
    choose_prices,
    fits,
    plan,
)
"""Whatever can hold a product, short of the target's own refusal, is in these steps. They write nothing anywhere but
which product of the source has which code, which is so whether or not it is carried."""

WRITING = (brake_prices, depart, settle_names, carry_article, carry_prices, carry_pictures)

PIPELINE = Pipeline(
    entity="product",
    source=ProductSource,
    target=ProductTarget,
    settings=ProductSettings,
    begin=begin,
    steps=(*DECIDING, dry_run, *WRITING),
    deciding=len(DECIDING),
    keeps_state=True,
    precedence=Class.PRODUCT,
    rules=(settings_that_never_count, two_ways_that_agree, prices_and_pictures_one_way, what_nobody_shows),
    actions=Actions(
        {
            FIND_NUMBER: find_number,
            LINK: link_product,
            RELINK: relink_product,
            TRY: try_product,
            REHEARSE: rehearse_product,
            NAMES: names_in,
            CONCLUDE_ABSENT: conclude_absent,
            FORESEE: foresee_product,
            CHECK_LINKS: check_links,
        }
    ),
    keeps_stories=False,
)
