"""Verbs by which administrative work is named; one of them in front of a clause without a subject carries the act."""

from __future__ import annotations

from typing import Final

from khworkflow.conclusions.reader.tables import phrases

WORK: Final = phrases(
    """
    ban hành | bàn giao | báo cáo | bảo đảm | đảm bảo | bảo vệ | bám sát | biên soạn | biểu dương | bố trí | bổ sung | bồi dưỡng | cải cách
    cải tạo | cải thiện | cập nhật | cấp | chấn chỉnh | chấp hành | chăm lo | chỉ đạo | chỉnh sửa | chỉnh trang | chịu trách nhiệm | chọn | chủ trì
    chuẩn bị | chuyển đổi | chuyển giao | chú trọng | chú ý | chứng minh | công bố | công khai | củng cố | cung cấp | cử | cụ thể hóa
    duy trì | dự thảo | dừng | đánh giá | đào tạo | đa dạng hóa | đăng ký | đầu tư | đẩy mạnh | đẩy nhanh | đề ra | đề xuất | đề nghị | đi sâu | điều chỉnh
    điều hành | điều tra | định hướng | định kỳ | đối chiếu | đôn đốc | động viên | đóng góp | đổi mới | đưa | đấu tranh | đưa vào
    gắn | ghi nhận | giải quyết | giải trình | giám sát | giao | giới thiệu | giữ gìn | giữ vững | giữ | giúp | giúp đỡ | gửi | gương mẫu
    hình thành | hoàn chỉnh | hoàn thành | hoàn thiện | hỗ trợ | học tập | hướng dẫn | huy động | hợp nhất | hủy bỏ | hủy | hạn chế | hiệp thương | hoạch định
    kết hợp | kết nạp | kêu gọi | khai thác | khảo sát | khắc phục | khen thưởng | khẩn trương | khôi phục | khuyến khích | kiểm điểm | kiểm kê | kiểm soát
    kiểm tra | kiến nghị | kiên quyết | kiện toàn | ký kết | kê khai | kịp thời | khởi công | khẳng định
    họp bình xét | họp xét | họp dân | họp rút kinh nghiệm | họp bàn | họp | tự đánh giá | chấm điểm | làm rõ | làm tốt | làm việc | lãnh đạo | lập | lấy | lấy ý kiến | lồng ghép | lựa chọn | lưu ý | loại bỏ | liên hệ | làm
    mở rộng | mở | mời | miễn nhiệm | minh bạch | nắm bắt | nắm | nắm chắc | nâng cao | nâng | nghiên cứu | nghiệm thu | ngăn chặn | nhân rộng | nhắc nhở | nộp
    nêu cao | nỗ lực | niêm yết
    ổn định | phản ánh | phát động | phát hành | phát hiện | phát huy | phát triển | phân bổ | phân công | phân công nhiệm vụ | phân loại | phân tích
    phê duyệt | phối hợp | phối kết hợp | phổ biến | phụ trách | đảm nhiệm | phòng ngừa | phòng chống | phấn đấu | phán đấu | phúc tra | quan tâm | quản lý | quán triệt | quyết định | quyết liệt
    quy hoạch | quy định | rà soát | rút | rút ra | rút kinh nghiệm | ra quân | ra soát | sáp nhập | sắp xếp | sáng tạo | sơ kết | soạn | soạn thảo | sử dụng | sửa đổi
    sưu tầm | tạm dừng | tạo | tạo điều kiện | tạo lập | tăng cường | tặng | tập huấn | tập hợp | tập trung | tham dự | tham gia | tham khảo | tham mưu | thanh tra | thành lập
    thay thế | theo dõi | thẩm định | thẩm tra | thi công | thí điểm | thiết kế | thiết lập | thông báo | thông tin | thống kê | thống nhất | thu | thu hồi | thu thập | thúc đẩy
    thuê | thực hiện | thường xuyên | tích cực | tiến hành | tiếp nhận | tiếp tục | tiếp thu | tiết kiệm | tìm | tìm hiểu | tính toán | tổ chức | tổng hợp
    tổng kết | tổng kiểm tra | trao | trao tặng | trả lời | trả | trích | triển khai | trình | trồng | truyền thông | truyền tải | truy thu | tuyên truyền | tuyển chọn | tuyển dụng | tuân thủ
    tư vấn | tự kiểm tra | ủng hộ | ưu tiên | vận dụng | vận động | vận hành | vào cuộc | xác định | xác minh | xác nhận | xây dựng | xem xét | xét | xét chọn | xin | xin ý kiến | xóa | xóa bỏ
    xử lý | xử phạt | xử lí | xúc tiến | yêu cầu | chuyển | cân đối | cảnh báo | giảm | giãn | khoanh | thoái vốn | tái cơ cấu | cơ cấu lại | tham vấn
    có văn bản | có biện pháp | có kế hoạch | có giải pháp | có phương án | có ý kiến | có hình thức | có báo cáo | có chương trình | có công văn | có trách nhiệm | có chính sách
    nhận diện | nhập | rà phá | nêu gương | làm tốt công tác | chi trả | chốt | dành | bàn | thăm hỏi | bình xét | kết nối | đồng hành | hưởng ứng | tiếp cận | quảng bá | tôn vinh
    lắng nghe | đối thoại | cam kết | giải ngân | giải thể | tháo gỡ | gỡ bỏ | cưỡng chế | đình chỉ | thu gom | vận chuyển | di dời | tái định cư | giải phóng mặt bằng | quyết toán | nhân
    bầu | bầu cử | ứng cử | luân chuyển | bổ nhiệm | điều động | đổi | khánh thành | đặt | trang bị | lắp đặt | mua sắm | sửa chữa | nâng cấp | tận dụng | khuyến học
    """
)

#: Nouns that are what the sentence is about when the doer is not said ("Kết quả báo cáo ...", "Đại hội ... tổ chức ...").
PRODUCTS: Final = phrases(
    """kết quả làm việc | kết quả kiểm tra | kết quả thực hiện | kết quả xử lý | kết quả rà soát | kết quả | việc này | báo cáo kết quả | hồ sơ | báo cáo | văn bản báo cáo"""
)
EVENTS: Final = phrases(
    "đại hội đại biểu | đại hội | hội nghị tổng kết | hội nghị sơ kết | hội nghị biểu dương | hội nghị | lễ phát động | lễ kỷ niệm | hội thảo | hội thi"
)
