"""Languages by their codes: `es`, `pt-BR`, `zh-Hant`; and what is meant by one that is none.

A code is a language, then perhaps a writing and a country, as BCP 47 spells them. Those of two
letters are listed here by name, as are a few of three that desks have callers in; any other of
three letters is taken as it is, for nobody needs the eight thousand there are.
"""

import re
from collections.abc import Iterable

_NAMES = {
    "aa": "Afar",
    "ab": "Abkhazian",
    "ae": "Avestan",
    "af": "Afrikaans",
    "ak": "Akan",
    "am": "Amharic",
    "an": "Aragonese",
    "ar": "Arabic",
    "as": "Assamese",
    "av": "Avaric",
    "ay": "Aymara",
    "az": "Azerbaijani",
    "ba": "Bashkir",
    "be": "Belarusian",
    "bg": "Bulgarian",
    "bi": "Bislama",
    "bm": "Bambara",
    "bn": "Bangla",
    "bo": "Tibetan",
    "br": "Breton",
    "bs": "Bosnian",
    "ca": "Catalan",
    "ce": "Chechen",
    "ch": "Chamorro",
    "co": "Corsican",
    "cr": "Cree",
    "cs": "Czech",
    "cu": "Church Slavic",
    "cv": "Chuvash",
    "cy": "Welsh",
    "da": "Danish",
    "de": "German",
    "dv": "Divehi",
    "dz": "Dzongkha",
    "ee": "Ewe",
    "el": "Greek",
    "en": "English",
    "eo": "Esperanto",
    "es": "Spanish",
    "et": "Estonian",
    "eu": "Basque",
    "fa": "Persian",
    "ff": "Fulah",
    "fi": "Finnish",
    "fj": "Fijian",
    "fo": "Faroese",
    "fr": "French",
    "fy": "Western Frisian",
    "ga": "Irish",
    "gd": "Scottish Gaelic",
    "gl": "Galician",
    "gn": "Guarani",
    "gu": "Gujarati",
    "gv": "Manx",
    "ha": "Hausa",
    "he": "Hebrew",
    "hi": "Hindi",
    "ho": "Hiri Motu",
    "hr": "Croatian",
    "ht": "Haitian Creole",
    "hu": "Hungarian",
    "hy": "Armenian",
    "hz": "Herero",
    "ia": "Interlingua",
    "id": "Indonesian",
    "ie": "Interlingue",
    "ig": "Igbo",
    "ii": "Sichuan Yi",
    "ik": "Inupiaq",
    "io": "Ido",
    "is": "Icelandic",
    "it": "Italian",
    "iu": "Inuktitut",
    "ja": "Japanese",
    "jv": "Javanese",
    "ka": "Georgian",
    "kg": "Kongo",
    "ki": "Kikuyu",
    "kj": "Kuanyama",
    "kk": "Kazakh",
    "kl": "Kalaallisut",
    "km": "Khmer",
    "kn": "Kannada",
    "ko": "Korean",
    "kr": "Kanuri",
    "ks": "Kashmiri",
    "ku": "Kurdish",
    "kv": "Komi",
    "kw": "Cornish",
    "ky": "Kyrgyz",
    "la": "Latin",
    "lb": "Luxembourgish",
    "lg": "Ganda",
    "li": "Limburgish",
    "ln": "Lingala",
    "lo": "Lao",
    "lt": "Lithuanian",
    "lu": "Luba-Katanga",
    "lv": "Latvian",
    "mg": "Malagasy",
    "mh": "Marshallese",
    "mi": "Māori",
    "mk": "Macedonian",
    "ml": "Malayalam",
    "mn": "Mongolian",
    "mr": "Marathi",
    "ms": "Malay",
    "mt": "Maltese",
    "my": "Burmese",
    "na": "Nauru",
    "nb": "Norwegian Bokmål",
    "nd": "North Ndebele",
    "ne": "Nepali",
    "ng": "Ndonga",
    "nl": "Dutch",
    "nn": "Norwegian Nynorsk",
    "no": "Norwegian",
    "nr": "South Ndebele",
    "nv": "Navajo",
    "ny": "Nyanja",
    "oc": "Occitan",
    "oj": "Ojibwa",
    "om": "Oromo",
    "or": "Odia",
    "os": "Ossetic",
    "pa": "Punjabi",
    "pi": "Pali",
    "pl": "Polish",
    "ps": "Pashto",
    "pt": "Portuguese",
    "qu": "Quechua",
    "rm": "Romansh",
    "rn": "Rundi",
    "ro": "Romanian",
    "ru": "Russian",
    "rw": "Kinyarwanda",
    "sa": "Sanskrit",
    "sc": "Sardinian",
    "sd": "Sindhi",
    "se": "Northern Sami",
    "sg": "Sango",
    "si": "Sinhala",
    "sk": "Slovak",
    "sl": "Slovenian",
    "sm": "Samoan",
    "sn": "Shona",
    "so": "Somali",
    "sq": "Albanian",
    "sr": "Serbian",
    "ss": "Swati",
    "st": "Southern Sotho",
    "su": "Sundanese",
    "sv": "Swedish",
    "sw": "Swahili",
    "ta": "Tamil",
    "te": "Telugu",
    "tg": "Tajik",
    "th": "Thai",
    "ti": "Tigrinya",
    "tk": "Turkmen",
    "tl": "Tagalog",
    "tn": "Tswana",
    "to": "Tongan",
    "tr": "Turkish",
    "ts": "Tsonga",
    "tt": "Tatar",
    "tw": "Twi",
    "ty": "Tahitian",
    "ug": "Uyghur",
    "uk": "Ukrainian",
    "ur": "Urdu",
    "uz": "Uzbek",
    "ve": "Venda",
    "vi": "Vietnamese",
    "vo": "Volapük",
    "wa": "Walloon",
    "wo": "Wolof",
    "xh": "Xhosa",
    "yi": "Yiddish",
    "yo": "Yoruba",
    "za": "Zhuang",
    "zh": "Chinese",
    "zu": "Zulu",
    "cmn": "Mandarin Chinese",
    "yue": "Cantonese",
    "fil": "Filipino",
    "haw": "Hawaiian",
    "hmn": "Hmong",
    "prs": "Dari",
    "ckb": "Central Kurdish",
    "ase": "American Sign Language",
    "bfi": "British Sign Language",
}

_SLIPS = {
    "jp": "ja",
    "cn": "zh",
    "kp": "ko",
    "vn": "vi",
    "ua": "uk",
    "cz": "cs",
    "dk": "da",
    "sp": "es",
    "iw": "he",
    "in": "id",
    "ji": "yi",
    "spa": "es",
    "eng": "en",
    "fra": "fr",
    "fre": "fr",
    "deu": "de",
    "ger": "de",
    "ara": "ar",
    "jpn": "ja",
    "zho": "zh",
    "chi": "zh",
    "kor": "ko",
    "rus": "ru",
    "por": "pt",
    "ita": "it",
    "vie": "vi",
    "pol": "pl",
    "tur": "tr",
    "ukr": "uk",
    "heb": "he",
    "hin": "hi",
    "fas": "fa",
    "per": "fa",
    "nld": "nl",
    "dut": "nl",
    "tgl": "tl",
    "som": "so",
    "urd": "ur",
}
"""Codes of countries, and of other standards, that are taken for those of languages."""

_CODE = re.compile(r"([a-z]{2,3})(-[A-Z][a-z]{3})?(-(?:[A-Z]{2}|[0-9]{3}))?")
PATTERN = f"^{_CODE.pattern}$"

_BY_NAME = {name.casefold(): code for code, name in _NAMES.items()}


def is_language(code: str) -> bool:
    """Whether this is the code of a language, spelled as it should be."""
    return bool(_CODE.fullmatch(code)) and _is_known(code.partition("-")[0])


def _is_known(language: str) -> bool:
    return language in _NAMES or (len(language) == 3 and language not in _SLIPS)


def language_meant(written: str) -> str:
    """The code that somebody meant who wrote this; empty where nobody can tell.

    >>> language_meant("ES"), language_meant("Spanish"), language_meant("pt_br")
    ('es', 'es', 'pt-BR')
    """
    plain = written.strip().casefold()
    if plain in _BY_NAME:
        return _BY_NAME[plain]
    first, *rest = plain.replace("_", "-").split("-")
    spelled = [part.title() if len(part) == 4 else part.upper() for part in rest]
    meant = "-".join((_SLIPS.get(first, first), *spelled))
    return meant if is_language(meant) else ""


def miswritten(code: str, others: Iterable[str]) -> str:
    """Which of these other codes may be meant by one that has no name here; empty if none.

    That is one of two letters with another beside them: a code that is none is not told otherwise,
    for any three letters may be a language.
    """
    first = code.partition("-")[0]
    shorter = () if first in _NAMES else [first[:n] + first[n + 1 :] for n in range(len(first))]
    return next((one for one in others if one.partition("-")[0] in shorter), "")


def how_to_write(written: str) -> str:
    """How to mend what is no code of a language."""
    return f"Write {language_meant(written) or 'a code such as es, ar or pt-BR'}."


def language_name(code: str) -> str:
    """What a language is called in a sentence: its name, with its code where that says more.

    >>> language_name("es"), language_name("pt-BR"), language_name("xyz")
    ('Spanish', 'Portuguese (pt-BR)', 'xyz')
    """
    first, more, _ = code.partition("-")
    name = _NAMES.get(first, first)
    return f"{name} ({code})" if more and name != first else code if more else name
