// An editor for SPARQL with completion from the graph's own description; the plain box works without.
import { ask, element } from "../page";

const HASH = "#editor"; // in the address once it was opened, so that the answer's page opens it too

/** The classes and properties of the graph, as they are written in a query. */
async function names(): Promise<string[]> {
  const [examples, dataset] = await Promise.all([
    ask<{ prefixes: Record<string, string> }>("/examples"),
    fetch("/dataset", { headers: { Accept: "application/ld+json" } })
      .then((reply) => (reply.ok ? reply.text() : ""))
      .catch(() => ""),
  ]);
  const prefixes = Object.entries(examples?.prefixes ?? {});
  const found = new Set<string>();
  for (const [, iri] of dataset.matchAll(/"(https?:[^"\s]+)"/g)) {
    for (const [prefix, namespace] of prefixes) {
      const local = iri?.startsWith(namespace) ? iri.slice(namespace.length) : "";
      if (/^\w+$/.test(local)) found.add(`${prefix}:${local}`);
    }
  }
  return [...found].sort();
}

/** The characters of a token, which the types of the editor do not know of. */
function text(token: unknown): string {
  return (token as { string?: string } | undefined)?.string ?? "";
}

async function open(form: HTMLFormElement, box: HTMLTextAreaElement, focus: boolean): Promise<void> {
  const [{ default: Yasqe }, known] = await Promise.all([
    import("@zazuko/yasqe"),
    names(),
    import("@zazuko/yasqe/build/yasqe.min.css"),
  ]);
  Yasqe.registerAutocompleter(
    {
      name: "graph",
      bulk: false,
      autoShow: true,
      isValidCompletionPosition: (editor) => /^\w+:\w*$/.test(text(editor.getCompleteToken())),
      get: (_, token) => known.filter((name) => name.startsWith(text(token))),
    },
    false,
  );
  const place = element("div", { class: "editor" });
  box.before(place);
  const editor = new Yasqe(place, {
    syntaxErrorCheck: false, // it does not know the prefixes that our server knows; the server says
    persistenceId: null, // nothing is kept in the browser
    autocompleters: ["variables", "graph"], // the others ask servers elsewhere
    consumeShareLink: null,
    prefixCcApi: null,
    showQueryButton: false,
    pluginButtons: undefined,
    resizeable: false,
    editorHeight: `${box.offsetHeight}px`,
  });
  editor.setValue(box.value);
  editor.getInputField().setAttribute("aria-label", "Query");
  editor.on("change", () => (box.value = editor.getValue()));
  box.hidden = true;
  form.action = `/sparql${HASH}`;
  editor.refresh();
  if (focus) editor.focus();
}

function link(form: HTMLFormElement): HTMLElement {
  const button = element("button", { type: "button", class: "quiet" }, "Copy a link to this query");
  button.addEventListener("click", () => {
    const asked = new URLSearchParams(new FormData(form) as unknown as Record<string, string>);
    const address = `${location.origin}/sparql?${asked.toString()}`;
    navigator.clipboard.writeText(address).then(
      () => (button.textContent = "Copied"),
      () => button.replaceWith(element("a", { href: address }, "A link to this query")),
    );
  });
  return button;
}

document.querySelectorAll<HTMLFormElement>("form.ask").forEach((form) => {
  const box = form.querySelector("textarea");
  if (!box) return;
  const opener = element("button", { type: "button", class: "quiet" }, "Edit with colours and completion");
  const start = (focus: boolean): void => {
    opener.disabled = true;
    open(form, box, focus).then(
      () => opener.remove(),
      () => (opener.textContent = "The editor cannot be loaded; the box works"),
    );
  };
  opener.addEventListener("click", () => start(true));
  const row = element("p", { class: "tools" });
  row.append(opener, " ", link(form));
  box.after(row);
  if (location.hash === HASH) start(false);
});
