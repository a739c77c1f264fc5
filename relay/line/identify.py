"""Identifies a document that we have read ourselves: its number and version, or a stand-in where it has none."""

from dataclasses import replace

import structlog

from relay.model import Identity
from relay.roles import Json, Source

log = structlog.get_logger()


def strip_hash(reference: str) -> str:
    """A number without the ``#`` that shops write before it: ``#1001`` is the document 1001."""
    return reference.strip().lstrip("#").lstrip() or reference


def shape_identity(identity: Identity, material: bytes, shape: str) -> tuple[Identity, bytes]:
    """The same version of a document under what else decides what is sent of it: where that is another, so is this."""
    if identity.version is None:
        return identity, material + shape.encode()
    return replace(identity, version=f"{identity.version} {shape}"), material


def identify_document(source: Source, document: Json, body: bytes, flow: str) -> tuple[Identity, bytes]:
    """Number and version of a document, and the bytes that stand for its version where it states none.

    ``body`` is the document as bytes. One that cannot even be named is named by its bytes, so that it becomes an event
    too and is held with its problems: one bad record must not stop the rest.
    """
    try:
        identity = source.identify(document)
        return identity, b"" if identity.version else source.digest_material(document)
    except Exception as error:  # noqa: BLE001 - a defect of a source may raise anything
        log.error("document_unnamed", flow=flow, error=type(error).__name__)  # noqa: TRY400 - its text may be personal
        return Identity(f"?{body.hex()}"), body
