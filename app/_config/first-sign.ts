/** What people do right before they want something of a page, whatever they use it with. */
const SIGNS = ["pointermove", "pointerdown", "wheel", "keydown", "focusin", "click"] as const;

/** Calls once, at the first sign that somebody is about to do something; what comes back ends the watch. */
export function onFirstSign(act: () => void): () => void {
  const end = new AbortController();
  const { signal } = end;
  const once = () => {
    end.abort();
    act();
  };
  for (const sign of SIGNS) addEventListener(sign, once, { signal, passive: true, capture: true });
  return () => end.abort();
}
