"""Bytes of a text: the encoding is told by the bytes where what is declared, or nothing, does not fit them."""

from __future__ import annotations

import pytest

from extractors.decode import decode

PLAIN = "窗口服务考核评分标准：每发生一次有效投诉扣2分，扣完为止。信息报送不及时的，每次扣0.5分。"
TRADITIONAL = "窗口服務考核評分標準：每發生一次有效投訴扣2分，扣完為止。資訊報送不及時的，每次扣0.5分。"
CASES = [
    (PLAIN.encode("gbk"), "", PLAIN, []),
    (PLAIN.encode("gbk"), "gb2312", PLAIN, []),
    (PLAIN.encode(), "gb2312", PLAIN, []),
    (PLAIN.encode("gbk"), "iso-8859-1", PLAIN, []),
    (PLAIN.encode("gbk"), "windows-1252", PLAIN, []),
    (PLAIN.encode("gbk"), "us-ascii", PLAIN, []),
    (PLAIN.encode("utf-16-le"), "", PLAIN, []),
    (PLAIN.encode("utf-16"), "", PLAIN, []),
    (PLAIN.encode("utf-32"), "", PLAIN, []),
    (PLAIN.encode("gb18030") + "㐂龥".encode("gb18030"), "", PLAIN + "㐂龥", []),
    (TRADITIONAL.encode("gbk"), "", TRADITIONAL, []),
    (TRADITIONAL.encode("big5"), "", TRADITIONAL, ["encoding-guessed"]),
    (TRADITIONAL.encode("big5"), "big5", TRADITIONAL, []),
    ("扣2分".encode("gbk"), "", "扣2分", []),
    ("café 60%".encode("latin-1"), "latin-1", "café 60%", []),
]


@pytest.mark.parametrize(("data", "declared", "text", "codes"), CASES)
def test_encodings(data: bytes, declared: str, text: str, codes: list[str]) -> None:
    read, findings = decode(data, declared)
    assert read == text
    assert [each.code for each in findings] == codes


def test_a_text_of_rare_characters_is_doubted() -> None:
    text, findings = decode("龖龗龘靐齉齾爨癵驫麣纞虋讟钃鸜麷鞻韽韾頀".encode("gb18030"))
    assert text.startswith("龖")
    assert [each.code for each in findings] == ["encoding-doubtful"]
