/* 电子券核验：在浏览器里验签，不联网。公钥写在页面上；是否已使用、已作废以系统为准。 */
(() => {
  "use strict";
  const box = document.getElementById("voucher-check");
  if (!box) return;
  const keys = JSON.parse(box.dataset.keys);
  const field = document.getElementById("voucher-code");
  const verdict = document.getElementById("voucher-verdict");
  const facts = document.getElementById("voucher-facts");
  const NAMES = ["券号", "券种", "学员", "职业编码", "工种", "培训机构", "有效期至"];

  function bytes(text) {
    const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
    return Uint8Array.from(plain, (sign) => sign.charCodeAt(0));
  }
  function today() {
    return new Intl.DateTimeFormat("sv-SE", { timeZone: "Asia/Shanghai" }).format(new Date());
  }
  function say(kind, text, values) {
    verdict.className = `note note-${kind}`;
    verdict.textContent = text;
    facts.replaceChildren(...values.map((value, place) => {
      const row = document.createElement("div");
      const name = document.createElement("dt");
      const said = document.createElement("dd");
      name.textContent = NAMES[place];
      if (place === 0 && box.dataset.list) said.append(inSystem(value));
      else said.textContent = value;
      row.append(name, said);
      return row;
    }));
  }
  /* 联网的页面上，券号连到系统里的这张券：是否已使用、已作废在那里看 */
  function inSystem(number) {
    const link = document.createElement("a");
    link.href = `${box.dataset.list}?q=${encodeURIComponent(number)}`;
    link.textContent = `${number}（在系统中查看）`;
    return link;
  }
  async function read(code) {
    const [keyId, body, mark] = code.split(".");
    if (!keyId || !body || !mark) throw new Error("parts");
    if (!Object.hasOwn(keys, keyId)) return null;
    const how = { name: "ECDSA", namedCurve: "P-256" };
    const key = await crypto.subtle.importKey("raw", bytes(keys[keyId]), how, false, ["verify"]);
    const signed = new TextEncoder().encode(`${keyId}.${body}`);
    const fits = await crypto.subtle.verify({ name: "ECDSA", hash: "SHA-256" }, key, bytes(mark), signed);
    if (!fits) throw new Error("signature");
    return JSON.parse(new TextDecoder().decode(bytes(body)));
  }
  async function check() {
    const code = field.value.trim();
    if (!code) return say("info", "请扫描或粘贴券上的二维码内容。", []);
    if (!window.crypto || !crypto.subtle) {
      return say("warn", "本浏览器在此地址不能验签：请用加密地址（https）打开，或使用下载的离线核验页。", []);
    }
    try {
      const values = await read(code);
      if (!values) return say("warn", "签名密钥不在本页：券可能较新，请联网重新下载本页后再核验。", []);
      if (values[6] < today()) return say("warn", `签名有效，但已于 ${values[6]} 过期。`, values);
      return say("ok", "有效：签名相符，在有效期内。是否已使用、已作废以系统为准。", values);
    } catch {
      return say("danger", "伪造或残缺：签名不符。请核对原券，不得据此办理。", []);
    }
  }
  field.addEventListener("input", check);
  check();
})();
