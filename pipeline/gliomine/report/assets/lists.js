"use strict";
// Fields of filters, and lists that can be sorted, copied and saved.

const PAGE_ROWS = 100;

function select(name, options, chosen, onchange) {
  const box = h("select", { onchange: () => onchange(box.value) });
  for (const [value, text] of options) box.append(h("option", { value, selected: value === chosen }, text));
  return h("label.field", {}, h("span", {}, name), box);
}

function search(placeholder, value, oninput, name) {
  const box = h("input", { type: "search", placeholder, value, autocomplete: "off", spellcheck: "false", oninput: () => oninput(box.value) });
  return h("label.field.grow", {}, h("span", {}, name || "Search"), box);
}

function slider(name, value, oninput) {
  const shown = h("output", {}, Number(value || 0).toFixed(2));
  const box = h("input", {
    type: "range", min: "0", max: "1", step: "0.05", value: value || "0",
    oninput: () => { shown.textContent = Number(box.value).toFixed(2); oninput(box.value === "0" ? "" : box.value); },
  });
  return h("label.field", {}, h("span", {}, name, " ≥ ", shown), box);
}

function toggle(name, on, onchange) {
  const box = h("input", { type: "checkbox", checked: on, onchange: () => onchange(box.checked) });
  return h("label.toggle", {}, box, h("span", {}, name));
}

function sorter(columns, order, onsort) {
  return h("tr", {}, columns.map(([key, text, style]) => {
    const active = order.key === key;
    const direction = active ? (order.down ? "descending" : "ascending") : null;
    const mark = active ? (order.down ? " ▾" : " ▴") : "";
    return h("th", { scope: "col", class: style || "", "aria-sort": direction },
      key ? h("button.sort", { type: "button", "data-key": key, onclick: () => onsort(key) }, text + mark) : text);
  }));
}

function compare(one, two) {
  if (typeof one === "string" || typeof two === "string") {
    const [left, right] = [String(one ?? "").toLowerCase(), String(two ?? "").toLowerCase()];
    return left < right ? -1 : left > right ? 1 : 0;
  }
  return (one ?? -1) - (two ?? -1);
}

function matches(words, query) {
  return (query || "").toLowerCase().split(/\s+/).every((word) => words.includes(word));
}

// A spreadsheet takes such a cell for a formula; "-IgA" and "+1" stay as they are.
function cell(value) {
  const text = value === null || value === undefined ? "" : String(value);
  const runs = /^[=@\t\r]/.test(text) || (/^[+-]/.test(text) && /[(!|]/.test(text));
  return (runs ? "'" : "") + text;
}

function asCsv(rows) {
  return "\ufeff" + rows.map((row) => row.map((value) => {
    const text = cell(value);
    return /[",\r\n]/.test(text) ? '"' + text.replaceAll('"', '""') + '"' : text;
  }).join(",")).join("\r\n") + "\r\n";
}

function asLines(rows) {
  return rows.map((row) => row.map((value) => cell(value).replace(/\s+/g, " ")).join("\t")).join("\n");
}

function save(name, text) {
  const address = URL.createObjectURL(new Blob([text], { type: "text/csv;charset=utf-8" }));
  const link = h("a", { href: address, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 1000);
}

async function copy(text) {
  try { await navigator.clipboard.writeText(text); return true; } catch { /* the older way, below */ }
  const box = h("textarea", { class: "skip" });
  box.value = text;
  document.body.append(box);
  box.select();
  const done = document.execCommand("copy");
  box.remove();
  return done;
}

function copyButton(name, text) {
  const button = h("button.small", {
    type: "button",
    onclick: async () => {
      const done = await copy(text());
      button.textContent = done ? "Copied" : "Not allowed";
      setTimeout(() => { button.textContent = name; }, 1500);
    },
  }, name);
  return button;
}

// Buttons that take rows along: rows() gives the head and the cells.
function takeAway(name, rows) {
  return h("span.take", {}, copyButton("Copy", () => asLines(rows())),
    h("button.small", { type: "button", onclick: () => save(name + ".csv", asCsv(rows())) }, "CSV"));
}

// A table: find(state) gives its rows; a column is key, head, class, value. The state lives with who asks for the table.
function table(settings, state, update) {
  let shown = PAGE_ROWS;
  let found = [];
  const head = h("thead");
  const body = h("tbody");
  const status = h("p.soft", { role: "status", "aria-live": "polite" });
  const more = h("button", { type: "button", onclick: () => { shown += PAGE_ROWS; paint(); } }, "Show more");
  const paint = () => {
    body.replaceChildren(...found.slice(0, shown).map(settings.row));
    more.hidden = found.length <= shown;
  };
  const sortBy = (key) => {
    const now = state();
    const text = settings.columns.find(([name]) => name === key)[2] !== "num";
    const first = text ? "up" : "down";
    const other = first === "up" ? "down" : "up";
    update({ sort: key, order: (now.sort || settings.sort) === key && (now.order || settings.order || "down") === first ? other : first });
  };
  const fill = (kept) => {
    const now = state();
    const key = settings.columns.some(([name]) => name === now.sort) ? now.sort : settings.sort;
    const down = (now.order || settings.order || "down") !== "up";
    const value = settings.columns.find(([name]) => name === key)[3];
    const order = (one, two) => compare(value(one), value(two)) * (down ? -1 : 1) || one.row.number - two.row.number;
    found = settings.find(now).sort(order);
    const count = found.length;
    if (settings.arrange) found = settings.arrange(found, order, now);
    if (!kept) shown = PAGE_ROWS;
    const focused = document.activeElement && document.activeElement.dataset.key;
    head.replaceChildren(sorter(settings.columns, { key, down }, sortBy));
    if (focused) head.querySelector(`[data-key="${focused}"]`)?.focus();
    status.textContent = settings.say(count, now);
    paint();
  };
  const rows = () => [settings.columns.map(([, text]) => text), ...found.map((item) => settings.columns.map(([, , , value]) => value(item)))];
  const element = h("div", {}, h("div.bar-line", {}, status, takeAway(settings.path, rows)),
    h("div.scroll", {}, h("table.list", { class: settings.style || "" }, head, body)), more);
  return { element, fill };
}

// A table under a search box and filters, all of them in the address.
function listing(settings) {
  let state = { ...settings.query };
  const update = (change) => {
    state = { ...state, ...change };
    const kept = { ...state };
    if (kept.sort === settings.sort && !kept.order) delete kept.sort;
    remember(settings.path, kept);
    made.fill();
  };
  const made = table(settings, () => state, update);
  const fields = h("form.filters", { role: "search", onsubmit: (event) => event.preventDefault() },
    search(settings.placeholder, state.q || "", (value) => update({ q: value })), settings.fields(state, update));
  made.fill();
  return [fields, made.element];
}
