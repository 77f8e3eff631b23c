/* The picture: cards in layers from left to right, lines between them. */

const WIDTH = 208, GAP_X = 64, GAP_Y = 14, HEAD = 46, ROW = 22;
const MOST_CARDS = 60, MOST_ROWS = 14, MOST_FOCUSED = 10;
const SVG = "http://www.w3.org/2000/svg";
const view = document.getElementById("view"), canvas = document.getElementById("canvas");
const lines = document.getElementById("lines"), cards = document.getElementById("cards");
const camera = { x: 0, y: 0, zoom: 1 };

/* An element with classes and children; text is always text. */
function make(tag, className, ...children) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  for (const child of children) if (child !== null && child !== undefined && child !== "") element.append(child);
  return element;
}

function button(className, pressed, ...children) {
  const element = make("button", className, ...children);
  element.type = "button";
  element.addEventListener("click", pressed);
  return element;
}

/* Longest way from the chosen one, so that lines run forward; a cycle is cut where it closes. */
function levels(found, sign, next) {
  const level = new Map(), open = new Set();
  const visit = (one) => {
    if (level.has(one)) return level.get(one);
    open.add(one);
    let far = found.get(one) === 0 ? 0 : 1;
    for (const near of next(one)) {
      if (near !== one && found.has(near) && !open.has(near) && found.get(near) * sign >= 0) far = Math.max(far, visit(near) + 1);
    }
    open.delete(one);
    level.set(one, found.get(one) === 0 ? 0 : far);
    return level.get(one);
  };
  for (const [one, distance] of found) if (distance * sign > 0) visit(one);
  return level;
}

/* Boxes with places: {level, height, neighbours} in, {x, y} added. */
function place(boxes) {
  const byLevel = new Map();
  for (const box of boxes.values()) byLevel.has(box.level) ? byLevel.get(box.level).push(box) : byLevel.set(box.level, [box]);
  const order = [...byLevel.keys()].sort((a, b) => Math.abs(a) - Math.abs(b) || a - b);
  const middle = (box) => box.y + box.height / 2;
  for (let sweep = 0; sweep < 3; sweep++) {
    for (const level of order) {
      const members = byLevel.get(level);
      for (const box of members) {
        const near = box.near.map((key) => boxes.get(key)).filter((b) => b && b.y !== undefined && b.level !== level);
        box.wish = near.length ? near.reduce((sum, b) => sum + middle(b), 0) / near.length : box.y === undefined ? 0 : middle(box);
      }
      members.sort((a, b) => a.wish - b.wish || (a.name < b.name ? -1 : 1));
      const height = members.reduce((sum, b) => sum + b.height + GAP_Y, -GAP_Y);
      const wish = members.reduce((sum, b) => sum + b.wish, 0) / members.length;
      let y = wish - height / 2;
      for (const box of members) { box.y = y; y += box.height + GAP_Y; }
    }
  }
  const left = Math.min(...order), top = Math.min(...[...boxes.values()].map((b) => b.y));
  for (const box of boxes.values()) { box.x = (box.level - left) * (WIDTH + GAP_X); box.y -= top; }
}

function line(from, fromY, to, toY, className, title) {
  const back = to.x <= from.x;
  const x1 = back ? from.x : from.x + WIDTH, x2 = back ? to.x + WIDTH : to.x;
  const y1 = from.y + fromY, y2 = to.y + toY;
  const bend = Math.max(36, Math.abs(x2 - x1) / 2) * (back ? -1 : 1);
  const group = document.createElementNS(SVG, "g");
  group.setAttribute("class", back ? `${className} back` : className);
  for (const wide of [false, true]) {
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("d", `M${x1},${y1}C${x1 + bend},${y1} ${x2 - bend},${y2} ${x2},${y2}`);
    if (wide) path.setAttribute("class", "wide");
    group.append(path);
  }
  const told = document.createElementNS(SVG, "title");
  told.textContent = title;
  group.append(told);
  lines.append(group);
  return group;
}

function putCard(box, chosen, head, rows) {
  const card = make("div", `card ${box.kind ? `kind-${box.kind}` : ""}${chosen ? " chosen" : ""}`, head, ...rows);
  card.dataset.name = box.name;
  card.style.left = `${box.x}px`;
  card.style.top = `${box.y}px`;
  cards.append(card);
}

function clearPicture() {
  lines.replaceChildren();
  cards.replaceChildren();
}

function applyCamera() {
  canvas.style.transform = `translate(${camera.x}px, ${camera.y}px) scale(${camera.zoom})`;
}

function zoomBy(factor, x = view.clientWidth / 2, y = view.clientHeight / 2) {
  const zoom = Math.min(2, Math.max(0.12, camera.zoom * factor));
  camera.x = x - (x - camera.x) * zoom / camera.zoom;
  camera.y = y - (y - camera.y) * zoom / camera.zoom;
  camera.zoom = zoom;
  applyCamera();
}

/* All boxes into the window, but never so small that the chosen one cannot be read: then it is what is shown. */
function fit(boxes, chosen) {
  const all = [...boxes.values()];
  if (!all.length) return;
  const width = Math.max(...all.map((b) => b.x)) + WIDTH, height = Math.max(...all.map((b) => b.y + b.height));
  const whole = Math.min(view.clientWidth / (width + 60), (view.clientHeight - 30) / (height + 60), 1);
  camera.zoom = chosen ? Math.max(whole, 0.55) : Math.max(whole, 0.3);
  camera.x = along(view.clientWidth, width, chosen && chosen.x + WIDTH / 2);
  camera.y = along(view.clientHeight, height, chosen && chosen.y + Math.min(chosen.height, 300) / 2);
  applyCamera();
}

/* Where the picture begins in the window: in the middle if it fits, else around a place, without empty margins. */
function along(window, length, place) {
  const margin = 26, scaled = length * camera.zoom;
  if (scaled + 2 * margin <= window || !place) return (window - scaled) / 2;
  return Math.min(margin, Math.max(window - margin - scaled, window / 2 - place * camera.zoom));
}

view.addEventListener("wheel", (event) => {
  event.preventDefault();
  if (event.ctrlKey || event.metaKey) {
    const frame = view.getBoundingClientRect();
    zoomBy(Math.exp(-event.deltaY / 300), event.clientX - frame.left, event.clientY - frame.top);
  } else {
    camera.x -= event.deltaX;
    camera.y -= event.deltaY;
    applyCamera();
  }
}, { passive: false });
view.addEventListener("pointerdown", (event) => {
  if (event.button || event.target.closest(".card")) return;
  view.setPointerCapture(event.pointerId);
  view.classList.add("held");
  const start = { x: event.clientX - camera.x, y: event.clientY - camera.y };
  const move = (e) => { camera.x = e.clientX - start.x; camera.y = e.clientY - start.y; applyCamera(); };
  view.addEventListener("pointermove", move);
  view.addEventListener("pointerup", () => { view.classList.remove("held"); view.removeEventListener("pointermove", move); }, { once: true });
});
