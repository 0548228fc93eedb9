"""How days and terms are written: the patterns behind table (d) of the domain notes, on matching keys."""

from __future__ import annotations

import re
from typing import Final

YEAR: Final = r"(?:\s*(?:năm|/|-)\s*(?P<year>\d{4}))"
DAY: Final = (
    r"(?:ngày\s+)?(?P<day>\d{1,2})\s?[/.-]\s?(?P<month>\d{1,2})(?:\s?[/.-]\s?(?P<year>\d{4}))?(?![\d%])"
    r"|(?:ngày\s+)?(?P<day2>\d{1,2})\s+tháng\s+(?P<month2>\d{1,2})(?:(?:\s+năm\s+|\s?[/-]\s?)(?P<year2>\d{4}))?"
)
DAY_AGAIN: Final = DAY.replace("P<", "P<to_")
MONTHS: Final = r"tháng\s+(?P<m1>\d{1,2})(?:(?:\s*(?:,|và|đến|-|–)\s*(?:tháng\s+)?(?P<m2>\d{1,2})(?!\d))?)(?:\s?(?:/|-|\.|năm)\s?(?P<my>\d{4}))?(?P<this>\s+(?:này|tới))?"
QUARTER: Final = r"quý\s+(?P<q>iv|iii|ii|i|[1-4])\b(?:\s?(?:/|-|năm|\.)\s?(?P<qy>\d{4}))?"
SPAN_OF_YEAR: Final = r"(?P<n>\d{1,2}|ba|sáu|chín)\s+tháng\s+(?P<half>đầu|cuối)\s+năm(?:\s+(?P<sy>\d{4}))?"
WHOLE_YEAR: Final = r"năm\s+(?P<yy>\d{4})(?!\s?[-–]\s?\d)"
PART: Final = r"(?P<part>đầu|giữa|cuối|thượng tuần|trung tuần|hạ tuần|tuần đầu|tuần cuối)(?:\s+của)?\s+(?:tháng\s+(?P<pm>\d{1,2})(?:\s?[/-]\s?(?P<pmy>\d{4}))?|năm(?P<school>\s+học)?(?:\s+(?P<py>\d{4}))?)(?:\s+(?:này|tới))?"
LATEST: Final = r"(?:chậm nhất|muộn nhất|trễ nhất)(?:\s+(?:là|vào|đến|trong))*(?:\s+hết)?"

FLAGS: Final = re.UNICODE
PREFIXED_DAY: Final = re.compile(
    rf"(?P<prefix>(?:(?:xong|hoàn thành|trình|gửi)\s+)?(?:{LATEST}\s+)?(?:trước|đến hết|hết|đến trước|trước hết)|{LATEST}|(?:không )?(?:để |được )*quá|vào (?:sáng|chiều|tối)|(?:đến|vào|trong)(?=\s+(?:ngày|\d{{1,2}}\s?(?:giờ|h)))|hạn(?: chót| cuối)?(?: là| đến)?|thời (?:hạn|gian)(?: là| đến| vào|\s?:)?|từ nay đến(?: hết)?|dự kiến(?: vào)?|(?:xong|hoàn thành) vào)"
    rf"(?P<hour>\s+\d{{1,2}}\s?(?:giờ|h)\s?\d{{0,2}}(?:\s*,)?)?\s+(?:{DAY})(?!\s*(?:suất|%|đồng|triệu))", FLAGS,
)  # fmt: skip
INTERVAL: Final = re.compile(rf"từ\s+(?:{DAY})\s*(?:,|-|–)?\s*đến(?: hết)?\s+(?:{DAY_AGAIN})", FLAGS)
PREFIX: Final = rf"(?P<prefix>thời (?:gian|hạn)(?: là| đến| vào|\s?:)?|(?:xong |hoàn thành )?(?:ngay )?trong(?: kỳ [\w ]{{3,30}})?|(?:xong |hoàn thành )?(?:{LATEST} )?trước|đến hết|hết|{LATEST}|vào|từ nay đến(?: hết)?|đến|ngay trong|phấn đấu(?: đến)?|(?:hoàn thành|xong)(?: trong| vào)?)"
PREFIXED_PART: Final = re.compile(rf"{PREFIX}\s+{PART}", FLAGS)
PREFIXED_MONTH: Final = re.compile(rf"{PREFIX}\s+{MONTHS}", FLAGS)
PREFIXED_QUARTER: Final = re.compile(rf"{PREFIX}\s+{QUARTER}", FLAGS)
PREFIXED_SPAN: Final = re.compile(rf"(?:(?P<prefix>trong)\s+)?{SPAN_OF_YEAR}", FLAGS)
PREFIXED_YEAR: Final = re.compile(
    rf"(?P<prefix>(?:ngay )?trong|(?:xong |hoàn thành )?trước|đến hết|hết|từ nay đến hết|từ nay đến)\s+{WHOLE_YEAR}", FLAGS
)
OPENING_MONTH: Final = re.compile(rf"^\W*{MONTHS}(?=\s*:)", FLAGS)
OPENING_YEAR: Final = re.compile(r"^\W*năm\s+(?P<yy>\d{4})(?=\s*,)", FLAGS)
YEAR_END: Final = re.compile(
    r"(?:từ nay )?(?:đến )?(?:trước |hết )năm nay|từ nay đến (?:hết|cuối) năm(?! \d)|(?:trước |đến )cuối năm nay", FLAGS
)
#: A day said without a word of limit; only one that lies ahead can be a term, an earlier one is cited or told.
BARE_DAY: Final = re.compile(rf"(?<!từ )(?<!\w)(?=ngày)(?:{DAY})(?!\s*(?:suất|%|đồng|triệu))", FLAGS)
THIS_MONTH: Final = re.compile(r"(?:ngay )?trong tháng (?P<which>này|tới|sau)(?!\w)", FLAGS)
DAYS_ON: Final = re.compile(
    r"(?:trong (?:thời hạn|vòng)|sau|chậm nhất(?: là)?|trong)\s+(?P<days>\d{1,3})\s+ngày(?P<working>\s+làm việc)?(?P<rest>[,\s]+(?:kể\s+)?(?:từ|sau)(?: ngày| khi)?\s+(?P<from>[^.;,]{3,60}))?", FLAGS,
)  # fmt: skip
FROM_ISSUE: Final = re.compile(
    r"ban hành|ký|thông báo này|văn bản này|công văn này|ra thông báo|nhận được (?:thông báo|văn bản|công văn)"
)
MONTHLY_DAY: Final = re.compile(
    r"(?:hằng|hàng|mỗi) tháng[^.;]{0,60}?(?:trước )?ngày (?P<a>\d{1,2})(?![\d/.-])|(?:trước )?ngày (?P<b>\d{1,2})\s+(?:hằng|hàng|mỗi) tháng",
    FLAGS,
)
RECURRENCES: Final = (
    ("monthly", re.compile(r"(?:hằng|hàng|mỗi) tháng(?! năm)|định kỳ tháng(?! \d)")),
    ("quarterly", re.compile(r"(?:hằng|hàng|mỗi) quý|định kỳ quý")),
    ("yearly", re.compile(r"(?:hằng|hàng|mỗi) năm")),
    ("periodic", re.compile(r"(?<!sinh hoạt chi bộ )định kỳ|\d+ lần ?/ ?năm")),
    ("continuous", re.compile(r"^\W*(?:[\w,]+ ){0,6}?thường xuyên|thường xuyên,? liên tục")),
)
EVENT: Final = re.compile(
    r"(?:xong |hoàn thành )?trước (?:khi [^.;,]{3,60}|(?:ngày )?đại hội(?: \w+){0,3})|sau (?:đợt|hội nghị|đại hội|cuộc họp)[^.;,]{0,30}|ngay sau[^.;,]{3,50}|từ nay đến đại hội"
)
URGENT: Final = re.compile(r"trước mắt|(?:trong )?thời gian tới|khẩn trương|kịp thời|thường xuyên|sớm(?= \w)")
#: A date after these is no term at all: a comparison, a negation, a period.
NEVER_A_DEADLINE: Final = re.compile(
    r"(?:không chờ|chưa|giai đoạn|so với|cùng kỳ|đến nay|tính(?: đến)?|kể từ|kể|xây dựng từ|số liệu|bắt đầu(?: từ)?)\s*$"
)
#: A date after these belongs to what happened or to a document cited, if it lies before this document.
WHEN_IT_HAPPENED: Final = re.compile(
    r"(?:ban hành|ký|phát sinh|xảy ra|có hiệu lực|tồn tại|vi phạm|hoạt động|sử dụng|được cấp|ra đời|vừa qua|đã \w+|công văn|quyết định|kế hoạch|văn bản|thông báo|nghị quyết|chỉ thị|cuộc họp|buổi làm việc)\s*$"
)
