// What every part needs of the page: elements made without HTML text, and questions to our server.

/** An element with attributes and text; text is never read as HTML. */
export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Record<string, string> = {},
  text = "",
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.textContent = text;
  return made;
}

/** The JSON answer of our own server, or nothing where it does not answer. */
export async function ask<Answer>(
  path: string,
  parameters: Record<string, string> = {},
): Promise<Answer | undefined> {
  const address = `${path}?${new URLSearchParams(parameters).toString()}`;
  try {
    const reply = await fetch(address, { headers: { Accept: "application/json" } });
    return reply.ok ? ((await reply.json()) as Answer) : undefined;
  } catch {
    return undefined; // the connection is lost: the page works as it does without this
  }
}

/** An SVG element with attributes and text. */
export function drawn<Name extends keyof SVGElementTagNameMap>(
  name: Name,
  attributes: Record<string, string | number> = {},
  text = "",
): SVGElementTagNameMap[Name] {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  if (text) made.textContent = text;
  return made;
}

/** Run once an element comes near the part of the page that is seen. */
export function whenNear(target: Element, run: () => void): void {
  const watcher = new IntersectionObserver(
    (entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      watcher.disconnect();
      run();
    },
    { rootMargin: "200px" },
  );
  watcher.observe(target);
}

/** A property of the ontology in words: affiliatedWith -> affiliated with. */
export function inWords(name: string): string {
  return name.replace(/(?<=[a-z])([A-Z])/g, " $1").toLowerCase();
}
