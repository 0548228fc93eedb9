"""What the kinds of work are recognised by: each row is evidence with a weight, on the clause's matching key.

The rows come from the glossary and the checklists of the domain notes: the things that a kind of work is about
(the committee to be elected, the members to be enrolled) and what is done with them. A thing named in passing
weighs less than a thing that the work is about; a clause has the kind with the most evidence.
"""

from __future__ import annotations

import re
from typing import Final

#: Nothing below this weight decides: a single thing in passing is no kind of work.
ENOUGH: Final = 2.0

_HELD: Final = r"(?:hội nghị|hội thảo|tọa đàm|giao ban(?= (?:cụm|quý|tháng|định kỳ|các|toàn))|buổi gặp mặt|lễ (?:tuyên dương|biểu dương|trao (?:giải|thưởng)|tổng kết|kỷ niệm))"
_MODEL: Final = r"(?:công dân|gia đình|dòng họ|cộng đồng|đơn vị|thành phố|huyện|tỉnh|thôn|bản|khu phố|bản làng|chi hội)"
_BODY_OF_HEADS: Final = r"(?:ban chấp hành|bch|ban thường vụ|ban kiểm tra|bộ máy|nhân sự|chức danh|phó chủ tịch|chủ tịch hội|tổ chức (?:bộ máy|cán bộ))"
_AMOUNT: Final = (
    r"\d[\d.,]*\+? ?(?:%|suất|phần quà|phần|học bổng|triệu|tỷ|đồng|xe đạp|em|học sinh|lớp|chuyên đề|mô hình|gia đình|dòng họ)"
)

#: kind, weight, pattern; every row counts once.
EVIDENCE: Final[tuple[tuple[str, float, str], ...]] = (
    # merger_preparation: units of the administration or associations become one or another
    ("merger_preparation", 5, r"sáp nhập|(?<!phù )hợp nhất|chia tách|điều chỉnh địa giới|địa giới (?:hành chính )?mới|bàn giao tổ chức|đơn vị kế thừa"),
    ("merger_preparation", 5, r"sắp xếp (?:lại )?(?:\w+ ){0,2}(?:đơn vị hành chính|tổ chức hội|bộ máy|chi hội|chi cục|hội\b)|phương án sắp xếp|mô hình tổ chức (?:mới|hai cấp|2 cấp)"),
    ("merger_preparation", 2, r"bàn giao (?:[\w,]+ ){0,3}(?:con dấu|tài sản|tổ chức)|(?:hội|đơn vị|chi hội) (?:cũ|mới)\b"),
    ("merger_preparation", 1, r"bàn giao (?:[\w,]+ ){0,3}(?:hồ sơ|sổ sách|quỹ)"),
    # congress_staffing: the congress, its papers, and who is elected
    ("congress_staffing", 4, r"(?<!nghị quyết )(?<!sau )(?<!từ )(?<!chào mừng )đại hội(?! \w+ (?:trước|lần thứ \w+ đã))"),
    ("congress_staffing", 4, r"nhân sự (?:của hội|đại hội|ban|chủ chốt|nhiệm kỳ|khóa|thay thế|lâm thời|\w+ chủ tịch)|(?:đề án|công tác|phương án|quy hoạch|chuẩn bị|giới thiệu|lựa chọn|dự kiến) nhân sự"),
    ("congress_staffing", 4, rf"(?:kiện toàn|bầu|củng cố|bổ sung|hiệp thương|chuẩn y|công nhận|miễn nhiệm|thay thế|thay|chỉ định|giới thiệu) (?:\w+,? ){{0,4}}{_BODY_OF_HEADS}"),
    ("congress_staffing", 4, r"văn kiện|báo cáo (?:chính trị|kiểm điểm|nhiệm kỳ)|ban chấp hành lâm thời"),
    ("congress_staffing", 3, r"nhân sự dự kiến|(?:phê duyệt|sửa đổi|thông qua) điều lệ"),
    ("congress_staffing", 2, r"nhiệm kỳ (?:mới|tới|tiếp theo)|điều lệ sửa đổi|phiếu lý lịch|bầu cử|kiện toàn(?! ban chỉ đạo)"),
    # conference: people are called together
    ("conference", 5, rf"(?:tổ chức|tham dự|tham gia|dự|chuẩn bị|phục vụ|mở|đăng cai|họp) (?:\w+,? ){{0,3}}{_HELD}|^\W*{_HELD}"),
    ("conference", 1, _HELD),
    # learning_model_pilot: citizens, families, clans, villages, units that learn; how a movement is tried and spread
    ("learning_model_pilot", 4, rf"(?<!trung tâm ){_MODEL} (?:học tập|hiếu học)(?! cộng đồng)|mô hình (?:\w+ ){{0,4}}học tập"),
    ("learning_model_pilot", 3, r"(?:gia đình|dòng họ)[\w, ]{0,30}đăng ký|đăng ký (?:\w+ ){0,4}(?:gia đình|dòng họ|danh hiệu)|danh hiệu học tập"),
    ("learning_model_pilot", 3, r"mô hình [\"“‘']|heo đất|kho thóc|tiếng (?:trống|kẻng)|mô hình khuyến học|nhân rộng (?:\w+ ){0,3}(?:mô hình|điển hình)|mở rộng (?:\w+ ){0,2}mô hình"),
    ("learning_model_pilot", 2, r"thí điểm (?:\w+ ){0,3}(?:mô hình|bộ tiêu chí|tiêu chí)|bộ tiêu chí"),
    # resolution_targets: what is to be reached, in figures
    ("resolution_targets", 5, r"chỉ tiêu|danh hiệu (?:\w+ ){0,1}(?:tiên tiến|xuất sắc)|\d+ ?% (?:[\w,/]+ ){1,9}(?:đạt|được|bồi dưỡng)"),
    ("resolution_targets", 5, rf"(?:trao|tặng|dành|bình quân|vận động|đạt|phấn đấu|bảo đảm|đảm bảo|ít nhất|tối thiểu|huy động|gây dựng|mở) (?:\w+ ){{0,5}}{_AMOUNT}"),
    ("resolution_targets", 2, rf"{_AMOUNT} (?:\w+ ){{0,2}}trở lên|(?:ít nhất|tối thiểu) (?:một|hai|ba|bốn|năm|\d+)\b|phấn đấu (?:\w+ ){{0,8}}\d|toàn thể (?:\w+,? ){{1,4}}được"),
    # membership: members, and the branches and boards they belong to
    ("membership", 5, r"(?:phát triển|kết nạp|thu hút|tăng|quản lý|rà soát|đối chiếu|cập nhật|thống kê|lập|cấp|tỷ lệ|thẻ|dữ liệu|danh sách|số|số lượng|phần mềm) (?:[\w,]+ ){0,4}hội viên|hội viên mới|hội phí"),
    ("membership", 9, r"hội viên (?:chiếm|đạt|trên|lên)"),
    ("membership", 5, r"(?:thành lập|củng cố|phát triển|chuyển|xóa|xây dựng|chưa có|không có|có|sinh hoạt) (?:[\w,]+ ){0,4}(?:chi hội(?! trưởng| phó)|ban khuyến học|tổ chức hội|tổ hội|phân hội|hội ở)|(?:chi hội|hội) (?:[\w,]+ ){0,8}chuyển thành ban|kết nạp"),
    ("membership", 1, r"hội viên|chi hội"),
    ("membership", 3, r"(?:tham gia|vào) (?:vào )?(?:hội|hội khuyến học)(?! nghị| thảo| thi| họp| đồng)\b"),
    ("membership", 2, r"công tác (?:tổ chức|hội)|tổ chức hội|củng cố tổ chức"),
)  # fmt: skip

#: Evidence on what is done first: the act's own head, manner and duty taken off.
ACTS: Final[tuple[tuple[str, float, str], ...]] = (
    ("proposal", 6, r"(?:đề xuất|kiến nghị)"),
    ("reporting", 6, r"(?:(?:văn bản |bằng văn bản )?báo cáo|gửi báo cáo|nộp báo cáo|lập báo cáo|hoàn thành báo cáo|hoàn thành và báo cáo|tổng hợp,? báo cáo|xây dựng báo cáo)(?! (?:[\w,]+ ){0,7}(?:nhân sự|phương án|đề án|tổ chức đại hội))"),
    ("reporting", 5, r"gửi (?:\w+ ){0,2}(?:kết quả|số liệu|tình hình)"),
    ("reporting", 6, r"(?:\w+ ){0,3}(?:thực hiện|chấn chỉnh|duy trì)? ?(?:nghiêm |tốt )?chế độ (?:thông tin,? )?báo cáo|báo cáo định kỳ"),
    ("conference", 3, rf"(?:tổ chức|mở|chuẩn bị|đăng cai|tham dự|dự|phục vụ) (?:\w+,? ){{0,3}}{_HELD}"),
    ("coordination", 3, r"phối (?:kết )?hợp (?:\w+ ){0,3}(?:với |cùng )?(?:các )?(?:tổ chức chính trị|ngành|đoàn thể|ban, ngành|cấp, các ngành|nhà trường|hội |phòng giáo dục|sở giáo dục|mặt trận|ủy ban mặt trận|ubmttq|đoàn thanh niên|tỉnh đoàn|huyện đoàn|thành đoàn|trường|gia đình|công đoàn|liên đoàn|bộ đội|công an|quân đội|bộ chỉ huy)"),
    ("coordination", 3, r"(?:ký kết|ký|thực hiện|sơ kết|tổng kết|xây dựng|rà soát) (?:\w+ ){0,4}(?:chương trình|quy chế|kế hoạch) phối hợp|lấy ý kiến"),
)  # fmt: skip

#: Evidence on where the work ends: a paper that somebody waits for, and when.
ENDS: Final[tuple[tuple[str, float, str], ...]] = (
    ("proposal", 4, r"từ đó đề xuất|để đề xuất|nghiên cứu,? đề xuất"),
    ("reporting", 6, r"(?:định kỳ|hằng (?:ngày|tuần|tháng|quý|năm)|hàng (?:ngày|tuần|tháng|quý|năm)|6 tháng)[^.;]{0,40}báo cáo|báo cáo[^.;]{0,40}(?:định kỳ|hằng (?:tuần|tháng|quý|năm)|hàng (?:tuần|tháng|quý|năm))|chế độ (?:thông tin,? )?báo cáo|^\W*(?:\w+ ){0,2}kết quả (?:\w+ ){0,5}báo cáo|việc này phải báo cáo|yêu cầu báo cáo"),
    ("reporting", 3, r"báo cáo (?!kết quả kiểm)[^;.]{0,90}(?:trước|trong (?:tháng|quý|năm|tuần|thời hạn|vòng)|chậm nhất|muộn nhất|vào cuối|vào đầu|cho \w+ biết)|gửi [^;.]{0,60}trước [^;.]{0,30}để tổng hợp"),
    ("reporting", 3, r"(?:tổng hợp|kết quả|số liệu|tình hình)[^;.]{0,40}gửi[^;.]{0,60}(?:trước|hằng|hàng|chậm nhất|định kỳ)"),
    ("coordination", 3, r"(?:có nghĩa vụ|có trách nhiệm|phải|cần|tăng cường|làm tốt công tác|đẩy mạnh|tận dụng tốt để|để|tiếp tục|đặt ra mục tiêu) (?:\w+ ){0,2}phối hợp|chương trình phối hợp|quy chế phối hợp|công tác phối hợp|sự phối hợp"),
)  # fmt: skip


def compiled(rows: tuple[tuple[str, float, str], ...]) -> tuple[tuple[str, float, re.Pattern[str]], ...]:
    """Return the rows with their patterns compiled."""
    return tuple((kind, weight, re.compile(rf"(?<!\w)(?:{pattern})")) for kind, weight, pattern in rows)
