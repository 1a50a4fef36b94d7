import { createDesignFrom } from '../exchange/design-from.ts'
import { filesOfDesign } from '../exchange/files-of-design.ts'
import { writeFolder } from '../exchange/folder.ts'
import { type ExchangeFormat, readFolder, whyNothing } from '../exchange/read-folder.ts'
import { asJson, type CommandResult } from './command.ts'
import { commandLineStore, type DataDir, leftOutLine, loadDesign, refusedLine } from './design-source.ts'

interface ExchangeOptions {
  readonly json: boolean
  readonly dataDir: DataDir
}

/**
 * `callwright import FORMAT FOLDER NEW.callwright`: takes what can be read and lists the rest; exit code 1 when something was refused, 2 and no file when
 * there is nothing. Notes say what is kept but means less here, and what was left out.
 */
export function importCommand(
  format: ExchangeFormat,
  folder: string,
  target: string,
  { json, dataDir }: ExchangeOptions,
): CommandResult {
  const read = readFolder(format, folder)
  const { notes, leftOut } = read
  const nothing = whyNothing(format, folder, read)
  const notTaken =
    nothing === undefined
      ? createDesignFrom(read, target, { label: `Import from ${format}`, store: commandLineStore(dataDir) })
      : []
  const refused = [...read.refused, ...notTaken]
  const documents = read.documents.length - notTaken.length
  const exitCode = nothing === undefined ? (refused.length > 0 ? 1 : 0) : 2
  if (json) {
    const said = nothing === undefined ? { path: target } : { path: null, error: nothing }
    return { output: asJson({ ...said, documents, refused, leftOut, notes }), exitCode }
  }
  const head = nothing === undefined ? [`${documents} documents in ${target}`] : []
  return {
    output: [...head, ...refused.map(refusedLine)].map((line) => `${line}\n`).join(''),
    exitCode,
    notes: [
      ...notes.map(({ path, reason }) => `${path}: ${reason}`),
      ...leftOut.map(leftOutLine),
      ...(nothing === undefined ? [] : [nothing]),
    ],
  }
}

/** `callwright export FORMAT DESIGN NEW-FOLDER`. Notes say what the format has nothing for, and what of a folder could not be read. */
export function exportCommand(
  format: ExchangeFormat,
  source: string,
  folder: string,
  options: ExchangeOptions,
): CommandResult {
  const loaded = loadDesign(source, options.dataDir)
  const { files, documents, notes } = filesOfDesign(format, loaded.design, (sha256) => loaded.sound(sha256))
  writeFolder(folder, files)
  const all = [...loaded.refused.map(refusedLine), ...loaded.notes, ...notes]
  const output = options.json
    ? asJson({ path: folder, documents, notes: all })
    : `${documents} documents in ${folder}\n`
  return { output, exitCode: loaded.refused.length > 0 ? 1 : 0, ...(options.json ? {} : { notes: all }) }
}
