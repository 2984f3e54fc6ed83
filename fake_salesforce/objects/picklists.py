"""Picklists that more than one field uses, by the name the field tables give them (``{@Industry}``).

Industry and LeadSource are the Developer Edition defaults (reference 5.2). GeocodeAccuracy and the
locale lists are believed; the list of locales is not complete.
"""

from collections.abc import Mapping
from types import MappingProxyType


def _values(text: str) -> tuple[str, ...]:
    return tuple(each.strip() for each in text.replace("\n", " ").split(";"))


PICKLISTS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "Industry": _values(
            """Agriculture; Apparel; Banking; Biotechnology; Chemicals; Communications;
            Construction; Consulting; Education; Electronics; Energy; Engineering; Entertainment;
            Environmental; Finance; Food & Beverage; Government; Healthcare; Hospitality; Insurance;
            Machinery; Manufacturing; Media; Not For Profit; Other; Recreation; Retail; Shipping;
            Technology; Telecommunications; Transportation; Utilities"""
        ),
        "LeadSource": _values("Web; Phone Inquiry; Partner Referral; Purchased List; Other"),
        "GeocodeAccuracy": _values(
            """Address; NearAddress; Block; Street; ExtendedZip; Zip; Neighborhood; City; County;
            State; Unknown"""
        ),
        "EmailEncodingKey": _values(
            """UTF-8; ISO-8859-1; Shift_JIS; ISO-2022-JP; EUC-JP; ks_c_5601-1987; Big5; GB2312;
            Big5-HKSCS; x-SJIS_0213"""
        ),
        "LanguageLocaleKey": _values(
            """en_US; de; es; fr; it; ja; sv; ko; zh_TW; zh_CN; pt_BR; nl_NL; da; th; fi; ru; es_MX;
            no"""
        ),
        "LocaleSidKey": _values(
            """en_US; en_GB; en_AU; en_CA; en_IE; en_IN; en_NZ; en_SG; en_ZA; de_DE; de_AT; de_CH;
            fr_FR; fr_BE; fr_CA; fr_CH; es_ES; es_MX; es_AR; es_CL; es_CO; it_IT; it_CH; ja_JP; nl_NL;
            nl_BE; pt_BR; pt_PT; sv_SE; da_DK; fi_FI; no_NO; ko_KR; zh_CN; zh_TW; zh_HK; th_TH; ru_RU;
            pl_PL; cs_CZ; hu_HU; tr_TR; el_GR; ro_RO; iw_IL; ar_AE; ar_SA; hi_IN"""
        ),
        "TimeZoneSidKey": _values(
            """Pacific/Kiritimati; Pacific/Enderbury; Pacific/Tongatapu; Pacific/Chatham;
            Asia/Kamchatka; Pacific/Auckland; Pacific/Fiji; Pacific/Norfolk; Pacific/Guadalcanal;
            Australia/Lord_Howe; Australia/Brisbane; Australia/Sydney; Australia/Adelaide;
            Australia/Darwin; Asia/Seoul; Asia/Tokyo; Asia/Hong_Kong; Asia/Kuala_Lumpur; Asia/Manila;
            Asia/Shanghai; Asia/Singapore; Asia/Taipei; Australia/Perth; Asia/Bangkok;
            Asia/Ho_Chi_Minh; Asia/Jakarta; Asia/Rangoon; Asia/Dhaka; Asia/Yekaterinburg;
            Asia/Kathmandu; Asia/Colombo; Asia/Kolkata; Asia/Karachi; Asia/Tashkent; Asia/Kabul;
            Asia/Baku; Asia/Dubai; Asia/Tbilisi; Asia/Yerevan; Asia/Tehran; Africa/Nairobi;
            Asia/Baghdad; Asia/Kuwait; Asia/Riyadh; Europe/Minsk; Europe/Moscow; Africa/Cairo;
            Africa/Johannesburg; Asia/Beirut; Asia/Jerusalem; Europe/Athens; Europe/Bucharest;
            Europe/Helsinki; Europe/Istanbul; Africa/Algiers; Europe/Amsterdam; Europe/Berlin;
            Europe/Brussels; Europe/Paris; Europe/Prague; Europe/Rome; Europe/Dublin; Europe/Lisbon;
            Europe/London; GMT; Atlantic/Cape_Verde; America/Sao_Paulo; Atlantic/South_Georgia;
            America/Argentina/Buenos_Aires; America/Santiago; America/Caracas; America/Halifax;
            America/Puerto_Rico; Atlantic/Bermuda; America/St_Johns; America/Bogota;
            America/Indiana/Indianapolis; America/Lima; America/New_York; America/Panama;
            America/Chicago; America/El_Salvador; America/Mexico_City; America/Denver;
            America/Phoenix; America/Los_Angeles; America/Tijuana; America/Anchorage;
            Pacific/Honolulu; America/Adak; Pacific/Niue; Pacific/Pago_Pago; Pacific/Marquesas;
            Pacific/Gambier"""
        ),
    }
)
