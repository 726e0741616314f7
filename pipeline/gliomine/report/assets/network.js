"use strict";
// The claims as a network: entities are nodes, claims are arrows. Every run of the layout gives the same picture.

const SVG = "http://www.w3.org/2000/svg";

function s(name, attributes, ...children) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes || {})) {
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (value !== null && value !== undefined) element.setAttribute(key, value);
  }
  element.append(...children.filter((child) => child !== null));
  return element;
}

// One arrow for a pair and a direction, the best supported first.
function linksOf(found, most) {
  const links = new Map();
  for (const item of found) {
    const { subject, object, predicate } = item.row;
    const key = subject.index + " " + object.index;
    const link = links.get(key) || { from: subject, to: object, counts: [0, 0, 0], total: 0, predicates: [] };
    link.counts = link.counts.map((count, index) => count + item.counts[index]);
    link.total += item.total;
    link.predicates.push(predicate);
    links.set(key, link);
  }
  return [...links.values()].sort((one, two) => two.total - one.total || one.from.index - two.from.index || one.to.index - two.to.index).slice(0, most);
}

// The parts that hang together, the largest first.
function parts(nodes, links) {
  const part = new Map(nodes.map((node) => [node, node]));
  const root = (node) => { let item = node; while (part.get(item) !== item) item = part.get(item); return item; };
  for (const { a, b } of links) part.set(root(a), root(b));
  const found = new Map();
  for (const node of nodes) found.set(root(node), [...(found.get(root(node)) || []), node]);
  return [...found.values()].sort((one, two) => two.length - one.length);
}

// Springs along the links and repulsion between all nodes (Fruchterman and Reingold 1991, doi:10.1002/spe.4380211102).
// Deviations: it starts on a spiral, not at random, so that a picture comes back the same; labels count as room.
function spring(nodes, links, spread) {
  nodes.forEach((node, index) => {
    const far = spread * Math.sqrt(index + 0.5);
    [node.x, node.y] = [Math.cos(index * 2.399963) * far, Math.sin(index * 2.399963) * far];
  });
  const rounds = nodes.length < 3 ? 0 : 300;
  for (let round = 0; round < rounds; round += 1) {
    for (const node of nodes) { node.dx = -node.x * 0.04; node.dy = -node.y * 0.07; }
    for (let i = 0; i < nodes.length; i += 1) {
      for (let j = i + 1; j < nodes.length; j += 1) {
        const [one, two] = [nodes[i], nodes[j]];
        const [x, y] = [(one.x - two.x) * 0.6, one.y - two.y];
        const push = (spread * spread) / Math.max(x * x + y * y, 1);
        one.dx += x * push; one.dy += y * push;
        two.dx -= x * push; two.dy -= y * push;
      }
    }
    for (const { a, b } of links) {
      const [x, y] = [a.x - b.x, a.y - b.y];
      const pull = Math.hypot(x, y) / (spread * 1.3);
      a.dx -= x * pull; a.dy -= y * pull;
      b.dx += x * pull; b.dy += y * pull;
    }
    const step = spread * (1 - round / rounds) + 0.5;
    for (const node of nodes) {
      const length = Math.max(Math.hypot(node.dx, node.dy), 0.01);
      node.x += (node.dx / length) * Math.min(length, step);
      node.y += (node.dy / length) * Math.min(length, step);
    }
  }
}

// Turns a part so that its long side lies, and flattens it: pages are wide, and labels too.
function lay(nodes) {
  let [xx, yy, xy] = [0, 0, 0];
  const [mx, my] = [nodes.reduce((sum, node) => sum + node.x, 0) / nodes.length, nodes.reduce((sum, node) => sum + node.y, 0) / nodes.length];
  for (const node of nodes) { xx += (node.x - mx) ** 2; yy += (node.y - my) ** 2; xy += (node.x - mx) * (node.y - my); }
  const turn = -0.5 * Math.atan2(2 * xy, xx - yy);
  for (const node of nodes) {
    const [x, y] = [node.x - mx, node.y - my];
    node.x = (x * Math.cos(turn) - y * Math.sin(turn)) * 1.25;
    node.y = (x * Math.sin(turn) + y * Math.cos(turn)) * 0.7;
  }
}

// Moves labels that lie on each other apart, up and down.
function untangle(nodes) {
  for (let round = 0; round < 40; round += 1) {
    for (const one of nodes) {
      for (const two of nodes) {
        if (one === two || Math.abs(one.x - two.x) > (one.wide + two.wide) / 2) continue;
        const gap = (one.radius + two.radius) + (one.y < two.y ? one.tall : two.tall) - Math.abs(one.y - two.y);
        if (gap <= 0) continue;
        const up = one.y < two.y || (one.y === two.y && one.node.index < two.node.index) ? -1 : 1;
        one.y += (up * gap) / 4;
        two.y -= (up * gap) / 4;
      }
    }
  }
}

// Places every node and returns the height of the picture: parts stand side by side, in lines like words.
function layout(nodes, links, width) {
  let [x, y, tallest] = [0, 0, 0];
  for (const part of parts(nodes, links)) {
    const inside = links.filter(({ a }) => part.includes(a));
    spring(part, inside, part.length > 8 ? 84 : 66);
    if (width > 600) lay(part);
    if (part.length === 2) { [part[0].x, part[0].y, part[1].x, part[1].y] = [0, 0, (part[0].wide + part[1].wide) / 2 + 24, 0]; }
    const edges = () => [Math.min(...part.map((item) => item.x - item.wide / 2)), Math.max(...part.map((item) => item.x + item.wide / 2))];
    let [left, right] = edges();
    const shrink = Math.min(1, (width - 160) / Math.max(1, right - left - 140));
    for (const item of part) { item.x *= shrink; item.y *= Math.max(shrink, 0.6); }
    untangle(part);
    [left, right] = edges();
    const top = Math.min(...part.map((item) => item.y - item.radius)) - 8;
    const bottom = Math.max(...part.map((item) => item.y + item.radius + item.tall)) + 6;
    if (x > 0 && x + right - left > width) { [x, y, tallest] = [0, y + tallest + 14, 0]; }
    const middle = part === nodes || right - left > width ? (width - (right - left)) / 2 : x;
    for (const item of part) {
      item.x = Math.min(width - item.wide / 2, Math.max(item.wide / 2, item.x - left + middle));
      item.y += y - top;
    }
    x += right - left + 20;
    tallest = Math.max(tallest, bottom - top);
  }
  return y + tallest;
}

const MOST_LINES = 8;

// A name in lines; of one that no ontology would have the rest is cut, and whole in the tooltip.
function lines(name, most) {
  const found = [""];
  for (const word of name.split(/\s+/).flatMap((long) => pieces(long, Math.round(most * 1.5)))) {
    const last = found[found.length - 1];
    const longer = last + (last && !/[/-]$/.test(last) ? " " : "") + word;
    if (Array.from(longer).length <= most || !last) found[found.length - 1] = longer;
    else found.push(word);
  }
  const kept = found.slice(0, MOST_LINES);
  if (found.length > MOST_LINES) kept[MOST_LINES - 1] += " …";
  return kept;
}

// A word that is too long for a line, broken behind its strokes and hyphens, else anywhere.
function pieces(word, most) {
  if (Array.from(word).length <= most) return [word];
  return word.split(/(?<=[/-])/).flatMap((part) => {
    const letters = Array.from(part);
    return Array.from({ length: Math.ceil(letters.length / most) }, (_, at) => letters.slice(at * most, (at + 1) * most).join(""));
  });
}

function arrow(link, predicate) {
  const { a, b, counts, total } = link;
  const [x, y] = [b.x - a.x, b.y - a.y];
  const length = Math.max(Math.hypot(x, y), 1);
  const [ux, uy] = [x / length, y / length];
  const [from, to] = [a.radius, Math.max(length - b.radius - 4, a.radius)];
  const bend = Math.min(18, length / 8);
  const [mx, my] = [a.x + x / 2 - uy * bend, a.y + y / 2 + ux * bend];
  const path = `M${(a.x + ux * from).toFixed(1)},${(a.y + uy * from).toFixed(1)} Q${mx.toFixed(1)},${my.toFixed(1)} ${(a.x + ux * to).toFixed(1)},${(a.y + uy * to).toFixed(1)}`;
  const said = [...new Set(link.predicates)].map(saying).join(", ");
  const name = `${link.from.name} ${said} ${link.to.name}: ` + VERDICTS.map((item, index) => counts[index] ? `${verdictText(item, predicate)} ${counts[index]}` : "").filter(Boolean).join(", ");
  const style = tint(counts);
  return s("a", { href: claimRoute(link.from, link.to, link.predicates.length === 1 ? link.predicates[0] : undefined), class: "link " + style, "aria-label": name, "data-ends": a.node.index + " " + b.node.index },
    s("title", {}, name), s("path", { d: path, class: "hit-area" }),
    s("path", { d: path, class: "line", "stroke-width": Math.min(7, 1.2 + Math.log2(total + 1)).toFixed(1), "marker-end": `url(#head-${style})` }));
}

function network(found, state) {
  const narrow = innerWidth < 640;
  const width = narrow ? 370 : 1140;
  let most = narrow ? 15 : 40;
  const place = h("div.network");
  const aside = h("div", { role: "status", "aria-live": "polite" });
  const paint = () => {
    const chosen = linksOf(found, most);
    const places = new Map();
    const at = (node, total) => {
      if (!places.has(node)) places.set(node, { node, weight: 0, lines: lines(node.name, narrow ? 14 : 22) });
      places.get(node).weight += total;
      return places.get(node);
    };
    const links = chosen.map((link) => ({ ...link, a: at(link.from, link.total), b: at(link.to, link.total) }));
    const nodes = [...places.values()].sort((one, two) => two.weight - one.weight || one.node.index - two.node.index);
    for (const item of nodes) {
      item.radius = Math.min(20, 5 + 2 * Math.sqrt(item.weight));
      item.wide = Math.max(2 * item.radius, Math.max(...item.lines.map((line) => Array.from(line).length)) * 7.2) + 14;
      item.tall = 15 * item.lines.length + 5;
    }
    const height = Math.ceil(layout(nodes, links, width));
    const picture = s("svg", { viewBox: `0 0 ${width} ${height}`, role: "group", "aria-label": `Network of ${plural(nodes.length, "entity", "entities")} and ${plural(links.length, "link")}` },
      s("defs", {}, ...["mostly-works", "mostly-fails", "mostly-unclear"].map((style) => s("marker", { id: "head-" + style, viewBox: "0 0 8 8", refX: "6", refY: "4", markerWidth: "9", markerHeight: "9", markerUnits: "userSpaceOnUse", orient: "auto", class: style }, s("path", { d: "M0,0 L8,4 L0,8 z" })))),
      ...links.map((link) => arrow(link, state.predicate)),
      ...nodes.map((item) => s("g", { class: "node " + (item.node.type ? typeClass(item.node.type) : "t-other"), tabindex: "0", role: "button", "aria-label": item.node.name, "data-node": item.node.index, transform: `translate(${item.x.toFixed(1)},${item.y.toFixed(1)})` },
        s("title", {}, item.node.name + (item.node.type ? ` (${label(item.node.type)})` : "")), s("circle", { r: item.radius.toFixed(1) }),
        s("text", {}, ...item.lines.map((line, index) => s("tspan", { x: "0", y: (item.radius + 13 + 15 * index).toFixed(1) }, line))))));
    wire(picture, links, aside);
    place.replaceChildren(picture);
  };
  paint();
  const sizes = [15, 40, 80, 150].map((count) => [String(count), String(count)]);
  return h("div", {}, h("div.bar-line", {}, legend(state.predicate), select("Links shown", sizes, String(most), (value) => { most = Number(value); paint(); })), place, aside);
}

// A node that is chosen stands out with its neighbours, and its claims are listed below.
function wire(picture, links, aside) {
  let held = null;
  const light = (index) => {
    for (const item of picture.querySelectorAll(".link")) item.classList.toggle("faint", index !== null && !item.dataset.ends.split(" ").includes(index));
    const near = new Set(links.filter((link) => index === String(link.a.node.index) || index === String(link.b.node.index)).flatMap((link) => [link.a.node.index, link.b.node.index]));
    for (const item of picture.querySelectorAll(".node")) item.classList.toggle("faint", index !== null && !near.has(Number(item.dataset.node)));
  };
  const nodeAt = (event) => event.target.closest(".node")?.dataset.node ?? null;
  const hold = (index) => {
    held = held === index ? null : index;
    light(held);
    if (held === null) { aside.replaceChildren(); return; }
    const node = CLAIMS.nodes[held];
    const mine = links.filter((link) => link.from === node || link.to === node);
    aside.replaceChildren(h("h2", {}, nodeLink(node), " ", node.type ? badge(node.type) : null, " ", outside(node.curie)),
      h("ul.lines", {}, mine.map((link) => h("li", {}, verdictCounts(link.counts, link.predicates[0]), " ",
        h("a", { href: claimRoute(link.from, link.to, link.predicates.length === 1 ? link.predicates[0] : undefined) }, `${link.from.name} ${[...new Set(link.predicates)].map(saying).join(", ")} ${link.to.name}`)))));
  };
  picture.addEventListener("mouseover", (event) => { const index = nodeAt(event); if (index !== null) light(index); });
  picture.addEventListener("mouseout", () => light(held));
  picture.addEventListener("click", (event) => { const index = nodeAt(event); if (index !== null) hold(index); });
  picture.addEventListener("keydown", (event) => {
    const index = nodeAt(event);
    if (index !== null && (event.key === "Enter" || event.key === " ")) { event.preventDefault(); hold(index); }
  });
}
