"""How bodies are named: head words, fields of ministries, words inside names, group nouns and their qualifiers."""

from __future__ import annotations

from typing import Final

from khworkflow.conclusions.reader.tables import NONE, Phrases, phrases, table

#: Words of two syllables that begin like a noun for bodies and mean something else.
_COMPOUNDS: Final = table(
    """trường hợp | ban hành | ban đầu | hội nghị | hội thảo | hội thi | hội họp | hội đồng nhân dân | đoàn kết | đoàn thể hóa | phòng ngừa | phòng chống | phòng tránh
    bên cạnh | thành tích | thành lập | thành công | thành phần | thị trường | xã hội | xã hội hóa | tỉnh táo | cấp phát | cấp kinh phí | cấp thẻ | cấp bách | ngành nghề
    bản thân | bộ phận | bộ tiêu chí | bộ máy | vụ việc | cục bộ | tổ chức xong | công tác | trung tâm học tập | đơn vị tính | địa phương hóa | cơ sở vật chất"""
)

#: Head words of a body's name; a "shy" head is also a common word and needs a capital or a field after it.
HEADS: Final = Phrases({
    "body": table(
        """ủy ban nhân dân | ủy ban mặt trận tổ quốc | ủy ban mttq | ủy ban kiểm tra | ủy ban trung ương | ủy ban | ubnd | ub | hđnd | hội đồng nhân dân | ubkt | ubmttq
        mttq | mặt trận tổ quốc | mặt trận | tổng cục | chi cục | cục | văn phòng | thanh tra | công an | kho bạc | kiểm toán nhà nước | bảo hiểm xã hội
        hội khuyến học | tỉnh hội | huyện hội | thị hội | thành hội | xã hội khuyến học | trung ương hội | trung ương đoàn | chi hội | phân hội | tổ hội | hội đồng | hội nông dân
        hội liên hiệp phụ nữ | hội phụ nữ | hội cựu chiến binh | hội cựu giáo chức | hội người cao tuổi | hội cơ sở | hội chữ thập đỏ | liên hiệp các hội | liên minh hợp tác xã | liên đoàn lao động
        hiệp hội | đoàn thanh niên | đoàn tncs | tỉnh đoàn | huyện đoàn | thành đoàn | tổng công ty | công ty | tập đoàn | tổng liên đoàn | ngân hàng nhà nước | ngân hàng chính sách xã hội
        ban thường vụ | ban chấp hành | ban chỉ đạo | ban kiểm tra | ban tuyên giáo | ban tổ chức | ban dân vận | ban phong trào | ban tuyên truyền | ban quản lý | ban xây dựng đảng
        ban khuyến học | ban soạn thảo | đảng đoàn | bản tin | tổ soạn thảo | ban vận động | ban trù bị | ban giám khảo | ban giám sát | ban cán sự đảng | ban cán sự | ban liên lạc | ban đại diện cha mẹ học sinh | ban tài chính | ban văn phòng | ban bí thư | ban nội chính | ban kinh tế | ban giám hiệu | ban đại diện | ban biên tập | ban thi đua | ban tôn giáo | ban dân tộc | ban nghiệp vụ | ban quản trị
        thường trực | đảng ủy | huyện ủy | thị ủy | thành ủy | tỉnh ủy | quận ủy | đảng bộ | chi bộ | cơ quan ủy ban | bộ đội biên phòng | cảnh sát biển | hải quân | quân khu | bộ chỉ huy | bộ tư lệnh
        viện kiểm sát | tòa án | trung tâm học tập cộng đồng | trung tâm | học viện | bệnh viện | đoàn công tác | đoàn kiểm tra | đoàn liên ngành | tổ công tác | tổ giúp việc | cụm thi đua | quỹ khuyến học
        toàn ngành | toàn đảng bộ | lực lượng an ninh | lực lượng công an | lực lượng chức năng | lực lượng | cơ quan chức năng | cơ quan thường trực | cơ quan | ngành giáo dục và đào tạo | ngành giáo dục | ngành y tế | ngành thuế
        ngành công an | ngành nông nghiệp | ngành tài chính | ngành văn hóa | ngành giao thông vận tải | ngành lao động | ngành | các cấp hội | chính phủ | quốc hội | ủy ban thường vụ quốc hội | tổng hội
        hội khuyến học việt nam | chính quyền | cấp ủy | toàn hội | cựu chiến binh | đài phát thanh và truyền hình | đài phát thanh - truyền hình | đài truyền thanh | đài phát thanh | phòng giáo dục và đào tạo | hội luật gia | hợp tác xã | trạm y tế | xí nghiệp | chủ đầu tư | đơn vị thi công | nhà thầu | thường trực hội | bộ phận | nhà xuất bản | công đoàn | tiểu ban | tạp chí | đài truyền hình | hội đồng thi đua | hội đồng đội | nhóm công tác
        hội đồng giáo dục | hội cựu thanh niên xung phong | hội đông y | hội doanh nghiệp | hội doanh nhân | hội đồng hương | ban công tác mặt trận | ban tổ chức đại hội"""
    ),
    "shy": table("bộ | sở | vụ | ban | phòng | hội | viện | đài | báo | trường | đoàn | tổ | đội | quỹ | cụm | khối | kho | chi đoàn | tòa | nhà trường | đảng | ngân hàng"),
    "post": table(
        """chủ tịch | phó chủ tịch | bộ trưởng | thứ trưởng | giám đốc | phó giám đốc | chánh văn phòng | trưởng ban | trưởng phòng | cục trưởng | tổng cục trưởng | thủ tướng chính phủ | thủ tướng
        phó thủ tướng | bí thư | phó bí thư | thủ trưởng | người đứng đầu | hiệu trưởng | thống đốc | chánh thanh tra | tổng thanh tra | tổng giám đốc | viện trưởng | phó chánh văn phòng | tổng thư ký
        vụ trưởng | ủy viên thường trực | lãnh đạo | đại diện | đồng chí | ông | bà | trưởng ban kiểm tra | trưởng đoàn | cụm trưởng | trưởng cụm | chi hội trưởng | chi hội phó | tổ trưởng | trưởng thôn | trưởng bản | tổ trưởng dân phố | trưởng khu | trưởng các | kế toán | thủ quỹ | ủy viên"""
    ),
    NONE: _COMPOUNDS,
    "place": table("tỉnh | thành phố | tp | quận | huyện | thị xã | xã | phường | thị trấn | thủ đô"),
})  # fmt: skip

#: Fields of ministries, departments and offices; they hold commas, "và" and lower-case words.
FIELDS: Final = phrases(
    """nông nghiệp và phát triển nông thôn | nông nghiệp và môi trường | nông nghiệp & ptnt | nông nghiệp và ptnt | nông nghiệp | tài nguyên và môi trường | tài nguyên - môi trường | tài nguyên môi trường
    kế hoạch và đầu tư | kế hoạch - đầu tư | kế hoạch đầu tư | kế hoạch – đầu tư | tài chính - kế hoạch | tài chính – kế hoạch | tài chính | công thương | công an | quốc phòng | ngoại giao | nội vụ | tư pháp | xây dựng
    xây dựng đảng | giao thông vận tải | giao thông - vận tải | giao thông | gtvt | y tế | giáo dục và đào tạo | giáo dục - đào tạo | giáo dục – đào tạo | giáo dục đào tạo | gd và đt | gd&đt | gd & đt | gd - đt
    văn hóa , thể thao và du lịch | văn hóa - thể thao và du lịch | văn hóa - thể thao | văn hóa – thể thao | văn hóa thể thao và du lịch | văn hóa và thể thao | văn hóa , thể thao | văn hóa thông tin | vh , tt và dl | vh - tt và dl | vhttdl
    thông tin và truyền thông | thông tin - truyền thông | thông tin truyền thông | lao động - thương binh và xã hội | lao động , thương binh và xã hội | lao động - thương binh - xã hội | lao động thương binh và xã hội | lao động - tb & xh
    lđ - tb và xh | lđ - tb & xh | lđtb & xh | khoa học và công nghệ | khoa học - công nghệ | khoa học công nghệ | kh và cn | quy hoạch và kiến trúc | quy hoạch - kiến trúc | du lịch | dân tộc và tôn giáo | dân tộc | ngoại vụ
    kinh tế , hạ tầng và đô thị | kinh tế - hạ tầng | kinh tế và hạ tầng | kinh tế | hạ tầng | quản lý đô thị | văn hóa - xã hội | di sản văn hóa | văn hóa cơ sở | thuế | hải quan | thống kê | dân số | quản lý thị trường | tổ chức cán bộ | tổ chức - hành chính
    đoàn đbqh , hđnd và ubnd | đoàn đbqh và hđnd | hđnd và ubnd | đoàn đại biểu quốc hội và hđnd | hội đồng nhân dân và ủy ban nhân dân
    kế hoạch | pháp chế | phòng cháy chữa cháy | đăng kiểm | đường bộ | hàng không | kiểm lâm | thủy lợi | bảo vệ thực vật | khuyến học | chỉ đạo | kiểm tra | tuyên giáo | tổ chức | phong trào | tuyên truyền | dân vận | nội chính | thường vụ | chấp hành
    khuyến tài | nghiệp vụ | giám hiệu | đại diện cha mẹ học sinh | hành chính | tổng hợp | thi đua - khen thưởng | thi đua khen thưởng | thể dục thể thao | đầu tư | phát triển nông thôn | xúc tiến | công nghiệp | khởi nghĩa | văn hóa | truyền thông | truyền hình | phát thanh và truyền hình | phát thanh - truyền hình | phát thanh | thể thao | xã hội | thanh tra
    giáo dục thường xuyên | hướng nghiệp | dạy nghề | thư viện | bảo tàng | tôn giáo | an sinh | trẻ em | lao động | thương binh | khoáng sản | lâm nghiệp | thủy sản | công nghệ | khoa học
    môi trường | đô thị | đất đai | xây dựng xã hội học tập | phòng , chống tham nhũng | chuyển đổi số | cải cách hành chính | cán bộ | chính sách | đối ngoại | hợp tác quốc tế | khuyến học và dân trí | chính trị | chính trị - hành chính | nội dung | nhân sự | văn kiện | hậu cần | khánh tiết | cơ sở vật chất | giáo dục trung học | giáo dục tiểu học | giáo dục mầm non"""
)

#: Lower-case words that go on inside a name.
INSIDE: Final = phrases(
    """tỉnh | thành phố | huyện | thị xã | quận | xã | phường | thị trấn | cấp trên | cấp dưới | cơ sở | trung ương | nhà nước | nhân dân | khu vực | tp | địa phương | cùng cấp | cấp huyện | cấp xã | cấp tỉnh | các cấp
    việt nam | chính phủ | nhà trường | thôn | bản | tổ dân phố | chuyên ngành | liên ngành | khuyến học | đảng | hội | thường trực | tiểu khu | trường học | mầm non | tiểu học | trung học cơ sở | trung học phổ thông
    thcs | thpt | cổ phần | cp | tnhh | mtv | một thành viên | chính trị - xã hội | chính trị xã hội | xã hội nghề nghiệp | kinh tế - xã hội | công an | quân sự | an ninh | giáo dục | môi trường đô thị | đoàn thể
    quỹ đất | vốn nhà nước | tại doanh nghiệp | kinh tế tập thể | tài sản công | dự án | chương trình | truyền thông
    đảng ủy | huyện ủy | thị ủy | thành ủy | tỉnh ủy | ubnd | ủy ban nhân dân | hđnd | hội đồng nhân dân | tỉnh hội | huyện hội | toàn tỉnh | mặt trận tổ quốc | mặt trận | y tế | văn phòng | chức năng"""
)

#: Levels of the administration; they join by commas inside a name.
LEVELS: Final = phrases(
    "tỉnh | thành phố | thành | huyện | thị xã | thị | quận | xã | phường | thị trấn | huyện đảo | xã đảo | thôn | tổ dân phố | bản | khu phố | ấp | làng | khóm | buôn"
)

#: Quantifiers that open a group, and the nouns that groups are made of.
QUANTIFIERS: Final = phrases(
    "tất cả các | tất cả | cả | toàn thể các | toàn thể | toàn bộ các | các | những | mỗi | mọi | từng | một số | hai | ba | bốn | cả hai"
)
GROUP_NOUNS: Final = Phrases({"": table(
    """đơn vị | nơi | cơ quan | tổ chức đảng | tổ chức cơ sở đảng | tổ chức hội | tổ chức | địa phương | bộ | ngành | sở | ban | đoàn thể | huyện | thị | thành | thị xã | thành phố | xã | phường | thị trấn | quận | tỉnh | cấp hội | cấp ủy | cấp | hội cơ sở
    hội khuyến học | hội | chi hội khuyến học | chi hội | chi bộ | ban khuyến học | tập đoàn | tổng công ty | công ty | doanh nghiệp | trường học | trường | nhà trường | chính quyền | lực lượng | cục | vụ | tổng cục | chi cục | phòng
    trung tâm | chủ đầu tư | nhà thầu | ngân hàng | cụm thi đua | cụm | đảng bộ | ban ngành | sở ngành | bộ ngành | ban chỉ đạo | huyện hội | thị hội | thành hội | tỉnh hội | phòng ban | bên | hiệp hội | hội viên
    thành viên | cán bộ | đoàn kiểm tra | đoàn giám sát | đoàn công tác | tổ kiểm tra | ubnd | ủy ban nhân dân | công an | hợp tác xã | tổ công tác | huyện ủy | thị ủy | thành ủy | đảng ủy | cơ sở giáo dục | đoàn | đơn vị sự nghiệp | cục thuế | chi cục thuế | trưởng ban
    chủ tịch | giám đốc | bộ trưởng | phòng giáo dục và đào tạo | hội quần chúng | đồng chí | bí thư | ủy viên | tổ | thôn | chủ tịch ubnd | ban quản lý | cấp hội khuyến học | huyện đảo | xã đảo | dòng họ | khu dân cư | gia đình | thành hội | hội đồng | thành viên ban chỉ đạo | phòng chuyên môn | đại biểu | đại học | học viện | trường đại học | cao đẳng | trường cao đẳng | sư phạm | miền | vùng | thư viện | nhà văn hóa | phòng học | hộ | hộ gia đình | tổ dân phố | bản | chi đoàn | liên đội"""),
    NONE: _COMPOUNDS,
})  # fmt: skip

#: What may follow a group noun and still belongs to its name; "predicate" says a person has to choose the members.
QUALIFIERS: Final = Phrases({
    "plain": table(
        """chức năng | chuyên môn | nghiệp vụ | chéo | liên ngành | cũ | mới | lâm thời | miền núi | miền xuôi | vùng cao | vùng sâu | đồng bằng | nói chung | lân cận | giáp ranh | chuyên ngành | trên địa bàn | trong tỉnh | trong huyện | toàn tỉnh | trong toàn tỉnh | trên cả nước | trong cả nước | cả nước | trên toàn quốc | nhà nước | trực thuộc trung ương | trực thuộc | cùng cấp
        trên toàn tỉnh | trung ương | địa phương | cơ sở | cấp tỉnh | cấp huyện | cấp xã | các cấp | chính trị - xã hội | chính trị xã hội | tỉnh | huyện | thành phố | xã | hội | khuyến học | thuộc | công an | cấp dưới | cấp trên | cấp trên trực tiếp
        quần chúng | giáo dục | nghề nghiệp | xã hội - nghề nghiệp | xã hội | kinh tế | thành viên | nhà trường | thuế | ubnd | mỗi cấp | thuộc tỉnh | thuộc thành phố | thuộc huyện"""
    ),
    "anaphora": table("nêu trên | nói trên | trên | này | đó | vừa nêu | kể trên | dưới đây"),
    "predicate": table(
        """có liên quan | liên quan | còn lại | khác | được kiểm tra | chuẩn bị sáp nhập | chưa đại hội | chưa hoàn thành | chưa tổ chức đại hội | chậm tiến độ | dự kiến sáp nhập | sáp nhập | được chọn | đã đại hội
        được phân công | có dự án | có biên giới | bờ biển | biên giới | có biển | có điều kiện | chưa báo cáo | chưa thành lập | được thụ hưởng | được sáp nhập | tham gia | đăng ký | có nhu cầu | được thanh tra | yếu kém | đã làm điểm | làm điểm | được chọn làm điểm | đăng cai | đã được kiểm tra | chưa được kiểm tra | hết nhiệm kỳ | chưa đạt | chưa đạt chỉ tiêu | nói trên"""
    ),
})  # fmt: skip

#: By what right a body acts; it stands between the subject and the act.
BY_RIGHT: Final = phrases(
    "theo chức năng , nhiệm vụ được giao | theo chức năng nhiệm vụ được giao | theo chức năng , nhiệm vụ | theo chức năng | theo thẩm quyền | theo nhiệm vụ được giao | theo chức năng , thẩm quyền | căn cứ chức năng , nhiệm vụ | căn cứ chức năng , nhiệm vụ được giao"
)

#: Bodies that advise or are told, rather than do: after these words a name is an addressee.
ADDRESSEE_MARKS: Final = phrases(
    "cho | với | về | tới | đến | lên | trình | gửi | báo cáo | tham mưu | xin ý kiến | của | do | tại | thuộc | từ"
)

#: Nouns by which one body is meant that the text has made clear before.
CONTEXT_NOUNS: Final = phrases(
    """đơn vị | địa phương | nhà trường | huyện | xã | phường | thị trấn | thị xã | thành phố | quận | hội | huyện hội | thị hội | thành hội | cơ sở | chi hội
    cơ quan | ngành giáo dục | ngành | trường | cụm | hai huyện | hai đơn vị | hai xã"""
)

#: The provinces and cities of before July 2025; behind a district's name one of them is its address.
PROVINCES: Final = phrases(
    """an giang | bà rịa - vũng tàu | bắc giang | bắc kạn | bạc liêu | bắc ninh | bến tre | bình định | bình dương | bình phước | bình thuận | cà mau | cần thơ
    cao bằng | đà nẵng | đắk lắk | đắk nông | điện biên | đồng nai | đồng tháp | gia lai | hà giang | hà nam | hà nội | hà tĩnh | hải dương | hải phòng | hậu giang
    hòa bình | huế | hưng yên | khánh hòa | kiên giang | kon tum | lai châu | lâm đồng | lạng sơn | lào cai | long an | nam định | nghệ an | ninh bình | ninh thuận
    phú thọ | phú yên | quảng bình | quảng nam | quảng ngãi | quảng ninh | quảng trị | sóc trăng | sơn la | tây ninh | thái bình | thái nguyên | thanh hóa
    thừa thiên huế | tiền giang | hồ chí minh | tp hồ chí minh | trà vinh | tuyên quang | vĩnh long | vĩnh phúc | yên bái"""
)

#: Bodies that usually speak in a paper and are not spoken to.
SUPERIORS: Final = phrases(
    """chính phủ | quốc hội | thủ tướng | ban bí thư | bộ chính trị | ban thường vụ | thường trực | tỉnh ủy | thành ủy | huyện ủy | thị ủy | ubnd tỉnh | ubnd thành phố | ủy ban nhân dân tỉnh
    ủy ban nhân dân thành phố | ubnd tp | hđnd | hội đồng nhân dân | trung ương hội | trung ương đoàn | tỉnh hội | hội khuyến học tỉnh | ban chỉ đạo | đoàn kiểm tra | đoàn công tác | đoàn"""
)
