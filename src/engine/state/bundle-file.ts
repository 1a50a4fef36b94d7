import { createReadStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { z } from 'zod'
import { canonicalJson, inBundleOrder } from '../control/bundle-id.ts'
import { type BundleAbout, bundleAboutSchema, bundleSchema } from '../control/contract.ts'

const OPENS = ',"documents":['
const CLOSES = ']}'
/** Of one write. */
const PIECE_CHARS = 64 * 1024
const documentSchema = z.record(z.string(), z.unknown())

/** A bundle as JSON with a line for each document, so that it is written and read piece by piece while calls are handled. */
export function* bundleText(bundle: BundleAbout & { readonly documents: Iterable<object> }): Generator<string> {
  const { documents, ...about } = bundle
  let piece = `${JSON.stringify(bundleAboutSchema.parse(about)).slice(0, -1)}${OPENS}`
  let count = 0
  for (const document of documents) {
    piece += `${count === 0 ? '' : ','}\n${canonicalJson(document)}`
    count++
    if (piece.length < PIECE_CHARS) continue
    yield piece
    piece = ''
  }
  yield `${piece}\n${CLOSES}`
}

/** A bundle whose documents are read from its file while they are gone through, in the order of their canonical JSON. */
export interface StoredBundle extends BundleAbout {
  readonly documents: AsyncIterable<object> | Iterable<object>
}

/** Files of one line, as earlier versions wrote them, are read at once; so are those cut short, which says what is wrong. */
export async function readBundle(path: string): Promise<StoredBundle> {
  for await (const line of linesOf(path)) {
    if (!line.endsWith(OPENS)) break
    const about = bundleAboutSchema.parse(JSON.parse(`${line.slice(0, -OPENS.length)}}`))
    return { ...about, documents: documentsIn(path) }
  }
  const bundle = await readWhole(path)
  return { ...bundle, documents: inBundleOrder(bundle.documents) }
}

async function* documentsIn(path: string): AsyncGenerator<object> {
  let isFirst = true
  for await (const line of linesOf(path)) {
    if (line === CLOSES) return
    if (!isFirst) yield documentSchema.parse(JSON.parse(line.replace(/,$/, '')))
    isFirst = false
  }
  await readWhole(path) // throws
  throw new Error('its last line is missing')
}

async function* linesOf(path: string): AsyncGenerator<string> {
  const input = createReadStream(path)
  try {
    yield* createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })
  } finally {
    input.destroy()
  }
}

const readWhole = async (path: string) => bundleSchema.parse(JSON.parse(await readFile(path, 'utf8')))
