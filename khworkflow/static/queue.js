// Carries answers through a bad network: form[data-queue="what it answers"].
// The words go first and each file after them by itself; what cannot go stays in this browser, is shown, and goes by
// itself later. However often it is sent it is one answer: the form's client_key says which.
// Without this module, or where the browser keeps nothing, forms go as forms go. There is no service worker on purpose:
// pages are private and must be fresh, and a page that waits for the network can wait for it without one.

const MARK = "kh-queue"; // something waits: most pages need not open the database to know that nothing does
const WORDS_WAIT = 30000;
const FILE_WAIT = 180000;
const SOON = 3000;
const AGAIN = 30000;
const SIGN_IN = [400, 401]; // the form's token or the session is over: goes by itself once its writer has signed in

const note = document.querySelector("#queue-note");
const said = note.dataset;
const { person } = document.body.dataset;
const left = new Set(); // forms of this very page whose answer waits, or has arrived without its files
let sent = []; // what arrived while this page was open
let busy = false;
let pause = SOON; // until the next try: longer each time
let next;

class Away extends Error {}

async function store(mode, work) {
  const base = await new Promise((done, fail) => {
    const asked = indexedDB.open("khworkflow", 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore("answers", { keyPath: "key" });
    asked.onsuccess = () => done(asked.result);
    asked.onerror = asked.onblocked = () => fail(asked.error);
  });
  try {
    return await new Promise((done, fail) => {
      const change = base.transaction("answers", mode);
      const asked = work(change.objectStore("answers"));
      change.oncomplete = () => done(asked.result);
      change.onerror = change.onabort = () => fail(change.error);
    });
  } finally {
    base.close();
  }
}

function mark(isWaiting) {
  try {
    if (isWaiting) localStorage.setItem(MARK, "1");
    else localStorage.removeItem(MARK);
  } catch {
    // then each page looks
  }
}

function mayWait() {
  try {
    return localStorage.getItem(MARK) !== null;
  } catch {
    return true;
  }
}

const all = async () => (mayWait() ? store("readonly", (answers) => answers.getAll()) : []);
const isMine = (entry) => !entry.person || entry.person === person;
const isStuck = (entry) => Boolean(entry.status) || entry.files.some((one) => one.reason);

async function keep(entry) {
  await store("readwrite", (answers) => answers.put(entry));
  mark(true);
}

async function drop(entry) {
  await store("readwrite", (answers) => answers.delete(entry.key));
  mark((await all()).length > 0);
}

/** Returns what the house said; throws Away when it was not reached, or could not answer just now. */
async function post(url, fields, files) {
  const body = new FormData();
  for (const [name, value] of fields) body.append(name, value);
  for (const file of files) body.append("files", file, file.name);
  const token = document.querySelector("[name=csrf_token]");
  if (token) body.append("csrf_token", token.value);
  const stop = new AbortController();
  const clock = setTimeout(() => stop.abort(), files.length ? FILE_WAIT : WORDS_WAIT);
  try {
    const answer = await fetch(url, { method: "POST", body, headers: { Accept: "application/json" }, signal: stop.signal });
    const isOurs = answer.headers.get("Content-Type")?.startsWith("application/json");
    if (answer.status === 429 || answer.status >= 500 || (answer.ok && !isOurs)) throw new Away(); // the last: a hotel's own page
    return { ok: answer.ok, status: answer.status, ...(isOurs ? await answer.json() : {}) };
  } catch {
    throw new Away();
  } finally {
    clearTimeout(clock);
  }
}

/** Sends the words, then the files that follow them; what was refused stays with its reason. */
async function deliver(entry) {
  const refuse = async ({ status, reason }) => keep(Object.assign(entry, { status, reason }));
  if (!entry.to) {
    const whole = entry.files.map((one) => one.file);
    const says = entry.alone || entry.fields.some(([name, value]) => name === "words" && value.trim());
    const first = says ? [] : whole; // a photograph alone
    let answer = await post(entry.action, entry.fields, first);
    if (answer.ok && first.length) entry.files = [];
    if (answer.status === 422 && whole.length && !first.length && !entry.alone) {
      answer = await post(entry.action, entry.fields, whole); // a claim that needs its paper
      if (answer.ok) entry.files = [];
    }
    if (!answer.ok) return refuse(answer);
    Object.assign(entry, { to: answer.to, evidence: answer.evidence, code: answer.code });
    if (!entry.evidence) entry.files = [];
    await keep(entry);
    if (entry.files.length) await show();
  }
  for (const one of [...entry.files]) {
    const answer = await post(entry.evidence, [], [one.file]);
    if (!answer.ok && ![413, 422].includes(answer.status)) return refuse(answer);
    if (answer.ok) entry.files = entry.files.filter((other) => other !== one);
    else one.reason = answer.reason ?? said.on413;
    await keep(entry);
    await show();
  }
  if (!entry.files.length) await drop(entry);
}

/** Lets one page at a time send; who presses a button does not wait for another page, what goes by itself does. */
const alone = (work, ifAvailable) =>
  navigator.locks ? navigator.locks.request(MARK, { ifAvailable }, (lock) => (lock ? work() : undefined)) : work();

async function attempt(work, ifAvailable = false) {
  if (busy) return;
  busy = true;
  try {
    await alone(work, ifAvailable);
    pause = SOON;
  } catch (error) {
    if (!(error instanceof Away)) throw error;
  } finally {
    busy = false;
  }
}

/** Tries again after a while, as long as something waits that nobody refused. */
async function tryLater() {
  clearTimeout(next);
  if (!(await all()).some((entry) => isMine(entry) && !isStuck(entry))) return;
  next = setTimeout(() => flush(), pause);
  pause = Math.min(2 * pause, AGAIN);
}

const isSent = (entry) => entry.to && !entry.files.length;

/** Sends what waits; what was refused only when asked for, or when its writer has signed in again. */
async function flush(isTried = (entry) => !isStuck(entry)) {
  if (!mayWait()) return;
  await attempt(async () => {
    for (const entry of (await all()).filter((one) => isMine(one) && isTried(one))) {
      Object.assign(entry, { status: 0, reason: "" });
      for (const one of entry.files) one.reason = "";
      await deliver(entry);
      if (entry.to && formOf(entry)) return go(entry.to);
      if (isSent(entry)) sent.push(entry);
    }
  });
  await show();
  await tryLater();
}

/** Opens the page that says so, also where it is this one. */
function go(to) {
  const url = new URL(to, location.href);
  const isHere = url.pathname + url.search === location.pathname + location.search;
  location.assign(url);
  if (isHere && url.hash) location.reload();
}

const pathOf = (form) => new URL(form.action).pathname;
const formOf = (entry) => [...document.querySelectorAll("form[data-queue]")].find((form) => pathOf(form) === entry.action);

function entryOf(form, submitter) {
  const fields = [...new FormData(form)].filter(([name, value]) => name !== "csrf_token" && typeof value === "string");
  if (submitter?.name) fields.push([submitter.name, submitter.value]);
  const files = [...form.querySelectorAll("input[type=file]")].flatMap((input) => [...input.files]);
  return {
    key: form.elements[form.dataset.queueKey ?? "client_key"].value,
    at: Date.now(),
    person: form.elements.csrf_token ? person : "",
    title: form.dataset.queue,
    page: location.pathname,
    alone: "queueAlone" in form.dataset, // it says something without a word: a tick
    action: pathOf(form),
    kept: `kh-words:${form.dataset.keep}:${pathOf(form)}`, // where keep.js has the words
    fields,
    files: files.map((file) => ({ file, reason: "" })),
  };
}

/** Sends the form as if this module were not there. */
function plain(form, submitter) {
  if (submitter?.name) form.append(Object.assign(document.createElement("input"), { type: "hidden", name: submitter.name, value: submitter.value }));
  form.submit();
}

async function send(form, submitter) {
  if (left.has(pathOf(form))) return; // it is on its way
  const entry = entryOf(form, submitter);
  try {
    await keep(entry);
  } catch {
    return plain(form, submitter); // the browser keeps nothing, or is full
  }
  left.add(entry.action);
  await attempt(() => deliver(entry), true);
  if (entry.status && !entry.to) {
    await drop(entry);
    left.delete(entry.action);
    return plain(form, submitter); // the page that says why keeps what was typed
  }
  if (entry.to && (isSent(entry) || isStuck(entry))) return go(entry.to);
  localStorage.removeItem(entry.kept);
  await show();
  document.querySelector("#queue")?.focus();
  await tryLater();
}

/** Gives what was typed back to its form; of an answer that has arrived, only the files that wait are dropped. */
async function takeBack(entry) {
  await drop(entry);
  if (!entry.to && !left.delete(entry.action)) {
    const words = Object.fromEntries(entry.fields.flatMap(([name, value]) => [[name, value], [`${name}=${value}`, true]]));
    localStorage.setItem(entry.kept, JSON.stringify({ at: Date.now(), words }));
    return location.assign(entry.page);
  }
  await show();
}

function stateOf(entry) {
  if (isSent(entry)) return said.sent;
  const reasons = entry.files.filter((one) => one.reason).map((one) => one.reason);
  const code = entry.code ? `${entry.code.slice(0, 3)} ${entry.code.slice(3)}` : "";
  const arrived = entry.to ? (code ? said.arrived : said.ticked).replace("{code}", code).replace("{count}", entry.files.length) : "";
  const why = entry.status ? (entry.reason ?? said[`on${entry.status}`] ?? said.onOther) : reasons.join(" ");
  const waiting = entry.files.length ? `${said.waiting} ${said.files.replace("{count}", entry.files.length)}` : said.waiting;
  return [arrived, why || (entry.to ? "" : waiting)].join(" ").trim();
}

function lineOf(entry) {
  const line = document.querySelector("#queue-entry").content.cloneNode(true);
  const part = (name) => line.querySelector(`[data-${name}]`);
  const moment = new Date(entry.at).toLocaleString(document.documentElement.lang, { dateStyle: "short", timeStyle: "short" });
  Object.assign(part("title"), { textContent: entry.title, href: isSent(entry) ? entry.to : entry.page });
  part("at").textContent = moment;
  part("words").textContent = entry.fields.filter(([name]) => name.endsWith("words")).map(([, value]) => value).join("\n");
  part("state").textContent = stateOf(entry);
  part("acts").hidden = isSent(entry);
  part("now").addEventListener("click", () => flush((one) => one.key === entry.key));
  part("back").addEventListener("click", () => takeBack(entry));
  if (entry.to) part("back").textContent = said.drop;
  return line;
}

/** Shows what waits, above the page; hides the form whose answer it is, so that nobody answers twice. */
async function show() {
  const every = await all();
  const mine = [...sent, ...every.filter(isMine)];
  for (const form of document.querySelectorAll("form[data-queue]"))
    form.hidden = left.has(pathOf(form)) || mine.some((entry) => entry.action === pathOf(form) && !entry.to);
  const others = person ? 0 : every.filter((entry) => !isMine(entry)).length;
  const panel = note.content.cloneNode(true);
  panel.querySelector("ul").append(...mine.map(lineOf));
  const heading = panel.querySelector("[data-heading]");
  heading.hidden = mine.every(isSent);
  if (mine.every((entry) => isSent(entry) || isStuck(entry))) heading.firstElementChild.textContent = said.stuck;
  panel.querySelector("[data-others]").textContent = others ? said.others.replace("{count}", others) : "";
  document.querySelector("#queue")?.remove();
  if (mine.length || others) document.querySelector("main").prepend(panel);
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || !("queue" in form.dataset) || !window.indexedDB) return;
  event.preventDefault();
  send(form, event.submitter);
});

const isDue = (entry) => !isStuck(entry) || (SIGN_IN.includes(entry.status) && entry.person === person);

if (window.indexedDB) {
  addEventListener("online", () => {
    pause = SOON;
    flush();
  });
  flush(isDue);
}
