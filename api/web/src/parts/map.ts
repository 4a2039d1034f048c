// Where the partners of an answer are: a world map over the table that the page has anyway.
import { geoNaturalEarth1, geoPath } from "d3-geo";
import { feature, mesh } from "topojson-client";
import type { GeometryCollection, Topology } from "topojson-specification";
import atlas from "world-atlas/countries-110m.json?url";
import { downloads } from "../download";
import { drawn, element, whenNear } from "../page";

const WIDTH = 720;
const HEIGHT = 330;
const SMALLEST = 5; // radius of a single partner
const LARGEST = 17;
const ANTARCTICA = "010"; // nobody works there, and it takes a fifth of the room

interface Place {
  name: string;
  number: number;
  address: string;
  at: [number, number];
}

function placesOf(figure: HTMLElement): Place[] {
  return [...figure.querySelectorAll<HTMLTableRowElement>("tr[data-lat]")].map((row) => {
    const link = row.querySelector("a");
    return {
      name: link?.textContent ?? "",
      number: Number(row.cells[1]?.textContent ?? 0),
      address: link?.getAttribute("href") ?? "",
      at: [Number(row.dataset["lon"]), Number(row.dataset["lat"])],
    };
  });
}

function draw(figure: HTMLElement, world: Topology<{ countries: GeometryCollection }>): void {
  const places = placesOf(figure);
  const lands = feature(world, world.objects.countries);
  lands.features = lands.features.filter((land) => land.id !== ANTARCTICA);
  const borders = mesh(world, world.objects.countries, (one, other) => one !== other);
  const projection = geoNaturalEarth1().fitExtent([[4, 4], [WIDTH - 4, HEIGHT - 4]], lands);
  const path = geoPath(projection);
  const svg = drawn("svg", {
    viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
    role: "group",
    class: "map",
    "aria-label": "Map of the partners by country; the same as a table below",
  });
  svg.append(
    drawn("path", { class: "land", d: path(lands) ?? "" }),
    drawn("path", { class: "border", d: path(borders) ?? "" }),
  );
  const most = Math.max(...places.map((place) => place.number), 1);
  for (const place of [...places].sort((one, other) => other.number - one.number)) {
    const [x, y] = projection(place.at) ?? [0, 0];
    const radius = Math.max(SMALLEST, Math.sqrt(place.number / most) * LARGEST);
    const told = `${place.name}: ${place.number} ${place.number === 1 ? "partner" : "partners"}`;
    const link = drawn("a", { href: place.address, class: "spot", "aria-label": told });
    link.append(drawn("title", {}, told), drawn("circle", { cx: x.toFixed(1), cy: y.toFixed(1), r: radius.toFixed(1) }));
    if (radius > 9) {
      link.append(drawn("text", { x: x.toFixed(1), y: (y + 4).toFixed(1), "text-anchor": "middle" }, String(place.number)));
    }
    svg.append(link);
  }
  figure.prepend(svg, downloads(svg, "map"));
}

document.querySelectorAll<HTMLElement>("figure[data-map]").forEach((figure) => {
  whenNear(figure, () => {
    void fetch(atlas)
      .then(async (reply) => draw(figure, await reply.json()))
      .catch(() => figure.prepend(element("p", { class: "note" }, "The map cannot be drawn now: the server does not answer.")));
  });
});
