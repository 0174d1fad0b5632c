/* 点名页没有网络也打得开：能上网取新的，上不了网给一张空页，名单由口令从本机解开。
   这里只存空页和它用的样式、脚本，不存任何人的名字。只管 /classes/roll/ 之下的页。 */
"use strict";
const KEPT = "wenshui-roll-shell";

self.addEventListener("install", () => self.skipWaiting());
async function begin() {
  for (const name of await caches.keys()) if (name.startsWith("wenshui-roll") && name !== KEPT) await caches.delete(name);
  await self.clients.claim();
}
self.addEventListener("activate", (event) => event.waitUntil(begin()));

async function keep(shell, urls) {
  const cache = await caches.open(KEPT);
  for (const request of await cache.keys()) await cache.delete(request);
  await cache.addAll([shell, ...urls]);
}
self.addEventListener("message", (event) => {
  if (!event.data || !event.data.keep) return;
  event.waitUntil(keep(event.data.shell, event.data.keep).then(
    () => event.source.postMessage({ kept: true }),
    () => event.source.postMessage({ kept: false }),
  ));
});

async function answer(request) {
  try {
    return await fetch(request);
  } catch (error) {
    const cache = await caches.open(KEPT);
    const wanted = request.mode === "navigate" ? new URL("offline/", self.registration.scope).href : request;
    const kept = await cache.match(wanted);
    if (kept) return kept;
    throw error;
  }
}
self.addEventListener("fetch", (event) => {
  if (event.request.method === "GET") event.respondWith(answer(event.request));
});
