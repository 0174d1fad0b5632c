"""Chinese characters as they arrive: wrong code points, traditional and variant forms, and how they are read. Pure.

`mend` repairs the encoding and nothing else, so its answer may be stored; `plain_form` and `readings_of` are for
comparing only. The tables of forms and readings lie in `data/`, each with its origin.
"""

from __future__ import annotations

import unicodedata
from functools import cache, lru_cache
from pathlib import Path

_DATA = Path(__file__).parent / "data"

# GBK put these at private places, in this order; GB 18030 has since given each a place of its own.
_PRIVATE_FIRST = ord("\ue815")
_PRIVATE = (
    "⺁𠂇𠂉𠃌⺄㑳㑇⺈⺋龴㖞㘚㘎⺌⺗㥮㤘龵㧏㧟㩳㧐龶龷㭎㱮㳠⺧𡗗龸⺪䁖䅟⺮䌷⺳⺶⺷𢦏䎱䎬⺻"
    "䏝䓖䙡䙌龹䜣䜩䝼䞍⻊䥇䥺䥽䦂䦃䦅䦆䦟䦛䦷䦶龺𤇾䲣䲟䲠䲡䱷䲢䴓䴔䴕䴖䴗䴘䴙䶮龻"
)
# Radicals that a PDF or a scanner puts in the place of the character; NFKC leaves this block alone.
_RADICALS = (
    "⺠民⻁虎⻄西⻅见⻆角⻉贝⻋车⻓长⻔门⻘青⻙韦⻚页⻛风⻜飞⻝食"
    "⻢马⻣骨⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻩黄⻬齐⻮齿⻰龙⻳龟"
)
_MENDED = {
    **{_PRIVATE_FIRST + place: char for place, char in enumerate(_PRIVATE)},
    **{ord(seen): meant for seen, meant in zip(_RADICALS[::2], _RADICALS[1::2], strict=True)},
}

_INVISIBLE = frozenset({"Cf", "Mn"})  # joiners, byte order marks, variation selectors

# One character in two shapes: no birth register keeps them apart.
_SHAPES = "戸户黒黑淸清靑青眞真郞郎峯峰晧皓竝并溼湿姸妍甁瓶祕秘亱夜壻婿邨村羣群畧略裵裴塲场凢凡吿告衆众犂犁"
# Characters of their own (some in the table of 2013) that a clerk nevertheless writes for each other.
_MIXED_UP = (
    "昇升陞升堃坤喆哲珮佩仝同甦苏犇奔槑梅乾干於于後后範范鬱郁薑姜穀谷裏里徵征藉借鬥斗捨舍"
    "係系繫系復复複复鹹咸閤合闆板瞭了瀋沈製制麵面鬆松衝冲醜丑鬍胡鬚须隻只锺钟鍾钟鐘钟"
)
_SURNAMES = {
    "曾": "zeng", "单": "shan", "仇": "qiu", "解": "xie", "任": "ren", "乐": "yue", "区": "ou", "查": "zha",
    "盖": "ge", "覃": "qin", "朴": "piao", "翟": "zhai", "员": "yun", "冼": "xian", "缪": "miao", "宓": "mi",
    "隗": "wei", "郇": "xun", "尉迟": "yuchi", "万俟": "moqi", "澹台": "tantai", "长孙": "zhangsun",
}  # fmt: skip
_SECOND_READINGS = {
    "乐": "yue", "单": "dan", "曾": "ceng", "覃": "tan", "翟": "di", "盖": "gai", "行": "hang", "朝": "zhao",
    "晟": "cheng", "茜": "qian", "长": "chang", "重": "zhong", "调": "diao", "宿": "su", "贾": "gu", "洗": "xian",
    "区": "qu", "查": "cha", "解": "jie", "仇": "chou", "召": "shao", "种": "chong", "折": "she", "黑": "he",
}  # fmt: skip


def mend(text: str) -> str:
    """Full width, compatibility and private code points as the characters that are meant; invisible ones dropped."""
    if text.isascii():
        return text
    whole = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).translate(_MENDED))
    return "".join(char for char in whole if unicodedata.category(char) not in _INVISIBLE)


def plain_form(text: str) -> str:
    """The simplified form in the usual shape."""
    return text.translate(_forms())


def loose_form(text: str) -> str:
    """`plain_form` in which characters that are mixed up with each other are one."""
    return plain_form(text).translate(_MIXED)


@cache
def readings_of(char: str) -> tuple[str, ...]:
    """How one character is read, the usual reading first, without tones and with u for ü; none for other signs."""
    usual = _readings().get(char)
    if usual is None:
        return ()
    second = _SECOND_READINGS.get(char)
    return (usual,) if second in {None, usual} else (usual, spelling(str(second)))


def surname_readings(name: str) -> tuple[str, str] | None:
    """(the surname, its reading) where a surname is read otherwise than the character."""
    for length in (2, 1):
        if name[:length] in _SURNAMES:
            return name[:length], _SURNAMES[name[:length]]
    return None


def spelling(latin: str) -> str:
    """Pinyin in one way of writing ü: LYU, LV, LÜ and LU are one, for the documents use all of them."""
    lower = "".join(c for c in unicodedata.normalize("NFD", latin.lower()) if "a" <= c <= "z")
    return lower.replace("lyu", "lu").replace("nyu", "nu").replace("lv", "lu").replace("nv", "nu")


def _pairs(text: str) -> dict[str, str]:
    return dict(zip(text[::2], text[1::2], strict=True))


_MIXED = str.maketrans(_pairs(_MIXED_UP))


@lru_cache(maxsize=1)
def _forms() -> dict[int, str]:
    table = str.maketrans(_pairs(_SHAPES))
    for simplified, written in _lines("forms.txt"):
        table |= {ord(char): simplified for char in written}
    return table


@lru_cache(maxsize=1)
def _readings() -> dict[str, str]:
    return {char: spelling(syllable) for syllable, chars in _lines("readings.txt") for char in chars}


def _lines(name: str) -> list[tuple[str, str]]:
    lines = (_DATA / name).read_text(encoding="utf-8").splitlines()
    pairs = [line.partition(" ") for line in lines if not line.startswith("#")]
    return [(first, rest) for first, _, rest in pairs]
