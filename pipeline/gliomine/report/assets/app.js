"use strict";
// Routes and the theme.

const VIEWS = {
  ...(DATA.claims ? { evidence: (id, query) => evidence(query), claim: (id, query) => claim(query) } : {}),
  overview: () => overview(),
  entities: (id, query) => entities(query),
  entity: (id, query) => entity(id, query),
  documents: (id, query) => documents(query),
  document: (id, query) => reader(id, query),
  failures: () => failures(),
};
const PARENTS = { entity: "entities", document: "documents", claim: "evidence" };

function show(moved) {
  const { view, id, query } = currentRoute();
  const known = Object.hasOwn(VIEWS, view);
  LIVE.clear();
  document.getElementById("card").hidden = true;
  document.getElementById("tip").hidden = true;
  const main = document.getElementById("view");
  main.replaceChildren(known ? VIEWS[view](id, query) : missing(view));
  redrawAll();
  for (const link of document.querySelectorAll("[data-nav]")) {
    if (link.dataset.nav === (PARENTS[view] || view)) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  const heading = main.querySelector("h1");
  document.title = (heading && view !== HOME ? heading.textContent + " – " : "") + DATA.run.name + " – gliomine report";
  if (moved) {
    scrollTo(0, 0);
    if (heading) heading.focus({ preventScroll: true });
  }
  const wanted = main.querySelector(".wanted");
  if (wanted) wanted.scrollIntoView({ block: "center" });
  document.body.dataset.ready = view;
}

function setTheme(name) {
  if (name === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = name;
  document.getElementById("theme").textContent = "Theme: " + name;
  redrawAll();
}

const ORDER = ["auto", "light", "dark"];
document.getElementById("theme").addEventListener("click", () => {
  setTheme(ORDER[(ORDER.indexOf(document.documentElement.dataset.theme || "auto") + 1) % ORDER.length]);
});
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redrawAll);
addEventListener("keydown", (event) => { if (event.key === "Escape") closeCard(); });
addEventListener("hashchange", () => { if (location.hash.startsWith("#/") || location.hash === "") show(true); });
document.querySelector(".skip").addEventListener("click", (event) => { event.preventDefault(); document.getElementById("view").focus(); });
let width = innerWidth;
let waiting = 0;
addEventListener("resize", () => {
  if (innerWidth === width) return;
  width = innerWidth;
  clearTimeout(waiting);
  waiting = setTimeout(redrawAll, 150);
});

// Paper is white: charts are drawn for it, and drawn again afterwards.
let kept;
addEventListener("beforeprint", () => { kept = document.documentElement.dataset.theme; document.documentElement.dataset.theme = "light"; redrawAll(); });
addEventListener("afterprint", () => { if (kept) document.documentElement.dataset.theme = kept; else delete document.documentElement.dataset.theme; redrawAll(); });
show(false);
