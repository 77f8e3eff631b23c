/* What is chosen, and what follows from it: the picture, the panel, the address. */

const state = { dataset: -1, column: "", layer: -1, way: "both", depth: 2, unfolded: false };
const byId = (id) => document.getElementById(id);
const number = (count) => count.toLocaleString("en");
const NEAR_RANKS = 80, MOST_IN_BAND = 11;
let shown = new Map();

function choose(dataset, column) {
  if (dataset !== state.dataset) state.unfolded = false;
  Object.assign(state, { dataset, column: column || "", layer: dataset < 0 ? -1 : datasets[dataset].layer });
  const hash = dataset < 0 ? "" : `#${encodeURIComponent(datasets[dataset].id)}${column ? `&${encodeURIComponent(column)}` : ""}`;
  if (location.hash !== hash) history.pushState(null, "", hash || location.href.split("#")[0]);
  show(true);
}

function show(refit) {
  clearPicture();
  byId("note").textContent = "";
  const one = datasets[state.dataset];
  byId("reach").hidden = byId("direction").hidden = byId("legend").hidden = !one;
  byId("focus").hidden = !one || !state.column;
  byId("focused").textContent = state.column;
  for (const each of byId("direction").children) each.classList.toggle("on", each.dataset.way === state.way);
  if (!one) drawGroups(); else if (state.column) drawColumn(one); else drawDataset(one);
  if (!one) showWhole();
  else if (state.column) showColumn(one, state.column); else showDataset(one);
  if (refit) { panel.scrollTop = 0; fit(shown, one ? shown.get(one.number) : null); }
  markLayer();
}

function headOf(one, told, doubt) {
  const head = button("head", () => choose(one.number, ""), make("b", "", shortName(one)), make("small", doubt ? "doubt" : "", told));
  head.title = `${one.id}\n${one.kind}${one.at ? `, ${one.at}` : ""}`;
  return head;
}

function subtitle(one) {
  if (one.columns.length) return [`${one.columns.length} columns · ${DATA.groups[groupOf(one)][0]}`, false];
  return one.kind === "exposure" ? ["exposure", false] : ["columns unknown", true];
}

function rowOf(dataset, column, type) {
  const on = dataset === state.dataset && column === state.column;
  const row = button(`row${column ? "" : " whole"}${on ? " on" : ""}`, () => choose(dataset, column), make("span", "", column || "rows"), type ? make("i", "mono", type) : "");
  row.title = column ? `${column}${type ? `  ${type}` : ""}` : "Which rows there are";
  return row;
}

function drawDataset(one) {
  const { found, left } = around(one.number, state.way, state.depth, MOST_CARDS);
  const up = levels(found, -1, (n) => datasets[n].outOf.keys()), down = levels(found, 1, (n) => datasets[n].into.keys());
  shown = new Map();
  const rows = state.unfolded ? one.columns.length : Math.min(one.columns.length, MOST_ROWS);
  const rest = one.columns.length - rows;
  for (const [n, far] of found) {
    const level = far < 0 ? -(up.get(n) || 1) : far > 0 ? down.get(n) || 1 : 0;
    const height = HEAD + (far ? 0 : (rows + (rest ? 1 : 0)) * ROW);
    shown.set(n, { level, height, name: datasets[n].id, kind: datasets[n].kind, near: [...datasets[n].into.keys(), ...datasets[n].outOf.keys()] });
  }
  place(shown);
  for (const [n, box] of shown) {
    for (const [target, ways] of datasets[n].outOf) {
      const other = shown.get(target);
      if (!other || (found.get(n) > 0 && found.get(target) < 0) || (found.get(n) < 0 && found.get(target) > 0)) continue;
      const effects = [...new Set(ways.flatMap((flow) => flow.effects.map(([effect]) => spoken(effect))))];
      line(box, HEAD / 2, other, HEAD / 2, "flow", `${datasets[n].id} → ${datasets[target].id}\n${effects.join(", ") || "columns are not followed"}\n${ways.map((flow) => flow.at).join("\n")}`);
    }
    const inside = n === one.number ? one.columns.slice(0, rows).map((column) => rowOf(n, column.name, column.type)) : [];
    if (n === one.number && rest) inside.push(button("row rest", () => { state.unfolded = true; show(false); }, `${rest} more columns`));
    putCard(box, n === one.number, headOf(datasets[n], ...subtitle(datasets[n])), inside);
  }
  if (left) byId("note").textContent = `${number(left)} more datasets lie within this depth and are not drawn; the panel lists the nearest.`;
}

function drawColumn(one) {
  const { edges, sides } = columnPaths(one.number, state.column, state.way, state.depth);
  const found = new Map([[one.number, 0]]), columns = new Map([[one.number, new Set([state.column])]]);
  let left = 0;
  for (const [way, reached] of sides) {
    for (const [key, far] of reached) {
      const cut = key.indexOf("\u0000"), n = Number(key.slice(0, cut)), column = key.slice(cut + 1);
      if (!found.has(n)) {
        if (found.size > MOST_CARDS * 2) { left++; continue; }
        found.set(n, way === "up" ? -far : far);
        columns.set(n, new Set());
      }
      columns.get(n).add(column);
    }
  }
  const next = (source, far, near) => {
    const map = new Map();
    for (const edge of edges) { const key = edge[far]; map.has(key) ? map.get(key).push(edge[near]) : map.set(key, [edge[near]]); }
    return (n) => map.get(n) || [];
  };
  const up = levels(found, -1, next(edges, "source", "target")), down = levels(found, 1, next(edges, "target", "source"));
  const neighbours = next(edges, "source", "target"), before = next(edges, "target", "source");
  shown = new Map();
  for (const [n, far] of found) {
    const names = [...columns.get(n)], drawn = names.slice(0, MOST_FOCUSED);
    shown.set(n, { level: far < 0 ? -(up.get(n) || 1) : far > 0 ? down.get(n) || 1 : 0, height: HEAD + (drawn.length + (names.length > drawn.length ? 1 : 0)) * ROW,
      name: datasets[n].id, kind: datasets[n].kind, near: [...neighbours(n), ...before(n)], drawn, more: names.length - drawn.length });
  }
  place(shown);
  const rowY = (box, column) => { const row = box.drawn.indexOf(column); return HEAD + (row < 0 ? box.drawn.length : row) * ROW + ROW / 2; };
  for (const edge of edges) {
    const from = shown.get(edge.source), to = shown.get(edge.target);
    if (!from || !to || from === to) continue;
    line(from, rowY(from, edge.from), to, rowY(to, edge.to), edge.direct ? edge.effect : "indirect",
      `${datasets[edge.source].id}.${edge.from} → ${datasets[edge.target].id}${edge.to ? `.${edge.to}` : " (its rows)"}\n${spoken(edge.effect)}\n${edge.at}`);
  }
  for (const [n, box] of shown) {
    const types = new Map(datasets[n].columns.map((column) => [column.name, column.type]));
    const inside = box.drawn.map((column) => rowOf(n, column, types.get(column)));
    if (box.more) inside.push(button("row rest", () => choose(n, ""), `${box.more} more columns`));
    putCard(box, n === one.number, headOf(datasets[n], ...subtitle(datasets[n])), inside);
  }
  if (left) byId("note").textContent = `${number(left)} more columns lie within this depth and are not drawn.`;
}

/* Columns of the overview: neighbours in rank share one, up to a number that can be read. */
function bands(ranks) {
  let band = -1, first = -Infinity, count = 0;
  return ranks.map((rank) => {
    if (rank - first > NEAR_RANKS || count === MOST_IN_BAND) { band++; first = rank; count = 0; }
    count++;
    return band;
  });
}

function drawGroups() {
  const flows = new Map(), sizes = DATA.groups.map(() => 0);
  for (const one of datasets) {
    const here = groupOf(one);
    sizes[here]++;
    for (const [n, ways] of one.outOf) {
      const there = groupOf(datasets[n]), key = `${here} ${there}`;
      if (here !== there) flows.set(key, (flows.get(key) || 0) + ways.length);
    }
  }
  const pairs = [...flows.keys()].map((key) => key.split(" ").map(Number));
  const levelOf = bands(DATA.groups.map(([, rank]) => rank));
  shown = new Map(DATA.groups.map(([name], n) => [n, { level: levelOf[n], height: HEAD, name,
    near: pairs.filter((pair) => pair.includes(n)).map((pair) => pair[0] === n ? pair[1] : pair[0]) }]));
  place(shown);
  for (const [a, b] of pairs) {
    const count = flows.get(`${a} ${b}`);
    const group = line(shown.get(a), HEAD / 2, shown.get(b), HEAD / 2, "layer", `${DATA.groups[a][0]} → ${DATA.groups[b][0]}\n${number(count)} flows`);
    group.firstChild.style.strokeWidth = String(Math.min(7, 1 + Math.log2(count) * 0.7));
  }
  for (const [n, box] of shown) {
    const head = button("head", () => { Object.assign(state, { layer: -1, group: n }); showGroup(n); openGroup(n); },
      make("b", "tail", make("bdi", "", box.name)), make("small", "", `${number(sizes[n])} dataset${sizes[n] === 1 ? "" : "s"}`));
    head.title = box.name;
    putCard(box, false, head, []);
  }
}

function listLayers() {
  const members = DATA.layers.map(() => []), layersOf = DATA.groups.map(() => []);
  for (const one of datasets) members[one.layer].push(one);
  DATA.layers.forEach(([, group], n) => layersOf[group].push(n));
  const fold = (title, count, fill) => {
    const entry = make("details", "", make("summary", "", make("span", "", make("bdi", "", title)), make("em", "", number(count))));
    entry.title = title;
    const filled = () => { if (entry.children.length === 1) fill(entry); };
    entry.addEventListener("toggle", () => { if (entry.open) filled(); });
    entry.unfold = () => { filled(); entry.open = true; };
    return entry;
  };
  const fillLayer = (n) => (entry) => {
    for (const one of members[n]) {
      const item = button("", () => choose(one.number, ""), shortName(one));
      item.title = one.id;
      item.dataset.number = one.number;
      entry.append(item);
    }
  };
  DATA.groups.forEach(([name], group) => {
    const layers = layersOf[group], count = layers.reduce((sum, n) => sum + members[n].length, 0);
    const only = layers.length === 1;
    byId("layers").append(fold(name, count, only ? fillLayer(layers[0]) : (entry) => {
      for (const n of layers) {
        const inner = fold(DATA.layers[n][0], members[n].length, fillLayer(n));
        inner.dataset.layer = n;
        entry.append(inner);
      }
    }));
  });
}

function openGroup(group) {
  const entry = byId("layers").children[group];
  entry.unfold();
  return entry;
}

function markLayer() {
  for (const item of byId("layers").querySelectorAll("button.on")) item.classList.remove("on");
  if (state.layer < 0) return;
  const entry = openGroup(DATA.layers[state.layer][1]);
  entry.querySelector(`details[data-layer="${state.layer}"]`)?.unfold();
  const item = entry.querySelector(`button[data-number="${state.dataset}"]`);
  if (item) { item.classList.add("on"); item.scrollIntoView({ block: "nearest" }); }
}
