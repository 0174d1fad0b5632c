"""五源对账 (N5; 8号 二(4), 20号 五(二)): what several sources say of one half-day, and where two of them disagree.

Pure. People are their numbers on the roster of the class.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from subsidies.rules.half_day import Code, Difference, HalfDay, HeadCount, Proof, Source

NAMED = 8


def compare(half_day: HalfDay) -> tuple[Difference, ...]:
    """Every difference of a half-day, in the order of the sources. An open sheet has nothing to compare with."""
    if not half_day.is_over:
        return ()
    if not half_day.sheet.is_closed:
        plan = Proof(Source.PLAN, f"应到 {len(half_day.expected)} 人", half_day.plan_link)
        sheet = Proof(Source.SHEET, "没有封存", half_day.sheet.link)
        return (Difference(Code.SHEET_OPEN, "课已上完，签到表没有封存，请填写后封存", plan, sheet),)
    return tuple(found for look in LOOKS for found in look(half_day))


def _phones(half_day: HalfDay) -> Iterator[Difference]:
    phone, signed = half_day.phone, half_day.sheet.signed
    if phone is None:
        return
    other = Proof(Source.PHONE, f"{len(phone.signed | phone.witnessed)} 人", phone.link)
    missing = signed - phone.signed - phone.witnessed
    if missing:
        said = f"签到表已签到，没有手机签到：{numbers(missing)}"
        yield Difference(Code.NOT_ON_PHONE, said, _sheet(half_day), other, _in_order(missing))
    extra = (phone.signed | phone.witnessed) - signed
    if extra:
        said = f"有手机签到，签到表没有签到：{numbers(extra)}"
        yield Difference(Code.ONLY_ON_PHONE, said, _sheet(half_day), other, _in_order(extra))


def _logs(half_day: HalfDay) -> Iterator[Difference]:
    log = half_day.log
    if not log.is_written:
        other = Proof(Source.LOG, "没有填写", log.link)
        yield Difference(
            Code.LOG_MISSING, "签到表已封存，教学日志没有这半天的记录，请补写", _sheet(half_day), other
        )
    elif log.present != log.present_by_sheets:
        other = Proof(Source.LOG, f"实到 {log.present} 人", log.link)
        said = f"教学日志当天实到 {log.present} 人，签到表全天到课 {log.present_by_sheets} 人"
        yield Difference(Code.LOG_COUNT, said, _sheet(half_day), other)


def _videos(half_day: HalfDay) -> Iterator[Difference]:
    video = half_day.video
    if video is None or video.covered >= video.lessons:
        return
    other = Proof(Source.VIDEO, f"{video.covered}/{video.lessons} 学时", video.link)
    short = video.lessons - video.covered
    yield Difference(
        Code.VIDEO_SHORT,
        f"{video.lessons} 个学时中 {short} 个没有合格录像，请补登记",
        _sheet(half_day),
        other,
    )


def _head_counts(half_day: HalfDay) -> Iterator[Difference]:
    for count in half_day.counts:
        found = _counted(half_day, count)
        if found is not None:
            code, said, people = found
            other = Proof(Source.INSPECTION, f"{count.number} 清点 {count.present} 人", count.link)
            settled = f"检查 {count.number} 已整改销号" if count.is_settled else ""
            yield Difference(code, said, _sheet(half_day), other, people, settled)


def _counted(half_day: HalfDay, count: HeadCount) -> tuple[Code, str, tuple[int, ...]] | None:
    """More signed in than counted weighs most; then a name that was called and not there, then a late arrival."""
    signed = half_day.sheet.signed
    both = count.away & signed
    named = f"：{numbers(both)}" if both else ""
    over = len(signed) - count.present
    if over > 0:
        said = f"签到 {len(signed)} 人，清点 {count.present} 人，多签 {over} 人{named}"
        return Code.FEWER_COUNTED, said, _in_order(both)
    if both:
        return Code.AWAY_BUT_SIGNED, f"点名不在现场，签到表已签到{named}", _in_order(both)
    if over < 0:
        return Code.MORE_COUNTED, f"签到 {len(signed)} 人，清点 {count.present} 人，漏签 {-over} 人", ()
    return None


def _vouchers(half_day: HalfDay) -> Iterator[Difference]:
    """Who has left since gave his voucher back, and is not asked."""
    without = (half_day.sheet.signed & half_day.staying) - half_day.holders
    if without:
        other = Proof(Source.VOUCHER, f"{len(half_day.holders)} 人持券", half_day.voucher_link)
        said = f"已签到，没有本班有效培训券：{numbers(without)}"
        yield Difference(Code.WITHOUT_VOUCHER, said, _sheet(half_day), other, _in_order(without))


LOOKS: tuple[Callable[[HalfDay], Iterator[Difference]], ...] = (
    _phones,
    _logs,
    _videos,
    _head_counts,
    _vouchers,
)


def _sheet(half_day: HalfDay) -> Proof:
    return Proof(Source.SHEET, f"签到 {len(half_day.sheet.signed)} 人", half_day.sheet.link)


def numbers(people: Iterable[int]) -> str:
    """3 号、7 号; many are cut short, with how many there are."""
    ordered = sorted(people)
    named = "、".join(f"{number} 号" for number in ordered[:NAMED])
    return f"{named}等 {len(ordered)} 人" if len(ordered) > NAMED else named


def _in_order(people: Iterable[int]) -> tuple[int, ...]:
    return tuple(sorted(people))
