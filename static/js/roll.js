/* 平板点名：点一下先写进本机（IndexedDB），写成了才显示；有网络时上传，服务器说收到了才从本机删去。
   每条有本机编的号，重复上传只收一次；编号、学员编号、时间之外不存别的。 */
(() => {
  "use strict";
  const roll = document.getElementById("roll");
  if (!roll) return;
  const all = (selector, root = document) => Array.from(root.querySelectorAll(selector));
  const STORE = "entries";
  const BATCH = 200;
  const WORDS = { in: "到", out: "走" };
  class Refused extends Error {} // 服务器说的话，可以照着显示
  let sending = false;

  /* 本机的表 */
  const opened = new Promise((done, failed) => {
    const asked = indexedDB.open("wenshui-roll", 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore(STORE, { keyPath: "id" });
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => failed(asked.error);
  });
  async function within(mode, work) {
    const db = await opened;
    return new Promise((done, failed) => {
      const transaction = db.transaction(STORE, mode);
      const result = work(transaction.objectStore(STORE));
      transaction.oncomplete = () => done(result && result.result);
      transaction.onabort = transaction.onerror = () => failed(transaction.error);
    });
  }
  const entries = () => within("readonly", (store) => store.getAll());
  const add = (entry) => within("readwrite", (store) => store.put(entry));
  const remove = (ids) => within("readwrite", (store) => { ids.forEach((id) => store.delete(id)); });
  function newId() {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = bytes[6] & 0x0f | 0x40;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
    return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
  }

  /* 页面上的样子都从本机的表来 */
  const time = (text) => new Date(text).toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit", hour12: false });
  const bar = document.querySelector("[data-bar]");
  const sum = (name, number) => { roll.querySelector(`[data-sum=${name}]`).textContent = String(number); };
  async function show() {
    const rows = await entries();
    const here = rows.filter((entry) => entry.session === roll.dataset.session);
    const waiting = rows.filter((entry) => !entry.refused);
    const count = { in: 0, out: 0 };
    all("[data-person]", roll).forEach((item) => {
      const said = [];
      all("[data-direction]", item).forEach((button) => {
        const direction = button.dataset.direction;
        const entry = here.find((each) => each.enrolment === item.dataset.person && each.direction === direction);
        const on = Boolean(button.dataset.known) || Boolean(entry && !entry.refused);
        button.classList.toggle("on", on);
        button.setAttribute("aria-pressed", String(on));
        button.disabled = Boolean(button.dataset.known);
        if (button.disabled) button.setAttribute("aria-describedby", "roll-known");
        if (on) count[direction] += 1;
        if (button.dataset.known) said.push(`${WORDS[direction]} ${button.dataset.known}`);
        else if (entry) said.push(entry.refused ? entry.refused : `${WORDS[direction]} ${time(entry.time)}，存在本机`);
      });
      item.querySelector("[data-said]").textContent = said.join("　");
    });
    sum("in", count.in);
    sum("out", count.out);
    sum("waiting", waiting.length);
    bar.textContent = waiting.length ? `${waiting.length} 条存在本机，等网络上传` : "本机没有等着上传的";
  }
  roll.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-direction]");
    if (!button || button.disabled || sending) return;
    const person = button.closest("[data-person]").dataset.person;
    const old = (await entries()).find((each) => each.session === roll.dataset.session
      && each.enrolment === person && each.direction === button.dataset.direction);
    try {
      if (old) await remove([old.id]);
      else {
        await add({
          id: newId(), session: roll.dataset.session, send: roll.dataset.send, enrolment: person,
          direction: button.dataset.direction, time: new Date().toISOString(),
        });
      }
    } catch (error) {
      window.wenshui.notify("danger", "没有记下。", "本机存不下了，请清理空间后再点，或改用纸质签到表。");
    }
    await show();
  });

  /* 上传：先取一次本页，拿当时的口令；再一批一批送 */
  async function token() {
    const page = await fetch(location.href, { cache: "no-store" });
    if (page.redirected || !page.ok) return "";
    const body = new DOMParser().parseFromString(await page.text(), "text/html").body;
    return JSON.parse(body.getAttribute("hx-headers") || "{}")["X-CSRFToken"] || "";
  }
  async function sendBatch(batch, csrf) {
    const answer = await fetch(batch[0].send, {
      method: "POST",
      headers: { "Content-Type": "application/json", "Accept": "application/json", "X-CSRFToken": csrf },
      body: JSON.stringify({
        device_now: new Date().toISOString(),
        entries: batch.map((each) => ({
          id: each.id, enrolment_id: each.enrolment, direction: each.direction, device_time: each.time,
        })),
      }),
    });
    const told = await answer.json();
    if (!answer.ok) throw new Refused(told.message || "服务器没有收下，点名都还在本机，请稍后再传。");
    const refused = new Map(told.answers.filter((each) => each.outcome === "refused").map((each) => [each.id, each.words]));
    for (const each of batch) if (refused.has(each.id)) await add({ ...each, refused: refused.get(each.id) });
    const safe = batch.filter((each) => !refused.has(each.id));
    if (batch[0].session === roll.dataset.session) safe.forEach(noteSent);
    await remove(safe.map((each) => each.id));
    return told.answers.filter((each) => ["kept", "asked", "refused"].includes(each.outcome));
  }
  function noteSent(entry) {
    const item = roll.querySelector(`[data-person="${entry.enrolment}"]`);
    if (item) item.querySelector(`[data-direction=${entry.direction}]`).dataset.known = time(entry.time);
  }
  async function send(wanted) {
    const waiting = (await entries()).filter((each) => !each.refused);
    if (sending || !waiting.length || !navigator.onLine) { await show(); return; }
    sending = true;
    const look = [];
    try {
      const csrf = await token();
      if (!csrf) throw new Refused("登录已过期，请在新窗口重新登录，再回到本页点“现在上传”，点名都还在本机。");
      for (const session of new Set(waiting.map((each) => each.session))) {
        const mine = waiting.filter((each) => each.session === session);
        for (let from = 0; from < mine.length; from += BATCH) {
          window.wenshui.showNet(true, `正在上传 ${from}/${mine.length}`);
          look.push(...await sendBatch(mine.slice(from, from + BATCH), csrf));
        }
      }
      window.wenshui.showNet(true);
      document.querySelectorAll("#notices .note[data-script]").forEach((old) => old.remove());
      if (look.length) window.wenshui.notify("warn", "已收到，有几条要看一看。", Array.from(new Set(look.map((each) => each.words))).join("；"));
      keepHere();
    } catch (error) {
      window.wenshui.showNet(navigator.onLine, navigator.onLine ? "上传未成功" : undefined);
      const told = error instanceof Refused;
      if (wanted || told) window.wenshui.notify("warn", "还没有上传。", told ? error.message : "网络不通，点名都在本机，有网络时再传。");
    } finally {
      sending = false;
      await show();
    }
  }
  document.querySelector("[data-send-now]").addEventListener("click", () => send(true));
  window.addEventListener("online", () => send(false));
  window.setInterval(() => send(false), 60000);

  /* 把本页和它用的文件存到本机 */
  const state = roll.querySelector("[data-kept] span");
  const tell = (kept) => {
    state.textContent = kept ? "已存本机，没有网络也能打开本页点名" : "本机存不了本页，离开网络前不要关掉本页";
    state.parentElement.classList.toggle("roll-ready", kept);
  };
  async function keepHere() {
    if (!("serviceWorker" in navigator)) { tell(false); return; }
    try {
      await navigator.serviceWorker.register(roll.dataset.worker);
      const ready = await navigator.serviceWorker.ready;
      const parts = all("link[rel=stylesheet], script[src]").map((part) => part.href || part.src);
      const drawn = all("use").map((part) => new URL(part.getAttribute("href"), location.href).href.split("#")[0]);
      ready.active.postMessage({ keep: Array.from(new Set([location.href, ...parts, ...drawn])) });
    } catch (error) { tell(false); }
  }
  if ("serviceWorker" in navigator) navigator.serviceWorker.addEventListener("message", (event) => tell(Boolean(event.data.kept)));
  if (navigator.storage && navigator.storage.persist) navigator.storage.persist();
  if (navigator.onLine) keepHere(); else tell(true);
  show().then(() => send(false));
})();
