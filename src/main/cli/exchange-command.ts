import { createDesignFrom } from '../exchange/design-from.ts'
import { filesOfDesign } from '../exchange/files-of-design.ts'
import { writeFolder } from '../exchange/folder.ts'
import { type ExchangeFormat, readFolder } from '../exchange/read-folder.ts'
import { asJson, type CommandResult } from './command.ts'
import { loadDesign } from './design-source.ts'

/** `callwright import FORMAT FOLDER NEW.callwright`: takes what can be read and lists the rest; exit code 1 when something was refused. Notes say what is kept but means less here. */
export function importCommand(
  format: ExchangeFormat,
  folder: string,
  target: string,
  options: { readonly json: boolean },
): CommandResult {
  const read = readFolder(format, folder)
  const notTaken = createDesignFrom(read, target, { label: `Import from ${format}`, store: { who: 'command line' } })
  const problems = [...read.refused, ...notTaken]
  const taken = read.documents.length - notTaken.length
  const exitCode = problems.length > 0 ? 1 : 0
  if (options.json) {
    return { output: asJson({ path: target, documents: taken, refused: problems, notes: read.notes }), exitCode }
  }
  const lines = problems.map(({ path, reason }) => `refused ${path}: ${reason}`)
  const notes = read.notes.map(({ path, reason }) => `${path}: ${reason}`)
  return { output: `${[`${taken} documents in ${target}`, ...lines].join('\n')}\n`, exitCode, notes }
}

/** `callwright export FORMAT DESIGN NEW-FOLDER`. Notes say what the format has nothing for, and what of a folder could not be read. */
export function exportCommand(
  format: ExchangeFormat,
  source: string,
  folder: string,
  options: { readonly json: boolean },
): CommandResult {
  const loaded = loadDesign(source)
  const { files, documents, notes } = filesOfDesign(format, loaded.design, (sha256) => loaded.sound(sha256))
  writeFolder(folder, files)
  const all = [...loaded.refused.map(({ path, reason }) => `refused ${path}: ${reason}`), ...notes]
  const output = options.json
    ? asJson({ path: folder, documents, notes: all })
    : `${documents} documents in ${folder}\n`
  return { output, exitCode: loaded.refused.length > 0 ? 1 : 0, ...(options.json ? {} : { notes: all }) }
}
