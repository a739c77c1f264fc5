"""Queries as a client writes them."""


def asked(business_object: str, *filters: tuple[str, str, str, str], **more: str) -> dict[str, str]:
    """A page of an object, with numbered filters: field, operator, type and value of each."""
    query = {"businessobject": business_object, "pagesize": "100"} | more
    for number, (field, operator, kind, value) in enumerate(filters, start=1):
        query |= {
            f"filtercontrolsource{number}": field,
            f"filteroperator{number}": operator,
            f"filtervaluetype{number}": kind,
            f"filtervalue{number}": value,
        }
    return query
