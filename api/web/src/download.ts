// A picture as a file: its drawing with the styles that it has on the page, as SVG or as PNG.
import { element } from "./page";

const STYLES = ["fill", "stroke", "stroke-width", "stroke-opacity", "stroke-dasharray", "fill-opacity",
  "font-family", "font-size", "font-weight", "text-anchor", "paint-order", "opacity"];
const SCALE = 2; // pixels of a PNG for each of the drawing

/** The drawing by itself: styles written into it, on the page's paper. */
function alone(svg: SVGSVGElement): SVGSVGElement {
  const copy = svg.cloneNode(true) as SVGSVGElement;
  const from = [svg, ...svg.querySelectorAll<SVGElement>("*")];
  [copy, ...copy.querySelectorAll<SVGElement>("*")].forEach((made, at) => {
    const styles = getComputedStyle(from[at]!);
    for (const name of STYLES) made.style.setProperty(name, styles.getPropertyValue(name));
  });
  const [, , width, height] = svg.viewBox.baseVal ? box(svg) : [0, 0, 800, 600];
  copy.setAttribute("width", String(width));
  copy.setAttribute("height", String(height));
  copy.style.background = getComputedStyle(document.body).backgroundColor;
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  return copy;
}

function box(svg: SVGSVGElement): [number, number, number, number] {
  const { x, y, width, height } = svg.viewBox.baseVal;
  return [x, y, width, height];
}

/** Anything as a file. */
export function save(blob: Blob, name: string): void {
  const address = URL.createObjectURL(blob);
  const link = element("a", { href: address, download: name });
  link.click();
  window.setTimeout(() => URL.revokeObjectURL(address), 1000);
}

/** A text as a file. */
export function saveText(text: string, media: string, name: string): void {
  save(new Blob([text], { type: media }), name);
}

function asSvg(svg: SVGSVGElement): Blob {
  return new Blob([new XMLSerializer().serializeToString(alone(svg))], { type: "image/svg+xml" });
}

async function asPng(svg: SVGSVGElement): Promise<Blob> {
  const [, , width, height] = box(svg);
  const address = URL.createObjectURL(asSvg(svg));
  try {
    const image = new Image();
    image.src = address;
    await image.decode();
    const canvas = element("canvas");
    canvas.width = width * SCALE;
    canvas.height = height * SCALE;
    const context = canvas.getContext("2d");
    if (!context) throw new Error("no canvas here");
    context.fillStyle = getComputedStyle(document.body).backgroundColor;
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((done, failed) =>
      canvas.toBlob((blob) => (blob ? done(blob) : failed(new Error("no picture"))), "image/png"),
    );
  } finally {
    URL.revokeObjectURL(address);
  }
}

/** Two buttons that save a drawing under a name. */
export function downloads(svg: SVGSVGElement, name: string): HTMLElement {
  const row = element("p", { class: "downloads" });
  const svgButton = element("button", { type: "button", class: "quiet" }, "Save as SVG");
  svgButton.addEventListener("click", () => save(asSvg(svg), `${name}.svg`));
  const pngButton = element("button", { type: "button", class: "quiet" }, "Save as PNG");
  pngButton.addEventListener("click", () => void asPng(svg).then((blob) => save(blob, `${name}.png`)));
  row.append(svgButton, " ", pngButton);
  return row;
}
