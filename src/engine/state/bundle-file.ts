import { createReadStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { z } from 'zod'
import { canonicalJson, inBundleOrder } from '../control/bundle-id.ts'
import { type Bundle, type BundleAbout, bundleAboutSchema, bundleSchema } from '../control/contract.ts'

const OPENS = ',"documents":['
const CLOSES = ']}'
/** Documents in one write. */
const PIECE = 100
const documentSchema = z.record(z.string(), z.unknown())

/** A bundle as JSON with a line for each document, so that it is written and read piece by piece while calls are handled. */
export function* bundleText(bundle: BundleAbout & { readonly documents: Iterable<object> }): Generator<string> {
  const { documents, ...about } = bundle
  let piece = `${JSON.stringify(bundleAboutSchema.parse(about)).slice(0, -1)}${OPENS}`
  let count = 0
  for (const document of documents) {
    piece += `${count === 0 ? '' : ','}\n${canonicalJson(document)}`
    if (++count % PIECE !== 0) continue
    yield piece
    piece = ''
  }
  yield `${piece}\n${CLOSES}`
}

/** Files of one line, as earlier versions wrote them, are read at once; so are those cut short, which says what is wrong. */
export async function readBundle(path: string): Promise<Bundle> {
  const lines = createInterface({ input: createReadStream(path), crlfDelay: Number.POSITIVE_INFINITY })
  const documents: Bundle['documents'] = []
  let about: BundleAbout | undefined
  for await (const line of lines) {
    if (about === undefined) {
      if (!line.endsWith(OPENS)) break
      about = bundleAboutSchema.parse(JSON.parse(`${line.slice(0, -OPENS.length)}}`))
    } else if (line === CLOSES) return { ...about, documents }
    else documents.push(documentSchema.parse(JSON.parse(line.replace(/,$/, ''))))
  }
  const bundle = bundleSchema.parse(JSON.parse(await readFile(path, 'utf8')))
  return { ...bundle, documents: inBundleOrder(bundle.documents) }
}
