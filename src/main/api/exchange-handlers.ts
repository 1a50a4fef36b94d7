import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { type Document } from '../../callflow/design/document.ts'
import { documentKinds } from '../../callflow/design/kind.ts'
import { snapshotOf } from '../../callflow/design/snapshot.ts'
import { createDesignFrom } from '../exchange/design-from.ts'
import { CannotExchangeError } from '../exchange/errors.ts'
import { filesOfDesign } from '../exchange/files-of-design.ts'
import { writingFolder } from '../exchange/folder.ts'
import { whyNothing } from '../exchange/read-folder.ts'
import { type ReadRequest, readInBackground } from '../exchange/read-in-background.ts'
import { asNotWritten } from '../store/disk.ts'
import { CannotCreateError } from '../store/errors.ts'
import { type ApiContext, api, streamed } from './base.ts'
import type { ImportPreview } from './contract.ts'

export const exchangeHandlers = {
  preview: api.exchange.preview.handler(({ context, input, signal }) =>
    streamed(context, 'exchange.preview', preview(input, signal)),
  ),
  import: api.exchange.import.handler(({ context, input, signal }) =>
    streamed(context, 'exchange.import', importFolder(context, input, signal)),
  ),
  export: api.exchange.export.handler(({ context, input, signal }) =>
    streamed(context, 'exchange.export', exportFolder(context, input, signal)),
  ),
}

async function* preview(request: ReadRequest, signal: AbortSignal | undefined) {
  const { documents, refused, notes, leftOut } = yield* reading(request, signal)
  const found: ImportPreview = {
    kind: 'preview',
    name: documents.find(({ kind }) => kind === 'account')?.name ?? '',
    counts: countsOf(documents),
    refused: refused.slice(0, MOST_LISTED),
    refusedCount: refused.length,
    notes: notes.slice(0, MOST_LISTED),
    notesCount: notes.length,
    leftOut: leftOut.slice(0, MOST_LISTED),
    leftOutCount: leftOut.length,
  }
  yield found
}

async function* importFolder(
  { app }: ApiContext,
  { path, ...request }: ReadRequest & { readonly path: string },
  signal: AbortSignal | undefined,
) {
  // Refused now rather than after reading for a minute.
  if (existsSync(resolve(path))) throw new CannotCreateError(`${resolve(path)} exists already. Choose another name.`)
  const read = yield* reading(request, signal)
  const nothing = whyNothing(request.format, request.folder, read)
  if (nothing !== undefined) throw new CannotExchangeError(nothing)
  yield { kind: 'progress', doing: 'saving', files: 0, total: read.documents.length } as const
  await setImmediate() // the page hears of it before the file is written in one go
  signal?.throwIfAborted()
  const notTaken = createDesignFrom(read, path, { label: `Import from ${request.format}`, store: app.storeOptions })
  const refused = [...read.refused, ...notTaken]
  yield {
    kind: 'imported',
    info: app.open(path),
    documents: read.documents.length - notTaken.length,
    refused: refused.slice(0, MOST_LISTED),
    refusedCount: refused.length,
  } as const
}

async function* reading(request: ReadRequest, signal: AbortSignal | undefined) {
  const steps = readInBackground({ format: request.format, folder: resolve(request.folder) }, signal)
  for (;;) {
    const step = await steps.next()
    if (step.done) return step.value
    yield { kind: 'progress', doing: 'reading', files: step.value.files, total: null } as const
  }
}

async function* exportFolder({ app }: ApiContext, { format, folder }: ReadRequest, signal: AbortSignal | undefined) {
  const target = resolve(folder)
  const store = app.design()
  const { files, documents, notes } = filesOfDesign(
    format,
    snapshotOf(store.documents()),
    (sha256) => store.blob(sha256)?.bytes,
  )
  for (const written of asRefusals(writingFolder(target, files), target)) {
    if (written % FILES_AT_A_TIME !== 0) continue
    yield { kind: 'progress', doing: 'writing', files: written, total: files.length } as const
    await setImmediate()
    signal?.throwIfAborted()
  }
  yield {
    kind: 'exported',
    folder: target,
    documents,
    notes: notes.slice(0, MOST_LISTED),
    notesCount: notes.length,
  } as const
}

/** What the file system says is told as it is: it names the path. A full disk has words of its own. */
function* asRefusals(steps: Generator<number, void>, target: string): Generator<number, void> {
  try {
    yield* steps
  } catch (error) {
    const unwritten = asNotWritten(error, target)
    if (unwritten !== error) throw unwritten
    throw new CannotExchangeError(error instanceof Error ? error.message : String(error), { cause: error })
  }
}

function countsOf(documents: readonly Document[]): ImportPreview['counts'] {
  return documentKinds
    .map((kind) => ({ kind, count: documents.filter((document) => document.kind === kind).length }))
    .filter(({ count }) => count > 0)
}

const MOST_LISTED = 1_000
const FILES_AT_A_TIME = 50
