// Brings changes into the open page. Without this script everything works after a reload.
"use strict";

(() => {
  if (!document.body.dataset.version) return;

  const connection = document.getElementById("connection");
  const announcement = document.getElementById("announcement");

  // ---- The visitor's time zone ----

  const two = (number) => String(number).padStart(2, "0");
  const day = (time) => `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}`;
  const clock = (time) => [time.getHours(), time.getMinutes(), time.getSeconds()].map(two).join(":");

  function localise(page) {
    const today = day(new Date(page.body.dataset.now));
    for (const element of page.querySelectorAll("time")) {
      const time = new Date(element.dateTime);
      element.textContent = day(time) === today ? clock(time) : `${day(time)} ${clock(time)}`;
    }
  }

  // ---- Changing no more of the page than has changed ----

  /** Makes an element like another. Focus, scroll position, open details and what is typed stay. */
  function morph(element, like) {
    if (element.isEqualNode(like)) return;
    if (element.hasAttribute("data-keep")) {
      for (const part of element.querySelectorAll("[data-live]")) {
        const twin = like.querySelector(`#${CSS.escape(part.id)}`);
        if (twin) morph(part, twin);
      }
      return;
    }
    morphAttributes(element, like);
    morphChildren(element, like);
  }

  function morphAttributes(element, like) {
    for (const { name } of [...element.attributes]) {
      if (name !== "open" && !like.hasAttribute(name)) element.removeAttribute(name);
    }
    for (const { name, value } of like.attributes) {
      if (element.getAttribute(name) !== value) element.setAttribute(name, value);
    }
  }

  function morphChildren(element, like) {
    const wanted = new Set(Array.from(like.children, (child) => child.id));
    const known = new Map();
    for (const child of [...element.children]) {
      if (!child.id) continue;
      if (wanted.has(child.id)) known.set(child.id, child);
      else child.remove();
    }
    let next = element.firstChild;
    for (const want of like.childNodes) {
      const same = next && !next.id && next.nodeName === want.nodeName ? next : null;
      const have = want.id ? known.get(want.id) : same;
      if (!have) {
        const fresh = element.insertBefore(document.importNode(want, true), next);
        if (fresh.nodeName === "LI") fresh.classList.add("fresh");
        continue;
      }
      if (have === next) next = next.nextSibling;
      else element.insertBefore(have, next);
      if (have.nodeType === Node.ELEMENT_NODE) morph(have, want);
      else if (have.data !== want.data) have.data = want.data;
    }
    while (next) {
      const rest = next;
      next = next.nextSibling;
      rest.remove();
    }
  }

  function show(text) {
    const page = new DOMParser().parseFromString(text, "text/html");
    if (!page.body.dataset.version) return false;
    localise(page);
    const focused = document.activeElement;
    document.title = page.title;
    morph(document.body, page.body);
    // An element that was moved has lost it.
    if (focused !== document.activeElement && focused.isConnected) focused.focus({ preventScroll: true });
    announce();
    return true;
  }

  // ---- Saying what is new, once and not too often ----

  let newest = Math.max(0, ...Array.from(document.querySelectorAll("[data-at]"), (row) => Number(row.dataset.at)));
  const unsaid = new Map();
  let speaking = 0;

  function announce() {
    for (const { dataset } of document.querySelectorAll("[data-says]")) {
      if (Number(dataset.at) > newest) unsaid.set(dataset.message, dataset);
    }
    for (const { at } of unsaid.values()) newest = Math.max(newest, Number(at));
    if (unsaid.size > 0 && !speaking) speaking = setTimeout(speak, 1000);
  }

  function speak() {
    const [first] = unsaid.values();
    announcement.textContent = unsaid.size === 1 ? first.says : `${unsaid.size} new messages`;
    unsaid.clear();
    speaking = 0;
  }

  // ---- Asking again when something has changed ----

  let asking = false;
  let askAgain = false;

  async function refresh() {
    askAgain = asking;
    if (asking) return;
    asking = true;
    try {
      do {
        askAgain = false;
        const response = await fetch(location.href);
        if (response.ok) show(await response.text());
      } while (askAgain);
    } catch {
      // The emulator is gone; when it is back, the stream says so.
    } finally {
      asking = false;
    }
  }

  let stream = null;

  function listen() {
    stream?.close();
    stream = new EventSource("/_page/events");
    stream.onmessage = ({ data }) => {
      state("live", "Live");
      if (data !== document.body.dataset.version) refresh();
    };
    stream.onerror = () => {
      state("lost", "Connecting…");
      // The browser tries again by itself, unless something else than the emulator has responded.
      if (stream.readyState === EventSource.CLOSED) setTimeout(listen, 1000);
    };
  }

  function state(name, words) {
    if (connection.className === `connection ${name}`) return;
    connection.className = `connection ${name}`;
    connection.textContent = words;
  }

  // A page that nobody sees keeps no connection; browsers have few for one server.
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) stream?.close();
    else listen();
  });

  // ---- Sending without leaving the page ----

  let sending = Promise.resolve();

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("[data-send]")) return;
    event.preventDefault();
    const values = new URLSearchParams(new FormData(form));
    const field = form.elements.namedItem("text");
    if (field) field.value = "";
    sending = sending.then(() => send(form, values, field));
  });

  async function send(form, values, field) {
    try {
      const response = await fetch(form.action, { method: "POST", body: values });
      const text = await response.text();
      if (response.ok && show(text)) {
        const isLost = document.activeElement === document.body;
        if (isLost) document.getElementById("conversation")?.focus({ preventScroll: true });
        return;
      }
      const why = new DOMParser().parseFromString(text, "text/html").querySelector("main p");
      announcement.textContent = why?.textContent ?? "";
    } catch {
      // What was typed comes back.
    }
    if (field && !field.value) field.value = values.get("text");
    state("lost", `Not done. ${announcement.textContent}`);
  }

  localise(document);
  listen();
})();
