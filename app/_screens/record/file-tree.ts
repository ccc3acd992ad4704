/** What of a file the tree is made from. A `/` in the name separates folders. */
interface Named {
  name: string;
  size: number;
}

/** A line of a list of files: a folder, or a file by its place among all. */
export type FileLine =
  | {
      kind: "folder";
      path: string;
      name: string;
      depth: number;
      /** Of everything inside, at any depth. */
      count: number;
      size: number;
      isOpen: boolean;
    }
  | { kind: "file"; index: number; name: string; depth: number };

interface Folder {
  path: string;
  name: string;
  folders: Map<string, Folder>;
  files: { index: number; name: string }[];
  count: number;
  size: number;
}

/** Files by their folders. */
export function treeOf(files: readonly Named[]): Folder {
  const root = newFolder("", "");
  for (const [index, { name, size }] of files.entries()) {
    const parts = partsOf(name);
    const own = parts.pop() ?? name;
    let folder = root;
    add(folder, size);
    for (const part of parts) {
      let inner = folder.folders.get(part);
      if (inner === undefined) {
        inner = newFolder(folder.path === "" ? part : `${folder.path}/${part}`, part);
        folder.folders.set(part, inner);
      }
      folder = inner;
      add(folder, size);
    }
    folder.files.push({ index, name: own });
  }
  return root;
}

/** The lines to show: folders first, what is inside only of those that are open. */
export function linesOf(tree: Folder, open: ReadonlySet<string>): FileLine[] {
  const lines: FileLine[] = [];
  const walk = (folder: Folder, depth: number) => {
    for (const inner of folder.folders.values()) {
      const { path, name, count, size } = inner;
      const isOpen = open.has(path);
      lines.push({ kind: "folder", path, name, depth, count, size, isOpen });
      if (isOpen) walk(inner, depth + 1);
    }
    for (const { index, name } of folder.files) lines.push({ kind: "file", index, name, depth });
  };
  walk(tree, 0);
  return lines;
}

/** Files whose name or folders contain the text, whatever its case; named with their folders. */
export function found(files: readonly Named[], text: string): FileLine[] {
  const wanted = text.trim().toLowerCase();
  const lines: FileLine[] = [];
  for (const [index, { name }] of files.entries()) {
    if (name.toLowerCase().includes(wanted)) lines.push({ kind: "file", index, name, depth: 0 });
  }
  return lines;
}

/** The places of all files below a folder. */
export function filesBelow(files: readonly Named[], path: string): number[] {
  const wanted = `${path}/`;
  return files.flatMap(({ name }, index) =>
    `${partsOf(name).join("/")}`.startsWith(wanted) ? [index] : [],
  );
}

function partsOf(name: string): string[] {
  if (!name.includes("/")) return [name];
  return name.split("/").filter((part) => part !== "");
}

function newFolder(path: string, name: string): Folder {
  return { path, name, folders: new Map(), files: [], count: 0, size: 0 };
}

function add(folder: Folder, size: number): void {
  folder.count += 1;
  folder.size += size;
}
