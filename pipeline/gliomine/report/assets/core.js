"use strict";
// Data, elements, routes: what every view uses. Text from the input only ever becomes text nodes and attributes.

const DATA = JSON.parse(document.getElementById("data").textContent);
const TYPES = new Map(DATA.types.map(([name, label, definition]) => [name, { name, label, definition }]));

function records(name, rows) {
  const keys = DATA.keys[name];
  return rows.map((row) => Object.fromEntries(keys.map((key, index) => [key, row[index]])));
}

const CONCEPTS = DATA.concepts.map(([curie, name, type, mentions, documents, forms, cells], number) => ({
  number, curie, name, type, mentions, documents, forms,
  cells: new Map(cells.map(([assertion, role, count, inDocuments]) => [assertion + "\n" + role, [count, inDocuments]])),
  key: [name, curie || "", label(type), ...forms].join("\n").toLowerCase(),
}));

const DOCUMENTS = DATA.documents.map((entry, number) => {
  const [head] = records("documents", [entry.documents]);
  const affiliations = records("affiliations", entry.affiliations);
  const funders = records("funders", entry.funders);
  const countries = new Set(affiliations.map((item) => item.country).filter(Boolean));
  const words = [head.title || "", head.doc_id, ...funders.map((item) => item.name)];
  return {
    ...head, number, affiliations, funders, countries, entry,
    key: words.join("\n").toLowerCase(),
    mentions: records("entities", entry.entities),
    sentences: records("sentences", entry.sentences),
  };
});

// Concept number -> its mentions in the documents of this page.
const PLACES = new Map();
for (const document_ of DOCUMENTS) {
  for (const mention of document_.mentions) {
    if (!PLACES.has(mention.concept)) PLACES.set(mention.concept, []);
    PLACES.get(mention.concept).push({ document: document_, mention });
  }
}

function label(type) {
  return TYPES.has(type) ? TYPES.get(type).label : String(type);
}

function number(value) {
  return value === null || value === undefined ? "–" : value.toLocaleString("en");
}

function plural(count, one, many) {
  return number(count) + " " + (count === 1 ? one : many || one + "s");
}

// Makes an element: h("a.big", { href }, "text", child, ...); handlers are properties that begin with "on".
function h(selector, attributes, ...children) {
  const [tag, ...classes] = selector.split(".");
  const element = document.createElement(tag);
  if (classes.length) element.className = classes.join(" ");
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "class") element.classList.add(...String(value).split(" ").filter(Boolean));
    else element.setAttribute(name, value === true ? "" : value);
  }
  for (const child of children.flat()) {
    if (child !== null && child !== undefined && child !== false) element.append(child);
  }
  return element;
}

function typeClass(type) {
  return TYPES.has(type) ? "t-" + type : "t-other";
}

function badge(type) {
  const known = TYPES.get(type);
  return h("span.badge", { class: typeClass(type), title: known ? known.definition : null }, label(type));
}

// A link to the concept's page in its vocabulary, or the plain identifier where there is none.
function outside(curie) {
  if (!curie) return h("span.soft", {}, "not linked");
  const cut = curie.indexOf(":");
  const pattern = DATA.pages[curie.slice(0, cut).toUpperCase()];
  if (cut < 0 || !pattern) return h("code", {}, curie);
  const address = pattern.replace("{}", () => encodeURIComponent(curie.slice(cut + 1)));
  return h("a.out", { href: address, target: "_blank", rel: "noopener noreferrer" }, curie);
}

function routeOf(path, query) {
  const pairs = Object.entries(query || {}).filter(([, value]) => value !== "" && value !== null && value !== undefined);
  return "#/" + path + (pairs.length ? "?" + new URLSearchParams(pairs) : "");
}

function currentRoute() {
  const hash = location.hash.startsWith("#/") ? location.hash.slice(2) : "";
  const cut = hash.indexOf("?");
  const path = (cut < 0 ? hash : hash.slice(0, cut)).split("/");
  return { view: path[0] || "overview", id: path[1], query: Object.fromEntries(new URLSearchParams(cut < 0 ? "" : hash.slice(cut + 1))) };
}

// Keeps the address in step with search boxes and filters, without a new entry in the history for every letter.
function remember(path, query) {
  history.replaceState(null, "", routeOf(path, query));
}

function select(name, options, chosen, onchange) {
  const box = h("select", { onchange: () => onchange(box.value) });
  for (const [value, text] of options) box.append(h("option", { value, selected: value === chosen }, text));
  return h("label.field", {}, h("span", {}, name), box);
}

function search(placeholder, value, oninput) {
  const box = h("input", { type: "search", placeholder, value, autocomplete: "off", spellcheck: "false", oninput: () => oninput(box.value) });
  return h("label.field.grow", {}, h("span", {}, "Search"), box);
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

function note(...text) {
  return h("p.note", {}, ...text);
}

function capNote() {
  if (DOCUMENTS.length >= DATA.totals.documents) return null;
  return note(`This page holds the first ${number(DOCUMENTS.length)} of ${number(DATA.totals.documents)} documents. `
    + "Counts and charts are those of the whole run; the texts and sentences of the others are in the run's tables.");
}
