// The network around an entity: who is near whom, and behind each line the sentences that say so.
import { forceCollide, forceLink, forceManyBody, forceSimulation, forceX, forceY } from "d3-force";
import type { SimulationLinkDatum, SimulationNodeDatum } from "d3-force";
import { downloads } from "../download";
import { ask, drawn, element, inWords, whenNear } from "../page";

interface Node {
  id: string;
  label: string;
  type: string;
  path: string;
}
interface Quote {
  quote: string;
  document: { id: string; title: string | null; published: string | null };
}
interface Link {
  subject: string;
  predicate: string;
  object: string;
  belief: number;
  evidence: Quote[];
}
interface Network {
  centre: Node;
  neighbours: Node[];
  links: Link[];
  left_out: number;
}
interface Spot extends SimulationNodeDatum {
  node: Node;
  size: number;
}
interface Line extends SimulationLinkDatum<Spot> {
  source: Spot;
  target: Spot;
  links: Link[]; // all statements between the two
}

const NARROW = 640; // a page of fewer pixels gets a smaller picture
const FEW = 14; // neighbours in that
const TICKS = 300;
const LONGEST = 28; // characters of a name in the picture; the title has all of it

function laidOut(network: Network): { spots: Spot[]; lines: Line[] } {
  const spots = new Map<string, Spot>();
  const nodes = [network.centre, ...network.neighbours];
  nodes.forEach((node, at) => {
    // The start is a circle in order of nearness, so that the same answer gives the same picture.
    const turn = (at / Math.max(nodes.length - 1, 1)) * 2 * Math.PI;
    const far = at === 0 ? 0 : 180;
    const spot: Spot = { node, size: at === 0 ? 13 : 7, x: Math.cos(turn) * far, y: Math.sin(turn) * far };
    if (at === 0) Object.assign(spot, { fx: 0, fy: 0 });
    spots.set(node.id, spot);
  });
  const lines = new Map<string, Line>();
  for (const link of network.links) {
    const source = spots.get(link.subject);
    const target = spots.get(link.object);
    if (!source || !target || source === target) continue;
    const key = [link.subject, link.object].sort().join(" ");
    const line = lines.get(key) ?? { source, target, links: [] };
    line.links.push(link);
    lines.set(key, line);
  }
  const all = [...spots.values()];
  const links = [...lines.values()];
  forceSimulation(all)
    .force("link", forceLink<Spot, Line>(links).distance(120).strength(0.25))
    .force("apart", forceManyBody().strength(-420))
    .force("room", forceCollide(34))
    .force("x", forceX(0).strength(0.05))
    .force("y", forceY(0).strength(0.11)) // the picture is wider than high
    .stop()
    .tick(TICKS);
  partNames(all);
  return { spots: all, lines: links };
}

/** Move spots until no name lies on another; the one in the centre stays. */
function partNames(spots: Spot[]): void {
  for (let round = 0; round < ROUNDS; round++) {
    let moved = false;
    spots.forEach((one, at) => {
      for (const other of spots.slice(at + 1)) moved = parted(one, other) || moved;
    });
    if (!moved) return;
  }
}

/** Push two spots apart, the shorter way, where their names overlap. */
function parted(one: Spot, other: Spot): boolean {
  const [dx, dy] = [(other.x ?? 0) - (one.x ?? 0), (other.y ?? 0) - (one.y ?? 0)];
  const wide = (breadth(one) + breadth(other)) / 2 - Math.abs(dx);
  const high = ROW - Math.abs(dy);
  if (wide <= 0 || high <= 0) return false;
  const [x, y] = wide < high ? [dx < 0 ? -wide : wide, 0] : [0, dy < 0 ? -high : high];
  const share = one.fx === undefined && other.fx === undefined ? 0.5 : 1;
  if (one.fx === undefined) [one.x, one.y] = [(one.x ?? 0) - x * share, (one.y ?? 0) - y * share];
  if (other.fx === undefined) [other.x, other.y] = [(other.x ?? 0) + x * share, (other.y ?? 0) + y * share];
  return true;
}

/** How broad a spot is with the name under it, in pixels. */
function breadth(spot: Spot): number {
  return short(spot.node.label).length * 6.6 + 14;
}

function short(label: string): string {
  return label.length > LONGEST ? `${label.slice(0, LONGEST - 1).trimEnd()}…` : label;
}

function told(line: Line, names: Map<string, Node>): HTMLElement {
  const box = element("div");
  for (const link of line.links) {
    const subject = names.get(link.subject)?.label ?? link.subject;
    const object = names.get(link.object)?.label ?? link.object;
    box.append(element("p", { class: "conclusion" },
      `${subject} – ${inWords(link.predicate)} – ${object} (belief ${Math.round(link.belief * 100)} %)`));
    for (const { quote, document: source } of link.evidence) {
      const figure = element("figure", { class: "quote" });
      const caption = element("figcaption");
      const key = source.id.slice(source.id.indexOf("/document/") + "/document/".length);
      caption.append(element("a", { href: `/documents/${key}` }, source.title ?? key));
      if (source.published) caption.append(`, ${source.published}`);
      figure.append(element("blockquote", {}, quote), caption);
      box.append(figure);
    }
  }
  return box;
}

function draw(place: HTMLElement, network: Network): void {
  const { spots, lines } = laidOut(network);
  const names = new Map(spots.map((spot) => [spot.node.id, spot.node]));
  const xs = spots.map((spot) => spot.x ?? 0);
  const ys = spots.map((spot) => spot.y ?? 0);
  const room = { x: 95, y: 36 };
  const spread = Math.max(...xs) - Math.min(...xs) + 2 * room.x;
  const width = Math.max(place.clientWidth, spread); // never larger than life
  const height = Math.max(...ys) - Math.min(...ys) + 2 * room.y;
  const left = Math.min(...xs) - room.x - (width - spread) / 2;
  const svg = drawn("svg", {
    viewBox: `${left} ${Math.min(...ys) - room.y} ${width} ${height}`,
    role: "group",
    "aria-label": `The network around ${network.centre.label}; the lines can be chosen`,
    class: "network",
  });
  const words = element("div", { class: "chosen", "aria-live": "polite" });
  words.append(element("p", { class: "note" }, "Choose a line to read the sentences behind it."));
  const strands = drawn("g", { class: "lines" });
  for (const line of lines) strands.append(strand(line, names, words));
  const dots = drawn("g", { class: "spots" });
  for (const spot of spots) dots.append(dot(spot, spot.node === network.centre));
  svg.append(strands, dots);
  place.replaceChildren(svg, legend(spots), downloads(svg, "network"), words);
  if (network.left_out) {
    words.append(element("p", { class: "note" }, `${network.left_out.toLocaleString("en")} more neighbours are not in the picture.`));
  }
}

function legend(spots: Spot[]): HTMLElement {
  const row = element("p", { class: "legend" });
  for (const kind of [...new Set(spots.map((spot) => spot.node.type.toLowerCase()))].sort()) {
    row.append(element("span", { class: `type ${kind}` }, kind), " ");
  }
  return row;
}

function strand(line: Line, names: Map<string, Node>, words: HTMLElement): SVGElement {
  const ends = { x1: line.source.x ?? 0, y1: line.source.y ?? 0, x2: line.target.x ?? 0, y2: line.target.y ?? 0 };
  const belief = Math.max(...line.links.map((link) => link.belief));
  const what = [...new Set(line.links.map((link) => inWords(link.predicate)))].join(", ");
  const group = drawn("g", {
    role: "button",
    tabindex: 0,
    "aria-label": `${line.source.node.label} and ${line.target.node.label}: ${what}`,
  });
  group.append(
    drawn("title", {}, `${line.source.node.label} – ${line.target.node.label}: ${what}`),
    drawn("line", { ...ends, class: "seen", "stroke-width": (1 + 2.5 * belief).toFixed(1) }),
    drawn("line", { ...ends, class: "touched" }), // broad and unseen, easy to hit
  );
  const choose = (): void => {
    group.parentNode?.querySelector(".picked")?.classList.remove("picked");
    group.classList.add("picked");
    words.replaceChildren(told(line, names));
  };
  group.addEventListener("click", choose);
  group.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    choose();
  });
  return group;
}

function dot(spot: Spot, isCentre: boolean): SVGElement {
  const { node, size } = spot;
  const at = { x: spot.x ?? 0, y: spot.y ?? 0 };
  const link = drawn("a", { class: `spot ${node.type.toLowerCase()}${isCentre ? " centre" : ""}` });
  if (node.path) link.setAttribute("href", node.path);
  link.append(
    drawn("title", {}, `${node.label} (${node.type.toLowerCase()})`),
    drawn("circle", { cx: at.x, cy: at.y, r: size }),
    drawn("text", { x: at.x, y: at.y + size + 13, "text-anchor": "middle" }, short(node.label)),
  );
  return link;
}

const ROUNDS = 300;
const ROW = 40; // pixels that a spot and its name are high
const PATIENCE = 400; // milliseconds without an answer before the page says that it waits

document.querySelectorAll<HTMLElement>("[data-network]").forEach((place) => {
  whenNear(place, () => {
    const address = new URL(place.dataset["network"] ?? "", location.href);
    if (place.clientWidth < NARROW) address.searchParams.set("limit", String(FEW));
    const waiting = element("p", { class: "note", role: "status" }, "Asking for the network …");
    const late = window.setTimeout(() => place.append(waiting), PATIENCE);
    void ask<Network>(address.pathname, Object.fromEntries(address.searchParams)).then((network) => {
      window.clearTimeout(late);
      waiting.remove();
      if (network?.links.length) draw(place, network);
      else if (!network) place.append(element("p", { class: "note" }, "The picture cannot be drawn now: the server does not answer."));
    });
  });
});
