/**
 * Folders and files in memory, as far as the store of files in a browser uses them
 * (https://fs.spec.whatwg.org/): what is written shows when it is closed, and not before.
 */
interface Entries {
  files: Map<string, { bytes: Uint8Array<ArrayBuffer> }>;
  folders: Map<string, FileSystemDirectoryHandle>;
}

export interface MemoryDirectory {
  handle: FileSystemDirectoryHandle;
  /** Throws from now on whatever this returns when something is written. */
  refuse: (failure: (() => Error) | null) => void;
}

export function createMemoryDirectory(): MemoryDirectory {
  let refusal: (() => Error) | null = null;

  function createFolder(): FileSystemDirectoryHandle {
    const { files, folders }: Entries = { files: new Map(), folders: new Map() };
    const missing = () => new DOMException("not there", "NotFoundError");

    function fileHandle(name: string) {
      const file = files.get(name);
      if (file === undefined) throw missing();
      return {
        kind: "file",
        name,
        getFile: async () => new File([file.bytes], name),
        async createWritable() {
          let written = new Uint8Array(0);
          return {
            async write(bytes: Uint8Array) {
              if (refusal !== null) throw refusal();
              written = bytes.slice() as Uint8Array<ArrayBuffer>;
            },
            async close() {
              file.bytes = written;
            },
            abort: async () => undefined,
          };
        },
      };
    }

    const folder = {
      kind: "directory",
      async getDirectoryHandle(name: string, { create = false } = {}) {
        const found = folders.get(name) ?? (create ? createFolder() : undefined);
        if (found === undefined) throw missing();
        folders.set(name, found);
        return found;
      },
      async getFileHandle(name: string, { create = false } = {}) {
        if (create && !files.has(name)) files.set(name, { bytes: new Uint8Array(0) });
        return fileHandle(name);
      },
      async removeEntry(name: string) {
        if (!files.delete(name)) throw missing();
      },
      async *keys() {
        yield* [...folders.keys(), ...files.keys()];
      },
      async *values() {
        yield* folders.values();
        for (const name of files.keys()) yield fileHandle(name);
      },
    };
    return folder as unknown as FileSystemDirectoryHandle;
  }

  return {
    handle: createFolder(),
    refuse(failure) {
      refusal = failure;
    },
  };
}
