"""Each way in which a Redis can fail a start is told as it is: by real servers, wrong on purpose."""

import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest
from redis.asyncio import Redis
from redis.exceptions import AuthenticationError, ResponseError

from relay.demo.embedded import EmbeddedRedis
from relay.store.failures import Login, tell_failure
from tests.ports import pick_free_port
from tests.relay.store.redis_servers import SAVES_NOTHING, as_nobody, mistakes_of, one_that_says, running, settings_of

LOCKED = ("requirepass open/sesame", *SAVES_NOTHING)
USER = "user relay on >pa%41ss ~* &* +@all"


@pytest.fixture
def locked(tmp_path: Path) -> Iterator[int]:
    with running(tmp_path / "locked", *LOCKED, USER) as port:
        yield port


async def told_of(address: str, beside: EmbeddedRedis) -> str:
    """The one thing that is told of a payload role with this address."""
    [mistake] = await mistakes_of(settings_of(address, beside.url, volatile_state=True))
    return mistake


class TestTheLogin:
    async def test_a_missing_password_is_told_with_the_way_to_write_it(
        self, locked: int, redis_server: EmbeddedRedis
    ) -> None:
        told = await told_of(f"redis://127.0.0.1:{locked}/0", redis_server)
        assert told.startswith(f"redis.payload_url: at 127.0.0.1:{locked}/0: the server wants a password and got none")
        assert "redis://:PASSWORD@host:6379/0" in told

    async def test_a_wrong_password_is_told_with_its_user_and_without_itself(
        self, locked: int, redis_server: EmbeddedRedis
    ) -> None:
        told = await told_of(f"redis://:hunter2@127.0.0.1:{locked}/0", redis_server)
        assert "the server refuses user 'default' with this password" in told
        assert "hunter2" not in told
        assert "%25" not in told

    async def test_a_percent_sign_that_is_decoded_is_named_as_the_likely_cause(
        self, locked: int, redis_server: EmbeddedRedis
    ) -> None:
        told = await told_of(f"redis://relay:pa%41ss@127.0.0.1:{locked}/0", redis_server)
        assert "the server refuses user 'relay' with this password" in told
        assert "what stands in an address as %41 is sent as A, so write a % of the password itself as %25" in told
        assert "pa%41ss" not in told
        assert "paAss" not in told

    async def test_a_password_with_every_sign_encoded_gets_in(self, locked: int, redis_server: EmbeddedRedis) -> None:
        settings = settings_of(f"redis://:open%2Fsesame@127.0.0.1:{locked}/0", redis_server.url)
        [mistake] = await mistakes_of(settings)  # of the state role, whose loss is not accepted
        assert mistake.startswith("redis.state_url")

    async def test_a_name_in_the_place_of_the_password_is_told_and_not_shown(
        self, locked: int, redis_server: EmbeddedRedis
    ) -> None:
        told = await told_of(f"redis://hunter2@127.0.0.1:{locked}/0", redis_server)
        assert "before the @ stands a user name without a password" in told
        assert "hunter2" not in told

    async def test_a_password_for_a_server_that_has_none_is_told_as_that(
        self, redis_server: EmbeddedRedis, tmp_path: Path
    ) -> None:
        with running(tmp_path / "open", *SAVES_NOTHING) as port:
            told = await told_of(f"redis://:hunter2@127.0.0.1:{port}/0", redis_server)
        assert "a password is given, and the server has none" in told
        assert "hunter2" not in told


class TestTheDatabase:
    async def test_a_number_that_is_not_there_is_told_with_those_that_are(
        self, redis_server: EmbeddedRedis, tmp_path: Path
    ) -> None:
        with running(tmp_path / "four", "databases 4", *SAVES_NOTHING) as port:
            told = await told_of(f"redis://127.0.0.1:{port}/4", redis_server)
        assert told.startswith(
            f"redis.payload_url: at 127.0.0.1:{port}/4: the server has no database 4 (it has 4, numbered 0 to 3)"
        )
        assert "operator_confirms_no_disk" not in told

    async def test_it_is_told_without_them_where_the_server_keeps_its_settings_to_itself(
        self, redis_server: EmbeddedRedis, tmp_path: Path
    ) -> None:
        with running(tmp_path / "shy", "databases 1", 'rename-command CONFIG ""', *SAVES_NOTHING) as port:
            told = await told_of(f"redis://127.0.0.1:{port}/7", redis_server)
        assert "the server has no database 7; write a number that is there" in told
        assert "operator_confirms_no_disk" not in told


class TestTheWayThere:
    async def test_a_port_at_which_nothing_listens_is_told(self, redis_server: EmbeddedRedis) -> None:
        port = pick_free_port()
        told = await told_of(f"redis://127.0.0.1:{port}", redis_server)
        assert told == (
            f"redis.payload_url: at 127.0.0.1:{port}/0: nothing listens there; start the server, "
            "or correct host and port"
        )

    async def test_a_host_that_has_no_address_is_told(self, redis_server: EmbeddedRedis) -> None:
        told = await told_of("redis://no-such-host.invalid:6379/0", redis_server)
        assert told.startswith(
            "redis.payload_url: at no-such-host.invalid:6379/0: the name of the host leads to no addr"
        )

    async def test_tls_at_a_port_that_has_none_is_told(self, redis_server: EmbeddedRedis, tmp_path: Path) -> None:
        with running(tmp_path / "plain", *SAVES_NOTHING) as port:
            told = await told_of(f"rediss://127.0.0.1:{port}/0", redis_server)
        assert "the server does not speak TLS at this port; write redis:// in place of rediss://" in told

    async def test_a_web_server_is_no_redis(self, redis_server: EmbeddedRedis) -> None:
        with one_that_says(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n") as port:
            told = await told_of(f"redis://127.0.0.1:{port}/0", redis_server)
        assert "what answers there does not speak the protocol of Redis" in told

    async def test_a_server_that_closes_without_a_word_may_want_tls(self, redis_server: EmbeddedRedis) -> None:
        with one_that_says(b"") as port:
            told = await told_of(f"redis://127.0.0.1:{port}/0", redis_server)
        assert "closes the connection without a word; where it wants TLS, write rediss://" in told

    async def test_protected_mode_is_told_in_place_of_its_long_letter(self, redis_server: EmbeddedRedis) -> None:
        """No real one: a server never denies its own machine. The words are those of networking.c."""
        with one_that_says(b"-DENIED Redis is running in protected mode because protected mode is enabled\r\n") as port:
            told = await told_of(f"redis://127.0.0.1:{port}/0", redis_server)
        assert "the server is in protected mode: it has no password" in told

    async def test_a_socket_that_is_not_there_is_told(self, redis_server: EmbeddedRedis, tmp_path: Path) -> None:
        told = await told_of(f"unix://:hunter2@{tmp_path}/redis.sock", redis_server)
        assert told.startswith(f"redis.payload_url: at unix://{tmp_path}/redis.sock?db=0: there is no such file")
        assert "hunter2" not in told

    async def test_a_socket_that_may_not_be_opened_is_told(self, mortal_redis: EmbeddedRedis) -> None:
        socket = Path(mortal_redis.url.removeprefix("unix://").partition("?")[0])
        socket.chmod(0)  # noqa: ASYNC240 - a moment, and nothing else runs meanwhile
        with as_nobody():
            first, second = await mistakes_of(settings_of(mortal_redis.url, mortal_redis.url, volatile_state=True))
        assert first.startswith(f"redis.payload_url: at unix://{socket}?db=0: the user that the relay runs as may not")
        assert second.startswith("redis.state_url: at unix://")

    async def test_a_server_with_all_the_clients_it_may_have_is_told(
        self, redis_server: EmbeddedRedis, tmp_path: Path
    ) -> None:
        with running(tmp_path / "small", "maxclients 1", *SAVES_NOTHING) as port:
            async with Redis(port=port) as held:
                await held.ping()
                told = await told_of(f"redis://127.0.0.1:{port}/0", redis_server)
        assert "the server has as many clients as it may have (maxclients)" in told

    async def test_both_roles_are_told_in_one_round(self) -> None:
        first, second = pick_free_port(), pick_free_port()
        mistakes = await mistakes_of(settings_of(f"redis://127.0.0.1:{first}", f"redis://127.0.0.1:{second}"))
        assert [mistake.partition(": nothing listens")[0] for mistake in mistakes] == [
            f"redis.payload_url: at 127.0.0.1:{first}/0",
            f"redis.state_url: at 127.0.0.1:{second}/0",
        ]


class TestTheWords:
    def test_a_certificate_that_is_not_trusted_is_told_with_the_way_to_trust_it(self) -> None:
        error = ssl.SSLCertVerificationError(1, "certificate verify failed")
        error.verify_message = "self-signed certificate"
        told = str(tell_failure(error, Login("relay:")))
        assert "not trusted (self-signed certificate); name its authority as ?ssl_ca_certs=/path" in told

    def test_what_a_server_repeats_of_our_arguments_is_left_out(self) -> None:
        error = ResponseError("unknown command 'AUTH', with args beginning with: 'relay' 'hunter2'")
        told = str(tell_failure(error, Login("relay:")))
        assert told == "it says \"unknown command 'AUTH'\" (ResponseError)"

    def test_words_that_hold_the_password_are_not_repeated(self) -> None:
        error = ResponseError("no such thing: hunter2")
        told = str(tell_failure(error, Login("relay:", secrets=("hunter2",))))
        assert told == "it fails (ResponseError)"

    def test_a_password_refused_in_any_words_is_a_password_refused(self) -> None:
        told = str(tell_failure(AuthenticationError("go away"), Login("relay:", user="relay")))
        assert told.startswith("the server refuses user 'relay' with this password")
