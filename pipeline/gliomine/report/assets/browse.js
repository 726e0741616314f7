"use strict";
// The lists: entities, documents, failures.

function filterFields(query, update) {
  const any = [["", "any"]];
  const fields = [];
  if (DATA.assertions.length) fields.push(select("Assertion", [...any, ...DATA.assertions.map((item) => [item, item])], query.assertion || "", (value) => update({ assertion: value })));
  if (DATA.roles.length) fields.push(select("Sentence role", [...any, ...DATA.roles.map((item) => [item, item])], query.role || "", (value) => update({ role: value })));
  return fields;
}

// Puts the rows that were found under their groups; every group counts all that is below it, found or not.
function tree(found, order) {
  const under = new Map();
  const add = (place, item) => under.set(place, [...(under.get(place) || []), item]);
  const groups = new Map();
  const group = (place) => {
    if (place < 0 || groups.has(place)) return;
    const { number, name, curie, mentions, documents, above } = GROUPS[place];
    const row = number >= 0 ? CONCEPTS[number] : { number: CONCEPTS.length + place, name, curie, type: null, forms: [] };
    const item = { row, mentions, documents, group: place };
    groups.set(place, item);
    group(above);
    add(above, item);
  };
  const parent = new Map(GROUPS.flatMap((item) => item.children.map((child) => [child, item.place])));
  for (const item of found) {
    const own = GROUP_OF.get(item.row.number);
    const above = parent.get(item.row.number) ?? -1;
    if (own) group(own.place);
    else { group(above); add(above, item); }
  }
  const lines = [];
  const walk = (place, depth) => {
    for (const item of (under.get(place) || []).sort(order)) {
      lines.push({ ...item, depth });
      if (item.group !== undefined && depth < 12) walk(item.group, depth + 1);
    }
  };
  walk(-1, 0);
  return lines;
}

function entityRow(item, most) {
  const bar = h("span.bar", { class: typeClass(item.row.type) });
  bar.style.width = Math.min(100, Math.max(2, (100 * item.mentions) / most)) + "%";
  const name = h("td.name-cell", {}, item.row.type === null ? h("strong", {}, item.row.name) : h("a", { href: conceptRoute(item.row, item.group === undefined ? {} : { narrower: "yes" }) }, item.row.name),
    item.group === undefined ? null : h("small.soft", {}, " and narrower"));
  if (item.depth) name.style.paddingLeft = 0.6 + 1.2 * item.depth + "rem";
  return h("tr", { class: item.group === undefined ? "" : "group" }, name, h("td", {}, item.row.type === null ? null : badge(item.row.type)),
    h("td", {}, outside(item.row.curie)),
    h("td.num", {}, h("span.barred", {}, bar, h("span", {}, number(item.mentions)), h("small.unit", {}, " mentions"))),
    h("td.num", {}, number(item.documents), h("small.unit", {}, " documents")));
}

function entities(query) {
  const most = CONCEPTS.reduce((best, concept) => Math.max(best, concept.mentions), 1);
  const hidden = CONCEPTS.filter((concept) => concept.background).length;
  const find = (state) => CONCEPTS.flatMap((concept) => {
    if (concept.background && !state.background && !state.q) return [];
    if (state.type && concept.type !== state.type) return [];
    if (state.linked === "yes" ? !concept.curie : state.linked === "no" && concept.curie) return [];
    if (!matches(concept.searched, state.q) || concept.best < Number(state.score || 0)) return [];
    const counts = state.assertion || state.role ? concept.cells.get((state.assertion || "*") + "\n" + (state.role || "*")) : [concept.mentions, concept.documents];
    return counts ? [{ row: concept, mentions: counts[0], documents: counts[1] }] : [];
  });
  const present = new Set(CONCEPTS.map((concept) => concept.type));
  const types = [["", "all types"], ...[...TYPES.values()].filter((type) => present.has(type.name)).map((type) => [type.name, type.label])];
  const all = DATA.totals.concepts + DATA.totals.unlinked_names;
  return h("div", {},
    h("h1", { tabindex: "-1" }, "Entities"),
    all > CONCEPTS.length ? note(`The ${number(CONCEPTS.length)} most frequent of ${number(all)} are listed; the others are in the run's tables.`) : null,
    listing({
      query, path: "entities", sort: "mentions", placeholder: "name, synonym, wording or identifier", find, style: "entities",
      say: (count, state) => plural(count, "entity", "entities") + (hidden && !state.background && !state.q ? `, without ${plural(hidden, "background word")}` : ""),
      arrange: (found, order, state) => state.group ? tree(found, order) : found,
      fields: (state, update) => [
        select("Type", types, state.type || "", (value) => update({ type: value })),
        select("Linked", [["", "any"], ["yes", "linked"], ["no", "not linked"]], state.linked || "", (value) => update({ linked: value })),
        ...filterFields(state, update),
        slider("Best score", state.score, (value) => update({ score: value })),
        GROUPS.length ? toggle("Group by parent concept", Boolean(state.group), (on) => update({ group: on ? "parent" : "" })) : null,
        hidden ? toggle("People and other background words", Boolean(state.background), (on) => update({ background: on ? "yes" : "" })) : null],
      columns: [
        ["name", "Name", "", (item) => item.row.name], ["type", "Type", "", (item) => item.row.type === null ? "" : label(item.row.type)],
        ["curie", "Identifier", "", (item) => item.row.curie || ""],
        ["mentions", "Mentions", "num", (item) => item.mentions], ["documents", "Documents", "num", (item) => item.documents]],
      row: (item) => entityRow(item, most),
    }));
}

function documents(query) {
  const countries = [...new Set(DOCUMENTS.flatMap((item) => [...item.countries]))].map((code) => [code, DATA.country_names[code] || code]).sort((one, two) => compare(one[1], two[1]));
  const years = DOCUMENTS.some((item) => item.year);
  return h("div", {}, h("h1", { tabindex: "-1" }, "Documents"), capNote(),
    listing({
      query, path: "documents", sort: "place", order: "up", placeholder: "title, file, author, DOI, PMID or funder", style: "papers",
      find: (state) => DOCUMENTS.filter((item) => matches(item.searched, state.q) && (!state.country || item.countries.has(state.country))).map((row) => ({ row })),
      say: (count) => plural(count, "document"),
      fields: (state, update) => countries.length ? [select("Country", [["", "any"], ...countries], state.country || "", (value) => update({ country: value }))] : [],
      columns: [
        ["place", "#", "num", (item) => item.row.number + 1], ["title", "Title", "", (item) => item.row.headline],
        ["file", "Document", "", (item) => item.row.doc_id], ...(years ? [["year", "Year", "num", (item) => item.row.year]] : []),
        ["words", "Words", "num", (item) => item.row.words], ["mentions", "Mentions", "num", (item) => item.row.mention_count],
        ["cited", "Cited by", "num", (item) => item.row.cited_by_count]],
      row: ({ row }) => h("tr", {},
        h("td.num", {}, number(row.number + 1)),
        h("td.name-cell", {}, h("a", { href: documentRoute(row) }, row.headline), bibliography(row).length ? h("div.file", {}, dotted(bibliography(row))) : null),
        h("td.file", {}, row.doc_id), years ? h("td.num", {}, row.year ?? "–") : null,
        h("td.num", {}, number(row.words), h("small.unit", {}, " words")), h("td.num", {}, number(row.mention_count), h("small.unit", {}, " mentions")),
        h("td.num", {}, number(row.cited_by_count), h("small.unit", {}, " citing"))),
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

// Nothing has this address here: what comes near it, if anything does.
function missing(id) {
  const words = (id || "").toLowerCase();
  const near = words ? [
    ...CONCEPTS.filter((concept) => concept.searched.includes(words) || words.endsWith(" " + concept.name.toLowerCase())).slice(0, 5).map((concept) => [conceptRoute(concept), concept.name]),
    ...DOCUMENTS.filter((item) => item.doc_id.toLowerCase().split("/").pop() === words.split("/").pop()).slice(0, 5).map((item) => [documentRoute(item), item.headline])] : [];
  return h("div", {}, h("h1", { tabindex: "-1" }, "Not in this report"),
    id ? h("p", {}, "Nothing here is called ", h("code", {}, id), ". The report lists the most frequent entities and the first documents; the run's tables hold everything.") : null,
    near.length ? [h("p", {}, "Did you mean:"), h("ul", {}, near.map(([href, text]) => h("li", {}, h("a", { href }, text))))] : null,
    h("p", {}, h("a", { href: "#/" }, "Back to the first page")));
}
