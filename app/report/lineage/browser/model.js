"use strict";
/* The lineage as page_data.py packs it, and what lies around a dataset or a column. */

const DATA = JSON.parse(document.getElementById("data").textContent);
const NAMES = DATA.names;
const at = (path, line) => path < 0 ? "" : `${NAMES[path]}:${line}`;
const lastPart = (id) => id.slice(id.lastIndexOf(".", id.length - 2) + 1) || id;
/* What a card says: the table without its schema, the topic or exposure without its namespace. */
function shortName(one) {
  if (one.id.includes("#")) return one.id.slice(one.id.lastIndexOf("#") + 1);
  if (one.kind === "file") return one.id.slice(one.id.lastIndexOf("/", one.id.length - 2) + 1) || one.id;
  return one.kind === "table" || !one.id.includes(":") ? lastPart(one.id) : one.id.slice(one.id.indexOf(":") + 1);
}

const datasets = DATA.datasets.map((row, number) => ({
  number, id: NAMES[row[0]], kind: NAMES[row[1]], layer: row[2], at: at(row[3], row[4]), complete: !!row[5],
  columns: row[6].map((c) => ({ name: NAMES[c[0]], type: NAMES[c[1]], nullable: c[2], at: at(c[3], c[4]), made: c[5] || [] })),
  more: row[7], into: new Map(), outOf: new Map(),
}));
const groupOf = (dataset) => DATA.layers[dataset.layer][1];
const jobs = DATA.jobs.map((row) => ({ name: NAMES[row[0]], kind: NAMES[row[1]], at: at(row[2], row[3]), tasks: row[4].map((n) => NAMES[n]) }));
for (const row of DATA.flows) {
  const effects = [];
  for (let i = 5; i < row.length; i += 2) effects.push([NAMES[row[i]], row[i + 1]]);
  const flow = { source: row[0], target: row[1], job: jobs[row[2]], at: at(row[3], row[4]), effects };
  const join = (map, key) => map.has(key) ? map.get(key).push(flow) : map.set(key, [flow]);
  join(datasets[flow.source].outOf, flow.target);
  join(datasets[flow.target].into, flow.source);
}

/* Column edges by end; a column is known by its dataset's number and its name, "" for the rows. */
const keyOf = (dataset, column) => `${dataset}\u0000${column}`;
const edgesInto = new Map();
const edgesOutOf = new Map();
for (const row of DATA.edges) {
  const edge = { source: row[0], from: NAMES[row[1]], target: row[2], to: NAMES[row[3]], effect: NAMES[row[4]], direct: !!row[5], at: at(row[6], row[7]) };
  const join = (map, key) => map.has(key) ? map.get(key).push(edge) : map.set(key, [edge]);
  join(edgesOutOf, keyOf(edge.source, edge.from));
  join(edgesInto, keyOf(edge.target, edge.to));
}

/* Things by distance from start, nearest first, nothing beyond depth. */
function reach(start, step, depth) {
  const found = new Map([[start, 0]]);
  for (const here of found.keys()) {
    const far = found.get(here);
    if (far >= depth) continue;
    for (const there of step(here)) if (!found.has(there)) found.set(there, far + 1);
  }
  return found;
}

/* Datasets around one, by signed distance; at most `most` on either side, the rest by count. */
function around(dataset, way, depth, most) {
  const found = new Map([[dataset, 0]]);
  let left = 0;
  for (const [wanted, side, sign] of [["up", "into", -1], ["down", "outOf", 1]]) {
    if (way !== "both" && way !== wanted) continue;
    let taken = 0;
    for (const [one, far] of reach(dataset, (n) => datasets[n][side].keys(), depth)) {
      if (found.has(one)) continue;
      if (taken++ < most) found.set(one, sign * far); else left++;
    }
  }
  return { found, left };
}

/* The column's own edges, up and down, and the columns that they touch. */
function columnPaths(dataset, column, way, depth) {
  const start = keyOf(dataset, column);
  const edges = new Set();
  const sides = [];
  for (const [wanted, map, far] of [["up", edgesInto, (e) => keyOf(e.source, e.from)], ["down", edgesOutOf, (e) => keyOf(e.target, e.to)]]) {
    if (way !== "both" && way !== wanted) continue;
    const step = (key) => (map.get(key) || []).map(far);
    const found = reach(start, step, depth);
    sides.push([wanted, found]);
    for (const [key, distance] of found) if (distance < depth) for (const edge of map.get(key) || []) edges.add(edge);
  }
  return { edges, sides };
}

/* Datasets and columns that match what is typed, best first. */
function search(text) {
  const wanted = text.trim().toLowerCase();
  if (!wanted) return { datasets: [], columns: [] };
  const found = [], columns = [];
  const dot = wanted.lastIndexOf(".");
  const owner = dot > 0 ? wanted.slice(0, dot) : "", part = wanted.slice(dot + 1);
  for (const one of datasets) {
    const id = one.id.toLowerCase(), last = lastPart(id);
    const place = id.indexOf(wanted);
    if (place >= 0) found.push([last === wanted || id === wanted ? 0 : last.startsWith(wanted) ? 1 : place + 2, id.length, one]);
    if (owner && !id.includes(owner)) continue;
    for (const column of one.columns) {
      const name = column.name.toLowerCase();
      const where = name.indexOf(owner ? part : wanted);
      if (where >= 0) columns.push([name === part ? 0 : where + 1, name.length, one, column.name]);
    }
  }
  const order = (a, b) => a[0] - b[0] || a[1] - b[1];
  return { datasets: found.sort(order).map((f) => f[2]), columns: columns.sort(order).map((f) => [f[2], f[3]]) };
}
