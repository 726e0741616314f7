"use strict";
// Data, elements, routes: what every view uses. Text from the input only ever becomes text nodes and attributes.

const DATA = JSON.parse(document.getElementById("data").textContent);
const HOME = DATA.claims ? "evidence" : "overview";
const TYPES = new Map(DATA.types.map(([name, label, definition]) => [name, { name, label, definition }]));

function records(name, rows) {
  const keys = DATA.keys[name];
  return rows.map((row) => Object.fromEntries(keys.map((key, index) => [key, row[index]])));
}

const CONCEPTS = DATA.concepts.map(([curie, name, type, mentions, documents, forms, cells, key, best, background, also], number) => ({
  number, curie, name, type, mentions, documents, forms, best, background: Boolean(background), key: curie || key,
  cells: new Map(cells.map(([assertion, role, count, inDocuments]) => [assertion + "\n" + role, [count, inDocuments]])),
  searched: [name, curie || "", label(type), ...forms, ...also].join("\n").toLowerCase(),
}));
const BY_KEY = new Map(CONCEPTS.map((concept) => [concept.key, concept]));

// Concepts with all that is below them, at any depth.
const GROUPS = DATA.groups.map(([curie, name, number, mentions, documents, members, children, above], place) => ({
  place, curie, name, number, mentions, documents, members, children, above,
}));
const GROUP_OF = new Map(GROUPS.filter((group) => group.number >= 0).map((group) => [group.number, group]));

const DOCUMENTS = DATA.documents.map((entry, number) => {
  const [head] = records("documents", [entry.documents]);
  const affiliations = records("affiliations", entry.affiliations);
  const funders = records("funders", entry.funders);
  const countries = new Set(affiliations.map((item) => item.country).filter(Boolean));
  const words = [head.title || "", head.doc_id, head.doi, head.pmid, head.pmcid, head.journal, head.authors, head.year, ...funders.map((item) => item.name)];
  return {
    ...head, number, affiliations, funders, countries, entry, headline: head.title || opening(head.text, records("sections", entry.sections)) || head.doc_id,
    searched: words.filter(Boolean).join("\n").toLowerCase(),
    mentions: records("entities", entry.entities),
    sentences: records("sentences", entry.sentences),
  };
});
const BY_ID = new Map(DOCUMENTS.map((item) => [item.doc_id, item]));

// Concept number -> its mentions in the documents of this page.
const PLACES = new Map();
for (const document_ of DOCUMENTS) {
  for (const mention of document_.mentions) {
    if (!PLACES.has(mention.concept)) PLACES.set(mention.concept, []);
    PLACES.get(mention.concept).push({ document: document_, mention });
  }
}

// What stands for the title of a document without one: how its abstract or body begins. Before them a scraped page has
// headings and addresses, which are the same in many.
function opening(text, sections) {
  const first = (name) => sections.filter((section) => section.name === name && section.end > section.start)
    .sort((one, two) => Number(one.parent === null) - Number(two.parent === null) || one.start - two.start)[0];
  const part = first("abstract") || first("body");
  if (!part) return firstWords(text);
  return firstWords(Array.from(text).slice(part.start, Math.min(part.end, part.start + 1000)).join("").replace(/\s+/g, " "));
}

function firstWords(text) {
  const line = Array.from(text.slice(0, 2000)).slice(0, 1000).join("").trim().split(/[\r\n]+/, 1)[0];
  const words = line.trim().split(/\s+/);
  return words.length > 30 ? words.slice(0, 15).join(" ") + " …" : line;
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
  const parts = curie.split("~");  // head, predicate and origin of a composed concept
  if (parts.length === 3) return h("span", {}, outside(parts[0]), " ", parts[1].replace("_", " "), " ", outside(parts[2]));
  const cut = curie.search(/[:_]/);  // accessions of Cellosaurus have an underscore for the colon
  const pattern = DATA.pages[curie.slice(0, cut).toUpperCase()];
  if (cut < 0 || !pattern) return h("code", {}, curie);
  const address = pattern.replace("{}", () => encodeURIComponent(curie.slice(cut + 1)));
  return away(address, curie);
}

function away(address, text) {
  return h("a.out", { href: address, target: "_blank", rel: "noopener noreferrer" }, text);
}

// Year, journal and the links of a document, as far as they are known.
function bibliography(item) {
  const id = (value) => encodeURIComponent(value).replace(/%2F/g, "/");
  return [item.year, item.journal, item.doi && away("https://doi.org/" + id(item.doi), "doi:" + item.doi),
    item.pmid && away("https://pubmed.ncbi.nlm.nih.gov/" + id(item.pmid) + "/", "PMID " + item.pmid),
    item.pmcid && away("https://pmc.ncbi.nlm.nih.gov/articles/" + id(item.pmcid) + "/", item.pmcid)].filter(Boolean);
}

function dotted(parts) {
  return parts.filter((part) => part !== null && part !== undefined && part !== "").flatMap((part, index) => index ? [" · ", part] : [part]);
}

function routeOf(path, query) {
  const pairs = Object.entries(query || {}).filter(([, value]) => value !== "" && value !== null && value !== undefined);
  return "#/" + path + (pairs.length ? "?" + new URLSearchParams(pairs) : "");
}

// Addresses name things by what they are, so that a link means the same in the report of the next run.
function placeOf(view, id) {
  return view + "/" + encodeURIComponent(id).replace(/%3A/g, ":").replace(/%2F/g, "/");
}

function conceptRoute(concept, query) {
  return routeOf(placeOf("entity", concept.key), query);
}

function documentRoute(document_, query) {
  return routeOf(placeOf("document", document_.doc_id), query);
}

function currentRoute() {
  const hash = location.hash.startsWith("#/") ? location.hash.slice(2) : "";
  const cut = hash.indexOf("?");
  const [view, ...rest] = (cut < 0 ? hash : hash.slice(0, cut)).split("/");
  let id = "";
  try { id = decodeURIComponent(rest.join("/")); } catch { id = rest.join("/"); }
  return { view: view || HOME, id, query: Object.fromEntries(new URLSearchParams(cut < 0 ? "" : hash.slice(cut + 1))) };
}

// Keeps the address in step with search boxes and filters, without a new entry in the history for every letter.
function remember(path, query) {
  history.replaceState(null, "", routeOf(path, query));
}

function note(...text) {
  return h("p.note", {}, ...text);
}

function capNote() {
  if (DOCUMENTS.length >= DATA.totals.documents) return null;
  return note(`This page holds the first ${number(DOCUMENTS.length)} of ${number(DATA.totals.documents)} documents. `
    + "Counts and charts are those of the whole run; the texts and sentences of the others are in the run's tables.");
}
