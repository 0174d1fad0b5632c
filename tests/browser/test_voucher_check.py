"""An inspector without network: the saved page checks a voucher's code in a real browser."""

from __future__ import annotations

import json
from pathlib import Path

from playwright.sync_api import Browser

from foundation.core import signing
from vouchers.documents import check_file
from vouchers.rules.passes import PURPOSE, VoucherPass


def code(valid_to: str) -> str:
    said = VoucherPass(
        "PX-7K2M-9F4D", "培训券", "张*英", "4-10-01-05", "养老护理员（初级）", "启航", valid_to
    )
    return signing.sign(said.content(), purpose=PURPOSE)


def saved_page(folder: Path) -> Path:
    keys = json.dumps(signing.public_keys(purpose=PURPOSE))
    page = folder / "check.html"
    page.write_text(check_file(keys), encoding="utf-8")
    return page


def test_without_network_a_code_is_valid_expired_forged_or_signed_by_a_key_not_known(
    browser: Browser, tmp_path: Path
) -> None:
    good = code("2099-12-31")
    expected = {
        good: "有效：签名相符",
        f"  {good}\n": "以系统为准",
        code("2020-01-01"): "已于 2020-01-01 过期",
        good[:-1] + ("A" if good[-1] != "A" else "Q"): "伪造或残缺",
        good.replace(".", ".B", 1): "伪造或残缺",
        f"zz{good}": "签名密钥不在本页",
        "PX-7K2M-9F4D": "伪造或残缺",
    }
    context = browser.new_context(offline=True)
    page = context.new_page()
    page.goto(saved_page(tmp_path).as_uri())
    for text, said in expected.items():
        page.fill("#voucher-code", text)
        page.wait_for_function(
            "said => document.getElementById('voucher-verdict').textContent.includes(said)", arg=said
        )
    page.fill("#voucher-code", good)
    page.wait_for_selector("#voucher-facts dd")
    assert page.locator("#voucher-facts dd").all_inner_texts()[:3] == ["PX-7K2M-9F4D", "培训券", "张*英"]
    context.close()
