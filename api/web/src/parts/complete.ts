// Names are completed as one types: a combobox over the page's own search, which works without it.
import { ask, element } from "../page";

interface Hit {
  label: string;
  type: string;
  why: string;
}

const WAIT = 120; // milliseconds without a key before the server is asked
const SHOWN = 8;

function attach(input: HTMLInputElement): void {
  const list = element("ul", { id: `${input.id}-names`, role: "listbox", class: "complete", hidden: "" });
  const types = (input.dataset["complete"] ?? "").split(" ").filter(Boolean);
  let timer = 0;
  let latest = 0; // answers that come late, after a newer question, are dropped
  let chosen = -1;
  let typed = input.value;

  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-controls", list.id);
  input.setAttribute("aria-expanded", "false");
  input.after(list);

  const options = (): HTMLElement[] => [...list.querySelectorAll<HTMLElement>("[role=option]")];

  function close(): void {
    list.hidden = true;
    chosen = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function mark(index: number): void {
    const all = options();
    chosen = index < -1 ? all.length - 1 : index >= all.length ? -1 : index;
    all.forEach((option, at) => option.setAttribute("aria-selected", String(at === chosen)));
    const active = all[chosen];
    input.value = active?.dataset["label"] ?? typed;
    if (active) {
      input.setAttribute("aria-activedescendant", active.id);
      active.scrollIntoView({ block: "nearest" });
    } else {
      input.removeAttribute("aria-activedescendant");
    }
  }

  function show(hits: Hit[]): void {
    list.replaceChildren(
      ...hits.map((hit, at) => {
        const option = element("li", {
          id: `${list.id}-${at}`,
          role: "option",
          "aria-selected": "false",
          "data-label": hit.label,
        });
        option.append(
          element("span", {}, hit.label),
          element("span", { class: `type ${hit.type.toLowerCase()}` }, hit.type.toLowerCase()),
        );
        return option;
      }),
    );
    list.hidden = hits.length === 0;
    chosen = -1;
    input.setAttribute("aria-expanded", String(hits.length > 0));
  }

  async function look(): Promise<void> {
    const asked = ++latest;
    const text = input.value.trim();
    if (text.length < 2) return close();
    const found = await ask<{ hits: Hit[] }>("/search", { q: text, limit: "20" });
    if (asked !== latest || document.activeElement !== input) return;
    const fitting = (found?.hits ?? []).filter((hit) => !types.length || types.includes(hit.type));
    show(fitting.slice(0, SHOWN));
  }

  input.addEventListener("input", () => {
    typed = input.value;
    window.clearTimeout(timer);
    timer = window.setTimeout(() => void look(), WAIT);
  });
  input.addEventListener("keydown", (event) => {
    if (list.hidden) return;
    if (event.key === "ArrowDown") mark(chosen + 1);
    else if (event.key === "ArrowUp") mark(chosen - 1);
    else if (event.key === "Escape") {
      mark(-1);
      close();
    } else if (event.key === "Enter" && chosen >= 0) close();
    else return;
    event.preventDefault();
  });
  input.addEventListener("blur", close);
  list.addEventListener("mousedown", (event) => {
    const option = (event.target as Element).closest<HTMLElement>("[role=option]");
    event.preventDefault(); // the input keeps the focus
    if (!option) return;
    input.value = typed = option.dataset["label"] ?? typed;
    close();
  });
}

document.querySelectorAll<HTMLInputElement>("input[data-complete]").forEach(attach);
