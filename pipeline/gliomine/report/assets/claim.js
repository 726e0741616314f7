"use strict";
// One claim with its sentences, and claims where an entity is shown.

// A sentence with its mentions and the words that the claim rests on; one that says it twice stands once.
function claimSentence(supports) {
  const [{ sentence, claim: claim_, status, role, score, paper }] = supports;
  const verdict = VERDICTS[status];
  const text = h("blockquote");
  const letters = Array.from(sentence.text);
  const items = new Map();
  const put = ([low, high], make) => {
    const [start, end] = [low - sentence.start, high - sentence.start];
    if (start >= 0 && end <= letters.length && start < end && !items.has(start + "-" + end)) items.set(start + "-" + end, { start, end, make });
  };
  const mark = (node, part) => () => h("mark.m", { class: (node.type ? typeClass(node.type) : "t-other") + " " + part, title: `${part}: ${node.name}` });
  for (const item of supports) {
    put(item.subject, mark(claim_.subject, "subject"));
    put(item.object, mark(claim_.object, "object"));
    if (item.trigger) put(item.trigger, () => h("mark.cue", { title: "the word that says so" }));
  }
  nest(text, letters, 0, letters.length, [...items.values()]);
  const at = supports.flatMap((item) => [item.subject, item.object]).map((range) => range.join("-")).join(" ");
  return h("li.support", {},
    h("p.source", {}, h("span.verdicts", {}, h("span", { class: verdict.style }, verdict.sign, " ", verdictText(verdict, claim_.predicate))), " ",
      role ? h("span.role", {}, role) : null, h("span.soft", {}, "score " + score.toFixed(2))),
    text,
    h("p.source", {}, paper.document ? h("a", { href: documentRoute(paper.document, { at }) }, paper.headline) : h("span", {}, paper.headline),
      bibliography(paper).length ? [" · ", ...dotted(bibliography(paper))] : null));
}

// The surest first; those of one sentence and status together.
function bySentence(supports) {
  const found = new Map();
  for (const item of supports) {
    const key = item.sentence.paper.doc_id + " " + item.sentence.start + " " + item.status;
    if (!found.has(key)) found.set(key, []);
    found.get(key).push(item);
  }
  return [...found.values()];
}

function claim(query) {
  const [subject, object] = [CLAIMS.byKey.get(query.subject), CLAIMS.byKey.get(query.object)];
  const between = (row) => (row.subject === subject && row.object === object)
    || (row.subject === object && row.object === subject && CLAIMS.definitions.get(row.predicate).symmetric);
  const claims = subject && object ? CLAIMS.claims.filter((row) => between(row) && (!query.predicate || row.predicate === query.predicate)) : [];
  if (!claims.length) return missing([query.subject, query.predicate, query.object].filter(Boolean).join(" "));
  let state = query;
  const result = h("div");
  const supports = () => claims.flatMap((row) => row.supports).filter((item) => item.score >= Number(state.score || 0) && (!state.status || VERDICTS[item.status].status === state.status));
  const rows = () => [["subject", "predicate", "object", "status", "score", "role", "document", "title", "year", "doi", "pmid", "sentence"], ...supports().map((item) => [
    item.claim.subject.name, item.claim.predicate, item.claim.object.name, VERDICTS[item.status].status, item.score, item.role,
    item.paper.doc_id, item.paper.title, item.paper.year, item.paper.doi, item.paper.pmid, item.sentence.text])];
  const fill = () => {
    const shown = supports();
    result.replaceChildren(h("div.bar-line", {}, h("p.soft", { role: "status" }, plural(claims.reduce((sum, row) => sum + bySentence(shown.filter((item) => item.claim === row)).length, 0), "sentence")), takeAway("claim", rows)),
      ...claims.flatMap((row) => {
        const mine = bySentence(shown.filter((item) => item.claim === row));
        const held = new Set(row.supports.map((item) => item.sentence)).size;
        if (!mine.length) return [];
        const head = claims.length > 1 ? h("h2", {}, row.subject.name, " ", h("em", {}, saying(row.predicate)), " ", row.object.name) : null;
        return [head, h("ol.supports", {}, mine.map(claimSentence)), row.total > held ? note(`The ${number(held)} surest of ${plural(row.total, "sentence")}; all are in the run's tables.`) : null].filter(Boolean);
      }));
  };
  fill();
  const update = (change) => { state = { ...state, ...change }; remember("claim", state); fill(); };
  const sums = claims.reduce((all, row) => all.map((count, index) => count + row.counts[index]), [0, 0, 0]);
  const documents_ = new Set(claims.flatMap((row) => row.supports.map((item) => item.paper)));
  const one = claims.length === 1 ? claims[0] : null;
  const known = one && CLAIMS.definitions.get(one.predicate).definition;
  return h("div", {},
    h("p.crumb", {}, h("a", { href: routeOf("evidence", { predicate: query.predicate || "any" }) }, "What the papers claim")),
    h("h1", { tabindex: "-1" }, nodeLink((one || { subject }).subject), " ", h("em", {}, one ? saying(one.predicate) : "and"), " ", nodeLink((one || { object }).object)),
    h("p", {}, verdictCounts(sums, one ? one.predicate : ""), " in ", plural(one ? one.documents : documents_.size, "document"),
      one ? `, ${plural(one.concluded, "sentence")} in results or conclusions` : null,
      one ? ` · score ${one.combined.toFixed(2)}` : null, one && one.years ? ` · ${one.years}` : null),
    known ? h("p.soft", {}, `${saying(one.predicate)}: ${known}.`) : null,
    h("form.filters", { onsubmit: (event) => event.preventDefault() },
      select("Sentences say", [["", "anything"], ...VERDICTS.map((item) => [item.status, `${item.sign} ${verdictText(item, one ? one.predicate : "")}`])], state.status || "", (value) => update({ status: value })),
      slider("Score", state.score, (value) => update({ score: value }))),
    result);
}

// The claims about an entity, on its page.
function claimChips(concept) {
  const node = CLAIMS.byKey.get(concept.key);
  const mine = node ? CLAIMS.claims.filter((row) => row.subject === node || row.object === node) : [];
  if (!mine.length) return null;
  return h("section", {}, h("p.chips", {}, h("span.soft", {}, "Claims: "), mine.slice(0, 12).map((row) =>
    h("a.chip", { href: claimRoute(row.subject, row.object, row.predicate) }, row.subject === node ? `${saying(row.predicate)} ${row.object.name}` : `${row.subject.name} ${saying(row.predicate)} this`, verdictCounts(row.counts, row.predicate))),
  mine.length > 12 ? h("a", { href: routeOf("evidence", { predicate: "any", subject: concept.name, as: "list" }) }, `all ${number(mine.length)}`) : null));
}

const SUPPORTS_OF = new Map();

// The claims that a mention takes part in, on its card.
function claimLines(document_, mention) {
  if (!SUPPORTS_OF.size) {
    for (const row of CLAIMS.claims) {
      for (const item of row.supports) SUPPORTS_OF.set(item.paper.doc_id, [...(SUPPORTS_OF.get(item.paper.doc_id) || []), item]);
    }
  }
  const same = ([low, high]) => low === mention.start && high === mention.end;
  const mine = (SUPPORTS_OF.get(document_.doc_id) || []).filter((item) => same(item.subject) || same(item.object)).slice(0, 6);
  if (!mine.length) return null;
  return h("ul.lines", {}, mine.map(({ claim: row, status }) => h("li", {}, h("span.verdicts", {}, h("span", { class: VERDICTS[status].style, title: VERDICTS[status].status }, VERDICTS[status].sign)), " ",
    h("a", { href: claimRoute(row.subject, row.object, row.predicate) }, `${row.subject.name} ${saying(row.predicate)} ${row.object.name}`))));
}
