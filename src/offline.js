// Keeps the files of the page, so that it opens without a network, and so that every open page finds the parts of its own
// version. Knows no home and no broker. Browsers start it as the page's service worker, and again for every few requests:
// it is small, and of no program.
"use strict";

// `cargo xtask finish` puts in what this build is: a version, the files that every visit needs, and those that some do.
const VERSION = "no-version";
const NEEDED = ["no-needed"];
const WELCOME = ["no-welcome"];

/** Caches are shared by all pages of a host: what ours begin with, and the one of this version. */
const OURS = `alicia ${registration.scope} `;
const CACHE = OURS + VERSION;
/** The page itself, as it is kept. */
const PAGE = "./";
/** How long the server may think about what is kept as well. */
const MOMENT_MS = 3000;
/** A name that never gets another content. */
const HASHED = /-[0-9a-f]{8,16}(_bg)?\.[^./]+$/;

addEventListener("install", (event) => event.waitUntil(install()));
addEventListener("activate", (event) => event.waitUntil(clients.claim().then(forget)));
addEventListener("message", (event) => event.waitUntil(hear(event.data, event.source)));
addEventListener("fetch", (event) => {
  const answer = answerTo(event.request);
  if (answer) event.respondWith(answer);
});

async function install() {
  const cache = await caches.open(CACHE);
  try {
    await Promise.all([keepPage(cache), ...NEEDED.map((file) => keep(cache, file))]);
  } catch (error) {
    await caches.delete(CACHE);
    throw error;
  }
  await Promise.allSettled(WELCOME.map((file) => keep(cache, file)));
}

/** The page and its files are of one version, also while the server is being given another. */
async function keepPage(cache) {
  // Not every server gives a page for a folder.
  for (const address of [PAGE, "index.html"]) {
    const answer = await fetch(address, { cache: "no-cache" });
    const isPage = answer.ok && !answer.redirected && (await answer.clone().text()).includes(VERSION);
    if (isPage) return cache.put(PAGE, answer);
  }
  throw new Error("The page on the server is of another version.");
}

/** What the page has just loaded comes from the browser's own store. */
function keep(cache, file) {
  return cache.add(new Request(file, { cache: HASHED.test(file) ? "default" : "no-cache" }));
}

/** `undefined` leaves it to the browser. */
function answerTo(request) {
  const name = nameOf(request.url);
  if (request.method !== "GET" || name === undefined) return undefined;
  if (request.mode === "navigate") return isPage(name) ? serverFirst(request, PAGE) : undefined;
  if (HASHED.test(name)) return keptFirst(request, name);
  return WELCOME.includes(name) ? serverFirst(request, name) : undefined;
}

/** Of a file beside the page. */
function nameOf(url) {
  const { origin, pathname } = new URL(url);
  const address = origin + pathname;
  return address.startsWith(registration.scope) ? address.slice(registration.scope.length) : undefined;
}

function isPage(name) {
  return name === "" || name === "index.html";
}

/** Of whatever version: a page that is older than the server has its files here. */
async function keptFirst(request, name) {
  const kept = await caches.match(request, { ignoreSearch: true, ignoreVary: true });
  // A worker reads the address that it was asked for under, which a kept answer has not.
  if (kept) return request.destination === "worker" ? new Response(kept.body, kept) : kept;
  const answer = await fetch(request);
  if (answer.ok && WELCOME.includes(name)) await put(request, answer.clone());
  return answer;
}

/** What the server says, unless it is away or thinks for too long while there is a copy. */
async function serverFirst(request, name) {
  const asked = fetch(request);
  const useful = asked.then((answer) => (answer.status < 500 ? answer : Promise.reject(answer.status)));
  const late = new Promise((_, reject) => setTimeout(reject, MOMENT_MS));
  try {
    const answer = await Promise.race([useful, late]);
    // The page itself is only ever kept together with its files.
    if (answer.ok && name !== PAGE) await put(name, answer.clone());
    return answer;
  } catch {
    const cache = await caches.open(CACHE);
    return (await cache.match(name)) ?? asked;
  }
}

/** Where there is no room, nothing more is kept. */
async function put(name, answer) {
  const cache = await caches.open(CACHE);
  await cache.put(name, answer).catch(() => undefined);
}

/** The version of each open page, as far as they have told since this worker was started. */
const versions = new Map();

/**
 * `here V`: a page of version V is open. `beside V`: the same page asks whether this is another version, which it would offer
 * to the person. `go`: the person wants it.
 */
async function hear(data, page) {
  const [word, version] = String(data).split(" ");
  if (word === "here") {
    versions.set(page.id, version);
    await forget();
  } else if (word === "beside" && version !== VERSION) {
    page.postMessage("another");
  } else if (word === "beside" || word === "go") {
    // A page that came from the server may be of this version already.
    await skipWaiting();
  }
}

/** Deletes what older versions have kept, as soon as no page of theirs is open. */
async function forget() {
  const open = await clients.matchAll({ type: "window", includeUncontrolled: true });
  const pages = open.filter(({ url }) => isPage(nameOf(url)));
  const silent = pages.filter(({ id }) => !versions.has(id));
  if (silent.length > 0) return silent.forEach((page) => page.postMessage("which"));
  const used = [VERSION, ...pages.map(({ id }) => versions.get(id))].map((version) => OURS + version);
  const old = (await caches.keys()).filter((name) => name.startsWith(OURS) && !used.includes(name));
  await Promise.all(old.map((name) => caches.delete(name)));
}
