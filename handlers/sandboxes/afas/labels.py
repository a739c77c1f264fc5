"""What AFAS calls its fields in Dutch error texts; a field that is not here goes by the name of its schema."""

from handlers.sandboxes.afas.published import Field

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
    "SbId": "Dossieritem",
    "StId": "Type dossieritem",
    "VaOt": "Soort boeking",
    "ZpCd": "Postcode",
}

_ENGLISH = {
    "Achternaam": "Last name",
    "Administratie": "Administration",
    "Adres": "Address",
    "Afleveradres": "Delivery address",
    "Autonummering": "Automatic numbering",
    "Bestemming": "Destination",
    "Betalingsvoorwaarde": "Payment condition",
    "Btw-plicht": "VAT duty",
    "Btw-tariefgroep": "VAT rate group",
    "Dossieritem": "Dossier item",
    "Eenheid": "Unit",
    "Factureren aan": "Invoice to",
    "Factuurnummer": "Invoice number",
    "GUID regel": "GUID line",
    "Einddatum": "End date",
    "Goederencode": "Statistics code",
    "Inkooprelatie": "Purchase relation",
    "Itemcode verkoop": "Item code, sales",
    "Onderdeel": "Part",
    "Prijslijst": "Price list",
    "Artikeldimensie 1": "Article dimension 1",
    "Artikeldimensie 2": "Article dimension 2",
    "Ingangsdatum adreswijziging": "First day of the new address",
    "Itemcode": "Item code",
    "Land": "Country",
    "Bankrekening": "Bank account",
    "Magazijn": "Warehouse",
    "Naam": "Name",
    "Nummer": "Number",
    "Nummer pakbon": "Packing slip number",
    "Ordernummer": "Order number",
    "Ordernummer/referentie": "Order number/reference",
    "Organisatie": "Organisation",
    "Organisatie/persoon": "Organisation/person",
    "Persoon": "Person",
    "Soort boeking": "Entry sort",
    "Type dossieritem": "Dossier item type",
    "Valuta": "Currency",
    "Verkooprelatie": "Sales relation",
    "Voorkeur Iban nummer": "Preferred IBAN",
    "Voorkeur prijslijst": "Preferred price list",
    "Voorkeur tegenrekening": "Preferred contra account",
    "Verzamelrekening": "Collective account",
}


def in_english(label: str) -> str:
    """A label as an English error text has it; what has no English here stays as it is."""
    return _ENGLISH.get(label, label)


def label_of(field: Field | None, path: str) -> str:
    """The name of a field in an error text, or the last word of the path of what is no field."""
    if field is None:
        return path.rpartition(".")[2]
    return _DUTCH.get(field.name, field.label)
