import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { PARTIAL } from '../../state/files.ts'

/** Left behind: what belongs to the process that runs, what is made again, and engine.db, of which a copy goes in. */
const LEFT_OUT =
  /^(?:engine\.db.*|running\.json|control-address|live-calls\.jsonl|reserve|spool|made|upgrade|replaced|restored)$/

export interface ContentOptions {
  readonly dataDir: string
  readonly withRecordings: boolean
}

/** Paths of all files in a data folder that a backup has besides engine.db, relative. */
export async function backupContents({
  dataDir,
  withRecordings,
}: ContentOptions): Promise<{ path: string; sizeBytes: number }[]> {
  const found: { path: string; sizeBytes: number }[] = []
  const walk = async (folder: string) => {
    const entries = await readdir(join(dataDir, folder), { withFileTypes: true })
    for (const entry of entries.toSorted((left, right) => (left.name < right.name ? -1 : 1))) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`
      if (folder === '' && (LEFT_OUT.test(entry.name) || (entry.name === 'recordings' && !withRecordings))) continue
      if (entry.isDirectory()) await walk(path)
      else if (entry.isFile() && !entry.name.endsWith(PARTIAL)) {
        const there = await stat(join(dataDir, path)).catch(() => undefined) // deleted a moment ago
        if (there) found.push({ path, sizeBytes: there.size })
      }
    }
  }
  await walk('')
  return found
}
