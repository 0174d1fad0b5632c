/* 平板点名：点一下先写进本机，写成了才显示；有网络时上传，服务器说收到了才从本机删去。
   本机存的都加密：点名的一条条用服务器给的密钥；名单（号数、脱敏姓名）连同密钥再由口令锁住，上传完或满 72 小时即删。
   口令忘了不丢点名：连上网络登录，服务器再给一次密钥，照样上传。 */
(() => {
  "use strict";
  const roll = document.getElementById("roll");
  if (!roll) return;
  const { sealed, notify, showNet } = window.wenshui;
  const all = (selector, root = document) => Array.from(root.querySelectorAll(selector));
  const BATCH = 200;
  const LONGEST = 72 * 3600 * 1000;
  const TRIES = 5;
  const SOON = 8000;
  const WORDS = { in: "到", out: "走" };
  class Refused extends Error {} // 服务器说的话，可以照着显示
  const place = location.pathname.match(/^(.*\/)([0-9a-f-]{36})\/$/);
  if (!place) return;
  const [, folder, session] = place;
  const state = roll.querySelector("[data-kept]");
  const said = state.querySelector("span");
  const forms = { set: roll.querySelector("[data-pin=set]"), open: roll.querySelector("[data-pin=open]") };
  let using = null; // { id, key, raw }：本课次的密钥
  let sending = false;
  let again = 0;

  function tell(words, ready = false) {
    said.textContent = words;
    state.classList.toggle("roll-ready", ready);
  }
  if (!sealed.possible) {
    tell("这台设备不能在本机加密保存，请用纸质签到表，或在有网络时由学员扫码");
    return;
  }
  const db = sealed.store("wenshui-roll", 2, ["entries", "lists"]);
  async function take(keys, id) {
    using = { id, raw: keys[id], key: await sealed.key(sealed.fromText(keys[id])) };
  }
  function newId() {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = bytes[6] & 0x0f | 0x40;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
    return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
  }

  /* 一条点名：号、课次在外面，人、方向、时间在里面 */
  const rows = () => db.all("entries");
  async function add(entry) {
    const { id, refused, ...inside } = entry;
    await db.put("entries", { id, session, by: using.id, refused: refused || "", ...await sealed.seal(using.key, inside) });
  }
  async function opened(row, key) {
    return { id: row.id, refused: row.refused, ...await sealed.open(key, row) };
  }
  async function mine() {
    if (!using) return [];
    const here = (await rows()).filter((row) => row.session === session && row.by === using.id);
    return Promise.all(here.map((row) => opened(row, using.key)));
  }

  /* 页面上的样子都从本机的表来 */
  const time = (text) => new Date(text).toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit", hour12: false, timeZone: "Asia/Shanghai" });
  const bar = document.querySelector("[data-bar]");
  const sum = (name, number) => { roll.querySelector(`[data-sum=${name}]`).textContent = String(number); };
  async function show() {
    const here = await mine();
    const waiting = (await rows()).filter((row) => !row.refused).length;
    const count = { in: 0, out: 0 };
    all("[data-person]", roll).forEach((item) => {
      const words = [];
      all("[data-direction]", item).forEach((button) => {
        const direction = button.dataset.direction;
        const entry = here.find((each) => each.enrolment === item.dataset.person && each.direction === direction);
        const on = Boolean(button.dataset.known) || Boolean(entry && !entry.refused);
        button.classList.toggle("on", on);
        button.setAttribute("aria-pressed", String(on));
        button.disabled = Boolean(button.dataset.known);
        if (button.disabled) button.setAttribute("aria-describedby", "roll-known");
        if (on) count[direction] += 1;
        if (button.dataset.known) words.push(`${WORDS[direction]} ${button.dataset.known}`);
        else if (entry) words.push(entry.refused || `${WORDS[direction]} ${time(entry.time)}，存在本机`);
      });
      item.querySelector("[data-said]").textContent = words.join("　");
    });
    sum("expected", all("[data-person]", roll).length);
    sum("in", count.in);
    sum("out", count.out);
    sum("waiting", waiting);
    bar.textContent = waiting ? `${waiting} 条存在本机，等网络上传` : "本机没有等着上传的";
  }
  roll.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-direction]");
    if (!button || button.disabled || sending || !using) return;
    const person = button.closest("[data-person]").dataset.person;
    const old = (await mine()).find((each) => each.enrolment === person && each.direction === button.dataset.direction);
    try {
      if (old) await db.remove("entries", [old.id]);
      else await add({ id: newId(), enrolment: person, direction: button.dataset.direction, time: new Date().toISOString() });
    } catch (error) {
      notify("danger", "没有记下。", "本机存不下了，请清理空间后再点，或改用纸质签到表。");
    }
    await show();
  });

  /* 上传：先取一次该课次的页，拿当时的口令和密钥；再一批一批送 */
  async function pageOf(wanted) {
    const page = await fetch(`${folder}${wanted}/`, { cache: "no-store" });
    if (!page.ok) throw new Error(`${page.status}`);
    if (page.redirected) throw new Refused("登录已过期，请在新窗口重新登录，再回到本页点“现在上传”，点名都还在本机。");
    const body = new DOMParser().parseFromString(await page.text(), "text/html").body;
    const there = body.querySelector("#roll").dataset;
    const csrf = JSON.parse(body.getAttribute("hx-headers") || "{}")["X-CSRFToken"];
    return { csrf, send: there.send, keys: JSON.parse(there.keys) };
  }
  async function sendBatch(batch, page) {
    const answer = await fetch(page.send, {
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": page.csrf },
      body: JSON.stringify({
        device_now: new Date().toISOString(),
        entries: batch.map(({ entry }) => ({
          id: entry.id, enrolment_id: entry.enrolment, direction: entry.direction, device_time: entry.time,
        })),
      }),
    });
    const told = await answer.json();
    if (!answer.ok) throw new Refused(told.message || "服务器没有收下，点名都还在本机，请稍后再传。");
    const refused = new Map(told.answers.filter((each) => each.outcome === "refused").map((each) => [each.id, each.words]));
    for (const { row } of batch) if (refused.has(row.id)) await db.put("entries", { ...row, refused: refused.get(row.id) });
    const safe = batch.filter(({ row }) => !refused.has(row.id));
    const at = new Map(told.answers.map((each) => [each.id, each.happened_at]));
    safe.filter(({ row }) => row.session === session).forEach(({ entry }) => noteSent(entry, at.get(entry.id)));
    await db.remove("entries", safe.map(({ row }) => row.id));
    return told.answers.filter((each) => ["kept", "asked", "refused"].includes(each.outcome));
  }
  function noteSent(entry, happened) { // 服务器按自己的钟校正过的时间
    const item = roll.querySelector(`[data-person="${entry.enrolment}"]`);
    if (item) item.querySelector(`[data-direction=${entry.direction}]`).dataset.known = time(happened);
  }
  async function sendSession(wanted, waiting) {
    const page = await pageOf(wanted);
    const batch = [];
    for (const row of waiting.filter((each) => each.session === wanted && page.keys[each.by])) {
      batch.push({ row, entry: await opened(row, await sealed.key(sealed.fromText(page.keys[row.by]))) });
    }
    const look = [];
    for (let from = 0; from < batch.length; from += BATCH) {
      showNet(true, `正在上传 ${from}/${batch.length}`);
      look.push(...await sendBatch(batch.slice(from, from + BATCH), page));
    }
    return look;
  }
  async function send(wanted) {
    const waiting = (await rows()).filter((row) => !row.refused);
    if (sending || !waiting.length || !navigator.onLine) { await show(); return; }
    sending = true;
    const look = [];
    try {
      for (const each of new Set(waiting.map((row) => row.session))) look.push(...await sendSession(each, waiting));
      showNet(true);
      all("#notices .note[data-script]").forEach((old) => old.remove());
      if (look.length) notify("warn", "已收到，有几条要看一看。", Array.from(new Set(look.map((each) => each.words))).join("；"));
      await forget("点名已上传，名单已从本机删去；再到没有网络的地方，重新存一次");
    } catch (error) {
      showNet(navigator.onLine, navigator.onLine ? "上传未成功" : undefined);
      const told = error instanceof Refused;
      if (!told) { window.clearTimeout(again); again = window.setTimeout(() => send(false), SOON); } // 刚有信号时头一次常不通
      if (wanted || told) notify("warn", "还没有上传。", told ? error.message : "网络不通，点名都在本机，有网络时再传。");
    } finally {
      sending = false;
      await show();
    }
  }

  /* 名单：设了口令才存，满 72 小时、上传完、口令输错 5 次即删 */
  async function forget(words) {
    await db.clear("lists");
    if (roll.hasAttribute("data-shell")) all("[data-person]", roll).forEach((item) => item.remove());
    forms.set.hidden = roll.hasAttribute("data-shell");
    forms.open.hidden = true;
    tell(words);
  }
  async function purge() {
    const late = (await db.all("lists")).filter((each) => !(Date.now() < each.until));
    await db.remove("lists", late.map((each) => each.id));
    const gone = late.some((each) => each.id === session);
    if (gone) await forget("名单存满 72 小时，已从本机删去；点过的名还在，连上网络照样上传");
    return gone;
  }
  const kept = async () => (await db.all("lists")).find((each) => each.id === session);
  const entered = (form) => {
    const input = form.querySelector("input");
    const pin = input.value;
    input.value = "";
    return pin;
  };
  forms.set.addEventListener("submit", async (event) => {
    event.preventDefault();
    const pin = entered(forms.set);
    const people = all("[data-person]", roll).map((item) => ({
      id: item.dataset.person, number: item.dataset.number, masked: item.dataset.masked,
      known: Object.fromEntries(all("[data-direction]", item).map((button) => [button.dataset.direction, button.dataset.known || ""])),
    }));
    tell("正在加密，请稍候");
    await db.put("lists", {
      id: session, until: Date.now() + LONGEST, tries: 0, lock: await sealed.lock(pin, { id: using.id, raw: using.raw }),
      list: await sealed.seal(using.key, { title: document.querySelector("h1").firstChild.textContent.trim(), people }),
    });
    forms.set.hidden = true;
    await keepShell();
  });
  forms.open.addEventListener("submit", async (event) => {
    event.preventDefault();
    const list = await kept();
    if (!list) { await forget("名单已从本机删去"); return; }
    tell("正在核对口令，请稍候");
    const found = await sealed.unlock(entered(forms.open), list.lock);
    if (found) { await db.put("lists", { ...list, tries: 0 }); await draw(found, list); return; }
    if (list.tries + 1 >= TRIES) { await forget(`口令输错 ${TRIES} 次，名单已从本机删去；点过的名还在，连上网络登录后照样上传`); return; }
    await db.put("lists", { ...list, tries: list.tries + 1 });
    tell(`口令不对，还可以试 ${TRIES - list.tries - 1} 次`);
  });
  async function draw(found, list) {
    await take({ [found.id]: found.raw }, found.id);
    const { title, people } = await sealed.open(using.key, list.list);
    document.querySelector("h1").firstChild.textContent = title;
    const model = document.getElementById("roll-row").content.firstElementChild;
    roll.querySelector(".roll").replaceChildren(...people.map((each) => {
      const item = model.cloneNode(true);
      item.dataset.person = each.id;
      item.querySelector("b").textContent = each.number;
      item.querySelector("[data-name]").textContent = each.masked;
      all("[data-direction]", item).forEach((button) => { button.dataset.known = each.known[button.dataset.direction]; });
      return item;
    }));
    forms.open.hidden = true;
    tell("名单已解开，点名照常", true);
    await show();
  }

  /* 空页和它用的文件存到本机，没有网络时由它来开 */
  async function keepShell() {
    if (!("serviceWorker" in navigator)) { tell("本机存不了本页，离开网络前不要关掉本页"); return; }
    try {
      await navigator.serviceWorker.register(roll.dataset.worker);
      const ready = await navigator.serviceWorker.ready;
      const parts = all("link[rel=stylesheet], link[rel=icon], script[src]").map((part) => part.href || part.src);
      const drawn = all("use").map((part) => new URL(part.getAttribute("href"), location.href).href.split("#")[0]);
      ready.active.postMessage({ shell: `${folder}offline/`, keep: Array.from(new Set([...parts, ...drawn])) });
    } catch (error) { tell("本机存不了本页，离开网络前不要关掉本页"); }
  }
  if ("serviceWorker" in navigator) {
    navigator.serviceWorker.addEventListener("message", (event) => {
      if (event.data.kept) tell("名单已加密存在本机，没有网络也能凭口令打开本页点名", true);
      else tell("本机存不了本页，离开网络前不要关掉本页");
    });
  }

  async function begin() {
    const gone = await purge();
    const list = await kept();
    if (roll.hasAttribute("data-shell")) {
      forms.open.hidden = !list;
      if (!gone) tell(list ? "没有网络。输入存名单时设的口令，打开名单" : "没有网络，本机也没有存这份名单；点过的名还在，连上网络照样上传");
    } else {
      await take(JSON.parse(roll.dataset.keys), roll.dataset.key);
      forms.set.hidden = Boolean(list);
      if (list) await keepShell(); else tell("名单没有存在本机。要到没有网络的地方点名，先设一个口令存下来");
    }
    await show();
    await send(false);
  }
  document.querySelector("[data-send-now]").addEventListener("click", () => send(true));
  window.addEventListener("online", () => send(false));
  window.setInterval(() => { purge(); send(false); }, 60000);
  if (navigator.storage && navigator.storage.persist) navigator.storage.persist();
  begin();
})();
