"""Secrets come from where secrets are, are what somebody meant, and cannot be guessed; none is shown in a finding."""

import base64
from pathlib import Path

import pytest

from relay.settings.file import judge
from relay.settings.findings import Finding
from relay.settings.secret_sources import MOUNTED
from tests.relay.settings.files import ENVIRONMENT, GOOD, PIPELINES, VENDORS

WEAK = base64.b64encode(bytes(32)).decode()
GOOD_TOKEN = "q7Zk0Vx4Tn9Lw2Rb"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "secrets").mkdir()
    return tmp_path


def found(folder: Path, reference: str, **environment: str) -> list[Finding]:
    """What is found where the token of the shop is written so."""
    path = folder / "relay.yaml"
    path.write_text(GOOD.replace('"${SHOP_TOKEN}"', f"'{reference}'"), "utf-8")
    return list(judge(path, {**ENVIRONMENT, **environment}, VENDORS, PIPELINES).findings)


def token_of(folder: Path, reference: str, **environment: str) -> str:
    path = folder / "relay.yaml"
    path.write_text(GOOD.replace('"${SHOP_TOKEN}"', f"'{reference}'"), "utf-8")
    settings = judge(path, {**ENVIRONMENT, **environment}, VENDORS, PIPELINES).settings
    assert settings is not None
    return str(settings.connections["shop"].token.get_secret_value())  # type: ignore[attr-defined]  # the shop has one


class TestFiles:
    def test_a_file_is_found_by_its_name_in_the_folder_beside_the_settings(self, folder: Path) -> None:
        (folder / "secrets" / "shop").write_text("hunter2\n", "utf-8")
        assert found(folder, "${file:shop}") == []
        assert token_of(folder, "${file:shop}") == "hunter2"

    def test_the_folder_may_be_named_in_the_environment(self, folder: Path) -> None:
        own = folder / "vault"
        own.mkdir()
        (own / "shop").write_text("hunter2", "utf-8")
        assert token_of(folder, f"${{file:{own}/shop}}", RELAY_SECRETS_DIR=str(own)) == "hunter2"

    @pytest.mark.parametrize("path", ["/proc/self/environ", "/etc/hostname", "{folder}/elsewhere", "../elsewhere"])
    def test_a_file_outside_the_folders_of_secrets_is_not_read(self, path: str, folder: Path) -> None:
        (folder / "elsewhere").write_text("hunter2", "utf-8")
        [one] = found(folder, f"${{file:{path.format(folder=folder)}}}")
        assert (one.severity, one.code) == ("error", "settings.file_elsewhere")
        assert str(MOUNTED) in str(one)
        assert "hunter2" not in str(one)

    def test_a_link_out_of_the_folder_is_followed_to_where_it_leads(self, folder: Path) -> None:
        (folder / "elsewhere").write_text("hunter2", "utf-8")
        (folder / "secrets" / "shop").symlink_to(folder / "elsewhere")
        assert [one.code for one in found(folder, "${file:shop}")] == ["settings.file_elsewhere"]

    def test_links_inside_the_folder_are_fine_as_kubernetes_makes_them(self, folder: Path) -> None:
        (folder / "secrets" / "..2026").mkdir()
        (folder / "secrets" / "..2026" / "shop").write_text("hunter2", "utf-8")
        (folder / "secrets" / "..data").symlink_to("..2026")
        (folder / "secrets" / "shop").symlink_to("..data/shop")
        assert token_of(folder, "${file:shop}") == "hunter2"

    @pytest.mark.parametrize("end", ["", "\n", "\r\n"])
    def test_the_one_line_end_that_editors_write_is_usual(self, end: str, folder: Path) -> None:
        (folder / "secrets" / "shop").write_bytes(f"hunter2{end}".encode())
        assert found(folder, "${file:shop}") == []
        assert token_of(folder, "${file:shop}") == "hunter2"

    def test_more_line_ends_are_told_and_left_off(self, folder: Path) -> None:
        (folder / "secrets" / "shop").write_text("hunter2\n\n", "utf-8")
        assert [(one.severity, one.code) for one in found(folder, "${file:shop}")] == [
            ("warning", "settings.secret_line_end")
        ]
        assert token_of(folder, "${file:shop}") == "hunter2"

    @pytest.mark.parametrize(
        ("held", "code"),
        [
            (b"", "settings.empty_secret"),
            (b"\n", "settings.empty_secret"),
            (b"  \n", "settings.empty_secret"),
            (b"\xef\xbb\xbfhunter2", "settings.secret_with_mark"),
            (b" hunter2", "settings.secret_with_blanks"),
            (b"hunter2 \n", "settings.secret_with_blanks"),
            (b"hunter2\t", "settings.secret_with_blanks"),
            (b"\xff\xfeh\x00", "settings.file_no_text"),
        ],
    )
    def test_what_no_vendor_gave_is_refused_with_the_reason(self, held: bytes, code: str, folder: Path) -> None:
        (folder / "secrets" / "shop").write_bytes(held)
        [one] = found(folder, "${file:shop}")
        assert (one.severity, one.code) == ("error", code)
        assert "the file shop" in str(one)
        assert "hunter2" not in str(one)


class TestVariables:
    @pytest.mark.parametrize("reference", ["${SHOP_TOKEN:-x}", "${ SHOP_TOKEN }", "${SHOP-TOKEN}", "${}", "${1}"])
    def test_a_reference_is_a_name_alone(self, reference: str, folder: Path) -> None:
        [one] = found(folder, reference)
        assert (one.severity, one.code) == ("error", "settings.reference_form")
        assert "write it as ${NAME}" in str(one)

    @pytest.mark.parametrize("form", ["$SHOP_TOKEN", "$(SHOP_TOKEN)", "{SHOP_TOKEN}", "%SHOP_TOKEN%", "SHOP_TOKEN"])
    def test_a_name_in_the_form_of_another_program_is_told_in_ours(self, form: str, folder: Path) -> None:
        [one] = found(folder, form)
        assert one.code == "settings.reference_form"
        assert "${SHOP_TOKEN}" in str(one)

    @pytest.mark.parametrize("form", ["$hunter2", "hunter2", "{hunter2}"])
    def test_what_is_no_variable_may_be_the_secret_and_is_not_shown(self, form: str, folder: Path) -> None:
        [one] = found(folder, form)
        assert one.code == "settings.secret_in_file"
        assert "hunter2" not in str(one)

    def test_a_line_end_in_a_variable_is_told_and_left_off(self, folder: Path) -> None:
        [one] = found(folder, "${SHOP_TOKEN}", SHOP_TOKEN="hunter2\n")
        assert (one.severity, one.code, one.path) == (
            "warning", "settings.secret_line_end", ("connections", "shop", "token"),
        )  # fmt: skip
        assert token_of(folder, "${SHOP_TOKEN}", SHOP_TOKEN="hunter2\n") == "hunter2"

    @pytest.mark.parametrize("quote", ["'", '"'])
    def test_quotes_that_an_env_file_kept_are_told_and_count(self, quote: str, folder: Path) -> None:
        quoted = f"{quote}hunter2{quote}"
        [one] = found(folder, "${SHOP_TOKEN}", SHOP_TOKEN=quoted)
        assert (one.severity, one.code) == ("warning", "settings.secret_in_quotes")
        assert token_of(folder, "${SHOP_TOKEN}", SHOP_TOKEN=quoted) == quoted

    @pytest.mark.parametrize(
        ("held", "code"),
        [
            (" x", "settings.secret_with_blanks"),
            ("\n", "settings.empty_secret"),
            ("\ufeffx", "settings.secret_with_mark"),
        ],
    )
    def test_what_no_vendor_gave_is_refused(self, held: str, code: str, folder: Path) -> None:
        assert [one.code for one in found(folder, "${SHOP_TOKEN}", SHOP_TOKEN=held)] == [code]


def judged(folder: Path, text: str, **environment: str) -> list[Finding]:
    path = folder / "relay.yaml"
    path.write_text(text, "utf-8")
    return list(judge(path, {**ENVIRONMENT, **environment}, VENDORS, PIPELINES).findings)


@pytest.mark.parametrize(
    "token",
    ["1", "changeme", "x" * 40, "abcabcabcabcabcabc", "changeme-changeme-1", "Password123456789", "short-Token-12"],
)
def test_a_token_of_the_operators_that_can_be_guessed_is_refused(token: str, folder: Path) -> None:
    [one] = judged(folder, GOOD + '\nadmin: {token: "${ADMIN}"}\n', ADMIN=token)
    assert (one.severity, one.path, one.code) == ("error", ("admin", "token"), "settings.token_guessed")


@pytest.mark.parametrize("token", [GOOD_TOKEN, "0f" * 4 + "9b3c77d1e5a8"])
def test_a_random_token_is_accepted(token: str, folder: Path) -> None:
    assert judged(folder, GOOD + '\nadmin: {token: "${ADMIN}"}\n', ADMIN=token) == []


@pytest.mark.parametrize("name", ["PAYLOAD_KEY", "INDEX_KEY"])
def test_a_key_that_nobody_drew_at_random_is_refused(name: str, folder: Path) -> None:
    [one] = judged(folder, GOOD, **{name: WEAK})
    assert (one.severity, one.code) == ("error", "settings.key_not_random")


def test_a_payload_key_that_is_there_twice_is_refused(folder: Path) -> None:
    [one] = judged(folder, GOOD.replace('["${PAYLOAD_KEY}"]', '["${PAYLOAD_KEY}", "${PAYLOAD_KEY}"]'))
    assert (one.path, one.code) == (("keys", "payload", 1), "settings.payload_key_twice")


@pytest.mark.parametrize("address", ["state:6379/0", "127.0.0.1:6379", "http://state:6379"])
def test_an_address_of_redis_without_its_scheme_is_no_secret_in_the_file(address: str, folder: Path) -> None:
    [one] = judged(folder, GOOD.replace('"${STATE_URL}"', address))
    assert (one.path, one.code) == (("redis", "state_url"), "redis.address_scheme")


def test_a_row_may_hold_what_only_looks_like_a_reference(folder: Path) -> None:
    path = folder / "relay.yaml"
    row = "    mapping: [{to: SO_HDR.COMMENT2, const: '${ NAME }'}]\n"
    path.write_text(GOOD.rstrip("\n") + "\n" + row, "utf-8")
    assert list(judge(path, ENVIRONMENT, VENDORS, PIPELINES).findings) == []
