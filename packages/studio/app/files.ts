// Files as people give them: chosen in a dialog, or dropped, also whole folders.

/** A file with its path inside what was given: 'song.tonmeister/media/kick.wav'. */
export interface Given {
  readonly file: File
  readonly path: string
}
/** Files below a dropped folder that are looked at; a project has far fewer. */
const FILES_MAX = 20_000

export const given = (files: Iterable<File>): Given[] => Array.from(files, (file) => ({ file, path: file.webkitRelativePath || file.name }))

/** Everything that was dropped, folders opened. Must be called within the drop event: afterwards the browser forgets. */
export async function dropped(data: DataTransfer): Promise<Given[]> {
  const entries = [...data.items].flatMap((item) => (item.kind === 'file' ? [item.webkitGetAsEntry()] : []))
  // Without entries (a script's drop) the files themselves are there.
  if (!entries.some((entry) => entry)) return given(data.files)
  const out: Given[] = []
  const visit = async (entry: FileSystemEntry): Promise<void> => {
    if (out.length >= FILES_MAX) return
    if (entry.isFile) {
      const file = await new Promise<File>((done, failed) => (entry as FileSystemFileEntry).file(done, failed))
      out.push({ file, path: entry.fullPath.replace(/^\//, '') })
      return
    }
    const reader = (entry as FileSystemDirectoryEntry).createReader()
    for (;;) {
      // A hundred at a time, until none come.
      const some = await new Promise<FileSystemEntry[]>((done, failed) => reader.readEntries(done, failed))
      if (!some.length) return
      for (const child of some) await visit(child)
    }
  }
  for (const entry of entries) if (entry) await visit(entry)
  return out
}
/** Lets a person choose files, or a folder. */
export function choose(accept: string, folder: boolean, take: (files: Given[]) => void): void {
  const input = document.createElement('input')
  input.type = 'file'
  input.multiple = true
  if (folder) input.webkitdirectory = true
  else input.accept = accept
  // In the page while the browser asks: one that nothing holds may be gone before it answers.
  input.hidden = true
  document.body.append(input)
  input.oncancel = () => input.remove()
  input.onchange = () => {
    input.remove()
    take(given(input.files ?? []))
  }
  input.click()
}
