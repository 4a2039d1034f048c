// Tables as a workbook (Office Open XML), made in the browser: what is in them is sent nowhere.
import { strToU8, zipSync } from "fflate";

export interface Sheet {
  name: string;
  rows: string[][]; // the first is the heading
}

export const XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE = "http://schemas.openxmlformats.org/package/2006";
const LONGEST = 32_000; // characters of a cell; a spreadsheet takes 32,767

/** Text as XML may have it. */
function inert(text: string): string {
  const shown = text.slice(0, LONGEST).replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "\ufffd");
  return shown.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}

/** Every cell is text, which no spreadsheet takes for a formula. */
function table(sheet: Sheet): string {
  const cell = (text: string): string => `<c t="inlineStr"><is><t xml:space="preserve">${inert(text)}</t></is></c>`;
  const rows = sheet.rows.map((row) => `<row>${row.map(cell).join("")}</row>`);
  return `${HEAD}<worksheet xmlns="${MAIN}"><sheetData>${rows.join("")}</sheetData></worksheet>`;
}

export function workbook(sheets: Sheet[]): Blob {
  const numbered = sheets.map((sheet, at) => ({ ...sheet, number: at + 1 }));
  const relation = (id: string, kind: string, target: string): string =>
    `<Relationship Id="${id}" Type="${OFFICE}/${kind}" Target="${target}"/>`;
  const relations = (all: string[]): string =>
    `${HEAD}<Relationships xmlns="${PACKAGE}/relationships">${all.join("")}</Relationships>`;
  const type = (part: string, kind: string): string =>
    `<Override PartName="/xl/${part}.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.${kind}+xml"/>`;
  const parts: Record<string, string> = {
    "[Content_Types].xml":
      `${HEAD}<Types xmlns="${PACKAGE}/content-types">` +
      '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>' +
      type("workbook", "sheet.main") +
      numbered.map((one) => type(`worksheets/sheet${one.number}`, "worksheet")).join("") +
      "</Types>",
    "_rels/.rels": relations([relation("r1", "officeDocument", "xl/workbook.xml")]),
    "xl/workbook.xml":
      `${HEAD}<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets>` +
      numbered.map((one) => `<sheet name="${inert(one.name)}" sheetId="${one.number}" r:id="r${one.number}"/>`).join("") +
      "</sheets></workbook>",
    "xl/_rels/workbook.xml.rels": relations(
      numbered.map((one) => relation(`r${one.number}`, "worksheet", `worksheets/sheet${one.number}.xml`)),
    ),
  };
  for (const one of numbered) parts[`xl/worksheets/sheet${one.number}.xml`] = table(one);
  const packed = zipSync(Object.fromEntries(Object.entries(parts).map(([path, text]) => [path, strToU8(text)])));
  return new Blob([packed], { type: XLSX });
}
