// Drawings that the server made can be saved as files.
import { downloads } from "../download";

document.querySelectorAll<SVGSVGElement>("svg[data-download]").forEach((svg) => {
  svg.closest("figure")?.append(downloads(svg, svg.dataset["download"] ?? "picture"));
});
