import type { DesignSnapshot } from '../../callflow/design/snapshot.ts'
import { writeFiles } from '../../callflow/exchange/files/write.ts'
import { writeKazoo } from '../../callflow/exchange/kazoo/export.ts'
import type { FileToWrite } from './folder.ts'
import type { ExchangeFormat } from './read-folder.ts'

export interface DesignFiles {
  readonly files: readonly FileToWrite[]
  /** How many of them are documents; the rest is audio. */
  readonly documents: number
  /** What the format cannot say, and audio that is not there. */
  readonly notes: readonly string[]
}

/** A design as the files of a folder. `sound` finds the audio of a media document by its hash. */
export function filesOfDesign(
  format: ExchangeFormat,
  design: DesignSnapshot,
  sound: (sha256: string) => Uint8Array | undefined,
): DesignFiles {
  if (format === 'kazoo') {
    const { files, notes } = writeKazoo(design)
    return {
      files: files.map(({ path, text }) => ({ path, content: text })),
      documents: files.length,
      notes: notes.map(({ documentId, text }) => `${design.get(documentId)?.name ?? documentId}: ${text}`),
    }
  }
  const { files, sounds } = writeFiles(design)
  const notes: string[] = []
  const audio = sounds.flatMap(({ sha256, path }) => {
    const content = sound(sha256)
    if (!content) notes.push(`${path}: the design holds no audio for it`)
    return content ? [{ path, content }] : []
  })
  return {
    files: [...files.map(({ path, text }) => ({ path, content: text })), ...audio],
    documents: files.length,
    notes,
  }
}
