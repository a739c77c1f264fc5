"""A relay.yaml of the shipped vendors without a mistake, and the secrets that it names."""

import base64
import secrets

GOOD = """
instance: relay
redis: {payload_url: "redis://payload:6379/0", state_url: "redis://:${STATE_PASSWORD}@state:6379/0"}
keys: {payload: ["${PAYLOAD_KEY}"], index: "${INDEX_KEY}"}
admin: {token: "${ADMIN_TOKEN}"}
connections:
  afas: {vendor: afas, environment: "12345", kind: rest, token: "${AFAS_TOKEN}", reference_prefix: "A-"}
  books:
    vendor: accountview
    company: DEMO
    client_id: relay
    client_secret: "${AV_SECRET}"
    refresh_token: "${AV_REFRESH}"
  shop: {vendor: webhook, allow: [203.0.113.7], reference_prefix: "S1-"}
flows:
  afas-orders:
    entity: order
    from: afas
    to: books
    write: true
    poll: {every: 5m, overlap: 16m, start: now}
    settings:
      receivables_account: {default: "1300"}
      payment_condition: {default: "30", table: {"14": "14", "30": "30"}, unmapped: hold}
      default_debtor: {value: "10000", force: false}
  shop-orders: {entity: order, from: shop, to: books, write: false, settings: {receivables_account: {default: "1300"}}}
"""


def key() -> str:
    return base64.b64encode(secrets.token_bytes(32)).decode()


ENVIRONMENT = {
    "STATE_PASSWORD": "password-of-the-state",
    "PAYLOAD_KEY": key(),
    "INDEX_KEY": key(),
    "ADMIN_TOKEN": "token-of-the-operators-0123456789",
    "AFAS_TOKEN": f"<token><version>1</version><data>{'0123456789ABCDEF' * 4}</data></token>",
    "AV_SECRET": "secret-of-the-hub",
    "AV_REFRESH": "refresh-token-of-the-hub",
}
