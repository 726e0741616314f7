"use strict";
// What the charting library expects of a browser and a bare engine lacks; used to save pictures, never in the page.
globalThis.window = globalThis;
globalThis.self = globalThis;
globalThis.console = { log() {}, warn() {}, error() {}, info() {}, debug() {} };
globalThis.setTimeout = (action) => { Promise.resolve().then(action); return 0; };
globalThis.clearTimeout = () => {};
globalThis.setInterval = () => 0;
globalThis.clearInterval = () => {};
if (!Object.hasOwn) Object.hasOwn = (object, key) => Object.prototype.hasOwnProperty.call(object, key);
for (const kind of [Array, String]) {
  if (!kind.prototype.at) kind.prototype.at = function (index) { return this[index < 0 ? this.length + index : index]; };
}
if (typeof structuredClone === "undefined") globalThis.structuredClone = (value) => JSON.parse(JSON.stringify(value));

// Draws a Vega-Lite specification and leaves SVG or an error's text in a global.
globalThis.draw = (specification, configuration) => {
  globalThis.svg = null;
  globalThis.failure = null;
  const size = (item) => item.fontSize || 11;
  vega.textMetrics.width = (item, text) => 0.54 * size(item) * String(text).length;
  const compiled = vegaLite.compile(JSON.parse(specification), { config: JSON.parse(configuration) }).spec;
  new vega.View(vega.parse(compiled), { renderer: "none" }).toSVG()
    .then((made) => { globalThis.svg = made; })
    .catch((error) => { globalThis.failure = String(error); });
};
