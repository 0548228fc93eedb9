"""Texts written for these tests, in the manner of conclusions, notices and news."""

NOTICE = """HỘI KHUYẾN HỌC TỈNH YÊN BÁI
Số: 09/TB-HKH
Yên Bái, ngày 12 tháng 9 năm 2019

THÔNG BÁO
Kết luận của Chủ tịch Hội Khuyến học tỉnh

Kính gửi:
- Các huyện, thị, thành Hội;
- Ban Kiểm tra Tỉnh hội.

I. ĐÁNH GIÁ CHUNG
Các đơn vị đã chuẩn bị chu đáo, tham mưu tốt cho cấp ủy, chính quyền. Một số chỉ tiêu còn chậm.

II. NHIỆM VỤ TRONG THỜI GIAN TỚI
1. Về đại hội
a) Giao Hội Khuyến học huyện Trấn Yên chủ trì, phối hợp với Phòng Nội vụ huyện xây dựng đề án nhân sự Ban Chấp hành; trình Thường trực Tỉnh hội trước ngày 20/10/2019.
b) Các huyện, thị, thành Hội rà soát chỉ tiêu nghị quyết, hoàn thành trong quý IV/2019.
2. Về báo cáo
a) Hội Khuyến học huyện Mù Cang Chải báo cáo kết quả phát triển hội viên chậm nhất ngày 15/11/2019.
b) Đề nghị Hội Khuyến học thị xã Nghĩa Lộ trao ít nhất 10 suất học bổng trước ngày 15/1.

Nơi nhận:
- Thường trực Tỉnh hội;
- Hội Khuyến học huyện Văn Chấn.
"""

NEWS = """Ngày 12/9/2019, Hội Khuyến học tỉnh họp giao ban quý III. Chủ tịch Hội đánh giá cao kết quả các đơn vị đã đạt được.

Chủ tịch Hội yêu cầu Hội Khuyến học huyện Lục Yên khẩn trương kiện toàn Ban Chấp hành trước ngày 30/9/2019. Hội Khuyến học huyện Yên Bình phải báo cáo số hội viên trong tháng 10. Các đơn vị tiếp tục phối hợp với ngành giáo dục vận động học sinh ra lớp.
"""
