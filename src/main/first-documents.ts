import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Document, type Media, makeDocument } from '../callflow/design/document.ts'
import { guardedAtFirst } from '../callflow/design/guarded-at-first.ts'
import { sampleDesign, sampleMedia } from '../callflow/design/sample.ts'
import { convertAudio, PHONE_RATE_HZ } from '../audio/convert-audio.ts'
import { resourcesDir } from './resources-dir.ts'
import { newSipPassword } from './sip-credentials.ts'
import { sha256Of } from './store/blobs.ts'

export interface FirstDocuments {
  readonly documents: readonly Document[]
  readonly blobs: readonly { readonly bytes: Uint8Array; readonly mimeType: string }[]
}

/** What a new design begins with: its account, or the sample company with its recordings. */
export async function firstDocuments(wanted: {
  readonly name: string
  readonly sample: boolean
}): Promise<FirstDocuments> {
  if (!wanted.sample)
    return {
      documents: [makeDocument('account', { id: randomUUID(), name: wanted.name, ...guardedAtFirst })],
      blobs: [],
    }
  const sounds = new Map<string, Uint8Array>()
  for (const { mediaId, fileName } of sampleMedia) sounds.set(mediaId, await sampleSound(fileName))
  const documents = sampleDesign({ sipPassword: newSipPassword }).map((document) => {
    const wav = sounds.get(document.id)
    return document.kind === 'media' && wav ? withSound(document, wav) : document
  })
  return { documents, blobs: [...sounds.values()].map((bytes) => ({ bytes, mimeType: 'audio/wav' })) }
}

async function sampleSound(fileName: string): Promise<Uint8Array> {
  const conversion = await convertAudio(await readFile(join(resourcesDir(), 'sample', 'media', fileName)))
  if (!conversion.ok) throw new Error(`The sample recording ${fileName} ${conversion.problem}.`)
  return conversion.wav
}

function withSound(media: Media, wav: Uint8Array): Media {
  const samples = (wav.length - WAV_HEADER_BYTES) / 2
  return {
    ...media,
    sha256: sha256Of(wav),
    sizeBytes: wav.length,
    sampleRateHz: PHONE_RATE_HZ,
    durationMs: Math.round((samples / PHONE_RATE_HZ) * 1_000),
  }
}

const WAV_HEADER_BYTES = 44
