"use strict";
// Charts by Vega-Lite. Expressions are interpreted, so that the page's policy need not allow `eval`.

const LIVE = new Set();

function themeName() {
  const chosen = document.documentElement.dataset.theme;
  if (chosen) return chosen;
  return matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}

function showTip(handler, event, item, value) {
  const tip = document.getElementById("tip");
  tip.hidden = value === null || value === undefined || value === "";
  if (tip.hidden) return;
  tip.textContent = String(value);
  const box = tip.getBoundingClientRect();
  tip.style.left = Math.max(8, Math.min(event.clientX + 14, innerWidth - box.width - 8)) + "px";
  tip.style.top = Math.max(8, event.clientY + 18 + box.height > innerHeight ? event.clientY - box.height - 12 : event.clientY + 18) + "px";
}

// Draws a chart into its figure and returns a function that draws it anew, for another width or theme.
function draw(chart, place) {
  let view = null;
  const state = { chosen: "all", everything: false };
  const redraw = () => {
    if (view) view.finalize();
    place.replaceChildren();
    const narrow = place.clientWidth < 520;
    const config = { ...DATA.vega[themeName()], autosize: { type: "fit-x", contains: "padding" } };
    config.padding = { left: 2, top: 4, bottom: 2, right: 36 };  // room for the number after the longest bar
    config.legend = { ...config.legend, columns: narrow ? 2 : 4 };
    const spec = { ...chart.spec, width: Math.max(chart.name === "cooccurrence" ? 620 : 240, place.clientWidth) };
    const compiled = vegaLite.compile(spec, { config, logger: vega.logger(vega.Error) }).spec;
    view = new vega.View(vega.parse(compiled, null, { ast: true }), {
      expr: interpreter, renderer: "svg", container: place, hover: true, tooltip: showTip,
    });
    if (chart.name === "concepts") view.signal("chosen", state.chosen).signal("everything", state.everything);
    view.addEventListener("click", (event, item) => {
      if (item && item.datum && item.datum.route) location.hash = item.datum.route;
    });
    view.run();
  };
  return { redraw, set: (name, value) => { state[name] = value; view.signal(name, value).run(); } };
}

function asTable(chart) {
  const rows = chart.spec.data.values;
  const hidden = new Set(["tip", "route", "key", "order", "background"]);
  const keys = Object.keys(rows[0]).filter((key) => !hidden.has(key));
  const shown = rows.slice(0, 400);
  return h("details", {}, h("summary", {}, "Show as a table"),
    h("div.scroll", {}, h("table", {},
      h("thead", {}, h("tr", {}, keys.map((key) => h("th", { scope: "col" }, key)))),
      h("tbody", {}, shown.map((row) => h("tr", {}, keys.map((key, index) => {
        const text = typeof row[key] === "number" ? number(row[key]) : row[key];
        return h("td", {}, index === 0 && row.route ? h("a", { href: row.route }, text) : text);
      })))))));
}

function figure(chart) {
  const place = h("div.chart", { role: "img", "aria-label": chart.title + ". " + chart.meaning });
  const drawing = draw(chart, place);
  let chooser = null;
  if (chart.name === "concepts") {
    const present = new Set(chart.spec.data.values.map((row) => row.type));
    const options = [["all", "all types"], ...[...TYPES.values()].filter((type) => present.has(type.label)).map((type) => [type.label, type.label])];
    const background = chart.spec.data.values.some((row) => row.background);
    chooser = h("div.chooser", {}, select("Type", options, "all", (value) => drawing.set("chosen", value)),
      background ? toggle("Background words", false, (on) => drawing.set("everything", on)) : null);
  }
  const wide = { cooccurrence: "wide", concepts: "tall" }[chart.name];
  const element = h("figure.panel", { class: wide || "", id: "chart-" + chart.name },
    h("figcaption", {}, h("div", {}, h("h2", {}, chart.title), h("p.soft", {}, chart.meaning)), chooser), place, asTable(chart));
  LIVE.add(drawing);
  return element;
}

function redrawAll() {
  for (const drawing of LIVE) drawing.redraw();
}

function overview() {
  const totals = DATA.totals;
  const share = totals.mentions ? Math.round((100 * totals.linked) / totals.mentions) + "% linked to a concept" : "";
  const tile = (value, name, more, href) =>
    h(href ? "a.tile" : "div.tile", { href }, h("strong", {}, number(value)), h("span", {}, name), more ? h("small", {}, more) : null);
  return h("div", {},
    h("h1", { tabindex: "-1" }, "What the documents speak of"), runLine(),
    h("div.tiles", {},
      tile(totals.documents, totals.documents === 1 ? "document" : "documents", plural(totals.words, "word"), "#/documents"),
      tile(totals.mentions, "mentions", share, "#/entities"),
      tile(totals.concepts, "concepts", totals.unlinked_names ? plural(totals.unlinked_names, "further name") : "", "#/entities"),
      tile(totals.sentences, "sentences"),
      DATA.claims ? tile(DATA.claims.total, DATA.claims.total === 1 ? "claim" : "claims", "with their sentences", "#/evidence") : null,
      totals.countries ? tile(totals.countries, totals.countries === 1 ? "country" : "countries", plural(totals.funders, "funder")) : null,
      tile(totals.failures, totals.failures === 1 ? "failure" : "failures", totals.failures ? "files that could not be read" : "every file was read", totals.failures ? "#/failures" : null)),
    capNote(),
    totals.mentions ? null : note("No entity was found in this run."),
    h("div.charts", {}, DATA.charts.map(figure)),
    facts());
}

// Which run this is.
function runLine() {
  return h("p.soft.run-line", {}, dotted([h("strong", {}, DATA.run.name), DATA.run.date, plural(DATA.totals.documents, "document")]));
}

function facts() {
  const rows = [];
  const collect = (value, path) => {
    if (value !== null && typeof value === "object" && !Array.isArray(value)) {
      for (const [key, inner] of Object.entries(value)) collect(inner, [...path, key]);
    } else if (value !== null) rows.push([path.join(" › "), Array.isArray(value) ? value.join(", ") : String(value)]);
  };
  collect(DATA.facts, []);
  if (!rows.length) return null;
  return h("details.facts", {}, h("summary", {}, "Facts about the run"),
    h("dl", {}, rows.map(([key, value]) => h("div", {}, h("dt", {}, key), h("dd", {}, value)))));
}
