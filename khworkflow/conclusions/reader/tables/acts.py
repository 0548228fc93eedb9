"""What makes a sentence ask for something: verbs of directive force, duty, work, and the signs that it only tells."""

from __future__ import annotations

from typing import Final

from khworkflow.conclusions.reader.tables import NONE, Phrases, phrases, table

#: Verbs by which an issuer asks; the tag is the force (domain notes: "đề nghị" to an equal is weaker).
FORCE: Final = Phrases({
    "assign": table(
        """giao nhiệm vụ cho | giao trách nhiệm cho | giao cho | giao thêm cho | giao nhiệm vụ | giao trách nhiệm | giao
        phân công nhiệm vụ cho | phân công | ủy quyền cho | thống nhất giao | quyết định giao | đồng ý giao | chỉ định"""
    ),
    "require": table(
        """yêu cầu | chỉ đạo | chỉ thị cho | chỉ thị | ra lệnh cho | quán triệt yêu cầu | hướng dẫn
        chỉ đạo và yêu cầu | yêu cầu và đề nghị"""
    ),
    "request": table("đề nghị | kiến nghị với | kiến nghị | kêu gọi | mong muốn | rất mong | mong | khuyến nghị | đề xuất giao | gợi ý | trân trọng đề nghị"),
    "remind": table("lưu ý | nhắc nhở | nhắc | lưu ý với | đề cao yêu cầu"),
    "forbid": table("nghiêm cấm | cấm"),
    NONE: table(
        """giao lưu | giao thông | giao dịch | giao nộp | giao ước | giao tiếp | giao đất | giao quyền | giao hữu | chỉ đạo điểm | chỉ đạo , điều hành
        yêu cầu của | đề nghị của | chỉ đạo của | hướng dẫn của | chỉ thị của | cấm vận | mong muốn của | hướng dẫn số | chỉ thị số"""
    ),
})  # fmt: skip

#: A force word after one of these is a noun or a quotation of another text: "ý kiến chỉ đạo", "theo yêu cầu", "được giao".
NOUN_MAKERS: Final = phrases(
    """ý kiến | phát biểu | sự | công tác | theo | việc | các | những | được | bị | đáp ứng | văn bản | nội dung | tinh thần | của | nhiệm vụ
    ban | có | truyền đạt | thực hiện | một số | phương án | lời | xét | nhận | chấp hành | đúng | nhu | các văn bản | tổ | về
    triển khai | mệnh lệnh | kết quả | theo dõi | quy định | giải quyết | trả lời | tiếp thu | tiếp nhận | tại | trước | từ
    với | nhiều | mọi | không đáp ứng | bằng | thẩm quyền | tham mưu | lãnh đạo | thông tin | hoạt động | nhằm | vượt | đợt
    tiến độ | bàn | chuyển | huy | đã được | kiểm tra | bộ phận | tăng cường | phối hợp | kịp thời | chủ động | để | và hướng dẫn"""
)

#: Words that may stand between an issuer and his verb.
ISSUER_ADVERBS: Final = phrases(
    "cũng | đã | vừa | tiếp tục | sẽ | còn | đồng thời | thống nhất | cũng đã | vừa có văn bản | nhấn mạnh | trực tiếp | ra văn bản"
    " | có văn bản | gửi văn bản | ban hành văn bản | và | quyết định | nêu rõ | chính thức | có công văn | ký văn bản | có ý kiến"
)

#: Duty laid on the subject.
DUTY: Final = Phrases({
    "duty": table(
        """cần phải | cần | phải | có trách nhiệm | có nhiệm vụ | có nghĩa vụ | chịu trách nhiệm | nhất thiết phải | cần tiếp tục
        cũng phải | cũng cần | đều phải | đều cần | phấn đấu | phải có trách nhiệm | được giao nhiệm vụ | được giao trách nhiệm
        được giao | được yêu cầu | được đề nghị | được phân công | được chọn làm điểm | được chọn tổ chức | được cử | cũng được giao | cũng được yêu cầu | sẽ phải | chịu trách nhiệm chính
        có trách nhiệm phải | được giao chủ trì"""
    ),
    "forbid": table(
        """không được | tuyệt đối không | tuyệt đối không được | không để | nghiêm cấm | dừng ngay | kiên quyết không
        cũng không được | chấm dứt ngay"""
    ),
    "will": table("sẽ | dự kiến"),
})  # fmt: skip

#: Parts in the work.
LEADS: Final = phrases(
    "chủ trì | làm đầu mối | là đầu mối | đầu mối | là cơ quan chủ trì | là đơn vị chủ trì | làm trưởng đoàn chủ trì"
)
COOPERATES: Final = phrases(
    """phối hợp chặt chẽ với | phối hợp chặt chẽ cùng | phối hợp cùng với | phối hợp với | phối hợp cùng | phối kết hợp với
    lấy ý kiến của | lấy ý kiến | phối hợp hiệu quả với | phối hợp tốt với | phối hợp | tiếp tục phối hợp với | phối hợp chặt chẽ | cùng với | cùng | thống nhất với"""
)

#: Manner before the work itself; it never stands in a report of what is.
MANNER: Final = phrases(
    """khẩn trương | chủ động | tiếp tục | tích cực | kịp thời | thường xuyên | nghiêm túc | sớm | tập trung | kiên quyết | trực tiếp
    không được | tuyệt đối không | trước mắt | định kỳ | hằng tháng | hàng tháng | hằng quý | hàng quý | hằng năm | hàng năm | đồng thời | nhanh chóng | ngay | tuyệt đối
    căn cứ | ưu tiên | chú trọng | chú ý | lưu ý | quan tâm | đặc biệt | cùng nhau | quyết liệt | đặc biệt là | thực sự | từng bước"""
)

#: Adverbs and connectives that open a sentence.
OPENERS: Final = Phrases({
    "plain": table(
        """theo đó | đồng thời | ngoài ra | bên cạnh đó | cùng với đó | trong đó | đặc biệt là | đặc biệt | cụ thể là | cụ thể | mặt khác
        về phía | tại đây | tại hội nghị | tại cuộc họp | tại buổi làm việc | qua đó | từ đó | song song với đó | song song | do đó | vì vậy
        trước mắt | trong thời gian tới | thời gian tới | trong những tháng tới | những tháng cuối năm | riêng | riêng đối với | tiếp theo
        cuối cùng | thứ nhất | thứ hai | thứ ba | thứ tư | thứ năm | một là | hai là | ba là | bốn là | năm là | sáu là | bảy là | tuy nhiên
        để | nhằm | và | thêm vào đó | cũng theo | kết luận | kết thúc | nhân dịp | vì thế | bởi vậy | đáng chú ý"""
    ),
    "clause": table(
        """sau khi | trên cơ sở | khi | căn cứ | để | nhằm | nếu | trong trường hợp | trường hợp | với | đối với | qua | từ | sau | trước | tại
        theo | về | trong | ngày | sáng | chiều | tối | trưa | cho rằng | đánh giá | phát biểu | kết luận | chỉ đạo | liên quan | hiện nay | đến
        nhấn mạnh | ghi nhận | nhân | cùng | hằng | hàng | định kỳ | riêng | đầu | cuối | tháng | quý | năm | xét | ba tháng | sáu tháng"""
    ),
})  # fmt: skip

#: What comes after these is told, not asked.
TELLS: Final = phrases(
    """đã | vừa | đang | là | cho biết | cho hay | cho rằng | nói | gồm | bao gồm | bị | chưa | còn | nhận định | khẳng định | nằm | cho thấy
    từng | nhận được | ghi nhận | họp | khai mạc | ước đạt | thông tin | diễn ra | chiếm | giữ nguyên | đạt được | ký | nêu | hiện có
    phát biểu | nghe | thông qua | bày tỏ | đánh giá cao | cảm ơn | biểu dương | mở hội nghị | làm việc với | có gần | có hơn | thống nhất cao
    có văn bản truyền đạt | có thông báo | có văn bản thông báo | có công văn truyền đạt | hiện | có | được | trình bày | dự | tham dự | thuộc | ra đời | thành lập năm | cùng dự | do | vẫn | chỉ | luôn | trở thành | chủ trì buổi
    chủ trì hội nghị | chủ trì cuộc họp | chủ trì phiên họp | dẫn đầu | tiếp thu | không còn | không có | chuẩn bị tài liệu | hôm nay | hôm qua | mới | hứa | hứa sẽ | cam kết sẽ | thông báo kết luận | xin hứa | tặng bằng khen | nhận bằng khen"""
)

#: A generic closing: it asks everybody to carry out what was said, and adds nothing.
CLOSINGS: Final = phrases(
    """thông báo để | thông báo đến | trên đây là | xin thông báo | thông báo ý kiến | trân trọng | thông báo kết luận | mọi thông tin | mọi chi tiết | thông tin chi tiết | chi tiết xin | trong quá trình thực hiện | quá trình thực hiện"""
)

#: Openings of sentences that only elaborate, cite or look back.
LOOKS_BACK: Final = phrases(
    """trước đó | trước đây | được biết | tuy nhiên | sở dĩ | như vậy | đáng lưu ý | theo báo cáo | theo thống kê | đây là | trong khi | có thể
    trong khi đó | nếu | hiện nay | hiện tại | nhìn lại | trong năm qua | thời gian qua | trong thời gian qua | những năm qua | kết quả là | đến nay
    tính đến | khi | mặc dù | việc | cùng ngày"""
)
ELABORATES: Final = phrases("tập trung | tập trung các nội dung | lưu ý | chú ý | lưu ý đến | lưu ý tới | chú ý đến | chú ý tới")

#: Verbs of speech; a clause with a subject of its own may follow and is what was said.
SPEECH: Final = phrases(
    """nhấn mạnh | lưu ý | nhắc | nhắc nhở | khẳng định | cho rằng | chỉ rõ | nêu rõ | kết luận | quán triệt | phát biểu | chỉ đạo | yêu cầu
    đề nghị | nhấn mạnh rằng | lưu ý rằng | cho rằng | thống nhất | gợi ý | đề cập | quy định | hướng dẫn | theo đó | cũng nhấn mạnh"""
)

#: Openings that put a sentence into a time before the document's: what follows was.
LONG_AGO: Final = phrases(
    """trước đây | năm học trước | năm trước | năm ngoái | năm học qua | năm học vừa qua | nhiệm kỳ qua | nhiệm kỳ trước | nhiệm kỳ vừa qua
    quý trước | tháng trước | kỳ trước | đợt trước | lần trước | năm học vừa rồi | năm vừa qua | thời gian trước | tại kỳ họp trước"""
)

#: Labels before a colon that say nothing themselves: "Kết luận: ...", "Ý kiến chỉ đạo: ...".
LABELS: Final = phrases(
    """kết luận | ý kiến kết luận | ý kiến chỉ đạo | chỉ đạo | nhiệm vụ | nội dung | yêu cầu | kiến nghị | đề nghị | phân công | thống nhất | giải pháp | biện pháp
    ý kiến của đoàn | kết luận của chủ tọa | tổ chức thực hiện | việc cần làm"""
)

#: What stands before the body that a heading or clause is about.
TOWARDS: Final = phrases("đối với | riêng đối với | về phía | riêng | trách nhiệm của | nhiệm vụ của | phân công")

#: What follows a name and makes it part of a longer noun, or opens no predicate: prepositions, relatives, copulas.
NO_PREDICATE: Final = phrases(
    """của | trong | tại | ở | thuộc | do | mà | với | về | theo | từ | đến | để | nhằm | khi | nếu | tới | cho | bằng | qua | sau | trước | trên | dưới | giữa
    là | nào | này | đó | ấy | kia | khác | cùng với | như | so với | năm | tháng | ngày | quý | lần | số | và | hoặc | nhiệm kỳ | khóa | giai đoạn | gồm"""
)

#: Words of a closing that asks to carry out what was said, and adds nothing.
GENERIC: Final = frozenset(
    [
        "nghiêm",
        "túc",
        "khẩn",
        "trương",
        "tổ",
        "chức",
        "triển",
        "khai",
        "thực",
        "hiện",
        "chấp",
        "hành",
        "nội",
        "dung",
        "các",
        "những",
        "trên",
        "này",
        "thông",
        "báo",
        "kết",
        "luận",
        "công",
        "văn",
        "văn",
        "bản",
        "kế",
        "hoạch",
        "đúng",
        "theo",
        "tinh",
        "thần",
        "quy",
        "định",
        "tốt",
        "và",
        "đầy",
        "đủ",
        "kịp",
        "thời",
        "có",
        "hiệu",
        "quả",
        "quan",
        "tâm",
        "phối",
        "hợp",
        "cùng",
        "biết",
        "để",
        "chỉ",
        "đạo",
        "ý",
        "kiến",
        "nêu",
    ]
)

#: Praise and thanks: what follows was done.
PRAISE: Final = phrases(
    """biểu dương | khen ngợi | đánh giá cao | ghi nhận | hoan nghênh | cảm ơn | chúc mừng | tuyên dương | đánh giá | phê bình | rút kinh nghiệm đối với"""
)

#: Praise and thanks as a predicate; nobody is asked for them.
THANKS: Final = phrases(
    "ghi nhận | đánh giá cao | hoan nghênh | cảm ơn | khen ngợi | chúc mừng | chia sẻ | đồng tình | trân trọng cảm ơn"
)

#: The issuer's own decision: it binds himself and asks nobody for anything.
DECIDES: Final = phrases(
    "đồng ý | nhất trí | chấp thuận | cho phép | thống nhất chủ trương | thống nhất về chủ trương | thống nhất với | nhất trí với | đồng ý với | cơ bản nhất trí | tán thành"
)

#: Nouns that open a line of particulars in a plan ("Thời gian: ...") rather than a thing to do.
PARTICULARS: Final = phrases(
    """thời gian | địa điểm | thành phần | đối tượng | kinh phí | chủ đề | nội dung | hình thức | số lượng | mục đích | yêu cầu | căn cứ | phạm vi | tên | họ | việc | công tác
    các | những | một số | nguồn | điện thoại | email | email : | thư ký | chủ trì : | đại biểu | khách mời | tình hình | kết quả | số | quỹ | tỷ lệ | tổng số | ngày | sáng | chiều | tối | lưu | như | về"""
)

#: The same in a heading, where a single word is enough: "1- Với Hội Khuyến học hai huyện".
HEADS_TOWARDS: Final = phrases(
    "đối với | riêng đối với | về phía | riêng | với | trách nhiệm của | nhiệm vụ của | phân công | về trách nhiệm của | giao cho | giao"
)

#: Times ahead that stand between a verb of force and its addressee without a comma.
AHEAD: Final = phrases(
    """trong thời gian tới | thời gian tới | trong những tháng tới | từ nay đến cuối năm | trước mắt | tới đây | sắp tới | trong giai đoạn tới | trong năm tới | năm tới
    trong nhiệm kỳ tới | những tháng cuối năm | trong quý tới | trong tháng tới | năm học tới | trong năm học mới"""
)
