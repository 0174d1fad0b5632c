"""Reading a printed form back: where a text stands on which page, and in which fonts."""

from dataclasses import dataclass
from io import BytesIO

import pikepdf
import pypdfium2 as pdfium

FORM_FONTS = ("Noto-Serif-CJK-SC", "FangSong", "STFangsong", "STZhongsong", "FZXiaoBiaoSong")
MARGIN = 35.0
"""Points; no form prints nearer to the edge of the paper than this (12 mm)."""

LONG_INSTITUTION = "吕梁市文水县康养托育与现代服务业高技能人才联合培训示范中心职业技能培训学校南校区"
LONG_NAME = "买买提江阿卜杜热合曼诺夫"
LONG_ADDRESS = (
    "山西省吕梁市文水县凤城镇南街社区建设路与文化街交叉口向西二百"
    "米路北幸福家园小区二期十八号楼三单元一千二百零一室东户对门道"
)


@dataclass(frozen=True)
class Box:
    """A text on a page, in points from the lower left corner."""

    left: float
    bottom: float
    right: float
    top: float

    def is_right_of(self, other: "Box") -> bool:
        """On the same row of the table, further right."""
        middle = (self.bottom + self.top) / 2
        row = (other.bottom + other.top) / 2
        return self.left >= other.right and abs(middle - row) < 12

    def is_below(self, other: "Box") -> bool:
        return self.top <= other.bottom

    @property
    def centre(self) -> float:
        return (self.left + self.right) / 2


class Printed:
    """A PDF opened for looking at; pages count from 0. White space is left out of texts."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._document = pdfium.PdfDocument(content)
        self._pages = [page.get_textpage() for page in self._document]
        self.sizes = [page.get_size() for page in self._document]

    def __len__(self) -> int:
        return len(self._pages)

    def text(self, page: int = 0) -> str:
        return "".join(self._pages[page].get_text_range().split())

    def whole_text(self) -> str:
        return "".join(self.text(page) for page in range(len(self)))

    def box(self, text: str, page: int = 0) -> Box:
        """The first place of `text` on the page; it must stand on one line."""
        textpage = self._pages[page]
        found = textpage.search(text, match_case=True).get_next()
        assert found is not None, f"{text!r} is not on page {page + 1}"
        boxes = [textpage.get_charbox(index) for index in range(found[0], sum(found))]
        lefts, bottoms, rights, tops = zip(*boxes, strict=True)
        return Box(min(lefts), min(bottoms), max(rights), max(tops))

    def outside_margins(self) -> list[str]:
        """Every character that stands where a printer or a punch would cut it."""
        return [
            f"page {page + 1}: {textpage.get_text_range(index, 1)}"
            for page, textpage in enumerate(self._pages)
            for index in range(textpage.count_chars())
            if not _is_within(textpage.get_charbox(index), self.sizes[page])
        ]

    def fonts(self) -> set[str]:
        """The fonts used, without the mark of the subset; each must be embedded."""
        names = set()
        with pikepdf.open(BytesIO(self._content)) as document:
            for page in document.pages:
                for font in page.resources.get("/Font", {}).values():
                    descriptor = font.DescendantFonts[0].FontDescriptor
                    assert "/FontFile3" in descriptor or "/FontFile2" in descriptor, font.BaseFont
                    names.add(str(font.BaseFont).split("+")[-1].lstrip("/"))
        return names


def is_form_font(name: str) -> bool:
    return name.startswith(FORM_FONTS)


def _is_within(box: tuple[float, float, float, float], size: tuple[float, float]) -> bool:
    left, bottom, right, top = box
    if left == right:
        return True
    width, height = size
    return left >= MARGIN and right <= width - MARGIN and bottom >= 0 and top <= height - MARGIN
