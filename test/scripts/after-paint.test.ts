import { describe, expect, it } from "vitest";
import { runAfterPaint } from "../../scripts/site/after-paint.ts";

const MAIN = '<script src="./main.js" async=""></script>';
const PAGE = `<html><head><link rel="stylesheet" href="./a.css"/><link rel="preload" as="script" fetchPriority="low" href="./main.js"/><script src="./a.js" async=""></script><script src="./b.js" async=""></script><script src="./old.js" noModule=""></script></head><body><p>text</p>${MAIN}<script>self.x=1</script></body></html>`;

describe("a page", () => {
  const html = runAfterPaint(PAGE);
  const kept = /<template>(.*)<\/template>/.exec(html)?.[1];

  it("keeps its scripts for later, as they were and in their order", () => {
    expect(kept).toBe(
      `<script src="./a.js" async=""></script><script src="./b.js" async=""></script>${MAIN}`,
    );
  });

  it("names none of them outside, and everything else as before", () => {
    const rest = html.replace(/<template>.*<\/template><script>.*?<\/script>/, "");
    expect(rest).toBe(
      '<html><head><link rel="stylesheet" href="./a.css"/><script src="./old.js" noModule=""></script></head><body><p>text</p><script>self.x=1</script></body></html>',
    );
  });

  it("whose scripts have another form is refused", () => {
    expect(() => runAfterPaint('<head><script src="./a.js" defer></script></head>')).toThrow();
  });
});

describe("the scripts are put into the page", () => {
  /** Runs what a page has for it where the browser is of this kind. */
  function visit({ hidden = false, tells = true } = {}) {
    const js = /<\/template><script>(.*?)<\/script>/.exec(runAfterPaint(PAGE))?.[1] ?? "";
    const head: unknown[] = [];
    const waits: Record<string, () => void> = {};
    class PerformanceObserver {
      static supportedEntryTypes = tells ? ["paint"] : [];
      callback: () => void;
      constructor(callback: () => void) {
        this.callback = callback;
      }
      observe({ type }: { type: string }) {
        waits[type] = this.callback;
      }
    }
    const document = {
      currentScript: { previousElementSibling: { content: "scripts" } },
      head: { append: (content: unknown) => head.push(content) },
      hidden,
      addEventListener: (name: string, listener: () => void) => {
        waits[name] = listener;
      },
    };
    const setTimeout = (callback: () => void) => {
      waits.timer = callback;
    };
    const scope = { document, setTimeout, globalThis: { PerformanceObserver } };
    new Function(...Object.keys(scope), js)(...Object.values(scope));
    return { head, waits };
  }

  it.each(["paint", "visibilitychange", "timer"])("upon %s, and not before", (event) => {
    const { head, waits } = visit();
    expect(head).toEqual([]);
    waits[event]?.();
    expect(head).toEqual(["scripts"]);
  });

  it.each([{ hidden: true }, { tells: false }])("at once where %o", (kind) => {
    expect(visit(kind).head).toEqual(["scripts"]);
  });
});
