// Uploads, a few at a time. The server is asked for a signed request, and the browser sends the file with it, straight to the store.

const AT_ONCE = 3;
const waiting = [];
let running = 0;

/** What went wrong, in words for the visitor. */
export class Problem extends Error {
  /** @param lasting true if the same request would fail again */
  constructor(message, lasting = false) {
    super(message);
    this.lasting = lasting;
  }
}

/** The visitor stopped it: nothing went wrong. */
export class Cancelled extends Problem {
  constructor() {
    super("Cancelled. Nothing was stored.");
  }
}

/** A request to this page's server. */
export async function ask(path, options) {
  let response;
  try {
    response = await fetch(path, options);
  } catch {
    if (options?.signal?.aborted) {
      throw new Cancelled();
    }
    throw new Problem("The server does not answer. Is it running?");
  }
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) {
    throw new Problem(answer.error ?? `The server answered ${response.status}.`, response.status >= 400 && response.status < 500);
  }
  return answer;
}

/**
 * Uploads a file.
 *
 * @param file a File
 * @param progress called with the bytes that are sent
 * @returns {promise, cancel}
 */
export function upload(file, progress) {
  const controller = new AbortController();
  const promise = turn(controller.signal).then(async () => {
    try {
      await send(file, progress, controller.signal);
    } finally {
      running--;
      next();
    }
  });
  return { promise, cancel: () => controller.abort() };
}

function turn(signal) {
  return new Promise((go, stop) => {
    const place = { go, signal };
    waiting.push(place);
    signal.addEventListener("abort", () => {
      if (waiting.includes(place)) {
        waiting.splice(waiting.indexOf(place), 1);
        stop(new Cancelled());
      }
    });
    next();
  });
}

function next() {
  while (running < AT_ONCE && waiting.length > 0) {
    running++;
    waiting.shift().go();
  }
}

async function send(file, progress, signal) {
  // asked for only now, when it is this file's turn, so that the link does not end while the file waits
  let status = await put(await signed(file, signal), file, progress, signal);
  if (status === 403) {
    // the link may have ended before the store looked at it; a new one tells
    progress(0);
    status = await put(await signed(file, signal), file, progress, signal);
  }
  if (status === 403) {
    throw new Problem("The store refused it: the link has ended, or the type is not what was agreed.");
  }
  if (status < 200 || status > 299) {
    throw new Problem(`The store answered ${status}. Nothing was stored.`);
  }
}

function signed(file, signal) {
  return ask("api/uploads", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ name: file.name, type: file.type, size: file.size }),
    signal,
  });
}

/** XMLHttpRequest, since fetch does not tell how far an upload is. */
function put(request, file, progress, signal) {
  return new Promise((done, failed) => {
    const xhr = new XMLHttpRequest();
    xhr.open("PUT", request.url);
    for (const [name, value] of Object.entries(request.headers)) {
      xhr.setRequestHeader(name, value);
    }
    xhr.upload.onprogress = (event) => progress(event.loaded);
    xhr.onload = () => done(xhr.status);
    xhr.onabort = () => failed(new Cancelled());
    // a browser does not tell scripts whether the network failed or the store did not allow this page's origin
    xhr.onerror = () =>
      failed(new Problem("The store could not be reached, or does not allow uploads from this page (CORS). Nothing was stored."));
    if (signal.aborted) {
      failed(new Cancelled());
      return;
    }
    signal.addEventListener("abort", () => xhr.abort());
    xhr.send(file);
  });
}
