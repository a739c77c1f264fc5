"""A call is told without a value of ours, and knows whether it may be repeated."""

from handlers.vendors.accountview.protocol import Call, Effect


def test_a_call_is_told_by_method_path_and_object() -> None:
    assert str(Call(Effect.UPDATE, "/api/v3/accountviewdata", "AR1")) == "PUT /api/v3/accountviewdata of AR1"


def test_only_an_insert_may_not_be_sent_twice() -> None:
    assert {effect for effect in Effect if not effect.repeatable} == {Effect.INSERT}
