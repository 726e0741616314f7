"use strict";
// The lists: entities, one entity, documents, failures.

const PAGE_ROWS = 100;

function filterFields(query, update) {
  const any = [["", "any"]];
  const fields = [];
  if (DATA.assertions.length) fields.push(select("Assertion", [...any, ...DATA.assertions.map((item) => [item, item])], query.assertion || "", (value) => update({ assertion: value })));
  if (DATA.roles.length) fields.push(select("Sentence role", [...any, ...DATA.roles.map((item) => [item, item])], query.role || "", (value) => update({ role: value })));
  return fields;
}

// A list with a search box, filters, sortable columns and a button for more rows.
function listing(settings) {
  let state = { sort: settings.sort, order: "", ...settings.query };
  let shown = PAGE_ROWS;
  const head = h("thead");
  const body = h("tbody");
  const status = h("p.soft", { role: "status", "aria-live": "polite" });
  const more = h("button", { type: "button", onclick: () => { shown += PAGE_ROWS; fill(); } }, "Show more");
  const fill = () => {
    const down = state.order !== "up";
    const found = settings.find(state);
    const value = settings.columns.find(([key]) => key === state.sort)[3];
    found.sort((one, two) => compare(value(one), value(two)) * (down ? -1 : 1) || one.row.number - two.row.number);
    const focused = document.activeElement && document.activeElement.dataset.key;
    head.replaceChildren(sorter(settings.columns, { key: state.sort, down }, sortBy));
    if (focused) head.querySelector(`[data-key="${focused}"]`)?.focus();
    body.replaceChildren(...found.slice(0, shown).map(settings.row));
    status.textContent = settings.say(found.length);
    more.hidden = found.length <= shown;
  };
  const update = (change) => {
    state = { ...state, ...change };
    shown = PAGE_ROWS;
    const kept = { ...state };
    if (kept.sort === settings.sort) delete kept.sort;
    remember(settings.path, kept);
    fill();
  };
  const sortBy = (key) => {
    const text = settings.columns.find(([name]) => name === key)[2] !== "num";
    const first = text ? "up" : "down";
    const other = first === "up" ? "down" : "up";
    update({ sort: key, order: state.sort === key && (state.order || "down") === first ? other : first });
  };
  const fields = h("form.filters", { role: "search", onsubmit: (event) => event.preventDefault() },
    search(settings.placeholder, state.q || "", (value) => update({ q: value })), settings.fields(state, update));
  fill();
  return [fields, status, h("div.scroll", {}, h("table.list", {}, head, body)), more];
}

function compare(one, two) {
  if (typeof one === "string" || typeof two === "string") {
    const [left, right] = [String(one).toLowerCase(), String(two).toLowerCase()];
    return left < right ? -1 : left > right ? 1 : 0;
  }
  return (one ?? -1) - (two ?? -1);
}

function matches(key, query) {
  return (query || "").toLowerCase().split(/\s+/).every((word) => key.includes(word));
}

function entities(query) {
  const most = CONCEPTS.reduce((best, concept) => Math.max(best, concept.mentions), 1);
  const find = (state) => CONCEPTS.flatMap((concept) => {
    if (state.type && concept.type !== state.type) return [];
    if (state.linked === "yes" ? !concept.curie : state.linked === "no" && concept.curie) return [];
    if (!matches(concept.key, state.q)) return [];
    const cell = state.assertion || state.role ? concept.cells.get((state.assertion || "*") + "\n" + (state.role || "*")) : [concept.mentions, concept.documents];
    return cell ? [{ row: concept, mentions: cell[0], documents: cell[1] }] : [];
  });
  const present = new Set(CONCEPTS.map((concept) => concept.type));
  const types = [["", "all types"], ...[...TYPES.values()].filter((type) => present.has(type.name)).map((type) => [type.name, type.label])];
  const all = DATA.totals.concepts + DATA.totals.unlinked_names;
  return h("div", {},
    h("h1", { tabindex: "-1" }, "Entities"),
    all > CONCEPTS.length ? note(`The ${number(CONCEPTS.length)} most frequent of ${number(all)} are listed; the others are in the run's tables.`) : null,
    listing({
      query, path: "entities", sort: "mentions", placeholder: "name, wording or identifier", find,
      say: (count) => plural(count, "entity", "entities"),
      fields: (state, update) => [
        select("Type", types, state.type || "", (value) => update({ type: value })),
        select("Linked", [["", "any"], ["yes", "linked"], ["no", "not linked"]], state.linked || "", (value) => update({ linked: value })),
        ...filterFields(state, update)],
      columns: [
        ["name", "Name", "", (item) => item.row.name], ["type", "Type", "", (item) => label(item.row.type)],
        ["curie", "Identifier", "wideonly", (item) => item.row.curie || "~"],
        ["mentions", "Mentions", "num", (item) => item.mentions], ["documents", "Documents", "num", (item) => item.documents]],
      row: (item) => {
        const bar = h("span.bar", { class: typeClass(item.row.type) });
        bar.style.width = Math.max(2, (100 * item.mentions) / most) + "%";
        return h("tr", {},
          h("td", {}, h("a", { href: "#/entity/" + item.row.number }, item.row.name)), h("td", {}, badge(item.row.type)),
          h("td.wideonly", {}, outside(item.row.curie)),
          h("td.num", {}, h("span.barred", {}, bar, h("span", {}, number(item.mentions)))), h("td.num", {}, number(item.documents)));
      },
    }));
}

function entity(id, query) {
  const concept = CONCEPTS[Number(id)];
  if (!concept) return missing();
  const other = query.with === undefined ? undefined : CONCEPTS[Number(query.with)];
  const together = other && sentencesOf(other.number);
  let state = query;
  const result = h("div");
  const fill = () => {
    const places = (PLACES.get(concept.number) || []).filter(({ document: where, mention }) =>
      (!state.assertion || mention.assertion === state.assertion) && (!state.role || mention.sentence_role === state.role)
      && (!together || together.has(where.number + "/" + mention.sentence_index)));
    result.replaceChildren(...found(places, concept));
  };
  fill();
  const update = (change) => { state = { ...state, ...change }; remember("entity/" + concept.number, state); fill(); };
  return h("div", {},
    h("p.crumb", {}, h("a", { href: "#/entities" }, "Entities")),
    h("h1", { tabindex: "-1" }, concept.name, " ", badge(concept.type)),
    h("p", {}, outside(concept.curie), " · ", plural(concept.mentions, "mention"), " in ", plural(concept.documents, "document")),
    concept.forms.length ? h("p.soft", {}, "Written as: ", concept.forms.join(", ")) : null,
    companions(concept),
    other ? note("Only sentences that also name ", h("a", { href: "#/entity/" + other.number }, other.name), ". ", h("a", { href: "#/entity/" + concept.number }, "Show all")) : null,
    h("form.filters", {}, filterFields(state, update)), capNote(), result);
}

function sentencesOf(concept) {
  return new Set((PLACES.get(concept) || []).filter(({ mention }) => mention.sentence_index !== null)
    .map(({ document: where, mention }) => where.number + "/" + mention.sentence_index));
}

function companions(concept) {
  const mine = sentencesOf(concept.number);
  const counts = new Map();
  for (const where of new Set((PLACES.get(concept.number) || []).map((place) => place.document))) {
    const seen = new Set();
    for (const mention of where.mentions) {
      const sentence = where.number + "/" + mention.sentence_index;
      if (mention.concept === concept.number || mention.concept < 0 || !mine.has(sentence) || seen.has(sentence + "/" + mention.concept)) continue;
      seen.add(sentence + "/" + mention.concept);
      counts.set(mention.concept, (counts.get(mention.concept) || 0) + 1);
    }
  }
  const best = [...counts].sort((one, two) => two[1] - one[1] || one[0] - two[0]).slice(0, 12);
  if (!best.length) return null;
  return h("p.chips", {}, h("span.soft", {}, "In one sentence with: "), best.map(([other, count]) =>
    h("a.chip", { class: typeClass(CONCEPTS[other].type), href: routeOf("entity/" + concept.number, { with: other }) }, CONCEPTS[other].name, h("small", {}, number(count)))));
}

function found(places, concept) {
  const byDocument = new Map();
  for (const place of places) {
    if (!byDocument.has(place.document)) byDocument.set(place.document, []);
    byDocument.get(place.document).push(place.mention);
  }
  if (!places.length) return [note("No mention in the documents of this page fits.")];
  return [h("h2", {}, plural(byDocument.size, "document")), ...[...byDocument].slice(0, PAGE_ROWS).map(([where, mentions]) =>
    h("section.hit", {},
      h("h3", {}, h("a", { href: routeOf("document/" + where.number, { concept: concept.number }) }, where.title || where.doc_id), " ", h("small.soft", {}, plural(mentions.length, "mention"))),
      h("ul.quotes", {}, [...new Set(mentions.map((mention) => mention.sentence_index))].slice(0, 20).map((index) => quote(where, index, mentions))))),
  byDocument.size > PAGE_ROWS ? note(`The first ${PAGE_ROWS} documents are listed.`) : null].filter(Boolean);
}

function quote(where, index, mentions) {
  const sentence = index === null ? null : where.sentences[index];
  const range = sentence || { start: mentions[0].start, end: mentions[0].end };
  const item = h("li");
  if (sentence && sentence.role) item.append(h("span.role", {}, sentence.role));
  nest(item, characters(where), range.start, range.end, mentions.filter((mention) => mention.start >= range.start && mention.end <= range.end)
    .map((mention) => ({ start: mention.start, end: mention.end, make: () => h("mark.m", { class: markClass(mention) }) })));
  return item;
}

function documents(query) {
  const countries = [...new Set(DOCUMENTS.flatMap((item) => [...item.countries]))].map((code) => [code, DATA.country_names[code] || code]).sort((one, two) => compare(one[1], two[1]));
  return h("div", {}, h("h1", { tabindex: "-1" }, "Documents"), capNote(),
    listing({
      query: { order: query.sort ? "" : "up", ...query }, path: "documents", sort: "place", placeholder: "title, file or funder",
      find: (state) => DOCUMENTS.filter((item) => matches(item.key, state.q) && (!state.country || item.countries.has(state.country))).map((row) => ({ row })),
      say: (count) => plural(count, "document"),
      fields: (state, update) => countries.length ? [select("Country", [["", "any"], ...countries], state.country || "", (value) => update({ country: value }))] : [],
      columns: [
        ["place", "#", "num wideonly", (item) => item.row.number], ["title", "Title", "", (item) => item.row.title || item.row.doc_id],
        ["words", "Words", "num wideonly", (item) => item.row.words], ["mentions", "Mentions", "num", (item) => item.row.mention_count],
        ["cited", "Cited by", "num wideonly", (item) => item.row.cited_by_count]],
      row: ({ row }) => h("tr", {},
        h("td.num.wideonly", {}, number(row.number + 1)),
        h("td", {}, h("a", { href: "#/document/" + row.number }, row.title || row.doc_id), row.title ? h("div.file", {}, row.doc_id) : null),
        h("td.num.wideonly", {}, number(row.words)), h("td.num", {}, number(row.mention_count)), h("td.num.wideonly", {}, number(row.cited_by_count))),
    }));
}

function failures() {
  const more = DATA.totals.failures > DATA.failures.length;
  return h("div", {}, h("h1", { tabindex: "-1" }, "Failures"),
    h("p", {}, "These files or documents could not be processed; the rest of the run is complete."),
    more ? note(`The first ${number(DATA.failures.length)} of ${number(DATA.totals.failures)} are listed; the others are in the table failures.`) : null,
    h("div.scroll", {}, h("table.list", {},
      h("thead", {}, h("tr", {}, ["Document", "Step", "What happened"].map((text) => h("th", { scope: "col" }, text)))),
      h("tbody", {}, DATA.failures.map(([id, , stage, error]) => h("tr", {}, h("td", {}, id), h("td", {}, stage), h("td", {}, error)))))));
}

function missing() {
  return h("div", {}, h("h1", { tabindex: "-1" }, "Not in this report"), h("p", {}, h("a", { href: "#/" }, "Back to the overview")));
}
