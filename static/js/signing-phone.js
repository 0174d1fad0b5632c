/* 手机签到：走动的时钟（服务器时间），定位，照片先缩小。没有脚本也能签，只是没有定位。 */
(() => {
  "use strict";
  const clock = document.querySelector("[data-clock]");
  if (clock) {
    const ahead = Number(clock.dataset.clock) * 1000 - Date.now();
    const format = new Intl.DateTimeFormat("zh-CN", { hour: "2-digit", minute: "2-digit", hour12: false, timeZone: "Asia/Shanghai" });
    window.setInterval(() => { clock.textContent = format.format(new Date(Date.now() + ahead)); }, 1000);
  }
  const net = document.querySelector("[data-net-word] span");
  if (net) {
    const say = () => { net.textContent = navigator.onLine ? "网络正常" : "没有网络"; };
    window.addEventListener("online", say);
    window.addEventListener("offline", say);
    say();
  }

  const form = document.querySelector("form[data-signing]");
  if (!form) return;
  const { metres, smaller } = window.wenshui.onSite;
  const place = form.querySelector("[data-place]");
  const strong = form.querySelector("[data-place-strong]");
  const field = (name) => form.elements.namedItem(name);
  function located(position) {
    const { latitude, longitude, accuracy } = position.coords;
    field("latitude").value = latitude.toFixed(6);
    field("longitude").value = longitude.toFixed(6);
    field("accuracy").value = String(Math.round(accuracy));
    if (!form.dataset.lat) { strong.textContent = `已定位（精度 ${Math.round(accuracy)} 米）`; return; }
    const far = metres(latitude, longitude, Number(form.dataset.lat), Number(form.dataset.lon));
    const outside = far - accuracy > Number(form.dataset.fence);
    place.classList.toggle("geo-warn", outside);
    strong.textContent = outside ? `离培训地点 ${far} 米，照样可以签，班主任会核对` : `已在培训地点范围内（距离 ${far} 米）`;
  }
  function notLocated() {
    place.classList.add("geo-warn");
    strong.textContent = "没有定位，照样可以签，班主任会核对";
  }
  if (navigator.geolocation) {
    strong.textContent = "正在定位，不用等";
    navigator.geolocation.getCurrentPosition(located, notLocated, { enableHighAccuracy: true, timeout: 12000, maximumAge: 30000 });
  } else {
    notLocated();
  }

  /* 照片：长边压到 1200，网络慢也来得及 */
  const LONGEST = 1200;
  const photo = field("photo");
  photo.addEventListener("change", async () => {
    const file = photo.files[0];
    if (!file) return;
    const box = new DataTransfer();
    box.items.add(await smaller(file, LONGEST, 0.8));
    photo.files = box.files;
    form.querySelector(".pick").classList.add("picked");
  });
})();
