/* The search, the tools, the keys; then the first picture. */

const box = byId("search"), results = byId("results");
const MOST_FOUND = 30;

function offer() {
  const found = search(box.value);
  const items = [
    ...found.datasets.slice(0, MOST_FOUND).map((one) => [one.number, "", one.id, one.kind]),
    ...found.columns.slice(0, MOST_FOUND).map(([one, column]) => [one.number, column, `${lastPart(one.id)}.${column}`, one.id]),
  ];
  const left = found.datasets.length + found.columns.length - items.length;
  results.replaceChildren(...items.map(([dataset, column, name, told], n) => {
    const item = button(n ? "" : "on", () => { close(); choose(dataset, column); }, make("b", "", name), make("i", "", told.length > 46 ? `…${told.slice(-45)}` : told));
    item.setAttribute("role", "option");
    return item;
  }));
  if (!items.length) results.append(make("p", "", "Nothing has that name."));
  if (left > 0) results.append(make("p", "", `and ${number(left)} more`));
  results.hidden = !box.value.trim();
}

function close() {
  results.hidden = true;
  box.blur();
}

box.addEventListener("input", offer);
box.addEventListener("focus", () => { if (box.value.trim()) offer(); });
box.addEventListener("keydown", (event) => {
  const items = [...results.querySelectorAll("button")], on = items.findIndex((item) => item.classList.contains("on"));
  if (event.key === "Enter" && items[on]) items[on].click();
  if (event.key === "Escape") close();
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step || !items.length) return;
  event.preventDefault();
  items[on]?.classList.remove("on");
  const to = items[(on + step + items.length) % items.length];
  to.classList.add("on");
  to.scrollIntoView({ block: "nearest" });
});
document.addEventListener("click", (event) => { if (!event.target.closest("#finder")) results.hidden = true; });
document.addEventListener("keydown", (event) => {
  if (event.target === box) return;
  if (event.key === "/") { event.preventDefault(); box.focus(); box.select(); }
  if (event.key === "Escape" && state.column) choose(state.dataset, "");
});
byId("home").addEventListener("click", () => choose(-1, ""));
byId("unfocus").addEventListener("click", () => choose(state.dataset, ""));
byId("fit").addEventListener("click", () => fit(shown, null));
byId("larger").addEventListener("click", () => zoomBy(1.25));
byId("smaller").addEventListener("click", () => zoomBy(0.8));
byId("direction").addEventListener("click", (event) => {
  if (event.target.dataset.way) { state.way = event.target.dataset.way; show(true); }
});
byId("depth").addEventListener("input", (event) => {
  state.depth = Number(event.target.value);
  byId("steps").textContent = String(state.depth);
  show(true);
});
byId("theme").addEventListener("click", () => {
  const root = document.documentElement;
  const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = dark ? "light" : "dark";
});

/* The address names what is chosen: #dataset or #dataset&column. */
function fromAddress() {
  let [id, column] = ["", ""];
  try { [id, column] = location.hash.slice(1).split("&").map(decodeURIComponent); } catch { id = ""; }
  const one = datasets.find((each) => each.id === id);
  Object.assign(state, one ? { dataset: one.number, column: column || "", layer: one.layer } : { dataset: -1, column: "", layer: -1 });
  return !!one;
}

window.addEventListener("popstate", () => { fromAddress(); show(true); });
byId("repository").textContent = DATA.repository;
byId("counts").textContent = `${number(datasets.length)} datasets · ${number(datasets.reduce((sum, one) => sum + one.columns.length, 0))} columns · ${number(jobs.length)} jobs`;
for (const [name, told] of [["identity", "passed on"], ["transformation", "transformed"], ["aggregation", "aggregated"], ["indirect", "chooses rows or values"]]) byId("legend").append(make("span", name, told));
listLayers();
if (!fromAddress() && DATA.asked[0] >= 0) {
  const one = datasets[DATA.asked[0]];
  Object.assign(state, { dataset: one.number, column: NAMES[DATA.asked[1]], layer: one.layer });
}
show(true);
document.documentElement.dataset.ready = "yes";
