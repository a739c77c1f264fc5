"""What AFAS calls its fields in Dutch error texts; a field that is not here goes by the name of its schema."""

from handlers.vendors.afas.dictionary import UpdateField

_DUTCH = {
    "Ad": "Straat",
    "BcCo": "Nummer",
    "BeginDate": "Ingangsdatum adreswijziging",
    "BiUn": "Eenheid",
    "CoId": "Land",
    "ColA": "Verzamelrekening",
    "CuId": "Valuta",
    "DbId": "Verkooprelatie",
    "DlAd": "Afleveradres",
    "EmAd": "E-mail werk",
    "HmNr": "Huisnummer",
    "ItCd": "Itemcode",
    "LaNm": "Achternaam",
    "MatchOga": "Organisatie vergelijken op",
    "MatchPer": "Persoon vergelijken op",
    "Nm": "Naam",
    "OrDa": "Datum",
    "OrNu": "Ordernummer",
    "PaCd": "Betalingsvoorwaarde",
    "QuUn": "Aantal eenheden",
    "RfCs": "Ordernummer/referentie",
    "Rs": "Woonplaats",
    "SeNm": "Zoeknaam",
    "Unit": "Administratie",
    "Upri": "Prijs per eenheid",
    "VaDu": "Btw-plicht",
    "VaIt": "Type item",
    "VaRc": "Btw-tariefgroep",
    "War": "Magazijn",
    "ZpCd": "Postcode",
}


def label_of(field: UpdateField | None, path: str) -> str:
    """The name of a field in an error text, or the last word of the path of what is no field."""
    if field is None:
        return path.rpartition(".")[2]
    return _DUTCH.get(field.name, field.label)
