import { basename, resolve } from 'node:path'
import type { Document } from '../../callflow/design/document.ts'
import { writeFiles } from '../../callflow/exchange/files/write.ts'
import { writeKazoo } from '../../callflow/exchange/kazoo/export.ts'
import { readKazoo } from '../../callflow/exchange/kazoo/import.ts'
import { createFile } from '../store/create-file.ts'
import { openDesign } from '../store/design-store.ts'
import { asJson, type CommandResult } from './command.ts'
import { loadDesign, textFiles, writeFolder } from './design-source.ts'

export type ExchangeFormat = 'kazoo' | 'files'

interface Reading {
  readonly documents: readonly Document[]
  readonly refused: readonly { readonly path: string; readonly reason: string }[]
  readonly sounds: readonly Uint8Array[]
}

/** `callwright import FORMAT FOLDER NEW.callwright`: takes what can be read and lists the rest; exit code 1 when something was refused. */
export function importCommand(
  format: ExchangeFormat,
  folder: string,
  target: string,
  options: { readonly json: boolean },
): CommandResult {
  const read = format === 'kazoo' ? fromKazoo(folder) : fromFiles(folder)
  createFile(target, basename(target).replace(/\.callwright$/, ''))
  const store = openDesign(resolve(target), { who: 'command line' })
  const problems = [...read.refused]
  try {
    problems.push(...putAll(store, read, format))
  } finally {
    store.close()
  }
  const taken = read.documents.length - (problems.length - read.refused.length)
  const exitCode = problems.length > 0 ? 1 : 0
  if (options.json) return { output: asJson({ path: target, documents: taken, refused: problems }), exitCode }
  const lines = problems.map(({ path, reason }) => `refused ${path}: ${reason}`)
  return { output: `${[`${taken} documents in ${target}`, ...lines].join('\n')}\n`, exitCode }
}

/** All at once; when one document spoils it, one by one, so that the rest is taken. */
function putAll(
  store: ReturnType<typeof openDesign>,
  { documents, sounds }: Reading,
  format: string,
): { path: string; reason: string }[] {
  const label = `Import from ${format}`
  const blobs = sounds.map((bytes) => ({ bytes, mimeType: 'audio/wav' }))
  try {
    store.apply({ label, put: documents, blobs, undoable: false })
    return []
  } catch {
    const refused: { path: string; reason: string }[] = []
    for (const document of documents) {
      try {
        store.apply({ label, put: [document], blobs: [], undoable: false })
      } catch (error) {
        refused.push({
          path: `${document.kind} "${document.name}"`,
          reason: error instanceof Error ? error.message : String(error),
        })
      }
    }
    return refused
  }
}

/** `callwright export FORMAT DESIGN NEW-FOLDER`. */
export function exportCommand(
  format: ExchangeFormat,
  source: string,
  folder: string,
  options: { readonly json: boolean },
): CommandResult {
  const loaded = loadDesign(source)
  if (format === 'kazoo') {
    const { files, notes } = writeKazoo(loaded.design)
    writeFolder(
      folder,
      files.map(({ path, text }) => ({ path, content: text })),
    )
    const said = notes.map(({ documentId, text }) => `${loaded.design.get(documentId)?.name ?? documentId}: ${text}`)
    return result(folder, files.length, options.json, said)
  }
  const { files, sounds } = writeFiles(loaded.design)
  const missing: string[] = []
  const audio = sounds.flatMap(({ sha256, path }) => {
    const content = loaded.sound(sha256)
    if (!content) missing.push(`${path}: the design holds no audio for it`)
    return content ? [{ path, content }] : []
  })
  writeFolder(folder, [...files.map(({ path, text }) => ({ path, content: text })), ...audio])
  return result(folder, files.length, options.json, missing)
}

function result(folder: string, documents: number, json: boolean, notes: readonly string[]): CommandResult {
  const output = json ? asJson({ path: folder, documents, notes }) : `${documents} documents in ${folder}\n`
  return { output, exitCode: 0, ...(json ? {} : { notes }) }
}

function fromKazoo(folder: string): Reading {
  const { documents, refused } = readKazoo(textFiles(folder, '.json'))
  return { documents, refused, sounds: [] }
}

function fromFiles(folder: string): Reading {
  const loaded = loadDesign(folder)
  const { design, refused } = loaded
  const sounds = design.list('media').flatMap(({ sha256 }) => {
    const bytes = sha256 ? loaded.sound(sha256) : undefined
    return bytes ? [bytes] : []
  })
  return { documents: [...design.documents()], refused, sounds }
}
