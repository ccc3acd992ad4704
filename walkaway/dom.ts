type Child = Node | string | null | false;

type Properties<T extends HTMLElement> = Partial<Omit<T, "style" | "dataset">> & {
  aria?: Record<string, string>;
};

/** An element with its properties and children. Texts are texts: nothing is ever parsed as HTML. */
export function el<K extends keyof HTMLElementTagNameMap>(
  name: K,
  properties: Properties<HTMLElementTagNameMap[K]> = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(name);
  const { aria = {}, ...rest } = properties;
  Object.assign(element, rest);
  for (const [key, value] of Object.entries(aria)) element.setAttribute(key, value);
  element.append(...children.filter((it) => it !== null && it !== false));
  return element;
}

let fields = 0;

/** A labelled control. */
export function field(label: string, control: HTMLElement, hint = ""): HTMLElement {
  fields++;
  control.id = `field-${fields}`;
  const note = hint === "" ? null : el("p", { className: "hint", id: `hint-${fields}` }, hint);
  if (note !== null) control.setAttribute("aria-describedby", note.id);
  return el(
    "div",
    { className: "field" },
    el("label", { htmlFor: control.id }, label),
    control,
    note,
  );
}

/** Hands bytes to the browser to save, under a name but never under a type of their own. */
export function save(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  el("a", { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

/** All of a stream, which the browser may keep on disk. */
export function collect(stream: ReadableStream<Uint8Array>): Promise<Blob> {
  const headers = { "content-type": "application/octet-stream" };
  return new Response(stream as ReadableStream<Uint8Array<ArrayBuffer>>, { headers }).blob();
}
