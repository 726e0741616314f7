"use strict";
// The reader: a document's sections with its entities, and the card of an entity.

const SPLIT = new WeakMap();

// Offsets count code points; JavaScript strings count UTF-16 units.
function characters(document_) {
  if (!SPLIT.has(document_)) SPLIT.set(document_, Array.from(document_.text));
  return SPLIT.get(document_);
}

// Puts text from..to under parent, with the items (start, end, make) as elements, nested; an item that crosses the
// end of another is continued after it.
function nest(parent, text, from, to, items) {
  let at = from;
  let left = [...items].sort((one, two) => one.start - two.start || two.end - one.end);
  while (left.length) {
    const [item, ...others] = left;
    const inner = [];
    const after = [];
    for (const other of others) {
      if (other.start >= item.end) after.push(other);
      else if (other.end <= item.end) inner.push(other);
      else {
        inner.push({ ...other, end: item.end });
        after.push({ ...other, start: item.end });
      }
    }
    if (item.start > at) parent.append(text.slice(at, item.start).join(""));
    const element = item.make();
    nest(element, text, item.start, item.end, inner);
    parent.append(element);
    at = item.end;
    left = after.sort((one, two) => one.start - two.start || two.end - one.end);
  }
  if (to > at) parent.append(text.slice(at, to).join(""));
}

function markClass(mention) {
  return typeClass(mention.entity_type) + (mention.assertion ? " is-" + mention.assertion : "");
}

function sectionItems(document_, section, parts) {
  const text = characters(document_);
  const within = (item) => item.start >= section.start && item.end <= section.end;
  const items = document_.sentences.filter(within).map((sentence) => ({
    start: sentence.start, end: sentence.end, make: () => h("span.s", { "data-role": sentence.role, title: sentence.role }),
  }));
  document_.mentions.forEach((mention, index) => {
    if (within(mention)) items.push({ start: mention.start, end: mention.end, make: () => h("mark.m", { class: markClass(mention), "data-index": index, tabindex: "-1", role: "button", "aria-haspopup": "dialog" }) });
  });
  for (const part of parts) {
    if (!part.label) continue;
    const before = Math.max(section.start, part.start - part.label.length - 12);
    const around = text.slice(before, part.start).join("");
    const found = around.lastIndexOf(part.label);
    if (found < 0) continue;
    const start = before + Array.from(around.slice(0, found)).length;
    items.push({ start, end: start + Array.from(part.label).length, make: () => h("strong.label") });
  }
  return items;
}

function sectionElement(document_, section, parts) {
  const heading = section.name === "title" ? null : h("h2", {}, section.heading || section.label || section.name.replace("_", " "));
  const special = { affiliations: affiliationList, funders: funderList }[section.name];
  const made = special && special(document_);
  if (made) return h("section", { "data-name": section.name }, heading, made);
  const body = h("p.text");
  nest(body, characters(document_), section.start, section.end, sectionItems(document_, section, parts));
  const quiet = ["title", "abstract", "body"].includes(section.name) ? "" : "quiet";
  return h("section", { "data-name": section.name, class: quiet }, heading, body);
}

function affiliationList(document_) {
  if (!document_.affiliations.length) return null;
  return h("ol.cards", {}, document_.affiliations.map((item) => h("li", {},
    h("span", {}, item.text),
    h("small.soft", {}, [item.institution, item.city, item.country && (DATA.country_names[item.country] || item.country)].filter(Boolean).join(" · ")))));
}

function funderList(document_) {
  if (!document_.funders.length) return null;
  return h("ul.cards", {}, document_.funders.map((item) => h("li", {}, h("span", {}, item.name),
    item.award_ids ? h("small.soft", {}, "award " + item.award_ids) : null)));
}

function abbreviationList(document_) {
  const rows = records("abbreviations", document_.entry.abbreviations);
  if (!rows.length) return null;
  return h("section.side", {}, h("h2", {}, "Abbreviations"),
    h("dl.pairs", {}, rows.map((row) => h("div", {}, h("dt", {}, row.short_form), h("dd", {}, row.long_form)))));
}

// What the document is about: its first claims, and what each section mentions most.
function digest(document_) {
  const [claims, parts] = document_.entry.digest || [[], []];
  if (!claims.length && !parts.length) return null;
  return h("details.digest", {}, h("summary", {}, "What it is about"),
    claims.length ? h("ul.lines", {}, claims.map(([subject, predicate, object, status, sentence]) => h("li", { title: sentence },
      h("strong", {}, subject), " " + predicate.replaceAll("_", " ") + " ", h("strong", {}, object), status === "present" ? null : h("span.soft", {}, " (" + status + ")")))) : null,
    h("dl.pairs", {}, parts.map(([part, named]) => h("div", {}, h("dt", {}, part.replace("_", " ")),
      h("dd", {}, named.map(([name, mentions]) => mentions > 1 ? name + " (" + number(mentions) + ")" : name).join(", "))))));
}

function typeSwitches(document_, article) {
  const counts = new Map();
  for (const mention of document_.mentions) counts.set(mention.entity_type, (counts.get(mention.entity_type) || 0) + 1);
  const off = new Set();
  const filters = {};
  const apply = () => {
    for (const mark of article.querySelectorAll(".m")) {
      const mention = document_.mentions[mark.dataset.index];
      mark.classList.toggle("off", off.has(mention.entity_type) || Boolean(filters.assertion && mention.assertion !== filters.assertion) || mention.mention_score < Number(filters.score || 0));
    }
    for (const sentence of article.querySelectorAll(".s")) sentence.classList.toggle("dim", Boolean(filters.role && sentence.dataset.role !== filters.role));
  };
  const change_ = (change) => { Object.assign(filters, change); apply(); };
  const button = ([type, count]) => h("button.chip", {
    type: "button", class: typeClass(type), "aria-pressed": "true", "data-type": type,
    onclick: (event) => {
      if (!off.delete(type)) off.add(type);
      event.currentTarget.setAttribute("aria-pressed", String(!off.has(type)));
      apply();
    },
  }, label(type), h("small", {}, number(count)));
  const order = [...TYPES.keys()];
  const sorted = [...counts].sort((one, two) => order.indexOf(one[0]) - order.indexOf(two[0]));
  return h("form.filters", { onsubmit: (event) => event.preventDefault() },
    h("div.chips", { role: "group", "aria-label": "Types shown" }, sorted.map(button)),
    filterFields({}, change_), slider("Score", "", (value) => change_({ score: value })));
}

function reader(id, query) {
  const document_ = BY_ID.get(id);
  if (!document_) return missing(id);
  const sections = records("sections", document_.entry.sections);
  const whole = { start: 0, end: characters(document_).length, name: "body", heading: null };
  const top = sections.filter((section) => section.parent === null);
  const article = h("article", {}, (top.length ? top : [whole]).map((section) =>
    section.name === "title" ? null : sectionElement(document_, section, sections.filter((part) => part.parent === section.name))));
  const title = top.find((section) => section.name === "title");
  const head = h("h1", { tabindex: "-1" });
  if (title) nest(head, characters(document_), title.start, title.end, sectionItems(document_, title, []));
  else head.append(document_.headline);
  article.prepend(head);
  for (const mark of article.querySelectorAll(".m")) {
    const mention = document_.mentions[mark.dataset.index];
    const concept = CONCEPTS[mention.concept];
    if (query.concept !== undefined && concept && concept.key === query.concept) mark.classList.add("wanted");
    if (query.at !== undefined && query.at.split(" ").includes(mention.start + "-" + mention.end)) mark.classList.add("wanted");
  }
  cards(article, document_);
  const step = (other, text) => DOCUMENTS[other] ? h("a", { href: documentRoute(DOCUMENTS[other]) }, text) : h("span.soft", {}, text);
  const facts_ = [document_.doc_id, plural(document_.mention_count, "mention"), plural(document_.words, "word"),
    document_.cited_by_count === null ? null : "cited by " + number(document_.cited_by_count),
    document_.reference_count === null ? null : plural(document_.reference_count, "reference")];
  return h("div.reader", {},
    h("p.crumb", {}, h("a", { href: "#/documents" }, "Documents"), h("span", {}, step(document_.number - 1, "‹ previous"), " ", step(document_.number + 1, "next ›"))),
    h("p.soft", {}, dotted([...facts_, ...bibliography(document_)])),
    document_.authors ? h("p.soft", {}, document_.authors) : null,
    digest(document_),
    document_.mentions.length ? typeSwitches(document_, article) : note("No entity was found in this document."),
    document_.mentions.length ? h("p.soft.hint", {}, "Point at an entity for details. With the keyboard: Tab to the text, then the arrow keys; Enter opens the card.") : null,
    h("div.columns", {}, article, abbreviationList(document_)));
}

// Shows the card of a mention, with those that it lies in.
function openCard(mark, document_) {
  const card = document.getElementById("card");
  const chain = [];
  for (let item = mark; item; item = item.parentElement && item.parentElement.closest(".m")) chain.push(document_.mentions[item.dataset.index]);
  card.replaceChildren(h("button.close", { type: "button", "aria-label": "Close", onclick: closeCard }, "×"), ...chain.map((mention) => cardBlock(mention, document_)));
  card.hidden = false;
  const box = mark.getClientRects()[0] || mark.getBoundingClientRect();
  if (innerWidth < 640) card.style.left = card.style.top = "";
  else {
    const size = card.getBoundingClientRect();
    card.style.left = Math.max(8, Math.min(box.left, innerWidth - size.width - 8)) + "px";
    card.style.top = (box.bottom + size.height + 12 > innerHeight && box.top > size.height + 12 ? box.top - size.height - 6 : box.bottom + 6) + "px";
  }
}

function cardBlock(mention, document_) {
  const concept = CONCEPTS[mention.concept];
  const name = concept ? concept.name : mention.concept_name || characters(document_).slice(mention.start, mention.end).join("");
  const curie = concept ? concept.curie : mention.curie;
  const rows = [
    ["identifier", outside(curie)],
    ["long form", mention.long_form],
    ["says", mention.assertion && mention.assertion + (mention.cue ? ` (“${mention.cue}”)` : "")],
    ["linked by", mention.match && mention.match + (mention.concept_score === null ? "" : `, ${mention.concept_score.toFixed(2)}`)],
    ["found by", `${mention.source}, ${mention.mention_score.toFixed(2)}`],
    ["sentence role", mention.sentence_role],
  ];
  return h("div.block", {}, h("p", {}, badge(mention.entity_type), " ", concept ? h("a.name", { href: conceptRoute(concept) }, name) : h("strong.name", {}, name)),
    h("dl.pairs", {}, rows.filter(([, value]) => value).map(([key, value]) => h("div", {}, h("dt", {}, key), h("dd", {}, value)))),
    DATA.claims ? claimLines(document_, mention) : null);
}

function closeCard() {
  const card = document.getElementById("card");
  const inside = card.contains(document.activeElement);
  card.hidden = true;
  if (inside && card.from && card.from.isConnected) { card.quiet = true; card.from.focus(); card.quiet = false; }
}

// One stop of the Tab key; the arrow keys move among the entities.
function cards(article, document_) {
  const card = document.getElementById("card");
  const marks = [...article.querySelectorAll(".m")];
  if (!marks.length) return;
  marks[0].tabIndex = 0;
  let timer = 0;
  const show = (mark) => { clearTimeout(timer); card.from = mark; openCard(mark, document_); };
  const later = () => { clearTimeout(timer); timer = setTimeout(() => { if (!card.matches(":hover") && !card.contains(document.activeElement)) card.hidden = true; }, 250); };
  const move = (step) => {
    const shown = marks.filter((mark) => !mark.classList.contains("off"));
    const next = shown[shown.indexOf(document.activeElement) + step];
    if (!next) return;
    for (const mark of marks) mark.tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
  };
  article.addEventListener("mouseover", (event) => { const mark = event.target.closest(".m"); if (mark && !mark.classList.contains("off")) show(mark); });
  article.addEventListener("mouseout", (event) => { if (event.target.closest(".m")) later(); });
  article.addEventListener("click", (event) => { const mark = event.target.closest(".m"); if (mark && !mark.classList.contains("off")) { mark.focus(); show(mark); } });
  article.addEventListener("focusin", (event) => { const mark = event.target.closest(".m"); if (mark && !card.quiet) show(mark); });
  article.addEventListener("focusout", later);
  article.addEventListener("keydown", (event) => {
    if (event.key === "ArrowRight" || event.key === "ArrowDown") { event.preventDefault(); move(1); }
    else if (event.key === "ArrowLeft" || event.key === "ArrowUp") { event.preventDefault(); move(-1); }
    else if (event.key === "Enter" || event.key === " ") { event.preventDefault(); (card.querySelector("a") || card.querySelector("button"))?.focus(); }
  });
  card.onmouseleave = later;
}
