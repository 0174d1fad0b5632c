/* 点名页没有网络也打得开：能上网取新的，上不了网给本机存的。只管 /classes/roll/ 之下的页和它们用的样式、脚本。 */
"use strict";
const KEPT = "wenshui-roll";
const LONGEST = 72 * 3600 * 1000;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

async function keep(urls) {
  const cache = await caches.open(KEPT);
  for (const request of await cache.keys()) {
    const kept = await cache.match(request);
    const at = Date.parse(kept.headers.get("date") || "");
    if (!(Date.now() - at < LONGEST)) await cache.delete(request);
  }
  await cache.addAll(urls);
}
self.addEventListener("message", (event) => {
  if (!event.data || !event.data.keep) return;
  event.waitUntil(keep(event.data.keep).then(
    () => event.source.postMessage({ kept: true }),
    () => event.source.postMessage({ kept: false }),
  ));
});

async function answer(request) {
  try {
    return await fetch(request);
  } catch (error) {
    const kept = await (await caches.open(KEPT)).match(request);
    if (kept) return kept;
    throw error;
  }
}
self.addEventListener("fetch", (event) => {
  if (event.request.method === "GET") event.respondWith(answer(event.request));
});
