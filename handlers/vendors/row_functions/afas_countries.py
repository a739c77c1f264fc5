"""Country codes of AFAS against those of ISO 3166: AFAS writes D, B and F for Germany, Belgium and France.

Several AFAS codes are the ISO code of another country (RU is Burundi), so a code is only read with its kind known.
Source: MegaChriz/afasprofit resources/countrycodes.csv. Codes that are not listed are the same in both.
"""

from collections.abc import Mapping
from typing import Any

from mapping.functions import Function, WrongValueError
from mapping.functions.countries import entry_of, iso_codes
from mapping.functions.values import text_of
from words.told import Told

_PAIRS = """
A=AT AFG=AF AIA=AI AN=AO AND=AD AS=SA ASM=AS ATA=AQ ATF=TF AUS=AU B=BE BDS=BB BH=BZ BOL=BO BRN=BH BRU=BN BU=BF
BUR=MM BVT=BV C=CU CCK=CC CDN=CA CL=LK COK=CK CXR=CX CYM=KY D=DE DJI=DJ DOM=DO DY=BJ E=ES EAK=KE EAT=TZ EAU=UG
EL=SV EQ=GQ ERI=ER ESH=EH ET=EG ETH=ET F=FR FIN=FI FJI=FJ FL=LI FLK=FK FRO=FO GCA=GT GIB=GI GRO=GL GUM=GU GUY=GY
H=HU HKJ=JO HMD=HM HON=HN I=IT IND=IN IOT=IO IRL=IE IRQ=IQ J=JP JA=JM K=KH KIR=KI KO=KP KWT=KW L=LU LAO=LA
LAR=LY LB=LR M=MT MAL=MY MAR=MH MEX=MX MIC=FM MNE=ME MNP=MP MOC=MZ MON=MN MS=MU MSR=MS MYT=YT N=NO NA=AN NCL=NC
NFK=NF NIC=NI NIU=NU NPL=NP OEZ=UZ OMA=OM P=PT PCN=PN PLW=PW PNG=PG PSE=PS PYF=PF RA=AR RB=BW RC=TW RCA=CF
RCB=CG RCH=CL REU=RE RH=HT RI=ID RIM=MR RL=LB RM=MG RMM=ML RN=NE ROK=KR ROU=UY RP=PH RSM=SM RU=BI RUS=RU RWA=RW
S=SE SD=SZ SGP=SG SGS=GS SHN=SH SJM=SJ SLO=SI SME=SR SP=SO SPM=PM SRB=RS SUD=SD SWA=NA SY=SC SYR=SY T=TH TAD=TJ
TC=CM TCA=TC TKL=TK TLS=TL TMN=TM TS=TD UMI=UM USA=US VAT=VA VGB=VG VIR=VI WAG=GM WAL=SL WAN=NG WD=DM WG=GD
WL=LC WLF=WF WSM=WS WV=VC YMN=YE YV=VE Z=ZM ZRE=CD
"""

ISO_OF: Mapping[str, str] = dict(pair.split("=") for pair in _PAIRS.split())
AFAS_OF: Mapping[str, str] = {iso: afas for afas, iso in ISO_OF.items()}


def iso_country(afas_code: str) -> str:
    """The ISO code of two letters for AFAS's code.

    >>> iso_country("D"), iso_country("NL"), iso_country("RU")
    ('DE', 'NL', 'BI')
    """
    code = afas_code.strip().upper()
    return ISO_OF.get(code, code)


def afas_country(iso_code: str) -> str:
    """AFAS's code for an ISO code of two letters.

    >>> afas_country("de"), afas_country("NL"), afas_country("BI")
    ('D', 'NL', 'RU')
    """
    code = iso_code.strip().upper()
    return AFAS_OF.get(code, code)


def to_afas_country(value: Any) -> str:
    """Write an ISO code of two letters as AFAS's own code, which is another for many countries.

    >>> to_afas_country("DE"), to_afas_country("NL"), to_afas_country("BI")
    ('D', 'NL', 'RU')
    """
    return afas_country(entry_of(value).alpha_2)


def from_afas_country(value: Any) -> str:
    """Read AFAS's own code of a country as the ISO code of two letters.

    >>> from_afas_country("D"), from_afas_country("NL"), from_afas_country("RU")
    ('DE', 'NL', 'BI')
    """
    code = iso_country(text_of(value))
    if code not in iso_codes() and code not in AFAS_OF:
        raise WrongValueError(Told("afas.no_afas_country"), Told("afas.use_afas_country"))
    return code


AFAS_COUNTRIES: dict[str, Function] = {
    "to_afas_country": Function(to_afas_country),
    "from_afas_country": Function(from_afas_country),
}
