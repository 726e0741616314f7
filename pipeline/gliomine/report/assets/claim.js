"use strict";
// One claim with its sentences, and claims where an entity is shown.

// A sentence with both mentions and the word that the claim rests on.
function claimSentence(support) {
  const { sentence, claim: claim_ } = support;
  const verdict = VERDICTS[support.status];
  const text = h("blockquote");
  if (!sentence) text.append(h("span.soft", {}, "The sentence is in the run's tables."));
  else {
    const letters = Array.from(sentence.text);
    const items = [[support.subject, claim_.subject, "subject"], [support.object, claim_.object, "object"]].map(([[low, high], node, part]) => (
      { start: low - sentence.start, end: high - sentence.start, make: () => h("mark.m", { class: (node.type ? typeClass(node.type) : "t-other") + " " + part, title: `${part}: ${node.name}` }) }));
    if (support.trigger) items.push({ start: support.trigger[0] - sentence.start, end: support.trigger[1] - sentence.start, make: () => h("mark.cue", { title: "the word that says so" }) });
    nest(text, letters, 0, letters.length, items.filter((item) => item.start >= 0 && item.end <= letters.length && item.start < item.end));
  }
  const { paper } = support;
  const at = [support.subject, support.object].map((range) => range.join("-")).join(" ");
  return h("li.support", {},
    h("p.source", {}, h("span.verdicts", {}, h("span", { class: verdict.style }, verdict.sign, " ", verdictText(verdict, claim_.predicate))), " ",
      support.role ? h("span.role", {}, support.role) : null, h("span.soft", {}, "score " + support.score.toFixed(2))),
    text,
    h("p.source", {}, paper.document ? h("a", { href: documentRoute(paper.document, { at }) }, paper.headline) : h("span", {}, paper.headline),
      bibliography(paper).length ? [" · ", ...dotted(bibliography(paper))] : null));
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
    item.paper.doc_id, item.paper.title, item.paper.year, item.paper.doi, item.paper.pmid, item.sentence ? item.sentence.text : ""])];
  const fill = () => {
    const shown = supports();
    result.replaceChildren(h("div.bar-line", {}, h("p.soft", { role: "status" }, plural(shown.length, "sentence")), takeAway("claim", rows)),
      ...claims.flatMap((row) => {
        const mine = shown.filter((item) => item.claim === row);
        if (!mine.length) return [];
        const head = claims.length > 1 ? h("h2", {}, row.subject.name, " ", h("em", {}, saying(row.predicate)), " ", row.object.name) : null;
        return [head, h("ol.supports", {}, mine.map(claimSentence)), row.total > row.supports.length ? note(`The ${number(row.supports.length)} surest of ${plural(row.total, "sentence")}; all are in the run's tables.`) : null].filter(Boolean);
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
      one ? `, ${plural(one.strong, "sentence")} in results or conclusions` : null),
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
