/* 本机存的东西：存在 IndexedDB，内容一律加密（AES-GCM），密钥由口令锁住（PBKDF2）。
   没有口令、没有登录，存的东西读不出来；不联网的页面都用这一处，不另写。 */
(() => {
  "use strict";
  const ROUNDS = 600000;
  const bytes = (size) => crypto.getRandomValues(new Uint8Array(size));
  const toText = (raw) => btoa(String.fromCharCode(...new Uint8Array(raw)));
  const fromText = (text) => Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
  const possible = Boolean(window.isSecureContext && crypto.subtle && window.indexedDB);

  const key = (raw) => crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt", "decrypt"]);
  async function seal(using, value) {
    const iv = bytes(12);
    const data = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, using, new TextEncoder().encode(JSON.stringify(value)));
    return { iv, data };
  }
  async function open(using, sealed) {
    const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv: sealed.iv }, using, sealed.data);
    return JSON.parse(new TextDecoder().decode(plain));
  }

  /* 口令 → 锁：锁里是密钥本身；口令不对就打不开 */
  async function fromPin(pin, salt, rounds) {
    const base = await crypto.subtle.importKey("raw", new TextEncoder().encode(pin), "PBKDF2", false, ["deriveKey"]);
    return crypto.subtle.deriveKey(
      { name: "PBKDF2", hash: "SHA-256", salt, iterations: rounds }, base, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"],
    );
  }
  async function lock(pin, value) {
    const salt = bytes(16);
    return { salt, rounds: ROUNDS, ...await seal(await fromPin(pin, salt, ROUNDS), value) };
  }
  async function unlock(pin, locked) {
    const using = await fromPin(pin, locked.salt, locked.rounds);
    try { return await open(using, locked); } catch (error) { return null; }
  }

  /* 本机的表；每张表的行以 id 为号 */
  function store(name, version, tables) {
    const opened = new Promise((done, failed) => {
      const asked = indexedDB.open(name, version);
      asked.onupgradeneeded = () => {
        Array.from(asked.result.objectStoreNames).forEach((old) => asked.result.deleteObjectStore(old));
        tables.forEach((table) => asked.result.createObjectStore(table, { keyPath: "id" }));
      };
      asked.onsuccess = () => done(asked.result);
      asked.onerror = () => failed(asked.error);
    });
    async function within(table, mode, work) {
      const transaction = (await opened).transaction(table, mode);
      return new Promise((done, failed) => {
        const result = work(transaction.objectStore(table));
        transaction.oncomplete = () => done(result && result.result);
        transaction.onabort = transaction.onerror = () => failed(transaction.error);
      });
    }
    return {
      all: (table) => within(table, "readonly", (rows) => rows.getAll()),
      put: (table, row) => within(table, "readwrite", (rows) => rows.put(row)),
      remove: (table, ids) => within(table, "readwrite", (rows) => { ids.forEach((id) => rows.delete(id)); }),
      clear: (table) => within(table, "readwrite", (rows) => rows.clear()),
    };
  }

  window.wenshui.sealed = { possible, key, seal, open, lock, unlock, store, toText, fromText };
})();
