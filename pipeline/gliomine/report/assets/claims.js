"use strict";
// What the papers claim: the first page of a run with relations.

// Status of a sentence: name in the tables, sign, words.
const VERDICTS = [
  { status: "present", sign: "✓", style: "works", text: "affirmed", treats: "works" },
  { status: "absent", sign: "✕", style: "fails", text: "denied", treats: "does not" },
  { status: "possible", sign: "?", style: "unclear", text: "uncertain", treats: "unclear" },
];

const CLAIMS = DATA.claims ? readClaims(DATA.claims) : null;

function readClaims(raw) {
  const above = new Map();
  for (const group of GROUPS) {
    for (const member of [group.number, ...group.members]) above.set(member, (above.get(member) || "") + "\n" + group.name.toLowerCase() + "\n" + group.curie.toLowerCase());
  }
  const nodes = raw.nodes.map(([key, name, type, curie, place, background], index) => {
    const concept = CONCEPTS[place];
    const words = concept ? concept.searched : [name, curie || "", type ? label(type) : ""].join("\n").toLowerCase();
    return { index, key, name, type, curie, concept, background, searched: words, wide: words + (place >= 0 ? above.get(place) || "" : "") };
  });
  const papers = raw.papers.map((row) => Object.fromEntries(raw.paper_keys.map((key, index) => [key, row[index]])));
  for (const paper of papers) {
    paper.document = BY_ID.get(paper.doc_id);
    paper.headline = paper.title || (paper.document ? paper.document.headline : paper.doc_id);
  }
  const sentences = raw.sentences.map(([paper, start, text]) => ({ paper: papers[paper], start, text }));
  const claims = raw.claims.map(([subject, predicate, object, total, documents, present, absent, possible, concluded, best, combined, first, last], index) => ({
    number: index, subject: nodes[subject], predicate, object: nodes[object], total, documents, counts: [present, absent, possible], concluded, best, combined,
    years: first === null ? "" : first === last ? String(first) : `${first}–${last}`, supports: [],
  }));
  for (const [claim_, sentence, status, score, role, sLow, sHigh, oLow, oHigh, tLow, tHigh] of raw.supports) {
    const place = sentences[sentence];
    claims[claim_].supports.push({ claim: claims[claim_], sentence: place, paper: place.paper, status, score, role, subject: [sLow, sHigh], object: [oLow, oHigh], trigger: tLow === null ? null : [tLow, tHigh] });
  }
  const definitions = new Map(raw.predicates.map(([name, definition, symmetric]) => [name, { name, definition, symmetric }]));
  return { claims, nodes, papers, definitions, byKey: new Map(nodes.map((node) => [node.key, node])), total: raw.total };
}

function saying(predicate) {
  return predicate.replaceAll("_", " ");
}

function verdictText(verdict, predicate) {
  return predicate === "treats" ? verdict.treats : verdict.text;
}

// Counts of a claim; with a least score those of the sentences that this page holds.
function countsOf(claim_, least) {
  if (!least) return { counts: claim_.counts, total: claim_.total, documents: claim_.documents, best: claim_.best };
  const kept = claim_.supports.filter((item) => item.score >= least);
  const counts = VERDICTS.map((verdict, index) => new Set(kept.filter((item) => item.status === index).map((item) => item.sentence)).size);
  return { counts, total: new Set(kept.map((item) => item.sentence)).size, documents: new Set(kept.map((item) => item.paper)).size, best: claim_.best };
}

// Who fits a search: what is called exactly so, with all that is below it; else whoever has the words in a name.
function chosenBy(query, narrower) {
  const exact = (query || "").trim().toLowerCase();
  if (!exact) return () => true;
  const called = (item) => item.name.toLowerCase() === exact || (item.curie || "").toLowerCase() === exact;
  const nodes = new Set(CLAIMS.nodes.filter(called));
  const below = new Set(narrower ? GROUPS.filter(called).flatMap((group) => group.members) : []);
  if (!nodes.size && !below.size) return (node) => matches(narrower ? node.wide : node.searched, query);
  return (node) => nodes.has(node) || Boolean(node.concept && below.has(node.concept.number));
}

function findClaims(state) {
  const least = Number(state.score || 0);
  const [left, right] = [chosenBy(state.subject, state.narrower !== "no"), chosenBy(state.object, state.narrower !== "no")];
  return CLAIMS.claims.flatMap((row) => {
    if (state.predicate !== "any" && row.predicate !== state.predicate) return [];
    const symmetric = CLAIMS.definitions.get(row.predicate).symmetric;
    if (!(left(row.subject) && right(row.object)) && !(symmetric && left(row.object) && right(row.subject))) return [];
    if (!state.background && ((row.subject.background && !state.subject) || (row.object.background && !state.object))) return [];
    const counted = countsOf(row, least);
    return counted.total && (!state.status || counted.counts[VERDICTS.findIndex((item) => item.status === state.status)]) ? [{ row, ...counted }] : [];
  });
}

function claimRoute(subject, object, predicate) {
  return routeOf("claim", { subject: subject.key, predicate, object: object.key });
}

function verdictCounts(counts, predicate) {
  return h("span.verdicts", {}, VERDICTS.map((item, index) => counts[index]
    ? h("span", { class: item.style, title: `${verdictText(item, predicate)}: ${plural(counts[index], "sentence")}` }, h("span", { "aria-hidden": "true" }, item.sign), " ", number(counts[index]), h("span.unseen", {}, " " + verdictText(item, predicate))) : null));
}

function nodeLink(node, text) {
  return node.concept ? h("a", { href: conceptRoute(node.concept) }, text || node.name) : text || node.name;
}

// A name that may be broken behind its strokes: hemangioma/malformation.
function breakable(name) {
  return name.split(/(?<=\/)/).flatMap((part, index) => index ? [h("wbr"), part] : [part]);
}

function legend(predicate) {
  return h("p.legend", {}, VERDICTS.map((item) => h("span", {}, h("span.verdicts", {}, h("span", { class: item.style, "aria-hidden": "true" }, item.sign)), " ", verdictText(item, predicate))),
    h("small", {}, "Numbers are sentences", h("span.screen", {}, "; a click opens them"), "."));
}

// Which claims a cell of the matrix shows, the strongest rows and columns first.
function matrixOf(found) {
  const rows = new Map();
  const columns = new Map();
  const cells = new Map();
  for (const item of found) {
    const { subject, object } = item.row;
    rows.set(subject, (rows.get(subject) || 0) + item.total);
    columns.set(object, (columns.get(object) || 0) + item.total);
    const key = subject.index + " " + object.index;
    const cell_ = cells.get(key) || [0, 0, 0];
    cells.set(key, cell_.map((count, index) => count + item.counts[index]));
  }
  const first = (counts) => [...counts].sort((one, two) => two[1] - one[1] || one[0].index - two[0].index).map(([node]) => node);
  return { rows: first(rows), columns: first(columns), cells };
}

function tint(counts) {
  const [yes, no, maybe] = counts;
  if (yes > no + maybe) return "mostly-works";
  return no > yes + maybe ? "mostly-fails" : "mostly-unclear";
}

function matrix(found, state, size, grow) {
  const { rows, columns, cells } = matrixOf(found);
  const across = columns.slice(0, innerWidth < 640 ? 8 : 14);
  const down = rows.filter((row) => across.some((column) => cells.has(row.index + " " + column.index))).slice(0, size);
  const predicate = state.predicate === "any" ? undefined : state.predicate;
  const one = (row, column) => {
    const counts = cells.get(row.index + " " + column.index);
    return h("td", { class: counts ? tint(counts) : "" }, counts ? h("a", { href: claimRoute(row, column, predicate), "aria-label": `${row.name}, ${column.name}: ` + VERDICTS.map((item, index) => counts[index] ? `${verdictText(item, predicate)} ${counts[index]}` : "").filter(Boolean).join(", ") }, verdictCounts(counts, predicate)) : null);
  };
  const frame = h("div.scroll.matrix", { tabindex: "0", role: "region", "aria-label": "Matrix of claims" }, h("table", {},
    h("thead", {}, h("tr", {}, h("th", {}, ""), across.map((node) => h("th.up", { scope: "col" }, h("span", {}, nodeLink(node, breakable(node.name))))))),
    h("tbody", {}, down.map((row) => h("tr", {}, h("th", { scope: "row" }, nodeLink(row)), across.map((column) => one(row, column)))))));
  // That there is more below the last row that is seen is told by a shade.
  const shade = () => frame.classList.toggle("has-more", frame.scrollTop + frame.clientHeight < frame.scrollHeight - 4);
  frame.addEventListener("scroll", shade);
  requestAnimationFrame(shade);
  return h("div", {}, legend(predicate), frame,
    h("p.soft", {}, `${plural(down.length, "row")} of ${number(rows.length)}, ${plural(across.length, "column")} of ${number(columns.length)}. `,
      rows.length > size && down.length === size ? h("button.small", { type: "button", onclick: grow }, "More rows") : null));
}

function claimTable(state, update) {
  const columns = [
    ["subject", "Subject", "", (item) => item.row.subject.name], ["predicate", "Says", "", (item) => saying(item.row.predicate)],
    ["object", "Object", "", (item) => item.row.object.name],
    ...VERDICTS.map((item, index) => [item.status, verdictText(item, state().predicate), "num", (found) => found.counts[index]]),
    ["documents", "Documents", "num", (item) => item.documents], ["combined", "Score", "num", (item) => item.row.combined], ...(CLAIMS.claims.some((row) => row.years) ? [["years", "Years", "", (item) => item.row.years]] : [])];
  return table({
    path: "evidence", sort: "documents", style: "claims", columns,
    find: findClaims, say: (count) => plural(count, "claim"),
    row: (item) => h("tr", {}, h("td", {}, nodeLink(item.row.subject)),
      h("td.says", {}, h("a", { href: claimRoute(item.row.subject, item.row.object, item.row.predicate) }, saying(item.row.predicate))), h("td", {}, nodeLink(item.row.object)),
      VERDICTS.map((verdict, index) => h("td.num", { class: item.counts[index] ? verdict.style : "soft none" }, item.counts[index] ? verdict.sign + " " + number(item.counts[index]) : "–")),
      h("td.num", {}, number(item.documents), h("small.unit", {}, " documents")), h("td.num", {}, item.row.combined.toFixed(2)),
      columns.some(([key]) => key === "years") ? h("td.file", {}, item.row.years) : null),
  }, state, update);
}

const SHAPES = [["matrix", "Matrix"], ["network", "Network"], ["list", "List"]];

function evidence(query) {
  const predicates = [...CLAIMS.definitions.keys()];
  const first = predicates.includes("treats") ? "treats" : "any";
  let state = { ...query, predicate: predicates.includes(query.predicate) || query.predicate === "any" ? query.predicate : first };
  let size = 20;
  const result = h("div");
  const tabs = h("div.tabs", { role: "group", "aria-label": "Shown as" });
  const count = h("span.soft", { role: "status", "aria-live": "polite" });
  const definition = h("p.soft");
  const shape = () => SHAPES.some(([name]) => name === state.as) ? state.as : "matrix";
  const update = (change) => {
    state = { ...state, ...change };
    remember("evidence", { ...state, predicate: state.predicate === first ? "" : state.predicate, as: shape() === "matrix" ? "" : state.as });
    fill();
  };
  const fill = () => {
    tabs.replaceChildren(...SHAPES.map(([name, text]) => h("button", { type: "button", "aria-pressed": String(shape() === name), onclick: () => update({ as: name }) }, text)));
    const found = findClaims(state);
    count.textContent = `${plural(found.length, "claim")} in ${plural(found.reduce((sum, item) => sum + item.total, 0), "sentence")}`;
    const known = CLAIMS.definitions.get(state.predicate);
    definition.textContent = known && known.definition ? `${saying(known.name)}: ${known.definition}.` : "";
    if (!found.length) result.replaceChildren(note("No claim fits. Lower the score or clear a field."));
    else if (shape() === "list") {
      const made = claimTable(() => state, update);
      made.fill();
      result.replaceChildren(made.element);
    } else if (shape() === "network") result.replaceChildren(network(found, state));
    else result.replaceChildren(matrix(found, state, size, () => { size += 20; fill(); }));
  };
  fill();
  const fields = h("form.filters", { role: "search", onsubmit: (event) => event.preventDefault() },
    select("Claim", [...predicates.map((name) => [name, saying(name)]), ["any", "any claim"]], state.predicate, (value) => update({ predicate: value })),
    search("drug, cell, vesicle, identifier", state.subject || "", (value) => update({ subject: value }), "Subject"),
    search(GROUPS.length ? "glioma: glioblastoma too" : "glioma", state.object || "", (value) => update({ object: value }), "Object"),
    select("Sentences say", [["", "anything"], ...VERDICTS.map((item) => [item.status, `${item.sign} ${item.status}`])], state.status || "", (value) => update({ status: value })),
    slider("Score", state.score, (value) => update({ score: value })),
    GROUPS.length ? toggle("Narrower concepts too", state.narrower !== "no", (on) => update({ narrower: on ? "" : "no" })) : null,
    toggle("Background words", Boolean(state.background), (on) => update({ background: on ? "yes" : "" })));
  return h("div", {}, h("h1", { tabindex: "-1" }, "What the papers claim"), runLine(),
    fields, h("div.bar-line", {}, tabs, count), definition, result,
    CLAIMS.total > CLAIMS.claims.length ? note(`The ${number(CLAIMS.claims.length)} best supported of ${number(CLAIMS.total)} claims are here; the others are in the run's tables.`) : null);
}
