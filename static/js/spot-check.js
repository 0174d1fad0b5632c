/* 现场检查登记：点名小标签、定位、拍照即存（先压缩）、退回后恢复签名。填写进度由服务器判断。 */
(() => {
  "use strict";
  const form = document.getElementById("spot-check");
  if (!form) return;
  const all = (selector, root = document) => Array.from(root.querySelectorAll(selector));
  const { metres, smaller } = window.wenshui.onSite;
  const LONGEST = 1600;
  const QUALITY = 0.8;

  /* 点名：选了未到情况的人显示为小标签，点标签回到名册里的那个人 */
  const chips = document.getElementById("absent-chips");
  const roll = document.getElementById("roll");
  function showAbsent() {
    const items = all("select[data-name]", roll).filter((select) => select.value).map((select) => {
      const item = document.createElement("li");
      const chip = document.createElement("button");
      chip.type = "button";
      chip.className = "chip";
      chip.setAttribute("aria-pressed", "true");
      chip.textContent = `${select.dataset.name}　${select.selectedOptions[0].textContent}`;
      chip.addEventListener("click", () => { roll.open = true; select.focus(); });
      item.append(chip);
      return item;
    });
    chips.replaceChildren(...items);
    chips.hidden = !items.length;
  }
  roll.addEventListener("change", showAbsent);
  showAbsent();

  /* 定位：卫星定位，写明精度；距登记地点多远在本机算 */
  const place = document.querySelector("[data-locate]");
  const field = (name) => form.elements.namedItem(name);
  function say(strong, text) {
    place.querySelector("[data-locate-strong]").textContent = strong;
    place.querySelector("[data-locate-text]").textContent = text;
  }
  function located(position) {
    const { latitude, longitude, accuracy } = position.coords;
    field("latitude").value = latitude.toFixed(6);
    field("longitude").value = longitude.toFixed(6);
    field("accuracy_metres").value = String(Math.round(accuracy));
    const far = place.dataset.lat ? `，距登记的培训地点 ${metres(latitude, longitude, Number(place.dataset.lat), Number(place.dataset.lon))} 米` : "";
    say(`已定位${far}`, `卫星定位，精度 ${Math.round(accuracy)} 米${accuracy > 100 ? "，精度较差，请到空旷处重新定位" : ""}`);
    place.classList.toggle("acc-warn", accuracy > 100);
    form.dispatchEvent(new Event("change", { bubbles: true }));
  }
  function notLocated() {
    say("没有取得定位", "请允许使用定位后再试，或在下面写明没有定位的原因。");
    place.classList.add("acc-warn");
    document.getElementById("location-note").open = true;
  }
  function locate() {
    say("正在定位", "请稍候。");
    if (!navigator.geolocation) { notLocated(); return; }
    navigator.geolocation.getCurrentPosition(located, notLocated, { enableHighAccuracy: true, timeout: 20000, maximumAge: 0 });
  }
  place.querySelector("button").addEventListener("click", locate);

  /* 拍照即存：长边压到 1600，传上去后只换照片一栏，其余内容不动 */
  async function upload(input) {
    const strip = document.getElementById("photos");
    const data = new FormData();
    data.append("csrfmiddlewaretoken", form.querySelector("[name=csrfmiddlewaretoken]").value);
    data.append("photo", await smaller(input.files[0], LONGEST, QUALITY));
    let answer;
    try {
      answer = await fetch(strip.dataset.url, { method: "POST", body: data, credentials: "same-origin" });
    } catch {
      window.wenshui.notify("danger", "照片没有传上去。", "网络中断，请到有信号处再拍一次，其余内容还在。");
      return;
    }
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById("photos");
    if (answer.ok && fresh) {
      strip.replaceWith(fresh);
      window.htmx.process(fresh);
      form.dispatchEvent(new Event("change", { bubbles: true }));
    } else {
      const why = page.querySelector("[data-errsum] h2, [data-errsum], .note");
      window.wenshui.notify("danger", "照片没有存上。", why ? why.textContent.trim() : "请重新拍摄一次。");
    }
  }
  document.addEventListener("change", async (event) => {
    const input = event.target.closest("input[data-photo]");
    if (!input || !input.files.length) return;
    event.stopPropagation();
    input.disabled = true;
    await upload(input);
    input.disabled = false;
    input.value = "";
  }, true);
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target.id === "photos") form.dispatchEvent(new Event("change", { bubbles: true }));
  });

  /* 有错退回时，把已签的名重新画出来 */
  const kept = all("img[data-kept]");
  const signature = (image) => document.getElementById(`sign-${image.dataset.kept}`);
  function redraw(image) {
    if (signature(image).value !== image.src) return;
    const box = document.querySelector(`[data-sign="${image.dataset.kept}"]`);
    const canvas = box.querySelector("canvas");
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.offsetWidth, canvas.offsetHeight);
    box.classList.add("signed");
  }
  window.addEventListener("load", () => kept.forEach((image) => {
    signature(image).value = image.src;
    redraw(image);
  }));
  window.addEventListener("resize", () => kept.forEach(redraw));
})();
