// The page: what is chosen or dropped is uploaded, what is stored is shown.

import { ask, Cancelled, upload } from "./uploads.js";

const $ = (id) => document.getElementById(id);
const IMAGES = new Set(["jpg", "jpeg", "png", "gif", "webp"]);
const STORES = {
  local: "a directory of this machine",
  aws: "Amazon S3",
  azure: "Azure Blob Storage",
  gcp: "Google Cloud Storage",
  openstack: "OpenStack Swift",
};
const cards = new Map(); // key -> element, so that pictures stay where they are when the list changes

const time = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short", hour: "numeric", minute: "2-digit" });
const clock = new Intl.DateTimeFormat(undefined, { timeStyle: "medium" });

function bytes(count) {
  if (count === 1) {
    return "1 byte";
  }
  const units = ["bytes", "KB", "MB", "GB"];
  let unit = 0;
  while (count >= 1000 && unit < units.length - 1) {
    count /= 1000;
    unit++;
  }
  return `${unit === 0 || count >= 100 ? Math.round(count) : count.toFixed(1)} ${units[unit]}`;
}

const say = (text) => ($("status").textContent = text);
const from = (template) => $(template).content.firstElementChild.cloneNode(true);
const query = (path, key) => `${path}?key=${encodeURIComponent(key)}`;

// ---- uploading

function begin(file) {
  const row = from("upload-template");
  const [name, button, bar, detail, again] = row.children;
  name.textContent = file.name;
  bar.setAttribute("aria-label", `Upload of ${file.name}`);
  button.setAttribute("aria-label", `Cancel the upload of ${file.name}`);
  row.classList.add("waiting");
  detail.textContent = "Waiting";
  $("uploads").append(row);
  showSections();

  let told = 0;
  const { promise, cancel } = upload(file, (sent) => {
    const percent = file.size === 0 ? 100 : Math.floor((sent * 100) / file.size);
    row.classList.remove("waiting");
    bar.value = percent;
    detail.textContent = `${percent} % · ${bytes(sent)} of ${bytes(file.size)}`;
    if (percent >= told + 25) {
      // a screen reader hears every quarter, not every packet
      told = percent - (percent % 25);
      say(`${file.name}: ${told} %`);
    }
  });
  button.onclick = cancel;
  promise.then(
    () => {
      row.classList.remove("waiting");
      row.classList.add("done");
      bar.value = 100;
      detail.textContent = `Stored · ${bytes(file.size)}`;
      button.remove();
      say(`${file.name} is stored`);
      refresh();
      setTimeout(() => leave(row), 2500);
    },
    (problem) => {
      const cancelled = problem instanceof Cancelled;
      const focused = row.contains(document.activeElement);
      row.classList.remove("waiting");
      row.classList.add(cancelled ? "cancelled" : "failed");
      $("not-uploaded").append(row);
      showSections();
      detail.textContent = problem.message;
      if (cancelled) {
        say(`The upload of ${file.name} is cancelled`);
      } else {
        detail.setAttribute("role", "alert");
      }
      button.setAttribute("aria-label", `Dismiss ${file.name}`);
      button.onclick = () => leave(row);
      again.hidden = problem.lasting;
      again.setAttribute("aria-label", `Try to upload ${file.name} again`);
      again.onclick = () => {
        begin(file);
        leave(row);
      };
      if (focused) {
        button.focus();
      }
    },
  );
}

function leave(row) {
  if (row.contains(document.activeElement)) {
    $("files").focus();
  }
  row.remove();
  showSections();
}

function showSections() {
  $("uploading").hidden = $("uploads").children.length === 0;
  $("stopped").hidden = $("not-uploaded").children.length === 0;
}

$("files").addEventListener("change", () => {
  [...$("files").files].forEach(begin);
  $("files").value = ""; // the same file may be chosen again
});

// files may be dropped anywhere on the page; a drop beside the frame must not make the browser leave it
addEventListener("dragover", (event) => {
  event.preventDefault();
  $("drop").classList.add("over");
});
addEventListener("dragleave", (event) => {
  if (!event.relatedTarget) {
    $("drop").classList.remove("over");
  }
});
addEventListener("drop", (event) => {
  event.preventDefault();
  $("drop").classList.remove("over");
  [...event.dataTransfer.files].forEach(begin);
});
addEventListener("beforeunload", (event) => {
  if (document.querySelector(".upload:not(.done, .failed, .cancelled)")) {
    event.preventDefault(); // "leave although uploads are on their way?"
  }
});

// ---- stored

let asked = 0;

async function refresh() {
  const mine = ++asked;
  try {
    const { objects, truncated } = await ask("api/objects");
    if (mine === asked) {
      show(objects, truncated);
      $("problem").hidden = true;
    }
  } catch (problem) {
    $("problem").textContent = problem.message;
    $("problem").hidden = false;
  }
}

function show(objects, truncated) {
  const list = $("stored");
  objects.forEach((object, place) => {
    if (!cards.has(object.key)) {
      cards.set(object.key, card(object));
    }
    const element = cards.get(object.key);
    if (list.children[place] !== element) {
      list.insertBefore(element, list.children[place] ?? null);
    }
  });
  const present = new Set(objects.map((object) => object.key));
  for (const [key, element] of cards) {
    if (!present.has(key)) {
      element.remove();
      cards.delete(key);
    }
  }
  $("count").textContent = objects.length === 0 ? "" : `${objects.length}${truncated ? ", and more" : ""}`;
  $("empty").hidden = objects.length > 0;
}

function card({ key, name, size, modified }) {
  const element = from("stored-template");
  const find = (selector) => element.querySelector(selector);
  element.dataset.key = key;
  find(".name").textContent = name;
  find(".name").title = name;
  find(".detail").textContent = `${bytes(size)} · ${time.format(new Date(modified))}`;
  // these lead to the server, which signs a link at that moment and sends the browser on to the store
  find(".download").href = query("api/download", key);
  find(".download").setAttribute("aria-label", `Download ${name}`);
  find(".link").setAttribute("aria-label", `Link to ${name}`);
  find(".link").onclick = () => share(key, name, find(".complaint"));
  find(".picture").append(picture(key, name));
  return element;
}

function picture(key, name) {
  const extension = name.slice(name.lastIndexOf(".") + 1).toLowerCase();
  const badge = document.createElement("span");
  badge.className = "extension";
  badge.textContent = extension.toUpperCase();
  if (!IMAGES.has(extension)) {
    return badge;
  }
  const button = document.createElement("button");
  button.type = "button";
  button.setAttribute("aria-label", `Preview ${name}`);
  const image = document.createElement("img");
  image.alt = "";
  image.loading = "lazy";
  image.src = query("api/view", key);
  image.onerror = () => button.replaceWith(badge);
  button.append(image);
  button.onclick = () => {
    $("preview-name").textContent = name;
    $("preview-image").src = query("api/view", key);
    $("preview-image").alt = name;
    $("preview").showModal();
  };
  return button;
}

async function share(key, name, complaint) {
  complaint.hidden = true;
  try {
    const link = await ask(query("api/link", key));
    $("share-name").textContent = name;
    $("share-until").textContent = clock.format(new Date(link.expiresAt));
    $("share-link").value = link.url;
    $("share-copy").textContent = "Copy";
    $("share").showModal();
  } catch (problem) {
    complaint.textContent = problem.message;
    complaint.hidden = false;
  }
}

$("share-copy").onclick = async () => {
  $("share-link").select();
  await navigator.clipboard.writeText($("share-link").value);
  $("share-copy").textContent = "Copied";
  say("The link is copied");
};
$("preview").addEventListener("close", () => $("preview-image").removeAttribute("src"));
for (const dialog of document.querySelectorAll("dialog")) {
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
}

// ---- start

ask("api/settings").then(
  ({ store, types, extensions, maxSize }) => {
    $("store").textContent = `Files go straight from this browser to ${STORES[store] ?? "the store"}. This server only signs the way.`;
    $("rules").textContent = `${extensions.join(", ").toUpperCase()} · up to ${bytes(maxSize)} each`;
    $("files").accept = types.join(",");
  },
  (problem) => ($("rules").textContent = problem.message),
);
refresh();
