// Partners that somebody keeps: in this browser alone, and only after a click. Also side by side.
import { save, saveText } from "../download";
import { element } from "../page";
import { workbook } from "../workbook";

interface Sentence {
  why: string; // the part of the score that stands on it
  quote: string;
  source: string;
  sourcePath: string;
}

interface Kept {
  id: string;
  name: string;
  path: string;
  kind: string;
  place: string;
  standing: string; // new, or already a partner
  score: string;
  parts: { kind: string; weight: string; because: string }[];
  quote: string;
  source: string;
  sourcePath: string;
  sentences?: Sentence[]; // of what was kept by an older version there are none
  question: string; // the address of the search that found it
  note: string;
}

const KEY = "collab-kg shortlist";

function read(): Kept[] {
  try {
    const found: unknown = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(found) ? (found as Kept[]) : [];
  } catch {
    return []; // the browser keeps nothing, or something else wrote there
  }
}

function write(all: Kept[]): boolean {
  try {
    if (all.length) localStorage.setItem(KEY, JSON.stringify(all));
    else localStorage.removeItem(KEY);
    return true;
  } catch {
    return false;
  }
}

const words = (card: Element, selector: string): string =>
  card.querySelector(selector)?.textContent?.trim() ?? "";

function sentencesOf(card: HTMLElement): Sentence[] {
  const found: Sentence[] = [];
  let why = "";
  for (const each of card.querySelectorAll<HTMLElement>(".sentences > dt, .sentences > dd")) {
    if (each.tagName === "DT") why = each.textContent?.trim() ?? "";
    else if (each.querySelector("blockquote")) {
      const link = each.querySelector<HTMLAnchorElement>("figcaption a");
      found.push({
        why,
        quote: words(each, "blockquote"),
        source: words(each, "figcaption"),
        sourcePath: link?.getAttribute("href") ?? "",
      });
    }
  }
  return found;
}

function fromCard(card: HTMLElement): Kept {
  const link = card.querySelector<HTMLAnchorElement>("h2 a");
  const source = card.querySelector<HTMLAnchorElement>(".quote figcaption a");
  return {
    id: card.dataset["partner"] ?? "",
    name: link?.textContent ?? words(card, "h2"),
    path: link?.getAttribute("href") ?? "",
    kind: words(card, "header .type"),
    place: words(card, ".place"),
    standing: words(card, ".tag"),
    score: words(card, ".score"),
    parts: [...card.querySelectorAll(".parts li")].map((part) => ({
      kind: words(part, ".kind"),
      weight: words(part, ".weight"),
      because: words(part, ".because"),
    })),
    quote: words(card, ".quote blockquote"),
    source: words(card, ".quote figcaption"),
    sourcePath: source?.getAttribute("href") ?? "",
    sentences: sentencesOf(card),
    question: location.pathname + location.search,
    note: "",
  };
}

function count(): void {
  for (const place of document.querySelectorAll("[data-kept]")) place.textContent = String(read().length);
}

function offer(card: HTMLElement): void {
  const id = card.dataset["partner"];
  const button = element("button", { type: "button", class: "quiet" });
  const show = (): void => {
    const kept = read().some((one) => one.id === id);
    button.textContent = kept ? "Take off the short list" : "Keep on the short list";
    button.setAttribute("aria-pressed", String(kept));
    count();
  };
  button.addEventListener("click", () => {
    const others = read().filter((one) => one.id !== id);
    const all = others.length < read().length ? others : [...others, fromCard(card)];
    if (write(all)) show();
    else button.textContent = "This browser keeps nothing";
  });
  show();
  card.querySelector(".ways")?.append(button);
}

function line(name: string, cells: (Node | string)[]): HTMLTableRowElement {
  const row = element("tr");
  row.append(element("th", { scope: "row" }, name));
  for (const cell of cells) {
    const made = element("td");
    made.append(cell);
    row.append(made);
  }
  return row;
}

function ours(path: string, text: string): Node | string {
  return path.startsWith("/") ? element("a", { href: path }, text) : text;
}

function quoted(one: Pick<Sentence, "quote" | "source" | "sourcePath">): HTMLElement {
  const figure = element("figure", { class: "quote" });
  const caption = element("figcaption");
  caption.append(ours(one.sourcePath, one.source));
  figure.append(element("blockquote", {}, one.quote), caption);
  return figure;
}

function noted(one: Kept): HTMLElement {
  const area = element("textarea", { rows: "4", "aria-label": `Note on ${one.name}` });
  area.value = one.note;
  area.addEventListener("input", () =>
    write(read().map((each) => (each.id === one.id ? { ...each, note: area.value } : each))),
  );
  return area;
}

function removal(one: Kept, place: HTMLElement): HTMLElement {
  const button = element("button", { type: "button", class: "quiet", "aria-label": `Remove ${one.name}` }, "Remove");
  button.addEventListener("click", () => {
    write(read().filter((each) => each.id !== one.id));
    list(place);
  });
  return button;
}

function part(one: Kept, kind: string): string {
  return one.parts.filter((each) => each.kind === kind).map((each) => `${each.weight}: ${each.because}`).join("; ");
}

/** A field of a CSV file, which no spreadsheet may take for a formula. */
function field(text: string): string {
  const inert = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return `"${inert.replaceAll('"', '""')}"`;
}

const HEAD = ["name", "kind", "place", "standing", "score", "note", "best sentence", "source", "address", "question"];

function rows(all: Kept[]): string[][] {
  return [HEAD, ...all.map((one) => [one.name, one.kind, one.place, one.standing, one.score, one.note, one.quote,
    one.source, location.origin + one.path, location.origin + one.question])];
}

function asCsv(all: Kept[]): string {
  return "\uFEFF" + rows(all).map((row) => row.map(field).join(",")).join("\r\n") + "\r\n";
}

function asWorkbook(all: Kept[]): Blob {
  const sentences = all.flatMap((one) => (one.sentences ?? []).map((each) =>
    [one.name, each.why, each.quote, each.source, location.origin + each.sourcePath]));
  return workbook([
    { name: "Partners", rows: rows(all) },
    { name: "Sentences", rows: [["name", "why", "sentence", "source", "address"], ...sentences] },
  ]);
}

/** Everything that speaks for one, for people who print it or read on. */
function spelled(one: Kept): HTMLElement {
  const section = element("section", {}, "");
  section.append(element("h3", {}, one.name));
  let why = "";
  for (const each of one.sentences ?? []) {
    if (each.why !== why) section.append(element("p", { class: "because" }, each.why));
    why = each.why;
    section.append(quoted(each));
  }
  return section;
}

function button(words: string, act: () => void): HTMLElement {
  const made = element("button", { type: "button", class: "quiet" }, words);
  made.addEventListener("click", act);
  return made;
}

function list(place: HTMLElement): void {
  const all = read();
  if (!all.length) {
    place.replaceChildren(element("p", {}, "Nothing is kept yet: each partner that a search finds has a button that keeps it here."));
    return;
  }
  const table = element("table", { class: "beside" });
  const head = element("thead");
  const names = element("tr");
  names.append(element("td"));
  for (const one of all) {
    const cell = element("th", { scope: "col" });
    cell.append(ours(one.path, one.name));
    names.append(cell);
  }
  head.append(names);
  const body = element("tbody");
  const kinds = [...new Set(all.flatMap((one) => one.parts.map((each) => each.kind)))];
  body.append(
    line("what", all.map((one) => one.kind)),
    line("where", all.map((one) => one.place)),
    line("standing", all.map((one) => one.standing)),
    line("score", all.map((one) => one.score)),
    ...kinds.map((kind) => line(kind, all.map((one) => part(one, kind)))),
    line("best sentence", all.map(quoted)),
    line("found by", all.map((one) => ours(one.question, "the same search"))),
    line("your note", all.map(noted)),
    line("", all.map((one) => removal(one, place))),
  );
  table.append(head, body);
  const scroll = element("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Partners side by side" });
  scroll.append(table);
  const files = element("p", { class: "downloads" });
  files.append(
    button("Save as CSV", () => saveText(asCsv(read()), "text/csv", "shortlist.csv")), " ",
    button("Save as XLSX", () => save(asWorkbook(read()), "shortlist.xlsx")), " ",
    button("Print", () => window.print()),
  );
  const told = all.filter((one) => one.sentences?.length);
  const heading = told.length ? [element("h2", {}, "All sentences and their sources")] : [];
  place.replaceChildren(scroll, files, ...heading, ...told.map(spelled));
}

document.querySelectorAll<HTMLElement>(".card[data-partner]").forEach(offer);
document.querySelectorAll<HTMLElement>("[data-shortlist]").forEach(list);
count();
