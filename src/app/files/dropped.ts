// The files of what a person drops: files themselves, and those of dropped folders and of the folders in them.

/** Files taken of one drop at most: whoever drops a whole disk means something else. */
export const MOST_DROPPED = 200;

/** System files that nobody means. */
const HIDDEN = /^\.|^(Thumbs\.db|desktop\.ini|__MACOSX)$/i;

/** What of a file system entry is used. */
export interface DroppedEntry {
  readonly name: string;
  readonly isFile: boolean;
  readonly isDirectory: boolean;
}

type FileEntry = Pick<FileSystemFileEntry, "file">;
type DirectoryEntry = Pick<FileSystemDirectoryEntry, "createReader">;

/**
 * Must be called while the drop is being handled: afterwards the browser lets go of it.
 * @returns at most MOST_DROPPED files, and whether there were more
 */
export function filesOfDrop(transfer: DataTransfer): Promise<{ files: File[]; more: boolean }> {
  const entries = [...transfer.items].flatMap((item) => item.webkitGetAsEntry() ?? []);
  // Without entries (an old browser) a folder cannot be told from a file.
  if (entries.length === 0) return Promise.resolve({ files: [...transfer.files], more: false });
  return filesOf(entries);
}

/** @param entries files and folders; an unreadable one is passed over */
export async function filesOf(entries: readonly DroppedEntry[]): Promise<{ files: File[]; more: boolean }> {
  const files: File[] = [];
  const open = [...entries];
  for (let entry = open.shift(); entry; entry = open.shift()) {
    if (HIDDEN.test(entry.name)) continue;
    if (entry.isDirectory) open.push(...(await entriesOf(entry as unknown as DirectoryEntry)));
    else if (entry.isFile) {
      if (files.length === MOST_DROPPED) return { files, more: true };
      const file = await new Promise<File | null>((done) =>
        (entry as unknown as FileEntry).file(done, () => done(null)),
      );
      if (file) files.push(file);
    }
  }
  return { files, more: false };
}

/** All entries of a folder: its reader gives some at a time, and none at the end. */
async function entriesOf(folder: DirectoryEntry): Promise<DroppedEntry[]> {
  const reader = folder.createReader();
  const all: DroppedEntry[] = [];
  for (;;) {
    const some = await new Promise<DroppedEntry[]>((done) => reader.readEntries(done, () => done([])));
    if (some.length === 0) return all.sort((a, b) => (a.name < b.name ? -1 : 1));
    all.push(...some);
    if (all.length > 20 * MOST_DROPPED) return all;
  }
}
