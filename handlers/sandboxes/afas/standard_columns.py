"""The columns of AFAS's own standard GetConnectors, by their names and types, whatever a connection is set to read.

Three of articles and three of stock are no standard ones: customers make them, as docs/afas-connectors.md and
docs/stock-sources.md ask.

Source: AFASSoftware/OASContent OpenApiSpecs/profit/en. A name ends in ``:n`` for a number with decimals, ``:i`` for a
whole number, ``:b`` for yes or no, ``:d`` for a date and ``:m`` for a date with its time; the others are text.
"""

from collections.abc import Mapping
from types import MappingProxyType

from handlers.sandboxes.afas.tables import Column, Kind, Table

DEBTOR, ORG_PER, CONTACTS, ADDRESS = "Profit_Debtor", "Profit_OrgPer", "Profit_Contacts", "Profit_Address"
ORDER_LINES, STOCK = "Profit_SalesorderLines", "Profit_Stock_per_Warehouse"
SUBJECTS, ATTACHMENTS = "Profit_Subjects", "Profit_Subject_Attachments"
WAREHOUSES, CURRENCIES = "Profit_Warehouses", "Profit_Currency"
ADMINISTRATIONS, ACCOUNTS = "Profit_Administrations", "Profit_Accounts"
ARTICLES, ARTICLE_GROUPS = "Profit_Article", "Profit_ArticleGroups"
UNITS, BARCODES, COMPOSITIONS = "Profit_Unit_per_Item", "Profit_Barcode_per_Item", "Profit_Composition"
OWN_ARTICLES, OWN_PRICES, OWN_IMAGES = "Relay_Articles", "Relay_Prices", "Relay_ArticleImages"
OWN_STOCK, OPEN_LINES, OWN_MUTATIONS = "Relay_Stock", "Relay_OpenOrderLines", "Relay_StockMutations"

_ARTICLE = (
    "ItemCode Description ExtraDescription UnitId Factor:i ArtGroup Blocked:b Barcode VATGroup ItemSortCode "
    "ItemTypeCode Stock:b BitDecimals:i PriceGroup StockCode StockDimId1 StockDimId2 CreateDate:m ModifiedDate:m"
)
_OWN_ARTICLE = (
    "ItemType SalesPrice:n CostPrice:n Weight:n VaWt StL1 StL2 BlSa:b VariantModified:m LongText "
    "Description_1031 Description_1036 Description_1043 Description_2057 Description_2067 "
    "ExtraDescription_1031 ExtraDescription_1036 ExtraDescription_1043 ExtraDescription_2057 ExtraDescription_2067 "
    "ImageId ImageFile ImageId1 ImageFile1 ImageId2 ImageFile2 ImageId3 ImageFile3 ImageId4 ImageFile4 ImageId5 "
    "ImageFile5 ImageId6 ImageFile6"
)

_KINDS: Mapping[str, Kind] = MappingProxyType(
    {"": Kind.STRING, "n": Kind.DECIMAL, "i": Kind.INT, "b": Kind.BOOLEAN, "d": Kind.DATE, "m": Kind.MOMENT}
)

_COLUMNS: Mapping[str, str] = MappingProxyType(
    {
        DEBTOR: "DebtorId DebtorName BcCo SearchName AdressLine1 AdressLine3 AdressLine4 TelNr Email IBAN VatNr "
        "ChOfCommNr CollectAccount PayCon VatDuty Blocked:b CreditLimit:n CurrencyId AutoPayment:b CreateDate:m "
        "ModifiedDate:m",
        ORG_PER: "BcCo Type SearchName Name AdressLine1 AdressLine3 AdressLine4 TelWork MailWork Homepage Note "
        "ChOfCommNr DateBirth:d BSN",
        CONTACTS: "Type ContactId:i Name OrgNumber PerNumber Department Blocked:b AddressLine1 AddressLine3 "
        "AddressLine4 TelWork MobWork MailWork Note Function FunctionCard FullName Gender TelPrivate MobPrivate "
        "MailPrivate CreateDate:m ModifiedDate:m",
        ADDRESS: "AddressId:i AddressLine PoBox:b AddressAdd Address Number:i NumberAdd ZipCode Recidence Country "
        "Addition CreateDate:m ModifiedDate:m",
        ORDER_LINES: "OrderNumber Status OrderDate:d DebtorId CurrencyId CustomerReference SeqNo:i LineStatusCode "
        "LineGuid ItemTypeCode ItemCodeId Description UnitId PiecePerUnit:n PricePerUnit:n AmtRowDiscount:n "
        "PriceNet:n AmtTotal:n CreateDate:m ModifiedDate:m",
        STOCK: "Basisartikeltype_code Item_code In_stock:n Unit Stock_level_code",
        SUBJECTS: "TypeId:i SubjectId:i DateCreated:m Subject Comment Status Number:i FeV1:i FeV2:i FeV3:i OrgPersId "
        "ContactNr:i ToEmployer:b ToDebtor:b ToCreditor:b ToOrgPers:b ToEmployee:b ToApplicant:b Project Campagne:i "
        "Source:i Responsible StartDate:m EndDate:m Afgehandeld:b Datum_afgehandeld:m Bron Type_actie Prioriteit "
        "WFstatus WFClosed",
        ATTACHMENTS: "attachment_id:i subject_id:i file_id file_name",
        WAREHOUSES: "Warehouse Description UnitIdFin:i Blocked:b Barcode BasicContactCode Name AdressLine1 AdressLine2 "
        "AdressLine3 CountryId CreateDate:m ModifiedDate:m",
        CURRENCIES: "CurrencyId Currency Exchange_Rate:n StartDate:d DailyRate:n",
        ADMINISTRATIONS: "AdminId:i AdminNm AdminCd",
        ARTICLE_GROUPS: "Artikelgroep Omschrijving",
        ARTICLES: _ARTICLE,
        OWN_ARTICLES: f"{_ARTICLE} {_OWN_ARTICLE}",
        OWN_PRICES: "ItemCode ItemType PriceList Debtor CurrencyId UnitId FromQuantity:n Price:n Begin:d End:d "
        "Promotion:b StL1 StL2 ModifiedDate:m",
        OWN_IMAGES: "ItemCode ImageId FileName Place:i ModifiedDate:m",
        OWN_STOCK: "ItemCode ItemType WarehouseId AdministrationId:i UnitId StockKept:b StockCode Blocked:b InStock:n "
        "ReservedOnStock:n ReservedOnOrder:n BackOrder:n InOrder:n ReceiptDate:d Available:n Economic:n StL1 StL2 "
        "LastStockUpdate:m",
        OPEN_LINES: "OrderNumber ItemCode ItemType WarehouseId UnitId QuantityToDeliver:n StL1 StL2 ModifiedDate:m",
        OWN_MUTATIONS: "ItemCode WarehouseId Location Description Date:d EntrySort Reason Quantity:n",
        UNITS: "ItemType ItemCode UnitId Amount:n BasicItem:b",
        BARCODES: "ItemType ItemCode UnitId BarcodeType Barcode StockDimCode1 StockDimCode2 SerialNumber BatchNumber "
        "DebtorId CreditorId",
        COMPOSITIONS: "CompositionId Description UnitId Blocked:b CompXpl CompVar:b CompUnique:b CreateOrderLines:b "
        "Artikelgroep ItemType ItemCode AllwaysActive:b PresentationSeqno:i Quantity:n UnitId2 CreateDate:m "
        "ModifiedDate:m",
        ACCOUNTS: "Account Description Type Sort Blocked:b CollectAccount:b CollectAccountType Feature CollectOn "
        "VatAllowed:b VatCode Budget ToProject DimAx1 DimAx2 DimAx3 DimAx4 DimAx5",
    }
)


def standard_table(name: str) -> Table:
    """A standard connector's table, empty. Raises KeyError for one that is not described here."""
    words = (word.partition(":") for word in _COLUMNS[name].split())
    return Table(name, tuple(Column(column, _KINDS[kind]) for column, _, kind in words))
