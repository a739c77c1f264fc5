"""A person lets the relay in once: the browser comes back with a code and our state, and the store gets a token."""

import asyncio
import socket
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import aiohttp
import pytest

from handlers.vendors.accountview.auth.authorization import authorize_interactively, code_from_pasted
from relay.errors import Permanent, StartError
from tests.handlers.vendors.accountview.office import MemoryTokens, Office, office
from tests.ports import pick_free_port


class Browser:
    """Goes to the consent page and follows it back, as a person's browser does; ``ended_at`` is its last address."""

    def __init__(self, session: aiohttp.ClientSession, *, follows: bool = True) -> None:
        self.asked = ""
        self.ended_at = ""
        self.arrived = asyncio.Event()
        self.told: list[tuple[int, str]] = []
        self._session = session
        self._follows = follows
        self._visits: list[asyncio.Task[None]] = []

    def open(self, url: str) -> None:
        self.asked = url
        self._visits.append(asyncio.create_task(self._visit(url)))

    async def done(self) -> None:
        await asyncio.gather(*self._visits)

    async def _visit(self, url: str) -> None:
        async with self._session.get(url, allow_redirects=False) as answer:
            self.ended_at = answer.headers["Location"]
        self.arrived.set()
        if self._follows:
            await self.get(self.ended_at)

    async def get(self, url: str) -> None:
        async with self._session.get(url) as answer:
            self.told.append((answer.status, await answer.text()))


def redirecting(o: Office) -> Office:
    """The office with a redirect address on a free port, registered with the application."""
    uri = f"http://127.0.0.1:{pick_free_port()}/accountview"
    o.sandbox.authority.redirect_uris.add(uri)
    o.settings = o.settings.model_copy(update={"redirect_uri": uri})
    return o


async def test_a_browser_on_this_machine_comes_back_and_the_store_is_seeded() -> None:
    async with office() as bare:
        o, store = redirecting(bare), MemoryTokens()
        browser = Browser(o.session)
        await authorize_interactively(o.settings, o.session, store, open_url=browser.open, ask_code=None)
        await browser.done()
        assert store.refresh
        assert store.refresh != o.sandbox.refresh_token
        assert browser.told == [(200, "AccountView is connected to the relay. You may close this window.")]


async def test_the_code_is_decoded_once_before_it_is_posted() -> None:
    async with office() as bare:
        o, store = redirecting(bare), MemoryTokens()
        browser = Browser(o.session)
        await authorize_interactively(o.settings, o.session, store, open_url=browser.open, ask_code=None)
        assert "%2B" in browser.ended_at or "%2F" in browser.ended_at
        assert store.refresh


async def test_a_stranger_with_a_wrong_state_does_not_disturb_the_wait() -> None:
    async with office() as bare:
        o, store = redirecting(bare), MemoryTokens()
        browser = Browser(o.session, follows=False)
        waiting = asyncio.create_task(
            authorize_interactively(
                o.settings, o.session, store, open_url=browser.open, ask_code=None, patience=timedelta(seconds=30)
            )
        )
        await browser.arrived.wait()
        await browser.get(f"{o.settings.redirect_uri}?code=stolen&state=wrong")
        await browser.get(o.settings.redirect_uri.replace("/accountview", "/other"))
        assert [status for status, _ in browser.told] == [400, 404]
        assert not waiting.done()
        await browser.get(browser.ended_at)
        await waiting
        assert store.refresh


async def test_a_refused_consent_ends_the_wait_with_a_remedy() -> None:
    async with office() as bare:
        o = redirecting(bare)
        o.sandbox.authority.consents = False
        browser = Browser(o.session)
        with pytest.raises(Permanent, match="consent was refused"):
            await authorize_interactively(o.settings, o.session, MemoryTokens(), open_url=browser.open, ask_code=None)
        await browser.done()


async def test_a_person_who_never_answers_is_not_waited_for_for_ever() -> None:
    async with office() as bare:
        o = redirecting(bare)
        with pytest.raises(Permanent, match="in time"):
            await authorize_interactively(
                o.settings,
                o.session,
                MemoryTokens(),
                open_url=lambda _url: None,
                ask_code=None,
                patience=timedelta(milliseconds=20),
            )


@pytest.mark.parametrize("uri", ["https://relay.example.com/back", "http://10.0.0.5:8765/", "http://127.0.0.1/back"])
async def test_a_redirect_address_elsewhere_asks_for_a_pasted_code(uri: str) -> None:
    async with office(redirect_uri=uri) as o:
        with pytest.raises(StartError, match="paste the code"):
            await authorize_interactively(
                o.settings, o.session, MemoryTokens(), open_url=lambda _url: None, ask_code=None
            )


async def test_a_taken_port_is_named_in_the_error() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        async with office(redirect_uri=f"http://127.0.0.1:{port}/") as o:
            with pytest.raises(StartError, match=f"port {port}"):
                await authorize_interactively(
                    o.settings, o.session, MemoryTokens(), open_url=lambda _url: None, ask_code=None
                )


@pytest.mark.parametrize("pasted", ["address", "code"])
async def test_a_pasted_address_or_code_seeds_the_store(pasted: str) -> None:
    async with office() as bare:
        o, store = redirecting(bare), MemoryTokens()
        shown: list[str] = []

        def consent() -> str:
            """A person at another machine: opens the address, and copies where the browser ended."""
            loop_free = asyncio.run(visited(shown[0]))
            return loop_free if pasted == "address" else urlsplit(loop_free).query.rpartition("code=")[2]

        await authorize_interactively(o.settings, o.session, store, open_url=shown.append, ask_code=consent)
        assert store.refresh


async def visited(url: str) -> str:
    async with aiohttp.ClientSession() as session, session.get(url, allow_redirects=False) as answer:
        return answer.headers["Location"]


def test_a_pasted_address_of_another_request_is_refused() -> None:
    with pytest.raises(Permanent, match="state"):
        code_from_pasted("http://127.0.0.1/?code=a&state=other", "ours")
    with pytest.raises(Permanent, match="state"):
        code_from_pasted("code=a", "ours")


@pytest.mark.parametrize(
    ("pasted", "told"), [("", "no code was pasted"), ("http://127.0.0.1/?state=s", "no code came back")]
)
def test_what_holds_no_code_is_told_so(pasted: str, told: str) -> None:
    with pytest.raises(Permanent, match=told):
        code_from_pasted(pasted, "s")


def test_a_plus_sign_in_a_code_stays_a_plus_sign() -> None:
    assert code_from_pasted("http://127.0.0.1/?state=s&code=a+b%2B", "s") == "a+b+"
    assert code_from_pasted(" a%2Bb+ ", "s") == "a+b+"


async def test_the_state_is_new_for_every_request() -> None:
    async with office() as bare:
        o = redirecting(bare)
        states = set()
        for _ in range(2):
            browser = Browser(o.session)
            await authorize_interactively(o.settings, o.session, MemoryTokens(), open_url=browser.open, ask_code=None)
            states.add(parse_qs(urlsplit(browser.asked).query)["state"][0])
        assert len(states) == 2
        assert all(len(state) >= 32 for state in states)
