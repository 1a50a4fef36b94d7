import { resolve } from 'node:path'
import { CannotOpenError } from '../store/errors.ts'
import { copyDesign, standingDesign } from '../store/newer-file.ts'
import { plainSealer } from '../store/secret-sealer.ts'
import { filesAsTheyStand } from '../exchange/files-as-they-stand.ts'
import { createDesignFrom } from '../exchange/design-from.ts'
import { filesOfDesign } from '../exchange/files-of-design.ts'
import { writeFolder } from '../exchange/folder.ts'
import { type ExchangeFormat, readFolder, whyNothing } from '../exchange/read-folder.ts'
import { asJson, type CommandResult } from './command.ts'
import {
  commandLineStore,
  type DataDir,
  leftOutLine,
  loadDesign,
  type LoadedDesign,
  refusedLine,
} from './design-source.ts'

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

/**
 * `callwright export files DESIGN NEW-FOLDER` of a design that a newer Callwright wrote: its documents as they stand there. @throws `error`, when it is
 * another than that.
 */
function exportNewer(
  source: string,
  folder: string,
  { json, dataDir }: ExchangeOptions,
  error: unknown,
): CommandResult {
  if (!(error instanceof CannotOpenError) || error.reason !== 'newer') throw error
  const path = resolve(source)
  const { files, documents, notes } = filesAsTheyStand(
    standingDesign(path, commandLineStore(dataDir).sealer ?? plainSealer),
  )
  writeFolder(folder, files)
  const all = [`${path} was written by a newer Callwright: its documents are written as they stand there.`, ...notes]
  const output = json ? asJson({ path: folder, documents, notes: all }) : `${documents} documents in ${folder}\n`
  return { output, exitCode: 0, ...(json ? {} : { notes: all }) }
}

/** `callwright copy DESIGN NEW.callwright`: the whole file as it is, whichever version wrote it. */
export function copyCommand(source: string, target: string, { json }: { readonly json: boolean }): CommandResult {
  const path = resolve(target)
  copyDesign(resolve(source), path)
  return { output: json ? asJson({ path }) : `copied to ${path}\n`, exitCode: 0 }
}

/** `callwright export FORMAT DESIGN NEW-FOLDER`. Notes say what the format has nothing for, and what of a folder could not be read. */
export function exportCommand(
  format: ExchangeFormat,
  source: string,
  folder: string,
  options: ExchangeOptions,
): CommandResult {
  let loaded: LoadedDesign
  try {
    loaded = loadDesign(source, options.dataDir)
  } catch (error) {
    if (format !== 'files') throw error
    return exportNewer(source, folder, options, error)
  }
  const { files, documents, notes } = filesOfDesign(format, loaded.design, (sha256) => loaded.sound(sha256))
  writeFolder(folder, files)
  const all = [...loaded.refused.map(refusedLine), ...loaded.notes, ...notes]
  const output = options.json
    ? asJson({ path: folder, documents, notes: all })
    : `${documents} documents in ${folder}\n`
  return { output, exitCode: loaded.refused.length > 0 ? 1 : 0, ...(options.json ? {} : { notes: all }) }
}
