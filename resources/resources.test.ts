import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { decibels, decodeWav, encodeWav, levelOf, type PcmWav } from '../scripts/wav.ts'

const HERE = import.meta.dirname
const textsOf = (path: string) => JSON.parse(readFileSync(join(HERE, path), 'utf8')) as Record<string, string>
const wavOf = (path: string) => decodeWav(readFileSync(join(HERE, path)))
const seconds = (wav: PcmWav) => wav.samples.length / wav.sampleRateHz

/** Every WAV below `folder`, as an id: the path without `.wav`. */
function idsIn(folder: string): string[] {
  return readdirSync(join(HERE, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.wav'))
    .map((name) => name.replaceAll('\\', '/').slice(0, -'.wav'.length))
    .toSorted()
}

/** Seconds before the first sample above -40 dBFS. */
function leadingSilenceSec(wav: PcmWav): number {
  const first = wav.samples.findIndex((sample) => Math.abs(sample) > 327)
  return first / wav.sampleRateHz
}

const languages = readdirSync(join(HERE, 'prompts'))

const spoken = [
  ...languages.map((language) => ({
    name: `system prompts in ${language}`,
    folder: `prompts/${language}`,
    texts: textsOf(`prompts/${language}/prompts.json`),
    bitsPerSample: 8, // µ-law
  })),
  {
    name: 'the sample design’s media',
    folder: 'sample/media',
    texts: textsOf('sample/media/texts.json'),
    bitsPerSample: 16,
  },
]

for (const { name, folder, texts, bitsPerSample: bits } of spoken) {
  describe(`${name}`, () => {
    it('have one recording for each text, and no other', () => {
      expect(idsIn(folder)).toEqual(Object.keys(texts).toSorted())
    })

    it(`are 8 kHz mono ${bits}-bit`, () => {
      const others = Object.keys(texts).filter((id) => {
        const { sampleRateHz, channels, bitsPerSample } = wavOf(`${folder}/${id}.wav`)
        return sampleRateHz !== 8_000 || channels !== 1 || bitsPerSample !== bits
      })
      expect(others).toEqual([])
    })

    it('last as long as their texts need, and start at once', () => {
      const others = Object.entries(texts).filter(([id, text]) => {
        const wav = wavOf(`${folder}/${id}.wav`)
        // Speech runs at 8 to 25 characters a second; a single word takes longer for its ends.
        const fits = seconds(wav) > text.length / 25 && seconds(wav) < 1 + text.length / 8
        return !fits || leadingSilenceSec(wav) > 0.3
      })
      expect(others).toEqual([])
    })

    it('are as loud as one another (-24 to -17 dBFS) and do not clip', () => {
      const others = Object.keys(texts).filter((id) => {
        const { peak, rms } = levelOf(wavOf(`${folder}/${id}.wav`).samples)
        return decibels(peak) > -2 || decibels(rms) < -24 || decibels(rms) > -17
      })
      expect(others).toEqual([])
    })
  })
}

describe('system prompts', () => {
  it.each(languages)('take less than 7 MB in %s', (language) => {
    const folder = `prompts/${language}`
    const sizes = idsIn(folder).map((id) => readFileSync(join(HERE, folder, `${id}.wav`)).length)
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(7_000_000)
  })

  it('are the same in every language', () => {
    expect(languages.toSorted()).toEqual(['de', 'en', 'es', 'fr'])
    for (const language of languages) expect(idsIn(`prompts/${language}`)).toEqual(idsIn('prompts/en'))
  })

  it('say something else in every language', () => {
    const same = Object.entries(textsOf('prompts/en/prompts.json')).filter(([id, text]) =>
      ['de', 'fr', 'es'].some((each) => textsOf(`prompts/${each}/prompts.json`)[id] === text),
    )
    // Words that languages share: "six", "November" and the like.
    expect(same.filter(([, text]) => text.length > 12)).toEqual([])
  })

  it('include every prompt that the sources name', () => {
    const src = join(HERE, '../src')
    const used = readdirSync(src, { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.tsx?$/.test(name) && !/\.test\.tsx?$/.test(name))
      .flatMap((name) => [...readFileSync(join(src, name), 'utf8').matchAll(/\bprompt(?:Id: |\()'([a-z_0-9/-]+)'/g)])
      .map(([, id]) => id)
    const known = new Set<string | undefined>(idsIn('prompts/en'))
    expect(used.filter((id) => !known.has(id))).toEqual([])
  })

  it('can say any digit, and the keys beside them', () => {
    const names = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'star', 'pound', 'plus']
    expect(idsIn('prompts/en')).toEqual(expect.arrayContaining(names.map((name) => `digits/${name}`)))
  })
})

describe('hold music', () => {
  const wav = wavOf('moh/lantern-light.wav')

  it('lasts 60 to 90 s at 8 kHz mono', () => {
    expect(wav).toMatchObject({ sampleRateHz: 8_000, channels: 1 })
    expect(seconds(wav)).toBeGreaterThanOrEqual(60)
    expect(seconds(wav)).toBeLessThanOrEqual(90)
  })

  it('stays under speech: its peak is about -12 dBFS', () => {
    expect(decibels(levelOf(wav.samples).peak)).toBeCloseTo(-12, 0)
  })

  it('loops without a click: the step over the seam is no larger than steps elsewhere', () => {
    const step = (i: number) => Math.abs((wav.samples.at(i) ?? 0) - (wav.samples.at(i - 1) ?? 0))
    const around = Array.from({ length: 200 }, (_, i) => step(i + 1))
    expect(step(0)).toBeLessThanOrEqual(Math.max(...around))
  })
})

describe('our WAV reader', () => {
  it('reads back what the writer wrote', () => {
    const samples = Int16Array.of(0, 1, -1, 32_767, -32_768)
    expect(decodeWav(encodeWav(samples, 8_000))).toEqual({
      sampleRateHz: 8_000,
      channels: 1,
      bitsPerSample: 16,
      samples,
    })
  })

  it('names what is wrong with other bytes', () => {
    expect(() => decodeWav(new Uint8Array(100))).toThrow('not a WAV file')
    const cut = encodeWav(new Int16Array(50), 8_000).subarray(0, 60)
    expect(() => decodeWav(cut)).toThrow('chunk "data" of 100 bytes runs past the end of the file')
  })
})
