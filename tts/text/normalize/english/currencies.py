"""Currencies by their sign or code, and what they and their hundredths are called."""

from typing import Final, NamedTuple


class Currency(NamedTuple):
    one: str
    many: str
    hundredth: str = "cent"  # "" where there is none, or none that is spoken of
    hundredths: str = "cents"


def _dollar(whose: str) -> Currency:
    return Currency(f"{whose} dollar", f"{whose} dollars")


_POUND: Final = Currency("pound", "pounds", "penny", "pence")
_EURO: Final = Currency("euro", "euros")
_YEN: Final = Currency("yen", "yen", "", "")
_YUAN: Final = Currency("yuan", "yuan", "", "")
_RUPEE: Final = Currency("rupee", "rupees", "paisa", "paise")
_WON: Final = Currency("won", "won", "", "")
_RUBLE: Final = Currency("ruble", "rubles", "kopek", "kopeks")
_US_DOLLAR: Final = _dollar("US")

_SIGNS: Final = {
    "$": Currency("dollar", "dollars"),
    "US$": _US_DOLLAR,
    "U.S.$": _US_DOLLAR,
    "A$": _dollar("Australian"),
    "AU$": _dollar("Australian"),
    "C$": _dollar("Canadian"),
    "CA$": _dollar("Canadian"),
    "CAD$": _dollar("Canadian"),
    "NZ$": _dollar("New Zealand"),
    "HK$": _dollar("Hong Kong"),
    "S$": _dollar("Singapore"),
    "NT$": _dollar("Taiwan"),
    "R$": Currency("real", "reais", "centavo", "centavos"),
    "£": _POUND,
    "€": _EURO,
    "¥": _YEN,
    "￥": _YEN,
    "₹": _RUPEE,
    "₨": _RUPEE,
    "₩": _WON,
    "₽": _RUBLE,
    "₿": Currency("bitcoin", "bitcoins", "", ""),
    "₪": Currency("shekel", "shekels", "", ""),
    "₺": Currency("lira", "liras", "", ""),
    "₦": Currency("naira", "naira", "", ""),
    "₱": Currency("peso", "pesos", "centavo", "centavos"),
    "฿": Currency("baht", "baht", "", ""),
    "₫": Currency("dong", "dong", "", ""),
    "₴": Currency("hryvnia", "hryvnias", "", ""),
    "₵": Currency("cedi", "cedis", "", ""),
    "₸": Currency("tenge", "tenge", "", ""),
}
_CODES: Final = {
    "USD": _US_DOLLAR,
    "AUD": _dollar("Australian"),
    "CAD": _dollar("Canadian"),
    "NZD": _dollar("New Zealand"),
    "HKD": _dollar("Hong Kong"),
    "SGD": _dollar("Singapore"),
    "EUR": _EURO,
    "GBP": _POUND,
    "JPY": _YEN,
    "CNY": _YUAN,
    "RMB": _YUAN,
    "INR": _RUPEE,
    "PKR": Currency("Pakistani rupee", "Pakistani rupees", "paisa", "paise"),
    "KRW": _WON,
    "RUB": _RUBLE,
    "CHF": Currency("Swiss franc", "Swiss francs", "centime", "centimes"),
    "SEK": Currency("Swedish krona", "Swedish kronor", "", ""),
    "NOK": Currency("Norwegian krone", "Norwegian kroner", "", ""),
    "DKK": Currency("Danish krone", "Danish kroner", "", ""),
    "PLN": Currency("zloty", "zlotys", "", ""),
    "BRL": Currency("Brazilian real", "Brazilian reais", "centavo", "centavos"),
    "MXN": Currency("Mexican peso", "Mexican pesos", "centavo", "centavos"),
    "ZAR": Currency("rand", "rand"),
    "AED": Currency("dirham", "dirhams", "", ""),
    "SAR": Currency("riyal", "riyals", "", ""),
    "ILS": Currency("shekel", "shekels", "", ""),
    "THB": Currency("baht", "baht", "", ""),
    "NGN": Currency("naira", "naira", "", ""),
    "KES": Currency("Kenyan shilling", "Kenyan shillings"),
    "BTC": Currency("bitcoin", "bitcoins", "", ""),
    "Rs": _RUPEE,
    "Rs.": _RUPEE,
}


def _any(written: dict[str, Currency]) -> str:
    longest_first = sorted(written, key=len, reverse=True)
    return "|".join(name.replace("$", r"\$").replace(".", r"\.") for name in longest_first)


SIGN: Final = _any(_SIGNS)
# Signs that are said where no amount follows: "the A$ fell".
LETTERED: Final = r"(?:US|AU?|CA?|NZ|HK|S|NT)\$"
ONE_SIGN: Final = "".join(sign for sign in _SIGNS if len(sign) == 1 and sign != "$")
CODE: Final = _any(_CODES)


def currency(written: str) -> Currency:
    """The currency whose sign or code has been matched."""
    return _SIGNS.get(written) or _CODES[written]
