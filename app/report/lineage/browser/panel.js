/* The panel on the right: what is known of the chosen layer, dataset or column, each with its line. */

const panel = document.getElementById("panel");
const MOST_LISTED = 300;
const spoken = (effect) => effect.replace(/_/g, " ");
const where = (text) => text ? make("small", "at mono", text) : "";

function section(title, count, items, empty) {
  const head = make("h2", "", title, count === null ? "" : make("span", "", ` ${count}`));
  if (!items.length) return empty ? [head, make("p", "at", empty)] : [];
  const list = make("ul", "list", ...items.slice(0, MOST_LISTED).map((item) => make("li", "", item)));
  if (items.length > MOST_LISTED) list.append(make("li", "", make("span", "plain", `and ${items.length - MOST_LISTED} more`)));
  return [head, list];
}

function effectChip(effect, direct, count) {
  return make("span", `effect ${direct === false ? "indirect" : effect}`, count > 1 ? `${spoken(effect)} ${count}` : spoken(effect));
}

const DIRECT = new Set(["identity", "transformation", "aggregation"]);

function endItem(dataset, ways) {
  const effects = new Map();
  for (const flow of ways) for (const [effect, count] of flow.effects) effects.set(effect, (effects.get(effect) || 0) + count);
  const chips = [...effects].map(([effect, count]) => effectChip(effect, DIRECT.has(effect), count));
  const jobs = [...new Set(ways.map((flow) => `${flow.job.kind}: ${flow.job.name}`))];
  return button("", () => choose(dataset.number, ""), make("em", "", dataset.kind), make("b", "", dataset.id),
    make("small", "", ...(chips.length ? chips : ["columns are not followed"])),
    make("small", "", jobs.slice(0, 3).join(", ")), where(ways.slice(0, 3).map((flow) => flow.at).join("  ")));
}

function edgeItem(edge, forward) {
  const [dataset, column] = forward ? [edge.target, edge.to] : [edge.source, edge.from];
  const name = column ? `${datasets[dataset].id}.${column}` : `rows of ${datasets[dataset].id}`;
  return button("", () => choose(dataset, column), make("b", "", name),
    make("small", "", effectChip(edge.effect, edge.direct, 1)), where(edge.at));
}

function steps(column) {
  return column.made.map(([words, text, path, line, query, rendered]) => make("div", "step",
    make("p", "", NAMES[words]), make("code", "", NAMES[text]),
    make("span", "at mono", at(path, line), NAMES[query] ? ` in ${NAMES[query]}` : "", rendered ? ", as rendered" : "")));
}

function doubts(dataset) {
  const told = dataset.more.unknown || [];
  if (!told.length) return "";
  const box = make("div", "doubts", make("b", "", dataset.columns.length ? "Not all is known" : "Columns unknown"));
  for (const [what, why, path] of told) box.append(make("p", "", `${NAMES[what]}: ${NAMES[why]} `, make("span", "at mono", NAMES[path])));
  return box;
}

function facts(dataset) {
  const list = make("dl", "facts");
  const add = (name, ...said) => list.append(make("dt", "", name), make("dd", "", ...said));
  for (const [text, path, line] of dataset.more.owners || []) add("Owner", `${NAMES[text]} `, make("span", "at mono", at(path, line)));
  for (const [columns, path, line] of dataset.more.keys || []) add("Key", `${columns.map((n) => NAMES[n]).join(", ")} `, make("span", "at mono", at(path, line)));
  for (const [text, path, line] of dataset.more.fresh || []) add("Freshness", `${NAMES[text]} `, make("span", "at mono", at(path, line)));
  for (const [text] of dataset.more.settings || []) {
    const [name, ...rest] = NAMES[text].split(": ");
    add(name.charAt(0).toUpperCase() + name.slice(1), rest.join(": "));
  }
  for (const [schema, why] of dataset.more.records || []) add("Records", `${NAMES[schema]}, ${NAMES[why]}`);
  for (const [name, why] of dataset.more.also || []) add("Also named", `${NAMES[name]}, ${NAMES[why]}`);
  for (const job of (dataset.more.made || []).map((n) => jobs[n])) {
    add("Made by", `${job.kind} ${job.name} `, make("span", "at mono", job.at));
    for (const task of job.tasks) add("Started by", task);
  }
  return list.childNodes.length ? list : "";
}

function columnItem(dataset, column, tests) {
  const sources = (edgesInto.get(keyOf(dataset.number, column.name)) || []).filter((edge) => edge.direct);
  const how = column.made.length ? NAMES[column.made[0][0]]
    : sources.length ? `from ${sources.slice(0, 2).map((e) => `${lastPart(datasets[e.source].id)}.${e.from}`).join(", ")}${sources.length > 2 ? ` and ${sources.length - 2} more` : ""}` : "";
  const checks = tests.get(column.name.toLowerCase());
  return button(state.column === column.name ? "on" : "", () => choose(dataset.number, column.name),
    make("em", "mono", column.type || ""), make("b", "", column.name), make("small", "", how),
    checks ? make("small", "", `tested: ${checks.join(", ")}`) : "");
}

function showDataset(dataset) {
  const tests = new Map();
  for (const [name, column] of dataset.more.tests || []) {
    const key = NAMES[column];
    tests.has(key) ? tests.get(key).push(NAMES[name]) : tests.set(key, [NAMES[name]]);
  }
  const about = (dataset.more.about || []).map(([text, path, line]) => make("p", "", `${NAMES[text]} `, make("span", "at mono", at(path, line))));
  panel.replaceChildren(
    make("h1", "", dataset.id), make("p", "", make("span", "chip", dataset.kind), make("span", "at mono", dataset.at)),
    ...about, facts(dataset), doubts(dataset),
    ...section("Columns", dataset.complete || !dataset.columns.length ? dataset.columns.length : `${dataset.columns.length}, perhaps more`,
      dataset.columns.map((column) => columnItem(dataset, column, tests)), "None is known."),
    ...section("Comes from", dataset.into.size, [...dataset.into].map(([n, ways]) => endItem(datasets[n], ways)), "No job of the repository is known to fill it."),
    ...section("Used by", dataset.outOf.size, [...dataset.outOf].map(([n, ways]) => endItem(datasets[n], ways)), "Nothing in the repository reads it."),
    ...section("Tests", null, (dataset.more.tests || []).map(([name, column, args, path, line]) => make("span", "plain",
      make("b", "", NAMES[name]), NAMES[column] ? ` of ${NAMES[column]}` : "", NAMES[args] ? make("small", "", NAMES[args]) : "", where(at(path, line))))));
}

function showColumn(dataset, name) {
  const column = dataset.columns.find((one) => one.name === name);
  const into = edgesInto.get(keyOf(dataset.number, name)) || [], outOf = edgesOutOf.get(keyOf(dataset.number, name)) || [];
  const rows = name ? edgesInto.get(keyOf(dataset.number, "")) || [] : [];
  const never = column && column.nullable === 0 ? make("span", "chip", "never NULL") : "";
  panel.replaceChildren(
    button("at", () => choose(dataset.number, ""), `‹ ${dataset.id}`),
    make("h1", "", name || "Which rows"),
    make("p", "", column && column.type ? make("span", "chip mono", column.type) : "", never, make("span", "at mono", column ? column.at : "")),
    ...(column && column.made.length ? [make("h2", "", "Transformation"), ...steps(column)] : []),
    doubts(dataset),
    ...section("Comes from", into.length, into.map((edge) => edgeItem(edge, false)), "Nothing that is known."),
    ...section("Feeds", outOf.length, outOf.map((edge) => edgeItem(edge, true)), name ? "Nothing that is known." : ""),
    ...section("Its rows are chosen by", rows.length, rows.map((edge) => edgeItem(edge, false))));
}

function showGroup(group) {
  const members = datasets.filter((one) => groupOf(one) === group);
  panel.replaceChildren(make("h1", "", DATA.groups[group][0]), ...section("Datasets", number(members.length), members.map((one) => button("", () => choose(one.number, ""),
    make("em", "", one.kind), make("b", "", one.id), make("small", "", one.columns.length ? `${one.columns.length} columns` : "columns unknown")))));
}

function showWhole() {
  const gaps = DATA.gaps.reduce((sum, gap) => sum + gap[1], 0);
  const open = datasets.filter((one) => !one.columns.length && one.kind !== "exposure").length;
  panel.replaceChildren(make("h1", "", DATA.repository),
    make("p", "", "Each card gathers layers of the repository, from where data comes in to where it is used. Choose one, or search for a dataset or a column."),
    ...(DATA.beyond ? [make("p", "", `${DATA.beyond} datasets of the repository lie outside the part that this page shows.`)] : []),
    make("div", "doubts", make("b", "", gaps ? `${gaps} gaps` : "No gap"),
      make("p", "", `Columns are unknown for ${number(open)} of ${number(datasets.length)} datasets.`),
      ...DATA.gaps.map(([kind, count]) => make("p", "", `${count} ${kind}`))));
}
