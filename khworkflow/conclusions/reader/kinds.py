"""What a directive asks for, by its words; the kinds are those of the office's checklists."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Final

from khworkflow.conclusions.reader.normalise import matching_key


class Kind(StrEnum):
    """The kinds of work; the same words as the kinds of a stored directive."""

    CONGRESS_STAFFING = "congress_staffing"
    MERGER_PREPARATION = "merger_preparation"
    LEARNING_MODEL_PILOT = "learning_model_pilot"
    RESOLUTION_TARGETS = "resolution_targets"
    CONFERENCE = "conference"
    COORDINATION = "coordination"
    PROPOSAL = "proposal"
    REPORTING = "reporting"
    MEMBERSHIP = "membership"
    OTHER = "other"


#: Tried in this order on the whole clause; a word of the subject matter outweighs the manner of the work.
_SUBJECTS: Final[tuple[tuple[Kind, str], ...]] = (
    (Kind.MERGER_PREPARATION, r"sáp nhập|hợp nhất|chia tách|bàn giao tổ chức|điều chỉnh địa giới|phương án sắp xếp|sắp xếp (?:lại )?(?:các )?(?:đơn vị hành chính|tổ chức hội|bộ máy|hội)"),
    (Kind.CONFERENCE, r"(?:tổ chức|tham dự|tham gia|dự|tại|chuẩn bị|phục vụ|mở) (?:tốt |thành công |các |buổi )*(?:hội nghị|hội thảo|tọa đàm)|^\W*hội nghị"),
    (Kind.RESOLUTION_TARGETS, r"chỉ tiêu|danh hiệu (?:tiên tiến|xuất sắc)|(?:trao|tặng|vận động|đạt|phấn đấu) (?:\w+ ){0,4}\d[\d.]*\+? ?(?:suất|%|triệu|tỷ|học bổng|xe|phần)|\d+ ?% (?:[\w,]+ ){1,9}(?:đạt|được)|phấn đấu (?:\w+ ){0,6}\d"),
    (Kind.CONGRESS_STAFFING, r"đại hội (?!\w+ (?:trước|lần thứ))|nhân sự của hội|nhân sự (?:đại hội|ban chấp hành)|đề án nhân sự|kiện toàn (?:\w+ ){0,3}(?:ban chấp hành|ban thường vụ|bộ máy|tổ chức hội|nhân sự)|bầu ban chấp hành|đại hội\W*$"),
    (Kind.LEARNING_MODEL_PILOT, r"mô hình (?:\w+ ){0,4}học tập|(?:công dân|gia đình|dòng họ|cộng đồng|đơn vị|thành phố|huyện|tỉnh) học tập|mô hình [\"“]|thí điểm mô hình"),
    (Kind.MEMBERSHIP, r"hội viên (?:chiếm|đạt|trên)|(?:phát triển|kết nạp|tỷ lệ|tăng|thu hút|quản lý|thẻ) (?:\w+ ){0,2}hội viên|hội viên mới|có tổ chức hội|(?:thành lập|củng cố|phát triển) (?:\w+ ){0,4}(?:chi hội|ban khuyến học|tổ chức hội|hội ở)|kết nạp"),
)  # fmt: skip
_SUBJECT_PATTERNS: Final = tuple((kind, re.compile(pattern)) for kind, pattern in _SUBJECTS)

_REPORT_ACT: Final = re.compile(
    r"(?:(?:khẩn trương|hoàn thành|chủ động|kịp thời|tổng hợp|nghiêm túc|định kỳ|hằng tháng|hằng quý|hằng năm|hàng tháng|hàng quý|hàng năm|thường xuyên|phải|cần|có|lập|gửi|xây dựng|và|tiếp tục|sớm|,) )*"
    r"báo cáo(?! tổng thể nói)"
)
_RESULT_REPORT: Final = re.compile(r"^\W*(?:\w+ ){0,2}kết quả (?:\w+ ){0,5}báo cáo")
_REGULAR_REPORT: Final = re.compile(
    r"(?:định kỳ|hằng tháng|hàng tháng|hằng quý|hàng quý|hằng năm|hàng năm|6 tháng)[^.;]{0,40}báo cáo|báo cáo định kỳ|chế độ (?:thông tin,? )?báo cáo|yêu cầu báo cáo"
)
_DATED_REPORT: Final = re.compile(
    r"báo cáo (?!kết quả kiểm|thường trực)[^;.]{0,90}(?:trước ngày|trong tháng|trong quý|chậm nhất|trước \d)"
)
_PROPOSE_ACT: Final = re.compile(
    r"(?:(?:chú ý|nghiên cứu|chủ động|tích cực|kịp thời|tham mưu|rà soát|khảo sát|khẩn trương|tổng hợp|,|và|tiếp tục) )*(?:đề xuất|kiến nghị)"
)
_PROPOSE_RESULT: Final = re.compile(r"từ đó đề xuất|nghiên cứu,? đề xuất")
_DUTY_TO_COOPERATE: Final = re.compile(
    r"(?:có nghĩa vụ|có trách nhiệm|phải|cần|tăng cường|làm tốt công tác|đẩy mạnh|để|tiếp tục|ký kết (?:\w+ ){0,4}chương trình) phối hợp|chương trình phối hợp|quy chế phối hợp|tăng cường (?:công tác |sự )?phối hợp"
)
_MASS_PARTNER: Final = re.compile(
    r"phối hợp (?:\w+ ){0,3}với (?:các )?(?:ngành|đoàn thể|ban, ngành|tổ chức chính trị|cấp, các ngành|nhà trường)"
)


def kind_of(clause: str, act: str) -> Kind:
    """Return the kind of the clause.

    ``act`` is the clause from its verb on, without issuer, subject and partners: what is to be done first decides
    between report and proposal, the subject matter of the whole clause comes before both.
    """
    key, doing = _plain(clause), _plain(act).lstrip(" ,:")
    for kind, pattern in _SUBJECT_PATTERNS:
        if pattern.search(key):
            return _if_proposed(kind, doing)
    if _PROPOSE_ACT.match(doing) or _PROPOSE_RESULT.search(doing):
        return Kind.PROPOSAL
    if _REPORT_ACT.match(doing) or _RESULT_REPORT.match(key) or _REGULAR_REPORT.search(key):
        return Kind.REPORTING
    if _DUTY_TO_COOPERATE.search(key) or _MASS_PARTNER.search(key):
        return Kind.COORDINATION
    return Kind.OTHER


def _plain(text: str) -> str:
    """Return the matching key on one line."""
    return " ".join(matching_key(text).split())


def _if_proposed(kind: Kind, doing: str) -> Kind:
    """Return proposal when the clause asks for one about learning models or members, else the kind."""
    if kind in (Kind.LEARNING_MODEL_PILOT, Kind.MEMBERSHIP) and _PROPOSE_ACT.match(doing):
        return Kind.PROPOSAL
    return kind
