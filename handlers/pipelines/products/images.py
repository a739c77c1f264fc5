"""Carries the pictures of a product after its own record is written: each to its place, and only bytes that are new.

A picture is known by what was sent of it, since a target may give back other bytes than it got. One that cannot be had,
or is not taken, leaves the product written and stays owed (``image_owing``).
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from handlers.contracts.images import NoPicturesTaken, Picture
from handlers.contracts.records import Fields
from handlers.pipelines.common.edited_units import ZONE
from handlers.pipelines.common.one_to_one import Pair
from handlers.pipelines.common.part import Carried, Part
from handlers.pipelines.common.parts import Parts
from handlers.pipelines.products.image_owing import Owing, find_owing
from handlers.pipelines.products.image_places import (
    CONTENT,
    IMAGE,
    NOTHING,
    SEEN,
    FoundPlace,
    PictureTarget,
    Place,
    arrange,
    find_places,
)
from handlers.pipelines.products.image_rechecks import Rechecks, tell_state
from handlers.pipelines.products.image_settings import ImageSettings
from handlers.services.images import ImageFetcher, NotHadError, name_of_file
from mapping.documents.product import Image, Product
from mapping.problems import Problem
from relay.errors import Barred, Hold, Permanent, Scope, Transient
from relay.line.dues import IMAGE as DUE
from relay.line.dues import Dues
from relay.line.once.intents import Intents, wait_or_hold
from relay.line.once.links import Link, Links
from relay.line.once.right_of_way import Class, calls_of
from relay.model import Ticket
from relay.roles import PolledSource
from words.told import Told


@dataclass(frozen=True, slots=True)
class Pictured:
    """A product whose article stands in the target under ``code``; ``settings`` are those of the flow's pictures."""

    ticket: Ticket
    pair: Pair
    code: str
    product: Product
    settings: ImageSettings


@dataclass(frozen=True, slots=True)
class Means:
    """All by which pictures are carried besides the two systems."""

    links: Links
    intents: Intents
    parts: Parts
    dues: Dues
    fetcher: ImageFetcher


@dataclass(frozen=True, slots=True)
class CarriedImages:
    """What to tell of the pictures in the story, and what a person should look at though the product is written."""

    told: tuple[Told, ...] = ()
    warnings: tuple[Problem, ...] = ()


async def carry_images(of: Pictured, source: object, target: PictureTarget, means: Means) -> CarriedImages:
    """Have the target show the pictures that the source gives; called last, once the article is there.

    A product that says nothing of pictures changes none. One that cannot be had or is not taken is told, and noted to
    be carried again: a source that is read is asked again when that is due, and for one that only posts it is raised
    as a Transient, after all that can be done is done. Raises that, Contended where all room for pictures is taken,
    and what a write raises whose end concerns the target and not the picture: Unconfirmed, Superseded, Transient,
    Parked, Barred.
    """
    if "images" not in of.product.model_fields_set:
        return CarriedImages()
    if not target.image_forms:
        return await _notice(of, target, means.links)
    try:
        with calls_of(Class.BULK):
            return await _Carrying(of, source, target, means).carry()
    except NoPicturesTaken:
        return await _notice(of, target, means.links)


async def _notice(of: Pictured, target: PictureTarget, links: Links) -> CarriedImages:
    """Tell that the target takes no picture: once for each flow, with the first product that has one."""
    name = links.name(target.connection, "no images", of.ticket.flow.name)
    if not of.product.images or await links.find(name) is not None:
        return CarriedImages()
    await links.store(name, Link("told", event=of.ticket.event.id))
    wrong = Told("images.none_taken", target=target.connection)
    return CarriedImages(warnings=(Problem("images", wrong, Told("images.leave_out")),))


def seen_of(image: Image, of: Pictured, source: object, now: datetime) -> str:
    """All by which the source tells that a picture is another; where it may not tell, the round of looking too."""
    rounds = [rechecks.round_of(of.pair.name, now)[0] for rechecks in _rechecks(of.settings)]
    return tell_state(image, of.product, rounds if isinstance(source, PolledSource) else None)


def _rechecks(settings: ImageSettings) -> list[Rechecks]:
    return [Rechecks(settings.recheck, settings.recheck_hours, ZONE)] if settings.recheck else []


@dataclass(slots=True)
class _Carrying:
    """One product's pictures on their way."""

    of: Pictured
    source: object
    target: PictureTarget
    means: Means
    now: datetime = field(default_factory=lambda: datetime.now(UTC))
    sent: list[int] = field(default_factory=list)
    emptied: list[int] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    owed: list[tuple[Told, timedelta]] = field(default_factory=list)

    async def carry(self) -> CarriedImages:
        of, target, means = self.of, self.target, self.means
        images, settings = of.product.images, of.settings
        places = await find_places(means.links, means.intents, target, of.pair)
        owing = await find_owing(means.links, target.connection, of.pair, images, settings.owed_for)
        keeps = settings.on_absent == "keep"
        arranged = arrange(places, images, settings.most, keeps_absent=keeps)
        if arranged.without_place:
            self._warn(Told("images.no_place", count=arranged.without_place), Told("images.give_fewer"))
        for place, image in arranged.at:
            await self._carry(place, image, owing)
        for place in arranged.emptied:
            await self._empty(place)
        await self._note_what_is_due()
        return CarriedImages(tuple(self._told()), tuple(self.warnings))

    async def _carry(self, place: Place, image: Image, owing: Owing) -> None:
        """Have a place show a picture, unless it does already; one that cannot be had or is not taken is owed."""
        seen = seen_of(image, self.of, self.source, self.now)
        if place.has_seen(image, seen):
            return
        if place.note is not None:  # what was sent before may still come true: nothing is fetched until it cannot
            wait_or_hold(self.target.horizon, place.note)
        try:
            carried = await self._fetch_and_put(place, image, seen)
        except NotHadError as error:
            await self._owe(image, seen, owing, error)
            return
        await owing.settle(image)
        if carried.how != "same":
            self.sent.append(place.number)

    async def _fetch_and_put(self, place: Place, image: Image, seen: str) -> Carried:
        of, fetcher = self.of, self.means.fetcher
        async with fetcher.room():
            had = await fetcher.fetch(
                self.source, of.ticket.flow.source, image, of.settings.largest, strip=of.settings.strip_metadata
            )
            if had.form not in self.target.image_forms:
                forms = sorted(self.target.image_forms)
                raise NotHadError(Told("images.form_not_taken", form=had.form, forms=forms), again=False)
            digest = self.means.links.field_digest(of.pair.name, CONTENT, had.digest.encode())
            picture = Picture(had.content, had.form, digest, name_of_file(image, of.code, had.form))
            try:
                fields = {CONTENT: had.digest, IMAGE: image.id, SEEN: seen}
                return await self.means.parts.carry(of.ticket, self._part(place, fields, picture))
            except (Hold, Permanent) as end:
                if isinstance(end, NoPicturesTaken) or (isinstance(end, Barred) and end.scope is Scope.CONNECTION):
                    raise
                raise NotHadError(Told("images.not_taken", why=end.told), again=isinstance(end, Barred)) from None

    async def _empty(self, place: Place) -> None:
        """Have a place show nothing, where the target can; only of one that this relay filled."""
        try:
            await self.means.parts.carry(self.of.ticket, self._part(place, NOTHING))
        except Hold as end:
            self._warn(Told("images.stays", place=place.number, why=end.told), Told("images.take_away"))
            return
        self.emptied.append(place.number)

    def _part(self, place: Place, fields: Fields, picture: Picture | None = None) -> Part[FoundPlace]:
        """A place as a part of the record, to show a picture or none."""

        async def change(_: str, __: Fields) -> None:
            if picture is not None:
                await self.target.put_image(self.of.code, place.number, picture)
            elif not await self.target.remove_image(self.of.code, place.number):
                raise Hold(Told("images.never_emptied"))

        async def make() -> str:
            await change("", {})
            return str(place.number)

        async def read_back(number: str) -> FoundPlace:
            return FoundPlace(number)

        return Part(
            role=f"image place {place.number}",
            name=place.name,
            fields=fields,
            horizon=self.target.horizon,
            make=make,
            change=change,
            changes=lambda _: {} if place.has(fields[CONTENT]) else {CONTENT: fields[CONTENT]},
            read_back=read_back,
            number=str(place.number),
            belongs_to=self.of.pair.name,
        )

    async def _owe(self, image: Image, seen: str, owing: Owing, error: NotHadError) -> None:
        event = self.of.ticket.event.id
        pause = await owing.note(image, seen, event, self.now) if error.again else None
        mend = Told("images.mend") if pause is None else Told("images.tried_again")
        told = Told("images.not_carried", place=image.place, why=error.told)
        self._warn(told, mend)
        if pause is not None:
            self.owed.append((told, max(pause, error.after or timedelta())))

    async def _note_what_is_due(self) -> None:
        """Have the product carried again for its pictures. Raises Transient where its source cannot be asked again."""
        ticket, dues = self.of.ticket, self.means.dues
        reads = isinstance(self.source, PolledSource)
        if self.owed and not reads:
            told = Told("images.owed", count=len(self.owed), why=[why for why, _ in self.owed])
            end = Transient(told, after=min(pause for _, pause in self.owed), burns_try=False)
            end.problems = tuple(self.warnings)
            raise end
        moments = [self.now + pause for _, pause in self.owed]
        if reads and any(image.stamp is None for image in self.of.product.images):
            moments += [rechecks.round_of(self.of.pair.name, self.now)[1] for rechecks in _rechecks(self.of.settings)]
        if moments:
            await dues.note(ticket.flow, self.of.product.number, min(moments), DUE)

    def _told(self) -> list[Told]:
        told = [Told("images.sent", places=self.sent)] if self.sent else []
        return told + ([Told("images.emptied", places=self.emptied)] if self.emptied else [])

    def _warn(self, wrong: Told, mend: Told) -> None:
        self.warnings.append(Problem("images", wrong, mend))
