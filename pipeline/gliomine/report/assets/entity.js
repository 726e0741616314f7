"use strict";
// The page of one entity: what it is, its documents and its sentences.

function entity(id, query) {
  const concept = BY_KEY.get(id);
  if (!concept) return missing(id);
  const other = BY_KEY.get(query.with);
  const together = other && sentencesOf(other);
  const group = GROUP_OF.get(concept.number);
  let state = query;
  const result = h("div");
  const chosen = () => [concept, ...(group && state.narrower ? group.members.map((member) => CONCEPTS[member]) : [])];
  const places = () => chosen().flatMap((item) => PLACES.get(item.number) || []).filter(({ document: where, mention }) =>
    (!state.assertion || mention.assertion === state.assertion) && (!state.role || mention.sentence_role === state.role)
    && mention.mention_score >= Number(state.score || 0) && (!together || together.has(where.number + "/" + mention.sentence_index)));
  const fill = () => result.replaceChildren(...found(places(), concept));
  fill();
  const update = (change) => { state = { ...state, ...change }; remember(placeOf("entity", concept.key), state); fill(); };
  return h("div", {},
    h("p.crumb", {}, h("a", { href: "#/entities" }, "Entities")),
    h("h1", { tabindex: "-1" }, concept.name, " ", badge(concept.type)),
    h("p", {}, outside(concept.curie), concept.curie ? [" ", copyButton("Copy", () => concept.curie)] : null, " · ", plural(concept.mentions, "mention"), " in ", plural(concept.documents, "document"),
      group ? ` · ${number(group.mentions)} in ${plural(group.documents, "document")} with narrower concepts` : null),
    concept.forms.length ? h("p.soft", {}, "Written as: ", concept.forms.join(", ")) : null,
    family(concept, group), DATA.claims ? claimChips(concept) : null, companions(concept),
    other ? note("Only sentences that also name ", h("a", { href: conceptRoute(other) }, other.name), ". ", h("a", { href: conceptRoute(concept) }, "Show all")) : null,
    h("form.filters", { onsubmit: (event) => event.preventDefault() }, filterFields(state, update), slider("Score", state.score, (value) => update({ score: value })),
      group ? toggle("With narrower concepts", Boolean(state.narrower), (on) => update({ narrower: on ? "yes" : "" })) : null),
    capNote(), result);
}

// The concepts above and directly below.
function family(concept, group) {
  const chips = (name, items) => items.length ? h("p.chips", {}, h("span.soft", {}, name), items) : null;
  const above = GROUPS.filter((item) => item.children.includes(concept.number) || (group && group.above === item.place));
  const below = group ? [...group.children.map((child) => CONCEPTS[child]), ...GROUPS.filter((item) => item.above === group.place && item.number >= 0).map((item) => CONCEPTS[item.number])] : [];
  const chip = (item) => h("a.chip", { class: typeClass(item.type), href: conceptRoute(item) }, item.name, h("small", {}, number(item.mentions)));
  return [chips("Part of: ", [...new Set(above)].map((item) => item.number >= 0 ? chip(CONCEPTS[item.number]) : h("span.chip", {}, item.name))),
    chips("Narrower: ", [...new Set(below)].sort((one, two) => two.mentions - one.mentions).slice(0, 20).map(chip))];
}

function sentencesOf(concept) {
  return new Set((PLACES.get(concept.number) || []).filter(({ mention }) => mention.sentence_index !== null)
    .map(({ document: where, mention }) => where.number + "/" + mention.sentence_index));
}

function companions(concept) {
  const mine = sentencesOf(concept);
  const counts = new Map();
  for (const where of new Set((PLACES.get(concept.number) || []).map((place) => place.document))) {
    const seen = new Set();
    for (const mention of where.mentions) {
      const sentence = where.number + "/" + mention.sentence_index;
      if (mention.concept === concept.number || mention.concept < 0 || CONCEPTS[mention.concept].background || !mine.has(sentence) || seen.has(sentence + "/" + mention.concept)) continue;
      seen.add(sentence + "/" + mention.concept);
      counts.set(mention.concept, (counts.get(mention.concept) || 0) + 1);
    }
  }
  const best = [...counts].sort((one, two) => two[1] - one[1] || one[0] - two[0]).slice(0, 12);
  if (!best.length) return null;
  return h("p.chips", {}, h("span.soft", {}, "In one sentence with: "), best.map(([other, count]) =>
    h("a.chip", { class: typeClass(CONCEPTS[other].type), href: conceptRoute(concept, { with: CONCEPTS[other].key }) }, CONCEPTS[other].name, h("small", {}, number(count)))));
}

function found(places, concept) {
  const byDocument = new Map();
  for (const place of places) {
    if (!byDocument.has(place.document)) byDocument.set(place.document, []);
    byDocument.get(place.document).push(place.mention);
  }
  if (!places.length) return [note("No mention in the documents of this page fits.")];
  const sentence = ({ document: where, mention }) => {
    const range = where.sentences[mention.sentence_index] || mention;
    return characters(where).slice(range.start, range.end).join("");
  };
  const rows = () => [["document", "title", "doi", "pmid", "sentence role", "mention", "assertion", "score", "sentence"], ...places.map((place) => [
    place.document.doc_id, place.document.headline, place.document.doi, place.document.pmid, place.mention.sentence_role,
    characters(place.document).slice(place.mention.start, place.mention.end).join(""), place.mention.assertion, place.mention.mention_score, sentence(place)])];
  return [h("div.bar-line", {}, h("h2", {}, plural(byDocument.size, "document")), takeAway("sentences", rows)), ...[...byDocument].slice(0, PAGE_ROWS).map(([where, mentions]) =>
    h("section.hit", {},
      h("h3", {}, h("a", { href: documentRoute(where, { concept: concept.key }) }, where.headline), " ", h("small.soft", {}, plural(mentions.length, "mention"))),
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

